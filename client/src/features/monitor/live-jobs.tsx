import type { Job } from '@sheetport/contract';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useFormats } from '../../ui/format.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';
import { Bar, toneOf } from '../../ui/progress-bar.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { CancelButton } from '../job/cancel-button.tsx';
import css from './monitor.module.css';

/** Jobs that run and wait, with their speed; each can be cancelled. */
export function LiveJobs({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const rate = Math.round(jobs.reduce((sum, { progress }) => sum + (progress.rowsPerSecond ?? 0), 0));
  return (
    <section aria-labelledby="live-jobs" className="stack">
      <div className="row between wrap">
        <h2 id="live-jobs">{t('monitor.jobs')}</h2>
        {rate > 0 && <p className="muted small digits">{t('monitor.allRate', { rate })}</p>}
      </div>
      {jobs.length === 0 ? (
        <p className="muted">{t('monitor.noJobs')}</p>
      ) : (
        <ul className={`${css.list} panel`}>
          {jobs.map((job) => (
            <LiveJob key={job.id} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}

function LiveJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormats();
  const { fraction, rowsPerSecond, secondsLeft } = job.progress;
  const title = formatJobTitle(job, t);
  return (
    <li className={css.line}>
      <div className={css.what}>
        <Link to="/jobs/$jobId" params={{ jobId: job.id }}>
          {title}
        </Link>
        <p className="muted small digits">
          {[
            t(`kind.${job.kind}`),
            rowsPerSecond !== null && rowsPerSecond > 0 && t('monitor.rate', { rate: Math.round(rowsPerSecond) }),
            secondsLeft !== null && t('monitor.left', { time: format.about(secondsLeft) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <Bar fraction={fraction} tone={toneOf(job)} label={title} text={format.percent(fraction)} thin />
      </div>
      <StateBadge job={job} />
      {may('job.cancel', job) && <CancelButton job={job} />}
    </li>
  );
}
