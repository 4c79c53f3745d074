import type { Job } from '@sheetport/contract';
import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Figure } from '../../ui/figure.tsx';
import { useFormats } from '../../ui/format.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';
import css from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useDuration } from '../../ui/use-duration.ts';
import { type Tally, tallyOf, useParent } from '../corrections/tally.ts';
import { Created } from '../issue-groups/warnings.tsx';
import { SuccessActions } from './success-actions.tsx';

/** An import, export or inspection that succeeded: a sentence, figures, and what one would do next. */
export function SucceededJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const duration = useDuration(job);
  const { counts } = job;
  const tally = tallyOf(job);
  const { role } = useParent(job);
  const importedCount = counts.inserted + counts.updated + counts.unchanged;
  const summary = {
    import:
      role === 'corrects' ? formatCorrections(job, importedCount, t) : formatImported(job, importedCount, tally, t),
    export: t(job.result?.gone ? 'exports.gone' : 'job.exportReady'),
    inspect: t('fileState.ready'),
    edit: counts.rejected > 0 ? t('editPage.someRejected', { count: counts.rejected }) : formatJobTitle(job, t),
  }[job.kind as 'import' | 'export' | 'inspect' | 'edit'];
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome}>
        {job.undoneByJobId ? (
          <IconArrowBackUp size={26} stroke={1.6} className="muted" aria-hidden="true" />
        ) : (
          <IconCircleCheck size={26} stroke={1.6} className={css.good} aria-hidden="true" />
        )}
        <div style={{ minWidth: 0 }}>
          <p className={css.summary}>
            {job.undoneByJobId ? t(job.kind === 'edit' ? 'editPage.isUndone' : 'undo.undone') : summary}
          </p>
          <p className="muted digits">
            {job.kind === 'export'
              ? [
                  job.result?.name,
                  job.result?.bytes !== undefined && format.bytes(job.result.bytes),
                  t('rows', { count: counts.read || job.progress.rowsDone }),
                  duration,
                ]
                  .filter(Boolean)
                  .join(' · ')
              : [
                  t('rows', { count: counts.read || job.progress.rowsDone }),
                  duration,
                  tally &&
                    tally.corrected > 0 &&
                    `· ${t('corrections.tally', {
                      imported: format.count(tally.imported),
                      corrected: format.count(tally.corrected),
                      pending: format.count(tally.pending),
                    })}`,
                ]
                  .filter(Boolean)
                  .join(' ')}
          </p>
        </div>
      </div>
      {job.kind === 'import' && (
        <dl className={css.counts}>
          <Figure name={t('count.inserted')} value={counts.inserted} />
          <Figure name={t('count.updated')} value={counts.updated} />
          {counts.unchanged > 0 && <Figure name={t('count.unchanged')} value={counts.unchanged} />}
          <Figure name={t('count.rejected')} value={counts.rejected} warn={tally?.pending !== 0} />
          {(job.result?.skippedRows ?? 0) > 0 && (
            <Figure name={t('count.skipped')} value={job.result?.skippedRows ?? 0} />
          )}
          {(job.result?.warned ?? 0) > 0 && <Figure name={t('rules.warned')} value={job.result?.warned ?? 0} warn />}
        </dl>
      )}
      {!job.undoneByJobId && <Created job={job} />}
      {job.result?.changedSinceDryRun && <Note tone="warn">{t('dryRun.changedRun')}</Note>}
      {(job.result?.truncated ?? 0) > 0 && (
        <Note tone="warn">{t('job.truncated', { count: job.result?.truncated ?? 0 })}</Note>
      )}
      {(job.result?.replaced ?? 0) > 0 && (
        <Note tone="warn">{t('exports.replaced', { count: job.result?.replaced ?? 0 })}</Note>
      )}
      {(job.result?.omitted ?? 0) > 0 && (
        <Note tone="warn">{t('exports.omitted', { count: job.result?.omitted ?? 0 })}</Note>
      )}
      {(job.result?.unrepeated ?? 0) > 0 && <Note tone="warn">{t('exports.unrepeated')}</Note>}
      <SuccessActions job={job} />
    </section>
  );
}

function formatImported({ counts, result }: Job, importedCount: number, tally: Tally | null, t: Translate): string {
  if (tally && tally.corrected > 0)
    return tally.pending > 0
      ? t('job.someRejected', { count: tally.pending })
      : t('corrections.allIn', { count: tally.corrected });
  if (counts.rejected > 0)
    return importedCount > 0 ? t('job.someRejected', { count: counts.rejected }) : t('job.allRejected');
  if (counts.read === 0) return t('job.noneRead');
  const changed = counts.inserted + counts.updated + (result?.deleted ?? 0);
  return changed === 0 ? t('job.nothingNew', { count: counts.unchanged }) : t('job.allIn');
}

function formatCorrections({ counts }: Job, importedCount: number, t: Translate): string {
  if (counts.rejected === 0) return t('corrections.doneAll', { count: importedCount });
  if (importedCount === 0) return t('corrections.doneNone');
  return t('corrections.doneSome', { went: importedCount, count: importedCount + counts.rejected });
}
