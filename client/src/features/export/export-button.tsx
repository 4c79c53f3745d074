import { Button } from '@mantine/core';
import type { Filter, Sort } from '@sheetport/contract';
import { IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ExportDialog } from './export-dialog.tsx';

/** Opens the export dialog of a table. */
export function ExportButton({
  tableId,
  rows,
  filter,
  sort,
}: {
  tableId: string;
  /** How many rows there are, in words. */
  rows?: string;
  filter?: Filter | undefined;
  sort?: Sort | undefined;
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
      {opened && (
        <ExportDialog tableId={tableId} view={{ filter, sort }} rows={rows} onClose={() => setOpened(false)} />
      )}
    </>
  );
}
