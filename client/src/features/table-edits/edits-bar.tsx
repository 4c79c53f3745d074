import { Button, Loader } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import { DeleteRowsDialog } from './delete-rows-dialog.tsx';
import css from './edits-bar.module.css';
import { MOST_AT_ONCE, type TableEdits } from './use-table-edits.ts';

const ICON = { size: 14, stroke: 1.8 };

/** Below the rows: adding, deleting, undoing, and what was not saved. */
export function EditsBar({ edits, range, total }: { edits: TableEdits; range: Range | null; total: number }) {
  const { t } = useTranslation();
  const [isDeleting, setDeleting] = useState(false);
  const { queue, draft, draftIssue } = edits;
  const failed = queue.count('failed');
  const changed = queue.count('changed');
  // The selected rows that are in the table already.
  const rows = range && range.top < total ? { ...range, bottom: Math.min(range.bottom, total - 1) } : null;
  const button = { size: 'compact-xs', variant: 'subtle' } as const;
  return (
    <div className={css.bar}>
      {draft ? (
        <>
          <span>{t('edits.newRow')}</span>
          {draftIssue && (
            <span className={css.bad} role="alert">
              {draftIssue}
            </span>
          )}
          <Button size="compact-xs" loading={edits.isBusy} onClick={() => void edits.saveRow()}>
            {t('edits.saveRow')}
          </Button>
          <Button {...button} color="gray" onClick={edits.dropRow}>
            {t('edits.dropRow')}
          </Button>
        </>
      ) : (
        <Button {...button} leftSection={<IconPlus {...ICON} />} onClick={edits.addRow}>
          {t('edits.addRow')}
        </Button>
      )}
      {rows && (
        <Button
          {...button}
          color="red"
          leftSection={<IconTrash {...ICON} />}
          disabled={edits.isBusy || rowsIn(rows) > MOST_AT_ONCE}
          title={rowsIn(rows) > MOST_AT_ONCE ? t('edits.tooMany', { count: MOST_AT_ONCE }) : undefined}
          onClick={() => setDeleting(true)}
        >
          {t('edits.deleteRows', { count: rowsIn(rows) })}
        </Button>
      )}
      {edits.canUndo && (
        <Button
          {...button}
          color="gray"
          leftSection={<IconArrowBackUp {...ICON} />}
          disabled={edits.isBusy}
          onClick={() => void edits.undo()}
        >
          {t('edits.undo')}
        </Button>
      )}
      {edits.canRedo && (
        <Button
          {...button}
          color="gray"
          leftSection={<IconArrowForwardUp {...ICON} />}
          disabled={edits.isBusy}
          onClick={() => void edits.redo()}
        >
          {t('edits.redo')}
        </Button>
      )}
      <span role="status" className={css.state}>
        {edits.isBusy && (
          <>
            <Loader size={12} /> {t('edits.saving')}
          </>
        )}
        {failed > 0 && <span className={css.bad}>{t('edits.failed', { count: failed })}</span>}
        {changed > 0 && <span className={css.bad}>{t('edits.changed', { count: changed })}</span>}
      </span>
      {failed + changed > 0 && (
        <>
          <Button {...button} onClick={() => void queue.retry(changed > 0)}>
            {t(changed > 0 ? 'edits.overwrite' : 'edits.retry')}
          </Button>
          <Button {...button} color="gray" onClick={() => queue.discard()}>
            {t('edits.discard')}
          </Button>
        </>
      )}
      {rows && (
        <DeleteRowsDialog
          count={rowsIn(rows)}
          opened={isDeleting}
          onClose={() => setDeleting(false)}
          onDelete={() => {
            setDeleting(false);
            void edits.deleteRows(rows);
          }}
        />
      )}
    </div>
  );
}
