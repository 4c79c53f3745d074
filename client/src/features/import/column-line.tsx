import { ActionIcon, Checkbox } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconArrowRight, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ColumnChoice } from './choices.ts';
import { ColumnContent } from './column-doubt.tsx';
import { NewColumnFields, TargetSelect } from './column-fields.tsx';
import { ColumnHistogram } from './column-histogram.tsx';
import css from './column-list.module.css';
import { ColumnNotes } from './column-notes.tsx';
import { ColumnOptions, hasOptions } from './column-options.tsx';
import { MatchBadge, needsLook } from './match-badge.tsx';
import type { Plan, PlannedColumn, Problem } from './plan.ts';

/** One column of the sheet: what it is called, what it holds, and where it goes. */
export function ColumnLine({
  column,
  plan,
  existing,
  problem,
  onChange,
}: {
  column: PlannedColumn;
  plan: Plan;
  existing: boolean;
  problem: Problem | undefined;
  onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation();
  const { source, heading } = column;
  const [chosen, setOpen] = useState<boolean | null>(null);
  const open = chosen ?? hasOptions(column);
  const wrong = problem ? t(`problem.${problem.code}`, { column: problem.column ?? '' }) : undefined;
  return (
    <li data-roving-row className={`${css.item} ${column.include || plan.pending ? '' : css.out}`}>
      {existing ? (
        <span />
      ) : (
        <Checkbox
          aria-label={t('import.include', { column: heading })}
          checked={column.include}
          onChange={(event) => onChange({ include: event.currentTarget.checked })}
        />
      )}
      <div className={css.what}>
        <p className={`${css.heading} one-line`} title={heading}>
          {heading}
          {source.hidden && (
            <IconEyeOff size={13} stroke={1.8} className={css.hiddenMark} aria-label={t('hiddenData.hiddenMark')} />
          )}
        </p>
        <p className={`${css.samples} one-line`} title={source.samples.join(' · ')}>
          {source.samples.length > 0 ? source.samples.slice(0, 4).join(' · ') : t('import.noValues')}
        </p>
        <ColumnContent column={column} />
      </div>
      <div className={css.picture}>
        <ColumnHistogram column={source} rows={plan.rows} />
      </div>
      <div className={css.goes}>
        {existing ? (
          <>
            <IconArrowRight size={16} className={css.arrow} aria-hidden="true" />
            <TargetSelect column={column} plan={plan} wrong={column.adds ? undefined : wrong} onChange={onChange} />
            {!needsLook(column) && <MatchBadge column={column} onRight={() => undefined} />}
          </>
        ) : (
          <NewColumnFields column={column} wrong={wrong} onChange={onChange} />
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          className={css.more}
          disabled={!column.include}
          aria-expanded={open}
          aria-label={t('mapping.options', { column: heading })}
          title={t('mapping.options', { column: heading })}
          onClick={() => setOpen(!open)}
        >
          <IconAdjustmentsHorizontal size={17} stroke={1.8} />
        </ActionIcon>
      </div>
      {column.adds && (
        <div className={css.added}>
          <NewColumnFields column={column} wrong={wrong} onChange={onChange} />
        </div>
      )}
      {column.include && open && <ColumnOptions column={column} plan={plan} onChange={onChange} />}
      {column.include && <ColumnNotes column={column} existing={existing} isOpen={open} onChange={onChange} />}
    </li>
  );
}
