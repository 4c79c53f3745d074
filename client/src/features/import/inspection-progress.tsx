import type { Job } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { Bar, ProgressBar } from '../../ui/progress-bar.tsx';
import { formatPosition } from '../../ui/waiting.ts';
import css from './import.module.css';

/** How far the inspection of a file is; undefined while its job is not known yet. */
export function InspectionProgress({ job }: { job: Job | undefined }) {
  const { t } = useTranslation();
  const format = useFormats();
  return (
    <section className={`${css.working} panel`}>
      <div className={css.workingHead}>
        <h2>{job ? t(`phase.${job.phase}`) : t('import.arriving')}</h2>
        {job && <span className={`${css.percent} digits`}>{format.percent(job.progress.fraction)}</span>}
      </div>
      {job ? (
        <ProgressBar job={job} />
      ) : (
        <Bar fraction={0} tone="waiting" label={t('import.inspecting')} text={t('import.arriving')} />
      )}
      <p className="muted small">
        {(job?.state === 'queued' && formatPosition(job.progress, t)) || t('import.inspectingText')}
      </p>
    </section>
  );
}
