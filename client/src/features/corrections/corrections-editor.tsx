import { Button, SegmentedControl } from '@mantine/core';
import type { IssueGroup, Job, Reject } from '@sheetport/contract';
import { useRef, useState } from 'react';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Cell } from '../../ui/grid/grid-navigation.ts';
import { BulkCorrectionBar } from './bulk-correction-bar.tsx';
import { useCorrectionCells } from './correction-cells.ts';
import css from './corrections.module.css';
import { CorrectionsActions } from './corrections-actions.tsx';
import { CorrectionsGrid } from './corrections-grid.tsx';
import { CorrectionsHead } from './corrections-head.tsx';
import type { Change } from './edits.ts';
import { FindBar } from './find-bar.tsx';
import { filterOf, formatIssueGroup } from './issue-group.ts';
import { IssueGroupList } from './issue-groups.tsx';
import { Pager } from './pager.tsx';
import { tallyRows } from './tally.ts';
import { useCorrectionSender, useUpdateKey } from './use-correction-sender.ts';
import { useCorrections } from './use-corrections.ts';

/** Rows that the grid holds at once; the others are a press away. */
const WINDOW = 10_000;

export interface CorrectionsEditorProps {
  job: Job;
  rows: readonly Reject[];
  columns: readonly string[];
  /** Only the rows of this group are shown; null for all. */
  group: IssueGroup | null;
  /** Sheet rows behind which the windows begin that were gone through; the last one is shown. */
  starts: readonly number[];
  more: { has: boolean; loading: boolean; load: () => void };
  onGroup: (group: IssueGroup | null) => void;
  onStarts: (starts: readonly number[]) => void;
}

/** The rejected rows with everything to correct them: groups, find and replace, the grid, and the buttons that send. */
export function CorrectionsEditor({
  job,
  rows,
  columns,
  group,
  starts,
  more,
  onGroup,
  onStarts,
}: CorrectionsEditorProps) {
  const { t, i18n } = useTranslation();
  const behind = starts.at(-1) ?? 0;
  const shown = group ? null : { behind, toEnd: !more.has && !more.loading };
  const { draft, canUndo, change, changeAll, undo, discard } = useCorrections(job, rows, shown);
  const cells = useCorrectionCells(job, rows, columns, draft);
  const updateKey = useUpdateKey(job);
  const [existing, setExisting] = useState('leave');
  const sender = useCorrectionSender(job, draft, existing === 'update' ? updateKey : null);
  const [last, setLast] = useState<Change | null>(null);
  const [from, setFrom] = useState<Cell | null>(null);
  const [target, setTarget] = useState<Cell | null>(null);
  const panel = useRef<HTMLElement>(null);
  /** The pressed button is gone, and the keys are the grid's again: Ctrl+Z among them. */
  const focusGrid = () => panel.current?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });

  const apply = (changes: Change[], isBulk = false) => {
    sender.forget();
    change(changes);
    if (!isBulk) setLast(changes.length === 1 ? (changes[0] ?? null) : null);
  };
  const forgetLast = (then: () => void) => () => {
    setLast(null);
    then();
  };
  const total = group?.count ?? tallyRows(job).pending;
  return (
    <section ref={panel} className={`${css.panel} panel`} aria-labelledby="corrections">
      <CorrectionsHead job={job} />
      <IssueGroupList
        job={job}
        shownGroup={group}
        onShow={(next) => {
          setLast(null);
          onGroup(next);
        }}
      />
      {group && (
        <div className={css.filtered} role="status">
          <span className="small">
            {t('bulkCorrections.shown', { count: group.count, what: formatIssueGroup(group, t, i18n) })}
          </span>
          <Button size="compact-sm" variant="subtle" onClick={() => onGroup(null)}>
            {t('bulkCorrections.showAll')}
          </Button>
        </div>
      )}
      {(starts.length > 1 || behind > 0 || total > WINDOW) && (
        <Pager
          first={rows[0]?.row}
          last={rows.at(-1)?.row}
          onPrevious={findPrevious(starts, onStarts)}
          onNext={more.has ? () => onStarts([...starts, rows.at(-1)?.row ?? behind]) : undefined}
          onGo={(row) => onStarts([row - 1])}
        />
      )}
      <FindBar
        rows={rows}
        cells={cells}
        from={from}
        onGo={(cell) => setTarget({ ...cell })}
        onReplace={(changes) => apply(changes, true)}
      />
      <CorrectionsGrid
        key={`${behind} ${group ? JSON.stringify(filterOf(group)) : ''}`}
        job={job}
        rows={rows}
        cells={cells}
        total={behind === 0 && total <= WINDOW ? total : rows.length}
        target={target}
        onChange={apply}
        onChoose={setFrom}
        onUndo={forgetLast(undo)}
        onEnd={() => {
          if (more.has && !more.loading && rows.length < WINDOW) more.load();
        }}
        loading={more.loading}
      />
      <div className={css.foot}>
        {last && draft.edits.get(last.row)?.get(last.heading) === last.text && (
          <BulkCorrectionBar
            job={job}
            rows={rows}
            draft={draft}
            change={last}
            all={behind === 0 && !group && !more.has}
            onApply={(which) => {
              apply(
                which.map((row) => ({ ...last, row })),
                true,
              );
              focusGrid();
            }}
            onApplyAll={(where) => {
              sender.forget();
              changeAll(where, last.heading, last.text);
              focusGrid();
            }}
          />
        )}
        {updateKey && (
          <div className={css.existing}>
            <span className="small" id="existing-keys">
              {t('bulkCorrections.there')}
            </span>
            <SegmentedControl
              size="xs"
              aria-labelledby="existing-keys"
              value={existing}
              onChange={setExisting}
              data={[
                { value: 'leave', label: t('bulkCorrections.thereLeave') },
                { value: 'update', label: t('bulkCorrections.thereUpdate') },
              ]}
            />
          </div>
        )}
        {sender.error !== null && <Note tone="bad">{formatError(sender.error, t, i18n)}</Note>}
        <CorrectionsActions
          job={job}
          draft={draft}
          canUndo={canUndo}
          sender={sender}
          onUndo={forgetLast(undo)}
          onDiscard={forgetLast(discard)}
        />
      </div>
    </section>
  );
}

/** Back to the window before this one; undefined at the first row. */
function findPrevious(starts: readonly number[], onStarts: (starts: readonly number[]) => void) {
  const behind = starts.at(-1) ?? 0;
  if (starts.length > 1) return () => onStarts(starts.slice(0, -1));
  return behind > 0 ? () => onStarts([Math.max(0, behind - WINDOW)]) : undefined;
}
