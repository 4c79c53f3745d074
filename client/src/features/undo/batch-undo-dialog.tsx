import { Button, Modal } from '@mantine/core';
import type { Batch } from '@sheetport/contract';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { undoBatch } from '../../api/api.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import outcome from '../../ui/outcome.module.css';

/** Undo all imports of a batch with one press: a quiet button, and before anything happens, what will. */
export function BatchUndoDialog({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { start, busy, error, forget } = useStartJob();
  const undoable = batch.states.succeeded - batch.undone;
  if (undoable < 2) return null;
  const rows = batch.counts.inserted + batch.counts.updated;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconArrowBackUp size={17} stroke={1.8} />}
        onClick={() => {
          forget();
          setAsking(true);
        }}
      >
        {t('undo.batch')}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('undo.batchTitle')} size="md">
        <div className="stack">
          <p>{t('undo.batchText', { count: undoable })}</p>
          <p>
            {batch.undone === 0 && t('undo.batchRows', { count: rows })} {t('undo.kept')}
          </p>
          {error !== null && (
            <Note tone="warn" title={t('undo.whyNot')}>
              {formatError(error, t, i18n)}
            </Note>
          )}
          <div className={outcome.buttons} style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {error === null ? t('undo.batchKeep') : t('action.close')}
            </Button>
            <Button color="red" loading={busy} onClick={() => void start((intent) => undoBatch(batch.id, intent))}>
              {error === null ? t('undo.batchDo') : t('action.retry')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
