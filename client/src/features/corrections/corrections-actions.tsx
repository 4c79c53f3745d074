import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './corrections.module.css';
import type { CorrectionsDraft } from './edits.ts';
import { tallyRows } from './tally.ts';
import { MAX_ROWS, type useCorrectionSender, useEditedCount } from './use-correction-sender.ts';

/** How many rows are edited, and the buttons that send, undo and discard the edits. */
export function CorrectionsActions({
  job,
  draft,
  canUndo,
  sender,
  onUndo,
  onDiscard,
}: {
  job: Job;
  draft: CorrectionsDraft;
  canUndo: boolean;
  sender: ReturnType<typeof useCorrectionSender>;
  onUndo: () => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslation();
  const edited = useEditedCount(job, draft);
  const isNone = edited === 0;
  const words =
    edited === null
      ? t('bulkCorrections.counting')
      : isNone
        ? t('corrections.noneEdited')
        : t('corrections.edited', { count: edited });
  return (
    <div className={css.actions}>
      <span className={`${css.edited} small digits`} aria-live="polite">
        {words}
        {draft.edits.size > MAX_ROWS && ` · ${t('corrections.most', { count: MAX_ROWS })}`}
      </span>
      {canUndo && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onUndo}>
          {t('corrections.undo')}
        </Button>
      )}
      {!isNone && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onDiscard}>
          {t('corrections.discard')}
        </Button>
      )}
      <Button
        variant={isNone ? 'default' : 'subtle'}
        {...(!isNone && { color: 'gray', size: 'compact-sm' })}
        disabled={sender.busy}
        onClick={sender.sendAll}
      >
        {t('bulkCorrections.retryAll', { count: tallyRows(job).pending })}
      </Button>
      {!isNone && (
        <Button loading={sender.busy} onClick={sender.sendEdited}>
          {edited === null
            ? t('action.retry')
            : t('corrections.retry', { count: draft.bulk.length > 0 ? edited : Math.min(edited, MAX_ROWS) })}
        </Button>
      )}
    </div>
  );
}
