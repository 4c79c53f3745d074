import { Button } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { View } from './export-choice.ts';
import { ExportDialog } from './export-dialog.tsx';

/** Opens the export dialog of a table. */
export function ExportButton({
  tableId,
  rows,
  view = {},
}: {
  tableId: string;
  /** How many rows there are, in words. */
  rows?: string;
  /** How the table is shown. */
  view?: View;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        aria-haspopup="dialog"
        leftSection={<IconFileExport size={17} stroke={1.7} />}
        onClick={() => setOpened(true)}
      >
        {t('table.export')}
      </Button>
      {opened && <ExportDialog tableId={tableId} view={view} rows={rows} onClose={() => setOpened(false)} />}
    </>
  );
}
