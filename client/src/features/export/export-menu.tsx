import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ExportFormat, type Filter, type Sort } from '@sheetport/contract';
import { IconChevronDown, IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import { startExport } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { queryClient } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';

/** Start an export and go to its bar. With a filter or an order on screen, both "what I see" and everything are offered. */
export function ExportMenu({
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
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const hasView = filter !== undefined || (sort?.length ?? 0) > 0;
  const run = async (format: ExportFormat, asSeen: boolean) => {
    setBusy(true);
    try {
      const plan = { tableId, format, ...(asSeen && filter && { filter }), ...(asSeen && sort?.length && { sort }) };
      const job = learnJob(await startExport(plan, randomId()));
      applyJob(queryClient, job);
      await navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
      setBusy(false);
    }
  };
  const items = (asSeen: boolean) =>
    ExportFormat.options.map((format) => (
      <Menu.Item key={`${format}${asSeen}`} onClick={() => void run(format, asSeen)}>
        {t(`table.format.${format}`)}
      </Menu.Item>
    ));
  return (
    <Menu position="bottom-start" shadow="md" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconFileExport size={17} stroke={1.7} />}
          rightSection={<IconChevronDown size={15} stroke={1.8} />}
        >
          {t('table.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {hasView && (
          <>
            <Menu.Label>
              {t('table.exportView')} — {t('table.exportViewHint')}
            </Menu.Label>
            {items(true)}
            <Menu.Divider />
          </>
        )}
        <Menu.Label>
          {t('table.exportAll')}
          {rows !== undefined && ` — ${rows}`}
        </Menu.Label>
        {items(false)}
      </Menu.Dropdown>
    </Menu>
  );
}
