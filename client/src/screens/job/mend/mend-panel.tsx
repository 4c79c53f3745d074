import { Button } from '@mantine/core';
import type { Job, Reject } from '@sheetport/contract';
import { IconCircleCheck, IconFileSpreadsheet } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mendRows, rejectsFileUrl } from '../../../api.ts';
import { useFormats } from '../../../format.ts';
import { sayError } from '../../../i18n/say-fault.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Note } from '../../../parts/note.tsx';
import { LinesSkeleton } from '../../../parts/waiting.tsx';
import { queryClient, rejectsQuery } from '../../../queries.ts';
import { useStartJob } from '../start-job.ts';
import { AlikeBar } from './alike-bar.tsx';
import { type Change, rowsToSend } from './edits.ts';
import css from './mend.module.css';
import { MendGrid } from './mend-grid.tsx';
import { useTally } from './tally.ts';
import { useMending } from './use-mending.ts';

/** Rows of one call, by the contract; and as many as "all like this" looks through. */
const MOST = 10_000;

/** The rows that stayed out, to be mended here or in Excel, and sent again. */
export function MendPanel({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const query = useInfiniteQuery(rejectsQuery(job.id));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  if (query.isPending) return <LinesSkeleton />;
  if (!query.data)
    return (
      <Note
        tone="bad"
        title={t('fault.title')}
        actions={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>}
      >
        {sayError(query.error, t, i18n)}
      </Note>
    );
  if (rows.length === 0)
    return (
      <div className="panel">
        <Empty
          icon={<IconCircleCheck size={22} stroke={1.6} />}
          title={t('mend.allMended')}
          text={t('mend.allMendedText')}
        />
      </div>
    );
  return <Mending job={job} rows={rows} columns={query.data.pages[0]?.columns ?? []} />;
}

function Mending({ job, rows, columns }: { job: Job; rows: readonly Reject[]; columns: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(rejectsQuery(job.id));
  const { edits, canGoBack, change, back, discard } = useMending(job, rows, !hasNextPage);
  const tally = useTally(job);
  const { start, busy, refusal, forget } = useStartJob();
  const [last, setLast] = useState<Change | null>(null);
  const edited = edits.size;
  const total = tally?.open ?? job.counts.rejected;

  const take = (changes: Change[], isAll = false) => {
    forget();
    change(changes);
    if (!isAll) setLast(changes.length === 1 ? (changes[0] ?? null) : null);
  };
  const send = (which: Iterable<number>) => {
    const mended = rowsToSend(edits, [...which].slice(0, MOST));
    void start((intent) => mendRows(job.id, { rows: mended }, intent), JSON.stringify(mended)).then((started) => {
      // Most likely somebody else has mended some of them: show what is open now.
      if (!started) void queryClient.invalidateQueries({ queryKey: ['rejects', job.id] });
    });
  };
  const loadMore = async () => {
    let more = hasNextPage;
    for (let known = rows.length; more && known < MOST; ) {
      const { data, hasNextPage: next, error } = await fetchNextPage();
      if (error) return;
      known = data?.pages.reduce((sum, page) => sum + page.rows.length, 0) ?? MOST;
      more = next;
    }
  };
  return (
    <section className={`${css.panel} panel`} aria-labelledby="mend">
      <div className={css.head}>
        <div className={css.title}>
          <h2 id="mend">{t('mend.title')}</h2>
          <span className="muted small digits">
            {tally && tally.mended > 0
              ? t('mend.tally', {
                  inside: format.count(tally.inside),
                  mended: format.count(tally.mended),
                  open: format.count(tally.open),
                })
              : t('mend.open', { count: total })}
          </span>
        </div>
        <p className="muted small">{t('mend.explain')}</p>
        <div className={css.excel}>
          <Button
            component="a"
            href={rejectsFileUrl(job.id)}
            download
            variant="default"
            size="xs"
            leftSection={<IconFileSpreadsheet size={16} stroke={1.7} />}
          >
            {t('mend.download')}
          </Button>
          <p className="muted small">{t('mend.downloadHint')}</p>
        </div>
      </div>
      <MendGrid
        job={job}
        rows={rows}
        columns={columns}
        edits={edits}
        total={total}
        onChange={take}
        onBack={() => {
          setLast(null);
          back();
        }}
        onEnd={() => {
          if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
        loading={isFetchingNextPage}
      />
      <div className={css.foot}>
        {last && edits.get(last.row)?.get(last.heading) === last.text && (
          <AlikeBar
            rows={rows}
            edits={edits}
            change={last}
            more={hasNextPage && rows.length < MOST ? () => void loadMore() : undefined}
            loading={isFetchingNextPage}
            onApply={(which) =>
              take(
                which.map((row) => ({ ...last, row })),
                true,
              )
            }
          />
        )}
        {refusal !== null && <Note tone="bad">{sayError(refusal, t, i18n)}</Note>}
        <div className={css.actions}>
          <span className={`${css.edited} small digits`} aria-live="polite">
            {edited > 0 ? t('mend.edited', { count: edited }) : t('mend.noneEdited')}
            {edited > MOST && ` · ${t('mend.most', { count: MOST })}`}
          </span>
          {canGoBack && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={() => {
                setLast(null);
                back();
              }}
            >
              {t('mend.undo')}
            </Button>
          )}
          {edited > 0 && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={() => {
                setLast(null);
                discard();
              }}
            >
              {t('mend.discard')}
            </Button>
          )}
          <Button
            variant={edited > 0 ? 'subtle' : 'default'}
            {...(edited > 0 && { color: 'gray', size: 'compact-sm' })}
            disabled={busy}
            onClick={() => send(rows.map(({ row }) => row))}
          >
            {t('mend.retryAll', { count: Math.min(rows.length, MOST) })}
          </Button>
          {edited > 0 && (
            <Button loading={busy} onClick={() => send(edits.keys())}>
              {t('mend.retry', { count: Math.min(edited, MOST) })}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
