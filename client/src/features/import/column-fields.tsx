import { NativeSelect, TextInput } from '@mantine/core';
import { ColumnType } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ColumnChoice } from './choices.ts';
import css from './column-list.module.css';
import type { Plan, PlannedColumn } from './plan.ts';

/** The name and type of a column that is made. */
export function NewColumnFields({
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
        maxLength={1000}
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

/** Which column of the table a column of the sheet goes into. */
export function TargetSelect({
  column,
  plan,
  wrong,
  onChange,
}: {
  column: PlannedColumn;
  plan: Plan;
  wrong: string | undefined;
  onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      className={css.grow}
      aria-label={t('import.targetOf', { column: column.heading })}
      value={column.adds ? ADD : column.target === null ? '' : `${NAMED}${column.target}`}
      disabled={!plan.table || plan.pending}
      error={wrong}
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
  );
}

/** Values of the select: a column by its name, which may be any text, or a new one. */
const NAMED = '=';
const ADD = '+';

function readTarget(value: string): ColumnChoice {
  if (value === ADD) return { add: true };
  return { add: false, target: value.startsWith(NAMED) ? value.slice(NAMED.length) : null };
}
