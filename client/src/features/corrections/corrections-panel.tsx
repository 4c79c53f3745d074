import { Button, SegmentedControl } from '@mantine/core';
import type { IssueGroup, Job, NewCorrections, Reject } from '@sheetport/contract';
import { IconCircleCheck, IconFileSpreadsheet } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rejectsFileUrl, sendCorrections } from '../../api/api.ts';
import { countQuery, detailsQuery, issuesQuery, queryClient, rejectsQuery, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { BulkCorrectionBar } from './bulk-correction-bar.tsx';
import css from './corrections.module.css';
import { CorrectionsGrid } from './corrections-grid.tsx';
import { type Change, rowsToSend } from './edits.ts';
import { formatIssueGroup, IssueGroupList, keyFor, likeOf } from './issue-groups.tsx';
import { Pager } from './pager.tsx';
import { tallyRows } from './tally.ts';
import { useCorrections } from './use-corrections.ts';

/** Rows of one call that are edited one by one, by the contract. */
const MOST = 10_000;
/** Rows that the grid holds at once; the others are a press away. */
const WINDOW = 10_000;

/** The rows that stayed out, to be mended here or in Excel, and sent again. */
export function CorrectionsPanel({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [like, setLike] = useState<IssueGroup | null>(null);
  /** Sheet rows behind which the windows begin that were gone through; the last one is shown. */
  const [starts, setStarts] = useState<readonly number[]>([0]);
  const behind = starts.at(-1) ?? 0;
  const query = useInfiniteQuery(rejectsQuery(job.id, like ? likeOf(like) : undefined, behind));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const [columns, setColumns] = useState<readonly string[]>([]);
  const known = query.data?.pages[0]?.columns;
  if (known && known.length > 0 && known.join() !== columns.join()) setColumns(known);
  if (!query.data && query.error)
    return (
      <Note
        tone="bad"
        title={t('error.title')}
        actions={<Button onClick={() => void query.refetch()}>{t('action.retry')}</Button>}
      >
        {formatError(query.error, t, i18n)}
      </Note>
    );
  if (query.isPending && columns.length === 0) return <LinesSkeleton />;
  if (query.data && rows.length === 0 && behind === 0 && !like)
    return (
      <div className="panel">
        <Empty
          icon={<IconCircleCheck size={22} stroke={1.6} />}
          title={t('corrections.allFixed')}
          text={t('corrections.allFixedText')}
        />
      </div>
    );
  return (
    <CorrectionsDraft
      job={job}
      rows={rows}
      columns={columns}
      like={like}
      starts={starts}
      more={{ has: query.hasNextPage, loading: query.isFetching, load: () => void query.fetchNextPage() }}
      onLike={(group) => {
        setLike(group);
        setStarts([0]);
      }}
      onStarts={setStarts}
    />
  );
}

interface Shown {
  job: Job;
  rows: readonly Reject[];
  columns: readonly string[];
  like: IssueGroup | null;
  starts: readonly number[];
  more: { has: boolean; loading: boolean; load: () => void };
  onLike: (group: IssueGroup | null) => void;
  onStarts: (starts: readonly number[]) => void;
}

function CorrectionsDraft({ job, rows, columns, like, starts, more, onLike, onStarts }: Shown) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const behind = starts.at(-1) ?? 0;
  const shown = like ? null : { behind, toEnd: !more.has && !more.loading };
  const { draft, canGoBack, change, changeAll, back, discard } = useCorrections(job, rows, shown);
  const { edits, bulk } = draft;
  const tally = tallyRows(job);
  const { start, busy, error, forget } = useStartJob();
  const [last, setLast] = useState<Change | null>(null);
  const [instead, setInstead] = useState<string | null>(null);
  const there = useThere(job);
  const edited = useEdited(job, draft);
  const all = behind === 0 && !like && !more.has;
  const panel = useRef<HTMLElement>(null);
  /** The pressed button is gone, and the keys are the grid's again: Ctrl+Z among them. */
  const backToGrid = () => panel.current?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });

  const take = (changes: Change[], isAll = false) => {
    forget();
    change(changes);
    if (!isAll) setLast(changes.length === 1 ? (changes[0] ?? null) : null);
  };
  const how =
    there && instead === 'update' ? { mode: 'upsert' as const, ...(there.length > 0 ? { key: there } : {}) } : {};
  const send = (body: NewCorrections) =>
    void start((intent) => sendCorrections(job.id, body, intent), JSON.stringify(body)).then((started) => {
      // Most likely somebody else has mended some of them: show what is open now.
      if (!started) void queryClient.invalidateQueries({ queryKey: KEYS.rejectsOf(job.id) });
    });
  const own = () => rowsToSend(edits, [...edits.keys()].slice(0, MOST));
  const sendEdited = () =>
    send(bulk.length === 0 ? { rows: own(), ...how } : { bulk, ...(edits.size > 0 ? { rows: own() } : {}), ...how });
  const sendAll = () =>
    send({
      bulk: [...bulk, { where: {}, cells: {} }],
      ...(edits.size > 0 ? { rows: own() } : {}),
      ...how,
    });
  const forgetLast = (then: () => void) => () => {
    setLast(null);
    then();
  };
  const total = like?.count ?? tally.pending;
  const isFull = rows.length >= WINDOW;
  const none = edited === 0;
  return (
    <section ref={panel} className={`${css.panel} panel`} aria-labelledby="corrections">
      <div className={css.head}>
        <div className={css.title}>
          <h2 id="corrections">{t('corrections.title')}</h2>
          <span className="muted small digits">
            {tally.corrected > 0
              ? t('corrections.tally', {
                  imported: format.count(tally.imported),
                  corrected: format.count(tally.corrected),
                  pending: format.count(tally.pending),
                })
              : t('corrections.open', { count: tally.pending })}
          </span>
        </div>
        <p className="muted small">{t('corrections.explain')}</p>
        <div className={css.excel}>
          <Button
            component="a"
            href={rejectsFileUrl(job.id)}
            download
            variant="default"
            size="xs"
            leftSection={<IconFileSpreadsheet size={16} stroke={1.7} />}
          >
            {t('corrections.download')}
          </Button>
          <p className="muted small">{t('corrections.downloadHint')}</p>
        </div>
      </div>
      <IssueGroupList
        job={job}
        like={like}
        onLike={(group) => {
          setLast(null);
          onLike(group);
        }}
      />
      {like && (
        <div className={css.shown} role="status">
          <span className="small">
            {t('bulkCorrections.shown', { count: like.count, what: formatIssueGroup(like, t, i18n) })}
          </span>
          <Button size="compact-sm" variant="subtle" onClick={() => onLike(null)}>
            {t('bulkCorrections.showAll')}
          </Button>
        </div>
      )}
      {(starts.length > 1 || behind > 0 || total > WINDOW) && (
        <Pager
          first={rows[0]?.row}
          last={rows.at(-1)?.row}
          onPrevious={
            starts.length > 1
              ? () => onStarts(starts.slice(0, -1))
              : behind > 0
                ? () => onStarts([Math.max(0, behind - WINDOW)])
                : undefined
          }
          onNext={more.has ? () => onStarts([...starts, rows.at(-1)?.row ?? behind]) : undefined}
          onGo={(row) => onStarts([row - 1])}
        />
      )}
      <CorrectionsGrid
        key={`${behind} ${like ? JSON.stringify(likeOf(like)) : ''}`}
        job={job}
        rows={rows}
        columns={columns}
        draft={draft}
        total={behind === 0 && total <= WINDOW ? total : rows.length}
        onChange={take}
        onBack={forgetLast(back)}
        onEnd={() => {
          if (more.has && !more.loading && !isFull) more.load();
        }}
        loading={more.loading}
      />
      <div className={css.foot}>
        {last && edits.get(last.row)?.get(last.heading) === last.text && (
          <BulkCorrectionBar
            job={job}
            rows={rows}
            draft={draft}
            change={last}
            all={all}
            onApply={(which) => {
              take(
                which.map((row) => ({ ...last, row })),
                true,
              );
              backToGrid();
            }}
            onApplyAll={(where) => {
              forget();
              changeAll(where, last.heading, last.text);
              backToGrid();
            }}
          />
        )}
        {there && (
          <div className={css.there}>
            <span className="small" id="keys-there">
              {t('bulkCorrections.there')}
            </span>
            <SegmentedControl
              size="xs"
              aria-labelledby="keys-there"
              value={instead ?? 'leave'}
              onChange={setInstead}
              data={[
                { value: 'leave', label: t('bulkCorrections.thereLeave') },
                { value: 'update', label: t('bulkCorrections.thereUpdate') },
              ]}
            />
          </div>
        )}
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className={css.actions}>
          <span className={`${css.edited} small digits`} aria-live="polite">
            {edited === null
              ? t('bulkCorrections.counting')
              : none
                ? t('corrections.noneEdited')
                : t('corrections.edited', { count: edited })}
            {edits.size > MOST && ` · ${t('corrections.most', { count: MOST })}`}
          </span>
          {canGoBack && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={forgetLast(back)}>
              {t('corrections.undo')}
            </Button>
          )}
          {!none && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={forgetLast(discard)}>
              {t('corrections.discard')}
            </Button>
          )}
          <Button
            variant={none ? 'default' : 'subtle'}
            {...(!none && { color: 'gray', size: 'compact-sm' })}
            disabled={busy}
            onClick={sendAll}
          >
            {t('bulkCorrections.retryAll', { count: tally.pending })}
          </Button>
          {!none && (
            <Button loading={busy} onClick={sendEdited}>
              {edited === null
                ? t('action.retry')
                : t('corrections.retry', { count: bulk.length > 0 ? edited : Math.min(edited, MOST) })}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** How many rows are changed; null while those that are changed unseen are counted. */
function useEdited(job: Job, { edits, bulk }: ReturnType<typeof useCorrections>['draft']): number | null {
  const which = useMemo(
    () => ({ filters: bulk.map(({ where }) => where), rows: [...edits.keys()].slice(0, MOST) }),
    [edits, bulk],
  );
  const { data } = useQuery({ ...countQuery(job.id, which), enabled: bulk.length > 0 });
  return bulk.length > 0 ? (data ?? null) : edits.size;
}

/** The key by which rows that are there already can be updated, if any of the open ones is such a row. */
function useThere(job: Job): string[] | null {
  const { data: groups } = useQuery(issuesQuery(job.id));
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const used = useQuery(detailsQuery(job)).data?.effective;
  for (const group of groups ?? []) {
    const key = keyFor(group, table, used);
    if (key) return key;
  }
  return null;
}
