import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { useRovingFocus } from '../../ui/use-roving-focus.ts';
import type { ColumnChoice, SettledChoices } from './choices.ts';
import { ColumnLine } from './column-line.tsx';
import css from './column-list.module.css';
import shared from './import.module.css';
import type { Plan } from './plan.ts';

/** A wide sheet has hundreds of columns; the first are drawn, the rest on demand. */
const AT_FIRST = 60;

type Change = (changes: [index: number, choice: ColumnChoice][]) => void;

/** The columns of the sheet: what they are called, what they hold, and where they go. */
export function ColumnList({
  plan,
  choices,
  onChange,
  children,
}: {
  plan: Plan;
  choices: SettledChoices;
  onChange: Change;
  /** What is to be known of all of them. */
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const [all, setAll] = useState(false);
  const group = useRovingFocus<HTMLElement>();
  const existing = choices.goes === 'existing';
  const included = plan.columns.filter((column) => column.include).length;
  const shown = all ? plan.columns : plan.columns.slice(0, AT_FIRST);
  const setEach = (include: boolean) => onChange(plan.columns.map((column) => [column.index, { include }]));
  return (
    <section className="panel" aria-labelledby="columns" ref={group}>
      <div className={shared.listHead} data-roving-row>
        <h2 id="columns">{t('import.columns')}</h2>
        <span className="muted small digits">
          {t('import.chosenOf', { chosen: format.count(included), total: format.count(plan.columns.length) })}
        </span>
        {!existing && plan.columns.length > 1 && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-describedby="column-keys"
            onClick={() => setEach(included < plan.columns.length)}
          >
            {included < plan.columns.length ? t('import.all') : t('import.none')}
          </Button>
        )}
      </div>
      {children && <div className={css.note}>{children}</div>}
      <p id="column-keys" className={css.keys}>
        {t('import.columnKeys')}
      </p>
      <ul className={css.list} aria-describedby="column-keys">
        {shown.map((column) => (
          <ColumnLine
            key={column.index}
            column={column}
            plan={plan}
            existing={existing}
            problem={plan.problems.find((one) => one.index === column.index)}
            onChange={(choice) => onChange([[column.index, choice]])}
          />
        ))}
      </ul>
      {shown.length < plan.columns.length && (
        <div className={css.moreColumns} data-roving-row>
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t('import.showColumns', { count: plan.columns.length - shown.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
