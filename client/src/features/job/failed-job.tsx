import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconCircleX } from '@tabler/icons-react';
import { retryJob } from '../../api/api.ts';
import { useMay } from '../../api/use-may.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError, formatJobError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { buttonFor, nextStepOf } from '../../ui/next-step.ts';
import css from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useDuration } from '../../ui/use-duration.ts';
import { NextButtons } from './next-buttons.tsx';

/** A job that failed: why, and what to do next. */
export function FailedJob({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const duration = useDuration(job);
  const mayRetry = useMay()('job.retry', job);
  const { start, busy, error } = useStartJob();
  const step = nextStepOf(job.error?.code);
  // What is said of rejected rows of a file does not help with those of a table.
  const isEdit = job.kind === 'edit' && step === 'rows';
  const suggested = buttonFor(step);
  // Only an import has columns to choose anew.
  const button = suggested === 'columns' && job.kind !== 'import' ? 'again' : suggested;
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome} role="alert">
        <IconCircleX size={26} stroke={1.6} className={css.bad} aria-hidden="true" />
        <div style={{ minWidth: 0 }}>
          <p className={css.summary}>{formatJobError(job, t, i18n)}</p>
          <p className="muted digits">
            {[job.kind === 'import' && t('job.nothingChanged'), duration && `${t('state.failed')} ${duration}`]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </div>
      <p>
        <strong>{t('history.next')}:</strong> {isEdit ? t('editPage.nextRows') : t(`nextStep.${step}`)}
      </p>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <NextButtons job={job} first={button}>
        {mayRetry && (
          <Button
            onClick={() => void start((intent) => retryJob(job.id, intent))}
            loading={busy}
            variant={button === 'again' ? 'filled' : 'default'}
          >
            {t('action.retry')}
          </Button>
        )}
      </NextButtons>
    </section>
  );
}
