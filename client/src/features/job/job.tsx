import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isOver, type Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, cancelJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { jobQuery, queryClient } from '../../api/queries.ts';
import { applyJob, useWatch } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useServerClock } from '../../ui/clock.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';
import { Milestones } from '../../ui/milestones.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { CorrectionsPanel } from '../corrections/corrections-panel.tsx';
import { RejectsPanel } from '../corrections/rejects-panel.tsx';
import { isCorrectable, useParent } from '../corrections/tally.ts';
import { Stepper } from '../import/stepper.tsx';
import { DetailsPanel } from './details/details-panel.tsx';
import { Figure } from './figure.tsx';
import css from './job.module.css';
import { Ended } from './job-result.tsx';
import { Warnings } from './warnings.tsx';

const route = getRouteApi('/jobs/$jobId');

/** One job: its bar while it runs, its outcome after. */
export function JobScreen() {
  const { jobId } = route.useParams();
  const { t } = useTranslation();
  const format = useFormats();
  useWatch(jobId);
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  useTitle(
    job && (isOver(job.state) ? formatJobTitle(job, t) : `${format.percent(job.progress.fraction)} · ${job.title}`),
  );
  if (error && !job) return <ErrorPanel error={error} missing={t('job.notFound')} onRetry={() => void refetch()} />;
  if (!job) return <PageSkeleton />;
  return <JobView key={jobId} job={job} />;
}

function JobView({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const over = isOver(job.state);
  const now = useServerClock(1000, !over);
  const { role } = useParent(job);
  const hasRejects = job.kind === 'import' && over && job.counts.rejected > 0 && !job.undoneByJobId;
  return (
    <div className={`page ${hasRejects ? 'wide' : ''}`}>
      <Milestones job={job} />
      <div className={css.head}>
        {job.kind === 'import' && !over && <Stepper at={2} />}
        <div className="row between wrap">
          <div style={{ minWidth: 0 }}>
            <h1>{formatJobTitle(job, t)}</h1>
            <p className="muted small">
              {t('job.created', { when: format.moment(job.createdAt) })}
              {job.parentId && job.kind !== 'undo' && (
                <>
                  {' · '}
                  {t(role === 'mends' ? 'corrections.continued' : role === 'follows' ? 'dryRun.after' : 'job.parent')} (
                  <Link to="/jobs/$jobId" params={{ jobId: job.parentId }}>
                    {t(
                      role === 'mends' ? 'corrections.seeImport' : role === 'follows' ? 'dryRun.see' : 'job.seeParent',
                    )}
                  </Link>
                  )
                </>
              )}
            </p>
          </div>
          {!over && <CancelButton job={job} />}
        </div>
      </div>
      {over ? <Ended job={job} /> : <Going job={job} now={now} />}
      {hasRejects && (isCorrectable(job) ? <CorrectionsPanel job={job} /> : <RejectsPanel job={job} />)}
      {!job.result?.dryRun && !job.undoneByJobId && <Warnings job={job} />}
      <DetailsPanel job={job} />
    </div>
  );
}

function Going({ job, now }: { job: Job; now: number }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { progress, counts } = job;
  const queued = job.state === 'queued';
  const elapsed = (now - Date.parse(job.startedAt ?? job.createdAt)) / 1000;
  const rows =
    progress.rowsTotal !== null
      ? t('progress.rowsOf', { done: format.count(progress.rowsDone), total: format.count(progress.rowsTotal) })
      : t('progress.rowsDone', { count: progress.rowsDone });
  return (
    <section className={`${css.going} panel`}>
      <div className={css.line}>
        <p className={css.phase} data-testid="phase">
          {queued && progress.queuePosition !== null
            ? t('progress.position', { count: progress.queuePosition })
            : t(`phase.${job.phase}`)}
        </p>
        <p className={`${css.percent} digits`} data-testid="percent">
          {format.percent(progress.fraction)}
        </p>
      </div>
      <ProgressBar job={job} />
      <div className={`${css.facts} digits`}>
        {!queued && (progress.rowsDone > 0 || progress.rowsTotal !== null) && <span>{rows}</span>}
        {progress.rowsPerSecond !== null && progress.rowsPerSecond >= 1 && (
          <span>{t('progress.rate', { rate: format.count(Math.round(progress.rowsPerSecond)) })}</span>
        )}
        {progress.secondsLeft !== null && !queued && (
          <span>{t('progress.left', { time: format.about(progress.secondsLeft) })}</span>
        )}
        <span className={css.elapsed}>{t('progress.elapsed', { time: format.duration(Math.max(0, elapsed)) })}</span>
      </div>
      {job.kind === 'import' && !queued && (
        <dl className={css.counts}>
          <Figure name={t('count.inserted')} value={counts.inserted} />
          <Figure name={t('count.updated')} value={counts.updated} />
          <Figure name={t('count.rejected')} value={counts.rejected} warn />
        </dl>
      )}
    </section>
  );
}

function CancelButton({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const cancelling = job.phase === 'cancelling';
  const cancel = async () => {
    setBusy(true);
    try {
      applyJob(queryClient, learnJob(await cancelJob(job.id)));
    } catch (error) {
      const late = error instanceof ApiError && error.code === 'job_finished';
      notifications.show({
        color: late ? 'gray' : 'red',
        message: late ? t('job.tooLate') : formatError(error, t, i18n),
      });
      if (late) void queryClient.invalidateQueries({ queryKey: ['job', job.id] });
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} disabled={cancelling} loading={busy}>
        {cancelling ? t('job.cancelling') : t('job.cancel')}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('job.cancelTitle')} size="sm">
        <div className="stack">
          <p>{job.kind === 'import' ? t('job.cancelImport') : t('job.cancelOther')}</p>
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('job.cancelKeep')}
            </Button>
            <Button color="red" onClick={() => void cancel()} loading={busy}>
              {t('job.cancelDo')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
