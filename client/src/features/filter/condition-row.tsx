import { ActionIcon, NativeSelect } from '@mantine/core';
import { type Column, isMoment } from '@sheetport/contract';
import { IconX } from '@tabler/icons-react';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ConditionValue } from './condition-value.tsx';
import { type Condition, type ConditionOp, firstCondition, opsFor, withOp } from './conditions.ts';
import css from './filter.module.css';

const DATE_WORDS = { lt: 'filter.before', le: 'filter.until', gt: 'filter.after', ge: 'filter.from' } as const;

function formatOp(op: ConditionOp, column: Column | undefined, t: Translate): string {
  const dated = column !== undefined && isMoment(column.type);
  if (dated && (op === 'lt' || op === 'le' || op === 'gt' || op === 'ge')) return t(DATE_WORDS[op]);
  return t(`filter.${op}`);
}

/** One condition: a column, how it is compared, and with what. */
export function ConditionRow({
  condition,
  columns,
  number,
  autoFocus,
  onChange,
  onRemove,
}: {
  condition: Condition;
  columns: readonly Column[];
  /** Its position among its neighbours, from 1. */
  number: number;
  autoFocus: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const column = columns.find((one) => one.name === condition.column);
  return (
    <div className={css.condition}>
      <NativeSelect
        size="xs"
        className={css.column}
        aria-label={t('filter.column')}
        value={condition.column}
        onChange={(event) => {
          const next = columns.find((one) => one.name === event.currentTarget.value);
          if (next) onChange(firstCondition(next));
        }}
        data={columns.map((one) => ({ value: one.name, label: one.label }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('filter.op')}
        value={condition.op}
        onChange={(event) => onChange(withOp(condition, event.currentTarget.value as ConditionOp, column))}
        data={opsFor(column?.type ?? 'text').map((op) => ({ value: op, label: formatOp(op, column, t) }))}
      />
      <ConditionValue
        condition={condition}
        column={column}
        autoFocus={autoFocus}
        onValues={(values) => onChange({ ...condition, values })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('filter.remove', { number: String(number) })}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
