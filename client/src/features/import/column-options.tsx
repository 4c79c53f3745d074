import { Button, NativeSelect, Switch } from '@mantine/core';
import { type Blank, hasDay, isNumber } from '@sheetport/contract';
import { IconReplace } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type ColumnChoice, type DateOrder, type DecimalMark, MARKS } from './choices.ts';
import css from './column-options.module.css';
import type { Plan, PlannedColumn } from './plan.ts';
import { ValueDialog } from './value-dialog.tsx';

/** How the cells of a column are read, and what becomes of some of them. */
export function ColumnOptions({
  column,
  plan,
  onChange,
}: {
  column: PlannedColumn;
  plan: Plan;
  onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState(false);
  const target = plan.table?.columns.find((one) => one.name === column.target);
  const dates = hasDay(column.type);
  const numbers = isNumber(column.type);
  const count = Object.keys(column.values).length;
  return (
    <div className={css.options}>
      {dates && (
        <NativeSelect
          size="xs"
          label={t('mapping.dateOrder')}
          value={column.dateOrder ?? ''}
          onChange={(event) => onChange({ dateOrder: asOrder(event.currentTarget.value) })}
          data={[
            { value: '', label: t('mapping.asFound') },
            ...(['dmy', 'mdy', 'ymd'] as const).map((value) => ({ value, label: t(`import.${value}`) })),
          ]}
        />
      )}
      {numbers && (
        <NativeSelect
          size="xs"
          label={t('mapping.decimalMark')}
          value={column.decimal ?? ''}
          onChange={(event) => onChange({ decimal: asMark(event.currentTarget.value) })}
          data={[
            { value: '', label: t('mapping.asFound') },
            ...(['.', ',', 'each'] as const).map((value) => ({ value, label: t(MARKS[value]) })),
          ]}
        />
      )}
      {target && (
        <NativeSelect
          size="xs"
          label={t('mapping.blankCell')}
          value={column.blank ?? ''}
          onChange={(event) => onChange({ blank: (event.currentTarget.value || null) as Blank | null })}
          data={[
            { value: '', label: t('mapping.blankAsAll') },
            { value: 'null', label: t('mapping.blankNull') },
            { value: 'keep', label: t('mapping.blankKeep') },
            { value: 'default', label: t('mapping.blankDefault') },
          ]}
        />
      )}
      {column.type === 'text' && (
        <Switch
          size="xs"
          className={css.low}
          label={t('mapping.trim')}
          checked={column.trim}
          onChange={(event) => onChange({ trim: event.currentTarget.checked })}
        />
      )}
      <Button
        className={css.low}
        variant="default"
        size="xs"
        leftSection={<IconReplace size={15} stroke={1.8} />}
        onClick={() => setMapping(true)}
      >
        {count > 0 ? t('mapping.valuesChanged', { count }) : t('mapping.values')}
      </Button>
      <ValueDialog
        column={column}
        target={target}
        opened={mapping}
        onClose={() => setMapping(false)}
        onChange={(values) => onChange({ values })}
      />
    </div>
  );
}

function asOrder(value: string): DateOrder | null {
  return value === 'dmy' || value === 'mdy' || value === 'ymd' ? value : null;
}

function asMark(value: string): DecimalMark | null {
  return value === '.' || value === ',' || value === 'each' ? value : null;
}

/** Whether a column is read otherwise than it would be by itself, so that its options are shown without asking. */
export function hasOptions({ values, trim, blank }: PlannedColumn): boolean {
  return Object.keys(values).length > 0 || !trim || blank !== undefined;
}
