import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Batch, isOver, type Job, lowestRole } from '@sheetport/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { cancelBatch, cancelJob } from '../../api/api.ts';
import { foldBatch } from '../../api/batch-cache.ts';
import { learnJob } from '../../api/job-cache.ts';
import { batchQuery, jobsQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { applyJob, watch } from '../../api/socket.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useSearch } from '../../routing/router.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { Dependents } from '../chains/dependents.tsx';
import { JobList } from '../history/job-list.tsx';
import { BatchUndoDialog } from '../undo/batch-undo-dialog.tsx';
import { BatchPanel } from './batch-panel.tsx';
import { countOver, withoutRetried } from './batch-progress.ts';

/** Jobs of the list that are watched by themselves; the bar of the batch needs none of them. */
const MAX_WATCHED = 200;

/** Imports that were started together: all of them in one bar, and each with its own. */
export function BatchJobsScreen() {
  const { t } = useTranslation();
  const format = useFormats();
  const { batch: id, files } = useSearch('/batch/jobs');
  const may = useMay();
  const query = useQuery(batchQuery(id));
  const list = useInfiniteQuery(jobsQuery({ batchId: id, kind: 'import' }));
  useEffect(() => watch({ batchId: id }), [id]);
  const { data: batch } = query;
  const listed = withoutRetried(list.data?.pages.flatMap((page) => page.jobs) ?? []);
  // In the order in which they run, where all of them are here.
  const jobs = list.hasNextPage ? listed : listed.toReversed();
  const running = jobs
    .filter(({ state }) => !isOver(state))
    .slice(0, MAX_WATCHED)
    .map((job) => job.id)
    .join();
  useEffect(() => {
    const stops = running.split(',').map((job) => (job ? watch(job) : () => undefined));
    return () => {
      for (const stop of stops) stop();
    };
  }, [running]);
  // What one may do with all of them is what one may do with each.
  const all = { role: lowestRole(jobs.map(({ role }) => role ?? null)) ?? undefined };
  const title = batch ? t('mapping.batch', { count: batch.total }) : t('batch.overall');
  const done = batch !== undefined && countOver(batch) === batch.total;
  useTitle(batch && !done ? `${format.percent(batch.fraction)} · ${title}` : title);
  if (query.error && !batch) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  const onlyTable = batch?.tableIds.length === 1 ? batch.tableIds[0] : undefined;
  return (
    <div className="page">
      <div className="row between wrap">
        <h1>{title}</h1>
        <div className="row wrap">
          {batch && !done && may('table.import', all) && <StopAllButton batch={batch} jobs={jobs} />}
          {batch && done && may('job.undo', all) && <BatchUndoDialog batch={batch} />}
          {files.length > 0 && may('table.import') && (
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
      {batch ? <BatchPanel batch={batch} /> : <LinesSkeleton lines={2} />}
      {list.isPending ? (
        <LinesSkeleton lines={4} />
      ) : (
        <div className="panel">
          <JobList jobs={jobs} label={title} action={(job) => lineAction(job, batch, may('job.cancel', job), t)} />
        </div>
      )}
      {jobs[0] && <Dependents jobId={jobs[0].id} />}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('batch.more', { count: (batch?.total ?? jobs.length) - jobs.length })}
        </Button>
      )}
    </div>
  );
}

/** What can be done to one of them: stop it, or see its table where they went to several. */
function lineAction(job: Job, batch: Batch | undefined, mayStop: boolean, t: Translate): ReactNode {
  const tableId = job.result?.tableId ?? job.tableId;
  if (!isOver(job.state)) return mayStop && <StopButton job={job} />;
  if (job.state !== 'succeeded' || !tableId || (batch?.tableIds.length ?? 0) < 2) return null;
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

/** Calls what stops something. While it does, the button says so; what goes wrong is told beside. */
function useStop(title: string, call: () => Promise<void>): { busy: boolean; stop(): void } {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const stop = () => {
    setBusy(true);
    call()
      .catch((error: unknown) => notifications.show({ color: 'red', title, message: formatError(error, t, i18n) }))
      .finally(() => setBusy(false));
  };
  return { busy, stop };
}

function StopAllButton({ batch, jobs }: { batch: Batch; jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const { busy, stop } = useStop(batch.title, async () => {
    const stopped = await cancelBatch(batch.id);
    queryClient.setQueryData<Batch>(KEYS.batch(batch.id), (known) => foldBatch(known, stopped));
    void queryClient.invalidateQueries({ queryKey: KEYS.allJobs });
  });
  const waitsForNothing =
    batch.states.queued === 0 && jobs.every(({ state, phase }) => isOver(state) || phase === 'cancelling');
  return (
    <Button variant="default" color="gray" size="sm" loading={busy} disabled={waitsForNothing} onClick={stop}>
      {t('batch.stopAll')}
    </Button>
  );
}

function StopButton({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { busy, stop } = useStop(job.title, async () => applyJob(queryClient, learnJob(await cancelJob(job.id))));
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      loading={busy}
      disabled={job.phase === 'cancelling'}
      aria-label={t('batch.stopOne', { title: job.title })}
      onClick={stop}
    >
      {t('batch.stop')}
    </Button>
  );
}
