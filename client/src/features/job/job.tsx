import { isOver, type Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../api/queries.ts';
import { useWatch } from '../../api/socket.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useParams } from '../../routing/router.ts';
import { useServerClock } from '../../ui/clock.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';
import { Milestones } from '../../ui/milestones.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { useTitle } from '../../ui/title.ts';
import { Dependents } from '../chains/dependents.tsx';
import { CorrectionsPanel } from '../corrections/corrections-panel.tsx';
import { RejectsPanel } from '../corrections/rejects-panel.tsx';
import { isCorrectable, useParent } from '../corrections/tally.ts';
import { DeleteJobButton } from '../deletion/delete-job-button.tsx';
import { useWaiting } from '../export/use-download-once.ts';
import { IssueGroups } from '../issue-groups/issue-groups.tsx';
import { Warnings } from '../issue-groups/warnings.tsx';
import { TellMe } from '../tell-me/tell-me.tsx';
import { CancelButton } from './cancel-button.tsx';
import { Dependencies } from './dependencies.tsx';
import { DetailsPanel } from './details/details-panel.tsx';
import css from './job.module.css';
import { JobProgress } from './job-progress.tsx';
import { JobResult } from './job-result.tsx';

/** One job: its bar while it runs, its outcome after. */
export function JobScreen() {
  const { jobId } = useParams('/jobs/$jobId');
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
  useWaiting(job);
  const may = useMay();
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
                  {t(
                    role === 'corrects' ? 'corrections.continued' : role === 'follows' ? 'dryRun.after' : 'job.parent',
                  )}{' '}
                  (
                  <Link to="/jobs/$jobId" params={{ jobId: job.parentId }}>
                    {t(
                      role === 'corrects'
                        ? 'corrections.seeImport'
                        : role === 'follows'
                          ? 'dryRun.see'
                          : 'job.seeParent',
                    )}
                  </Link>
                  )
                </>
              )}
            </p>
            <Dependencies job={job} />
          </div>
          {!over && (
            <div className="row wrap">
              <TellMe job={job} />
              {may('job.cancel', job) && <CancelButton job={job} />}
            </div>
          )}
          {over && may('job.delete', job) && <DeleteJobButton job={job} />}
        </div>
      </div>
      {over ? <JobResult job={job} /> : <JobProgress job={job} now={now} />}
      <Dependents jobId={job.id} />
      {(job.kind === 'edit' ? over && job.counts.rejected > 0 : hasRejects && job.state === 'failed') && (
        <IssueGroups job={job} />
      )}
      {hasRejects &&
        (job.result?.rejectsGone ? (
          <p className="muted">{t('rejects.gone', { count: job.counts.rejected })}</p>
        ) : isCorrectable(job) && may('job.correct', job) ? (
          <CorrectionsPanel job={job} />
        ) : (
          <RejectsPanel job={job} />
        ))}
      {!job.result?.dryRun && !job.undoneByJobId && <Warnings job={job} />}
      <DetailsPanel job={job} />
    </div>
  );
}
