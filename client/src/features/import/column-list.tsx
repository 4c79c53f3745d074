import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { ColumnType } from '@sheetport/contract';
import { IconAdjustmentsHorizontal, IconArrowRight, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../ui/format.ts';
import { type ColumnChoice, type DecimalMark, MARKS, type SettledChoices } from './choices.ts';
import { ColumnHistogram } from './column-histogram.tsx';
import css from './column-list.module.css';
import { ColumnOptions, hasOptions } from './column-options.tsx';
import shared from './import.module.css';
import { MatchBadge, needsLook } from './match-badge.tsx';
import type { Plan, PlannedColumn, Problem } from './plan.ts';
import { WarningLine } from './warning-line.tsx';

/** A wide sheet has hundreds of columns; the first are drawn, the rest on demand. */
const AT_FIRST = 60;

type Change = (changes: [index: number, choice: ColumnChoice][]) => void;

/** The columns of the sheet: what they are called, what they hold, and where they go. */
export function ColumnList({ plan, choices, onChange }: { plan: Plan; choices: SettledChoices; onChange: Change }) {
  const { t } = useTranslation();
  const format = useFormats();
  const [all, setAll] = useState(false);
  const existing = choices.goes === 'existing';
  const included = plan.columns.filter((column) => column.include).length;
  const shown = all ? plan.columns : plan.columns.slice(0, AT_FIRST);
  const setEach = (include: boolean) => onChange(plan.columns.map((column) => [column.index, { include }]));
  return (
    <section className="panel" aria-labelledby="columns">
      <div className={shared.listHead}>
        <h2 id="columns">{t('import.columns')}</h2>
        <span className="muted small digits">
          {t('import.chosenOf', { chosen: format.count(included), total: format.count(plan.columns.length) })}
        </span>
        {!existing && plan.columns.length > 1 && (
          <Button variant="subtle" size="compact-xs" onClick={() => setEach(included < plan.columns.length)}>
            {included < plan.columns.length ? t('import.all') : t('import.none')}
          </Button>
        )}
      </div>
      <ul className={css.list}>
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
        <div className={css.moreColumns}>
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t('import.showColumns', { count: plan.columns.length - shown.length })}
          </Button>
        </div>
      )}
    </section>
  );
}

function ColumnLine({
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
  const [asked, setOpen] = useState<boolean | null>(null);
  const open = asked ?? hasOptions(column);
  const wrong = problem ? t(`problem.${problem.code}`, { column: problem.column ?? '' }) : undefined;
  const total = plan.rows;
  const mixed = source.warnings.find((warning) => warning.code === 'mixed_types');
  return (
    <li className={`${css.item} ${column.include || plan.pending ? '' : css.out}`}>
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
      </div>
      <div className={css.picture}>
        <ColumnHistogram column={source} rows={total} />
      </div>
      <div className={css.goes}>
        {existing ? (
          <>
            <IconArrowRight size={16} className={css.arrow} aria-hidden="true" />
            <NativeSelect
              size="xs"
              className={css.grow}
              aria-label={t('import.targetOf', { column: heading })}
              value={column.adds ? ADD : column.target === null ? '' : `${NAMED}${column.target}`}
              disabled={!plan.table || plan.pending}
              error={column.adds ? undefined : wrong}
              onChange={(event) => onChange(readTarget(event.currentTarget.value))}
              data={[
                { value: '', label: t('import.ignore') },
                ...(plan.table?.columns.map((one) => ({
                  value: `${NAMED}${one.name}`,
                  label: `${one.label} (${t(`type.${one.type}`)})`,
                })) ?? []),
                { value: ADD, label: t('mapping.addColumn') },
              ]}
            />
            {!needsLook(column) && <MatchBadge column={column} onRight={() => undefined} />}
          </>
        ) : (
          <NewColumn column={column} wrong={wrong} onChange={onChange} />
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
          <NewColumn column={column} wrong={wrong} onChange={onChange} />
        </div>
      )}
      {column.include && open && <ColumnOptions column={column} plan={plan} onChange={onChange} />}

      {column.include && (source.warnings.length > 0 || hasMarks(column) || needsLook(column)) && (
        <div className={css.under}>
          {needsLook(column) && <MatchBadge column={column} onRight={() => onChange({ target: column.target })} />}
          {!open && source.dateOrder && (column.type === 'date' || column.type === 'datetime') && (
            <NativeSelect
              size="xs"
              aria-label={t('import.dateOrder', { column: heading })}
              value={column.dateOrder}
              onChange={(event) => onChange({ dateOrder: event.currentTarget.value as 'dmy' | 'mdy' | 'ymd' })}
              data={(['dmy', 'mdy', 'ymd'] as const).map((value) => ({ value, label: t(`import.${value}`) }))}
            />
          )}
          {!open && source.decimal && (column.type === 'decimal' || column.type === 'integer') && (
            <NativeSelect
              size="xs"
              aria-label={t('import.decimal', { column: heading })}
              value={column.decimal}
              onChange={(event) => onChange({ decimal: event.currentTarget.value as DecimalMark })}
              data={(['.', ',', 'each'] as const).map((value) => ({ value, label: t(MARKS[value]) }))}
            />
          )}
          {column.suggested && !existing && column.type !== column.suggested && (
            <p className={css.suggestion}>
              <span>{t('warning.suggest', { type: t(`type.${column.suggested}`) })}</span>
              <Button
                variant="light"
                size="compact-xs"
                onClick={() => column.suggested && onChange({ type: column.suggested })}
              >
                {t('warning.use', { type: t(`type.${column.suggested}`) })}
              </Button>
              {mixed && <span className="muted">{t('warning.fewer', { count: mixed.count })}</span>}
            </p>
          )}
          {source.warnings.map((warning) => (
            <WarningLine
              key={warning.code}
              warning={warning}
              type={column.type}
              values={column.values}
              onValues={(values) => onChange({ values })}
            />
          ))}
        </div>
      )}
    </li>
  );
}

/** What a column that is made is called and holds. */
function NewColumn({
  column,
  wrong,
  onChange,
}: {
  column: PlannedColumn;
  wrong: string | undefined;
  onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        size="xs"
        className={css.grow}
        aria-label={t('import.labelOf', { column: column.heading })}
        value={column.label}
        maxLength={120}
        disabled={!column.include}
        error={wrong}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        className={css.type}
        aria-label={t('import.typeOf', { column: column.heading })}
        value={column.type}
        disabled={!column.include}
        onChange={(event) => onChange({ type: ColumnType.parse(event.currentTarget.value) })}
        data={ColumnType.options.map((type) => ({ value: type, label: t(`type.${type}`) }))}
      />
    </>
  );
}

/** Values of the select: a column by its name, which may be any text, or a new one. */
const NAMED = '=';
const ADD = '+';

function readTarget(value: string): ColumnChoice {
  if (value === ADD) return { add: true };
  return { add: false, target: value.startsWith(NAMED) ? value.slice(NAMED.length) : null };
}

function hasMarks({ source, type }: PlannedColumn): boolean {
  if (type === 'date' || type === 'datetime') return source.dateOrder !== undefined;
  return source.decimal !== undefined && (type === 'decimal' || type === 'integer');
}
