import { Checkbox, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type Column, isNumber, type Value, ValueFormat } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { makeShown } from './column-formats.ts';

type Kind = ValueFormat['kind'];
const NEGATIVES = ['minus', 'red', 'brackets'] as const;
const CURRENCIES = ['₫', '$', '€', '£', '¥'];
/** Amounts of these have no smaller unit in use (ISO 4217). */
const WHOLE = new Set(['₫', 'VND', '¥', 'JPY', '₩', 'KRW']);
/** Currencies that stand behind the number, as people write them. */
const BEHIND = new Set(['₫', 'VND']);
const PATTERNS = ['dd/mm/yyyy', 'mm/dd/yyyy', 'yyyy-mm-dd', 'dd.mm.yyyy', 'd mmm yyyy', 'dddd, d mmmm yyyy', 'mm/yyyy'];
const MOMENTS = ['dd/mm/yyyy hh:mm', 'yyyy-mm-dd hh:mm:ss', 'd mmm yyyy h:mm AM/PM'];
const CLOCKS = ['hh:mm', 'hh:mm:ss', 'h:mm AM/PM'];

/** Values that show what a format does where the table has none yet. */
const EXAMPLES: Partial<Record<Column['type'], string>> = {
  integer: '-1234567',
  decimal: '-1234.5678',
  date: '2026-03-09',
  datetime: '2026-03-09 14:05:30',
  time: '14:05:30',
};

/** How the values of a column are shown, here and in exports. The values themselves stay as they are. */
export function FormatDialog({
  column,
  format,
  sample,
  onChange,
  onClose,
}: {
  column: Column;
  format: ValueFormat | undefined;
  /** A value of the column. */
  sample: Value;
  onChange: (format: ValueFormat | undefined) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<Record<string, unknown> | undefined>(format);
  const read = ValueFormat.safeParse(chosen);
  const kinds: Kind[] = isNumber(column.type) ? ['number', 'currency', 'percent'] : ['date'];
  const patterns = column.type === 'time' ? CLOCKS : column.type === 'datetime' ? [...MOMENTS, ...PATTERNS] : PATTERNS;
  const set = (next: Record<string, unknown>) => setChosen({ ...chosen, ...next });
  const begin = (kind: Kind | undefined) => {
    const currency = column.currency ?? '₫';
    const decimals = WHOLE.has(currency) ? 0 : undefined;
    const first = {
      number: {},
      percent: {},
      currency: { currency, decimals, behind: BEHIND.has(currency) || undefined },
      date: { pattern: patterns[0] },
    };
    setChosen(kind && { kind, ...first[kind] });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== undefined && !read.success) return;
    onChange(read.data);
    onClose();
  };
  const value = typeof sample === 'string' || typeof sample === 'number' ? sample : EXAMPLES[column.type];
  const shown = value === undefined ? undefined : makeShown(column, read.data, i18n.language)?.(value);
  return (
    <Modal opened onClose={onClose} title={t('formats.title', { column: column.label })} size="sm">
      <form className="stack" onSubmit={submit}>
        <NativeSelect
          label={t('formats.kind')}
          data-autofocus
          value={String(chosen?.kind ?? '')}
          onChange={(event) => begin(kinds.find((kind) => kind === event.currentTarget.value))}
          data={[
            { value: '', label: t('formats.usual') },
            ...kinds.map((kind) => ({ value: kind, label: t(`formats.kinds.${kind}`) })),
          ]}
        />
        {chosen?.kind === 'currency' && (
          <TextInput
            label={t('formats.currency')}
            description={t('formats.currencyText')}
            value={String(chosen.currency)}
            maxLength={3}
            list="format-currencies"
            error={read.success ? undefined : t('formats.currencyWrong')}
            onChange={(event) => set({ currency: event.currentTarget.value.trim() })}
          />
        )}
        <datalist id="format-currencies">
          {CURRENCIES.map((sign) => (
            <option key={sign} value={sign} />
          ))}
        </datalist>
        {chosen && chosen.kind !== 'date' && (
          <NumberInput
            label={t('formats.decimals')}
            min={0}
            max={10}
            allowDecimal={false}
            placeholder={t('formats.decimalsUsual')}
            value={typeof chosen.decimals === 'number' ? chosen.decimals : ''}
            onChange={(next) =>
              set({ decimals: next === '' ? undefined : Math.min(10, Math.max(0, Number(next) || 0)) })
            }
          />
        )}
        {chosen?.kind === 'number' && (
          <Checkbox
            label={t('formats.grouping')}
            checked={chosen.grouping !== false}
            onChange={(event) => set({ grouping: event.currentTarget.checked ? undefined : false })}
          />
        )}
        {chosen?.kind === 'currency' && (
          <Checkbox
            label={t('formats.behind')}
            checked={chosen.behind === true}
            onChange={(event) => set({ behind: event.currentTarget.checked || undefined })}
          />
        )}
        {chosen?.kind === 'percent' && (
          <NativeSelect
            label={t('formats.whole')}
            value={String(chosen.of ?? 1)}
            onChange={(event) => set({ of: event.currentTarget.value === '100' ? 100 : undefined })}
            data={['1', '100'].map((of) => ({ value: of, label: t(`formats.wholes.${of as '1' | '100'}`) }))}
          />
        )}
        {(chosen?.kind === 'number' || chosen?.kind === 'currency') && (
          <NativeSelect
            label={t('formats.negative')}
            value={String(chosen.negative ?? 'minus')}
            onChange={(event) => set({ negative: NEGATIVES.find((one) => one === event.currentTarget.value) })}
            data={NEGATIVES.map((one) => ({ value: one, label: t(`formats.negatives.${one}`) }))}
          />
        )}
        {chosen?.kind === 'date' && (
          <TextInput
            label={t('formats.pattern')}
            description={t('formats.patternText')}
            value={String(chosen.pattern)}
            maxLength={40}
            list="format-patterns"
            error={read.success ? undefined : t('formats.patternWrong')}
            onChange={(event) => set({ pattern: event.currentTarget.value })}
          />
        )}
        <datalist id="format-patterns">
          {patterns.map((pattern) => (
            <option key={pattern} value={pattern} />
          ))}
        </datalist>
        {shown && (
          <p className="muted small" aria-live="polite">
            {t('formats.example')}{' '}
            <strong className="digits" style={{ color: shown.isRed ? 'var(--bad)' : 'var(--ink)' }}>
              {shown.text}
            </strong>
          </p>
        )}
        <p className="muted small">{t('formats.text')}</p>
        <FormEnd
          label={t('action.apply')}
          error={null}
          busy={false}
          disabled={chosen !== undefined && !read.success}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
