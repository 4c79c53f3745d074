import { Button } from '@mantine/core';
import type { Schedule, ScheduleRun } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { scheduleRunsQuery } from '../../api/schedules.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { RunResult } from './run-result.tsx';
import css from './schedules.module.css';

/** What became of the due times of a schedule, newest first. */
export function RunList({ schedule: { id, name } }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(scheduleRunsQuery(id));
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (isPending) return <LinesSkeleton lines={2} />;
  if (!data) return <QueryError query={query} />;
  const runs = data.pages.flatMap((page) => page.runs);
  if (runs.length === 0) return <p className="muted small">{t('schedules.noRuns')}</p>;
  return (
    <>
      <ul className={css.runs} aria-label={t('schedules.historyOf', { name })}>
        {runs.map((run) => (
          <li key={run.id}>
            <RunResult run={run} />
            <Reason run={run} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('schedules.older')}
        </Button>
      )}
    </>
  );
}

/** Why it failed, or why it waits. */
function Reason({ run: { state, error, nextTryAt, attempts } }: { run: ScheduleRun }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const said = error && formatAppError(error, t, i18n);
  const next =
    state === 'waiting' && nextTryAt && attempts > 0
      ? t('schedules.triedAgain', { when: format.ago(nextTryAt, now) })
      : state === 'missed'
        ? t('schedules.missedText')
        : state === 'skipped'
          ? t('schedules.skippedText')
          : undefined;
  if (!said && !next) return null;
  return <p className={css.reason}>{[said, next].filter(Boolean).join(' ')}</p>;
}
