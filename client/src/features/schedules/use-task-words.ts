import type { ScheduleTask } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { deliveriesQuery } from '../../api/deliveries.ts';
import { feedsQuery } from '../../api/feeds.ts';
import { tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';

/** What a schedule does, in words. */
export function useTaskWords(): (task: ScheduleTask) => string {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(tablesQuery);
  const deliveries = useQuery({ ...deliveriesQuery, enabled: may('delivery.create') }).data?.deliveries;
  const feeds = useQuery({ ...feedsQuery, enabled: may('feed.create') }).data?.feeds;
  return (task) => {
    if (task.kind === 'feed') {
      const name = feeds?.find(({ id }) => id === task.feedId)?.name;
      return t('schedules.saidFeed', { name: name ?? (feeds ? t('schedules.deliveryGone') : '…') });
    }
    if (task.kind === 'deletion') return t('schedules.saidDeletion', { count: task.olderThanDays });
    if (task.kind === 'delivery')
      return t('schedules.saidDelivery', {
        name:
          deliveries?.find(({ id }) => id === task.deliveryId)?.name ??
          (deliveries ? t('schedules.deliveryGone') : '…'),
      });
    const { tableId, sheets, format = 'xlsx', name } = task.export;
    const shownFormat = t(`table.format.${format}`);
    if (sheets) return t('schedules.saidSheets', { count: sheets.length, format: shownFormat });
    const table =
      data?.tables.find(({ id }) => id === tableId)?.name ?? name ?? (data ? t('schedules.tableGone') : '…');
    return t('schedules.saidExport', { table, format: shownFormat });
  };
}
