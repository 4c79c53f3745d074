import type { Job } from '@sheetport/contract';
import { IconBan } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { NextButtons } from './next-buttons.tsx';

/** A job that somebody cancelled. */
export function CancelledJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const words =
    job.kind === 'import'
      ? t('job.cancelledImport')
      : job.kind === 'export'
        ? t('job.cancelledExport')
        : t('job.cancelledOther');
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome}>
        <IconBan size={26} stroke={1.6} className="muted" aria-hidden="true" />
        <p className={css.summary}>{words}</p>
      </div>
      <NextButtons job={job} first="columns" />
    </section>
  );
}
