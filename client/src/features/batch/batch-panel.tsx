import type { Batch } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import { batchTone, countOver } from './batch-progress.ts';

/** All imports of a batch in one bar, with what became of them so far. */
export function BatchPanel({ batch }: { batch: Batch }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { states, total, fraction, counts, secondsLeft } = batch;
  const over = countOver(batch);
  const words = [
    over === total ? t('mapping.batchAllDone') : t('mapping.batchDone', { done: over, total }),
    t('batch.rowsIn', { count: counts.inserted + counts.updated }),
    counts.rejected > 0 ? t('jobList.rejectedShort', { count: counts.rejected }) : '',
    secondsLeft === null ? '' : t('progress.left', { time: format.about(secondsLeft) }),
  ].filter(Boolean);
  const losses = [
    states.failed > 0 ? t('batch.failed', { count: states.failed }) : '',
    states.cancelled > 0 ? t('batch.stopped', { count: states.cancelled }) : '',
    batch.undone > 0 ? t('batch.undone', { count: batch.undone }) : '',
  ].filter(Boolean);
  return (
    <section className="panel stack" style={{ padding: 14 }} aria-label={t('batch.overall')}>
      <div className="row between">
        <span className="small digits" role="status">
          {words[0]} <span className="muted">{words.slice(1).join(' · ')}</span>
        </span>
        <span className="digits">{format.percent(fraction)}</span>
      </div>
      <Bar
        fraction={fraction}
        tone={batchTone(batch)}
        label={t('batch.overall')}
        text={`${format.percent(fraction)}, ${words.join(', ')}`}
      />
      {losses.length > 0 && <p className="small muted">{losses.join(' · ')}</p>}
    </section>
  );
}
