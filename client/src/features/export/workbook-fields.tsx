import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ColumnFormats } from '../formats/column-formats.ts';
import css from './export.module.css';
import { type ExportChoice, HEADERS, RANGES } from './export-choice.ts';
import { FormatFields } from './format-fields.tsx';
import { SeveralFields } from './several-fields.tsx';

/** Options of a workbook. */
export function WorkbookFields({
  table,
  choice,
  shown,
  onChange,
}: {
  table: Table;
  choice: ExportChoice;
  /** How the page shows columns. */
  shown: ColumnFormats | undefined;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  const chosen = choice.columns ? table.columns.filter(({ name }) => choice.columns!.includes(name)) : table.columns;
  return (
    <div className="stack">
      <FormatFields
        columns={chosen}
        formats={choice.formats}
        asShown={shown}
        onChange={(formats) => onChange({ formats })}
      />
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
        <NumberInput
          label={t('exports.frozenColumns')}
          min={0}
          max={20}
          allowDecimal={false}
          value={choice.frozenColumns}
          onChange={(value) => onChange({ frozenColumns: Math.min(20, Math.max(0, Math.trunc(Number(value) || 0))) })}
        />
      </div>
      <SeveralFields table={table} choice={choice} onChange={onChange} />
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
