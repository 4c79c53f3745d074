import { isOver, type Job } from '@sheetport/contract';
import { IconArrowBackUp, IconDatabaseImport, IconFileExport, IconPencil, IconZoomScan } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isDryRun } from '../../api/started-dry-runs.ts';
import { formatJobError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';
import { moveThroughLinks } from '../../ui/link-navigation.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { formatPosition, formatWait } from '../../ui/waiting.ts';
import css from './job-list.module.css';

const ICONS = {
  import: IconDatabaseImport,
  export: IconFileExport,
  inspect: IconZoomScan,
  undo: IconArrowBackUp,
  edit: IconPencil,
} as const;

/** Jobs as lines that move while they run. */
export function JobList({
  jobs,
  label,
  action,
  after,
}: {
  jobs: readonly Job[];
  label: string;
  /** What can be done to a job from its line. */
  action?: (job: Job) => ReactNode;
  /** What stands below its line. */
  after?: (job: Job) => ReactNode;
}) {
  const now = useServerClock(15_000);
  return (
    <ul className={css.list} aria-label={label} onKeyDown={moveThroughLinks}>
      {jobs.map((job) => (
        <JobLine
          key={job.id}
          job={job}
          now={now}
          action={action?.(job)}
          after={after?.(job)}
          whole={action !== undefined}
        />
      ))}
    </ul>
  );
}

/** @param whole the title is shown to its end on a phone too, where it may be all that tells two jobs apart */
function JobLine({
  job,
  now,
  action,
  after,
  whole,
}: {
  job: Job;
  now: number;
  action: ReactNode;
  after: ReactNode;
  whole: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const Icon = ICONS[job.kind];
  const over = isOver(job.state);
  return (
    <li className={job.correctsJobId ? `${css.item} ${css.follows}` : css.item}>
      <Link to="/jobs/$jobId" params={{ jobId: job.id }} className={`${css.line} plain-link`}>
        <span className={css.icon} aria-hidden="true">
          <Icon size={18} stroke={1.6} />
        </span>
        <span className={css.main}>
          <span className={`${css.title} one-line ${whole ? css.whole : ''}`} title={job.title}>
            {formatJobTitle(job, t)}
          </span>
          {over ? <Outcome job={job} /> : <Going job={job} />}
        </span>
        <span className={css.side}>
          <StateBadge job={job} />
          <time className={`${css.when} digits`} dateTime={job.createdAt} title={format.moment(job.createdAt)}>
            {format.ago(job.createdAt, now)}
          </time>
        </span>
      </Link>
      {action && <div className={css.action}>{action}</div>}
      {after && <div className={css.after}>{after}</div>}
      {!over && (
        <div className={css.bar}>
          <ProgressBar job={job} thin />
        </div>
      )}
    </li>
  );
}

function Going({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { progress } = job;
  const isWaiting = job.state === 'queued';
  const parts = isWaiting
    ? [formatPosition(progress, t) ?? t('phase.waiting'), formatWait(progress, t, format)]
    : [
        t(`phase.${job.phase}`),
        progress.rowsDone > 0 ? t('progress.rowsDone', { count: progress.rowsDone }) : '',
        progress.secondsLeft === null ? '' : t('progress.left', { time: format.about(progress.secondsLeft) }),
      ];
  return (
    <span className={`${css.detail} one-line ${isWaiting ? css.whole : ''} digits`}>
      {parts.filter(Boolean).join(' · ')}
    </span>
  );
}

function Outcome({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { counts } = job;
  const seconds =
    job.startedAt && job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000 : null;
  const parts: string[] = [];
  if (job.state === 'failed' && job.error) return <FailedWhy job={job} />;
  if (job.state === 'succeeded') {
    if (job.kind === 'export') {
      parts.push(t('rows', { count: counts.read || job.progress.rowsDone }));
      if (job.result?.bytes !== undefined) parts.push(format.bytes(job.result.bytes));
    } else if (isDryRun(job)) {
      parts.push(`${t('dryRun.insert')} ${format.count(counts.inserted)}`);
      parts.push(`${t('dryRun.update')} ${format.count(counts.updated)}`);
    } else if (job.kind === 'undo') {
      const { removed = 0, restored = 0, kept = 0 } = job.result ?? {};
      parts.push(`${t('undo.figureRemoved')} ${format.count(removed)}`);
      if (restored) parts.push(`${t('undo.figureRestored')} ${format.count(restored)}`);
      if (kept) parts.push(`${t('undo.figureKept')} ${format.count(kept)}`);
    } else if (job.kind === 'edit') {
      if (counts.unchanged) parts.push(`${t('count.unchanged')} ${format.count(counts.unchanged)}`);
    } else if (job.kind === 'inspect') {
      if (job.progress.rowsDone > 0) parts.push(t('rows', { count: job.progress.rowsDone }));
    } else {
      if (counts.inserted || !counts.updated) parts.push(`${t('count.inserted')} ${format.count(counts.inserted)}`);
      if (counts.updated) parts.push(`${t('count.updated')} ${format.count(counts.updated)}`);
      if (counts.unchanged) parts.push(`${t('count.unchanged')} ${format.count(counts.unchanged)}`);
    }
  }
  if (seconds !== null && seconds >= 0.5) parts.push(t('job.took', { time: format.duration(seconds) }));
  return (
    <span className={`${css.detail} one-line digits`}>
      {parts.join(' · ')}
      {counts.rejected > 0 && (
        <>
          {parts.length > 0 && ' · '}
          <span className={css.rejected}>{t('jobList.rejectedShort', { count: counts.rejected })}</span>
        </>
      )}
    </span>
  );
}

function FailedWhy({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  return <span className={`${css.detail} one-line`}>{formatJobError(job, t, i18n)}</span>;
}
