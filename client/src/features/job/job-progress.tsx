import type { Job } from '@sheetport/contract';
import { useTranslation } from 'react-i18next';
import { Figure } from '../../ui/figure.tsx';
import { useFormats } from '../../ui/format.ts';
import outcome from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import css from './job.module.css';

/** A job that waits or runs: its phase, its bar and what is done so far. `now` is the time of the service in milliseconds. */
export function JobProgress({ job, now }: { job: Job; now: number }) {
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
        <dl className={outcome.counts}>
          <Figure name={t('count.inserted')} value={counts.inserted} />
          <Figure name={t('count.updated')} value={counts.updated} />
          <Figure name={t('count.rejected')} value={counts.rejected} warn />
        </dl>
      )}
    </section>
  );
}
