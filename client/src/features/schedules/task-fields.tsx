import { NativeSelect, TextInput } from '@mantine/core';
import { ExportFormat, type ScheduleTask } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { deliveriesQuery } from '../../api/deliveries.ts';
import { feedsQuery } from '../../api/feeds.ts';
import { meQuery, tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import css from './schedules.module.css';
import { useTaskWords } from './use-task-words.ts';

const MONTH_DAYS = 30;

/** Asks what a schedule does. What came from the export dialog is shown in words: it says more than these fields can. */
export function TaskFields({
  task,
  onChange,
}: {
  task: ScheduleTask | undefined;
  onChange: (task: ScheduleTask | undefined) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useQuery(meQuery);
  const describeTask = useTaskWords();
  const { data } = useQuery(tablesQuery);
  const tables = data?.tables ?? [];
  const deliveries = useQuery({ ...deliveriesQuery, enabled: may('delivery.create') }).data?.deliveries ?? [];
  const own = deliveries.filter(({ createdBy }) => createdBy === me.data?.id);
  const feeds = useQuery({ ...feedsQuery, enabled: may('feed.create') }).data?.feeds ?? [];
  const ownFeeds = feeds.filter(({ createdBy, source }) => createdBy === me.data?.id && source.kind !== 'inbound');
  if (task?.kind === 'export' && !isPlain(task)) return <Note tone="plain">{describeTask(task)}</Note>;
  const kind = task?.kind ?? 'export';
  const request = task?.kind === 'export' ? task.export : undefined;
  const kinds: ScheduleTask['kind'][] = ['export'];
  if (own.length > 0) kinds.push('delivery');
  if (ownFeeds.length > 0) kinds.push('feed');
  if (may('deletion.run')) kinds.push('deletion');
  const begin = (value: string): ScheduleTask | undefined => {
    if (value === 'deletion') return { kind: value, olderThanDays: MONTH_DAYS };
    if (value === 'feed') return ownFeeds[0] && { kind: value, feedId: ownFeeds[0].id };
    return value === 'delivery' && own[0] ? { kind: value, deliveryId: own[0].id } : undefined;
  };
  const exportOf = (tableId: string, format: ExportFormat) =>
    onChange(tableId === '' ? undefined : { kind: 'export', export: { tableId, format } });
  return (
    <div className={css.fields}>
      {kinds.length > 1 && (
        <NativeSelect
          label={t('schedules.what')}
          value={kind}
          data={kinds.map((value) => ({ value, label: t(`schedules.${value}`) }))}
          onChange={({ currentTarget: { value } }) => onChange(begin(value))}
        />
      )}
      {task?.kind === 'delivery' ? (
        <NativeSelect
          label={t('schedules.whichDelivery')}
          value={task.deliveryId}
          data={own.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => onChange({ kind: 'delivery', deliveryId: event.currentTarget.value })}
        />
      ) : task?.kind === 'feed' ? (
        <NativeSelect
          label={t('schedules.whichFeed')}
          value={task.feedId}
          data={ownFeeds.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => onChange({ kind: 'feed', feedId: event.currentTarget.value })}
        />
      ) : task?.kind === 'deletion' ? (
        <TextInput
          type="number"
          label={t('schedules.olderThan')}
          value={String(task.olderThanDays)}
          min={1}
          max={36_500}
          required
          onChange={(event) =>
            onChange({ kind: 'deletion', olderThanDays: Math.max(1, Math.round(Number(event.currentTarget.value))) })
          }
        />
      ) : (
        <>
          <NativeSelect
            label={t('schedules.table')}
            value={request?.tableId ?? ''}
            required
            data={[
              { value: '', label: t('schedules.chooseTable') },
              ...tables.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => exportOf(event.currentTarget.value, request?.format ?? 'xlsx')}
          />
          <NativeSelect
            label={t('exports.format')}
            style={{ flex: '1 1 200px' }}
            value={request?.format ?? 'xlsx'}
            data={ExportFormat.options.map((value) => ({ value, label: t(`table.format.${value}`) }))}
            onChange={({ currentTarget: { value } }) =>
              exportOf(request?.tableId ?? '', ExportFormat.options.find((one) => one === value) ?? 'xlsx')
            }
          />
        </>
      )}
    </div>
  );
}

/** Whether a table and a format say it all. */
function isPlain({ export: request }: Extract<ScheduleTask, { kind: 'export' }>): boolean {
  return Object.entries(request).every(([name, part]) => name === 'tableId' || name === 'format' || part === undefined);
}
