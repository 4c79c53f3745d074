import type { Job } from '@sheetport/contract';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Figure } from '../../ui/figure.tsx';
import { type Formats, useFormats } from '../../ui/format.ts';
import outcome from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { formatPosition, formatWait } from '../../ui/waiting.ts';
import css from './job.module.css';

/** A job that waits or runs: its phase, its bar and what is done so far. `now` is the time of the service in milliseconds. */
export function JobProgress({ job, now }: { job: Job; now: number }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { progress, counts } = job;
  const queued = job.state === 'queued';
  const elapsed = (now - Date.parse(job.startedAt ?? job.createdAt)) / 1000;
  const rows = formatRows(job, t, format);
  const wait = queued && formatWait(progress, t, format);
  return (
    <section className={`${css.going} panel`}>
      <div className={css.line}>
        <p className={css.phase} data-testid="phase">
          {(queued && formatPosition(progress, t)) || t(`phase.${job.phase}`)}
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
        {wait && <span>{wait}</span>}
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

/**
 * The rows of a job that runs. The rows of an import are read before they are checked and written, so they are told as what they are
 * beside the share of all the work.
 */
function formatRows({ kind, progress, phase }: Job, t: Translate, format: Formats): string {
  const { rowsDone, rowsTotal } = progress;
  const isImport = kind === 'import';
  if (isImport && (rowsTotal === null || phase !== 'reading')) return t('progress.rowsRead', { count: rowsDone });
  if (rowsTotal === null) return t('progress.rowsDone', { count: rowsDone });
  const numbers = { done: format.count(rowsDone), total: format.count(rowsTotal) };
  return t(isImport ? 'progress.rowsReadOf' : 'progress.rowsOf', numbers);
}
