import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { type Column, isNumber } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import { type Condition, PERIODS, valuesTaken } from './conditions.ts';
import css from './filter.module.css';

/** What a column is compared with. */
export function ConditionValue({
  condition: { op, values },
  column,
  autoFocus,
  onValues,
}: {
  condition: Condition;
  column: Column | undefined;
  autoFocus: boolean;
  onValues: (values: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const taken = valuesTaken(op);
  if (taken === 0) return null;
  if (op === 'during' || column?.type === 'boolean')
    return (
      <NativeSelect
        size="xs"
        aria-label={t('filter.value')}
        value={values[0] ?? ''}
        onChange={(event) => onValues([event.currentTarget.value])}
        data={
          op === 'during'
            ? PERIODS.map((period) => ({ value: period, label: t(`filter.period.${period}`) }))
            : [
                { value: 'true', label: t('value.yes') },
                { value: 'false', label: t('value.no') },
              ]
        }
      />
    );
  if (taken === 'many')
    return (
      <TagsInput
        size="xs"
        className={css.value ?? ''}
        aria-label={t('filter.value')}
        placeholder={values.length === 0 ? t('filter.values') : ''}
        autoFocus={autoFocus}
        splitChars={['\n', '\t']}
        maxTags={1000}
        acceptValueOnBlur
        value={[...values]}
        onChange={onValues}
      />
    );
  const labels = taken === 2 ? [t('filter.low'), t('filter.high')] : [t('filter.value')];
  return labels.map((label, at) => (
    <TextInput
      key={label}
      size="xs"
      className={css.value}
      aria-label={label}
      placeholder={label}
      autoFocus={autoFocus && at === 0}
      type={TYPE_FACTS[column?.type ?? 'text'].input}
      step={column?.type === 'time' ? 1 : undefined}
      inputMode={column && isNumber(column.type) ? 'decimal' : undefined}
      value={values[at] ?? ''}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        onValues(labels.map((_, i) => (i === at ? typed : (values[i] ?? ''))));
      }}
    />
  ));
}
