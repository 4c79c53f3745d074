import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { type Column, type Filter, isMoment, isNumber } from '@sheetport/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import {
  type Condition,
  type ConditionOp,
  firstCondition,
  makeFilter,
  opsFor,
  readConditions,
  takesValue,
} from './conditions.ts';
import css from './table.module.css';

const DATE_WORDS = { lt: 'filter.before', le: 'filter.until', gt: 'filter.after', ge: 'filter.from' } as const;

function formatOp(op: ConditionOp, column: Column | undefined, t: Translate): string {
  const dated = column !== undefined && isMoment(column.type);
  if (dated && (op === 'lt' || op === 'le' || op === 'gt' || op === 'ge')) return t(DATE_WORDS[op]);
  return op === 'in' ? op : t(`filter.${op}`);
}

/** Conditions that must all hold. */
export function FilterBuilder({
  columns,
  filter,
  onChange,
  onClose,
}: {
  columns: readonly Column[];
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [conditions, setConditions] = useState<Condition[]>(() => {
    const known = readConditions(filter);
    return known.length > 0 ? known : columns[0] ? [firstCondition(columns[0])] : [];
  });
  const set = (at: number, fields: Partial<Condition>) =>
    setConditions((all) => all.map((one, i) => (i === at ? { ...one, ...fields } : one)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(makeFilter(conditions, columns));
  };
  return (
    <form className={css.filter} onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      {conditions.map((condition, at) => {
        const column = columns.find((one) => one.name === condition.column);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
          <div key={at} className={css.condition}>
            <NativeSelect
              size="xs"
              aria-label={t('filter.column')}
              value={condition.column}
              onChange={(event) => {
                const next = columns.find((one) => one.name === event.currentTarget.value);
                if (next) set(at, firstCondition(next));
              }}
              data={columns.map((one) => ({ value: one.name, label: one.label }))}
            />
            <NativeSelect
              size="xs"
              aria-label={t('filter.op')}
              value={condition.op}
              onChange={(event) => set(at, { op: event.currentTarget.value as ConditionOp })}
              data={opsFor(column?.type ?? 'text').map((op) => ({ value: op, label: formatOp(op, column, t) }))}
            />
            {takesValue(condition.op) &&
              (column?.type === 'boolean' ? (
                <NativeSelect
                  size="xs"
                  aria-label={t('filter.value')}
                  value={condition.value}
                  onChange={(event) => set(at, { value: event.currentTarget.value })}
                  data={[
                    { value: 'true', label: t('value.yes') },
                    { value: 'false', label: t('value.no') },
                  ]}
                />
              ) : (
                <TextInput
                  size="xs"
                  className={css.filterValue}
                  aria-label={t('filter.value')}
                  placeholder={t('filter.value')}
                  autoFocus={at === conditions.length - 1}
                  type={TYPE_FACTS[column?.type ?? 'text'].input}
                  step={column?.type === 'time' ? 1 : undefined}
                  inputMode={column && isNumber(column.type) ? 'decimal' : undefined}
                  value={condition.value}
                  onChange={(event) => set(at, { value: event.currentTarget.value })}
                />
              ))}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('filter.remove', { number: String(at + 1) })}
              onClick={() => {
                const left = conditions.filter((_, i) => i !== at);
                setConditions(left);
                onChange(makeFilter(left, columns));
                if (left.length === 0) onClose();
              }}
            >
              <IconX size={15} />
            </ActionIcon>
          </div>
        );
      })}
      <div className="row wrap">
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={14} />}
          disabled={columns.length === 0}
          onClick={() => columns[0] && setConditions([...conditions, firstCondition(columns[0])])}
        >
          {t('filter.add')}
        </Button>
        {conditions.length > 1 && <span className="muted small">{t('filter.all')}</span>}
        <div className="row" style={{ marginLeft: 'auto' }}>
          {filter && (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                onChange(undefined);
                onClose();
              }}
            >
              {t('action.clear')}
            </Button>
          )}
          <Button type="submit" size="xs">
            {t('action.apply')}
          </Button>
        </div>
      </div>
    </form>
  );
}
