import type { ScheduleTask } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';

/** What a schedule does, in words. */
export function useTaskWords(): (task: ScheduleTask) => string {
  const { t } = useTranslation();
  const { data } = useQuery(tablesQuery);
  return (task) => {
    if (task.kind === 'deletion') return t('schedules.saidDeletion', { count: task.olderThanDays });
    const { tableId, sheets, format = 'xlsx', name } = task.export;
    const shownFormat = t(`table.format.${format}`);
    if (sheets) return t('schedules.saidSheets', { count: sheets.length, format: shownFormat });
    const table = data?.tables.find(({ id }) => id === tableId)?.name ?? name ?? '…';
    return t('schedules.saidExport', { table, format: shownFormat });
  };
}
