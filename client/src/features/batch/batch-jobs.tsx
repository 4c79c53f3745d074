import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isOver, type Job } from '@sheetport/contract';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { cancelJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { jobQuery, queryClient } from '../../api/queries.ts';
import { applyJob, watch } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useSearch } from '../../routing/router.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Bar } from '../../ui/progress-bar.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { JobList } from '../history/job-list.tsx';
import { BatchUndoDialog } from '../undo/batch-undo-dialog.tsx';
import { batchFraction, batchTone, tablesOf } from './batch-progress.ts';

/** Jobs that were started together: all of them in one bar, and each with its own. */
export function BatchJobsScreen() {
  const { t } = useTranslation();
  const format = useFormats();
  const { jobs: ids, files } = useSearch('/batch/jobs');
  const queries = useQueries({ queries: ids.map((id) => jobQuery(id)) });
  useEffect(() => {
    const stops = ids.map((id) => watch(id));
    return () => {
      for (const stop of stops) stop();
    };
  }, [ids]);
  const jobs = queries.flatMap(({ data }) => data ?? []);
  const over = jobs.filter((job) => isOver(job.state)).length;
  const done = over === ids.length;
  const fraction = batchFraction(jobs, ids.length);
  const title = t('mapping.batch', { count: ids.length });
  useTitle(jobs.length > 0 && !done ? `${format.percent(fraction)} · ${title}` : title);
  const failed = queries.find(({ error, data }) => error && !data);
  if (failed && jobs.length === 0)
    return <ErrorPanel error={failed.error} onRetry={() => void Promise.all(queries.map((one) => one.refetch()))} />;
  const sum = (count: (job: Job) => number) => jobs.reduce((all, job) => all + count(job), 0);
  const words = [
    done ? t('mapping.batchAllDone') : t('mapping.batchDone', { done: over, total: ids.length }),
    t('batch.rowsIn', { count: sum(({ counts }) => counts.inserted + counts.updated) }),
    sum(({ counts }) => counts.rejected) > 0
      ? t('jobList.rejectedShort', { count: sum(({ counts }) => counts.rejected) })
      : '',
  ].filter(Boolean);
  const failures = jobs.filter(({ state }) => state === 'failed').length;
  const stopped = jobs.filter(({ state }) => state === 'cancelled').length;
  const tables = tablesOf(jobs);
  const onlyTable = tables.length === 1 ? tables[0] : undefined;
  return (
    <div className="page">
      <div className="row between wrap">
        <h1>{title}</h1>
        <div className="row wrap">
          {!done && <StopButton jobs={jobs.filter(({ state }) => !isOver(state))} label={t('batch.stopAll')} />}
          {done && <BatchUndoDialog jobs={jobs} />}
          {files.length > 0 && (
            <LinkButton to="/batch" search={{ files }} variant={done ? 'filled' : 'default'}>
              {t('batch.back')}
            </LinkButton>
          )}
          {onlyTable && (
            <LinkButton to="/tables/$tableId" params={{ tableId: onlyTable }} variant="default">
              {t('mapping.batchTable')}
            </LinkButton>
          )}
        </div>
      </div>
      {jobs.length === 0 ? (
        <LinesSkeleton lines={ids.length} />
      ) : (
        <>
          <section className="panel stack" style={{ padding: 14 }} aria-label={t('batch.overall')}>
            <div className="row between">
              <span className="small digits" role="status">
                {words[0]} <span className="muted">{words.slice(1).join(' · ')}</span>
              </span>
              <span className="digits">{format.percent(fraction)}</span>
            </div>
            <Bar
              fraction={fraction}
              tone={batchTone(jobs, ids.length)}
              label={t('batch.overall')}
              text={`${format.percent(fraction)}, ${words.join(', ')}`}
            />
            {failures + stopped > 0 && (
              <p className="small muted">
                {[
                  failures > 0 ? t('batch.failed', { count: failures }) : '',
                  stopped > 0 ? t('batch.stopped', { count: stopped }) : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            )}
          </section>
          <div className="panel">
            <JobList jobs={jobs} label={title} action={(job) => lineAction(job, tables.length > 1, t)} />
          </div>
        </>
      )}
    </div>
  );
}

/** What can be done to one of them: stop it, or see its table where they went to several. */
function lineAction(job: Job, many: boolean, t: Translate): ReactNode {
  const tableId = job.result?.tableId ?? job.tableId;
  if (!isOver(job.state))
    return <StopButton jobs={[job]} label={t('batch.stop')} name={t('batch.stopOne', { title: job.title })} small />;
  if (job.state !== 'succeeded' || !many || !tableId) return null;
  return (
    <LinkButton
      to="/tables/$tableId"
      params={{ tableId }}
      variant="subtle"
      size="compact-xs"
      aria-label={t('batch.tableOf', { title: job.title })}
    >
      {t('mapping.batchTable')}
    </LinkButton>
  );
}

function StopButton({
  jobs,
  label,
  name,
  small,
}: {
  jobs: readonly Job[];
  label: string;
  name?: string;
  small?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const stop = async () => {
    setBusy(true);
    // The last ones first: what runs is stopped when nothing waits behind it any more.
    for (const job of jobs.toReversed()) {
      try {
        applyJob(queryClient, learnJob(await cancelJob(job.id)));
      } catch (error) {
        notifications.show({ color: 'red', title: job.title, message: formatError(error, t, i18n) });
      }
    }
    setBusy(false);
  };
  return (
    <Button
      variant={small ? 'subtle' : 'default'}
      color="gray"
      size={small ? 'compact-xs' : 'sm'}
      loading={busy}
      disabled={jobs.length === 0 || jobs.every(({ phase }) => phase === 'cancelling')}
      {...(name && { 'aria-label': name })}
      onClick={() => void stop()}
    >
      {label}
    </Button>
  );
}
