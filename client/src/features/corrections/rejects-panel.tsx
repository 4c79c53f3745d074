import { useViewportSize } from '@mantine/hooks';
import type { Job, Reject } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { rejectsQuery } from '../../api/queries.ts';
import { formatIssue } from '../../i18n/format-issue.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { GridCell, GridColumn } from '../../ui/grid/grid-model.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './corrections.module.css';
import { badFirst, formatReasons } from './reject-labels.ts';

/** The rows that stayed out, as they stand in the sheet, with the reason on each cell and at the front of each row. */
export function RejectsPanel({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const query = useInfiniteQuery(rejectsQuery(job.id));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const headings = useMemo(() => badFirst(query.data?.pages[0]?.columns ?? [], rows), [query.data, rows]);

  const reason = useCallback((row: Reject) => formatReasons(row, t, i18n), [t, i18n]);
  // Not known before the first effect.
  const screen = useViewportSize().width || innerWidth;
  const columns = useMemo<GridColumn[]>(() => {
    const sample = rows.slice(0, 80);
    const bad = new Set(sample.flatMap((row) => row.issues.map((issue) => issue.column)));
    return [
      {
        key: '\u0000why',
        heading: t('rejects.why'),
        label: t('rejects.why'),
        // On a phone less, so that a marked cell is seen beside it.
        width: Math.min(380, screen * 0.42, columnWidth(t('rejects.why'), sample.map(reason)) + 20),
      },
      ...headings.map((heading) => ({
        key: heading,
        heading: bad.has(heading) ? <strong className={css.badHeading}>{heading}</strong> : heading,
        label: heading,
        width: columnWidth(
          heading,
          sample.map((row) => row.cells[heading] ?? null),
        ),
      })),
    ];
  }, [headings, rows, screen, reason, t]);
  const cell = useCallback(
    (at: number, column: number): GridCell => {
      const row = rows[at];
      if (!row) return { text: null };
      if (column === 0) return { text: reason(row) };
      const heading = headings[column - 1] as string;
      const issues = row.issues.filter((issue) => issue.column === heading);
      const text = row.cells[heading];
      return {
        text: text === undefined || text === '' ? null : text,
        bad: issues.length > 0 ? issues.map((issue) => formatIssue(issue, t, i18n)).join('; ') : undefined,
      };
    },
    [rows, headings, reason, t, i18n],
  );
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (query.isPending) return <LinesSkeleton />;
  if (query.error && rows.length === 0) return <QueryError query={query} />;
  return (
    <section className="panel" aria-labelledby="rejects" style={{ overflow: 'hidden' }}>
      <div className={css.rejectsHead}>
        <h2 id="rejects">{t('rejects.title')}</h2>
        <span className="muted small digits">{format.count(job.counts.rejected)}</span>
        <p className="muted small">{t('rejects.explain')}</p>
      </div>
      <Grid
        label={t('rejects.grid', { title: job.title })}
        columns={columns}
        rowCount={rows.length}
        total={job.counts.rejected}
        cell={cell}
        rowNumber={(at) => rows[at]?.row}
        rowNumberLength={String(rows.at(-1)?.row ?? 0).length}
        onEnd={onEnd}
        loading={isFetchingNextPage}
        height="min(62vh, 640px)"
        reader
      />
    </section>
  );
}
