import { Checkbox, MultiSelect, NativeSelect, NumberInput } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './export.module.css';
import { type ExportChoice, HEADERS, RANGES } from './export-choice.ts';
import { FormatFields } from './format-fields.tsx';

/** A workbook holds so many sheets. */
const MOST_OTHERS = 49;

/** Options of a workbook. */
export function WorkbookFields({
  table,
  choice,
  onChange,
}: {
  table: Table;
  choice: ExportChoice;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(tablesQuery);
  const others = (data?.tables ?? []).filter(({ id }) => id !== table.id);
  const chosen = choice.columns ? table.columns.filter(({ name }) => choice.columns!.includes(name)) : table.columns;
  return (
    <div className="stack">
      <FormatFields columns={chosen} formats={choice.formats} onChange={(formats) => onChange({ formats })} />
      <div className={css.pair}>
        <NativeSelect
          label={t('exports.range')}
          value={choice.range}
          onChange={(event) => onChange({ range: RANGES.find((one) => one === event.currentTarget.value) ?? 'filter' })}
          data={RANGES.map((value) => ({ value, label: t(`exports.ranges.${value}`) }))}
        />
        <NativeSelect
          label={t('exports.header')}
          value={choice.header}
          onChange={(event) => onChange({ header: HEADERS.find((one) => one === event.currentTarget.value) ?? 'grey' })}
          data={HEADERS.map((value) => ({ value, label: t(`exports.headers.${value}`) }))}
        />
        <NativeSelect
          label={t('exports.groupBy')}
          value={choice.groupBy ?? ''}
          disabled={choice.others.length > 0}
          onChange={(event) => onChange({ groupBy: event.currentTarget.value || null })}
          data={[
            { value: '', label: t('exports.oneSheet') },
            ...table.columns.map(({ name, label }) => ({ value: name, label })),
          ]}
        />
        <NumberInput
          label={t('exports.frozenColumns')}
          min={0}
          max={20}
          allowDecimal={false}
          value={choice.frozenColumns}
          onChange={(value) => onChange({ frozenColumns: Math.min(20, Math.max(0, Math.trunc(Number(value) || 0))) })}
        />
      </div>
      {others.length > 0 && choice.groupBy === null && (
        <MultiSelect
          label={t('exports.others')}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={choice.others}
          maxValues={MOST_OTHERS}
          searchable
          clearable
          onChange={(value) => onChange({ others: value })}
        />
      )}
      <div className={css.checks}>
        <Checkbox
          label={t('exports.cover')}
          checked={choice.cover}
          onChange={(event) => onChange({ cover: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('exports.print')}
          checked={choice.print}
          onChange={(event) => onChange({ print: event.currentTarget.checked })}
        />
        {choice.print && (
          <Checkbox
            ml={28}
            label={t('exports.landscape')}
            checked={choice.landscape}
            onChange={(event) => onChange({ landscape: event.currentTarget.checked })}
          />
        )}
        <Checkbox
          label={t('exports.rightToLeft')}
          checked={choice.rightToLeft}
          onChange={(event) => onChange({ rightToLeft: event.currentTarget.checked })}
        />
      </div>
    </div>
  );
}
