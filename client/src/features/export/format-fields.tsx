import { NativeSelect } from '@mantine/core';
import type { Column } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ColumnFormats } from '../formats/column-formats.ts';
import css from './export.module.css';
import { type ColumnChoice, choicesOf, type ExportChoice } from './export-choice.ts';

/** How each column looks in a workbook: its values, its total, its colours. */
export function FormatFields({
  columns,
  formats,
  asShown = {},
  onChange,
}: {
  columns: readonly Column[];
  formats: ExportChoice['formats'];
  /** How the page shows columns. */
  asShown: ColumnFormats | undefined;
  onChange: (formats: ExportChoice['formats']) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={css.chooser}>
      <legend className={css.legend}>{t('exports.formats')}</legend>
      <ul className={css.columns}>
        {columns.map(({ name, label, type }) => {
          const choice = formats[name] ?? {};
          const { shown, totals, highlights } = choicesOf(type);
          const change = (next: Partial<ColumnChoice>) => onChange({ ...formats, [name]: { ...choice, ...next } });
          const usual = { value: '', label: t(Object.hasOwn(asShown, name) ? 'exports.asShown' : 'exports.usual') };
          const none = { value: '', label: t('exports.none') };
          return (
            <li key={name} className={css.format}>
              <span className={css.label}>{label}</span>
              <NativeSelect
                size="xs"
                aria-label={t('exports.shownOf', { name: label })}
                disabled={shown.length === 0}
                value={choice.shown ?? ''}
                onChange={(event) => change({ shown: shown.find((one) => one === event.currentTarget.value) })}
                data={[usual, ...shown.map((value) => ({ value, label: t(`exports.shown.${value}`) }))]}
              />
              <NativeSelect
                size="xs"
                aria-label={t('exports.totalOf', { name: label })}
                value={choice.total ?? ''}
                onChange={(event) => change({ total: totals.find((one) => one === event.currentTarget.value) })}
                data={[
                  { value: '', label: t('exports.noTotal') },
                  ...totals.map((value) => ({ value, label: t(`exports.total.${value}`) })),
                ]}
              />
              <NativeSelect
                size="xs"
                aria-label={t('exports.highlightOf', { name: label })}
                value={choice.highlight ?? ''}
                onChange={(event) => change({ highlight: highlights.find((one) => one === event.currentTarget.value) })}
                data={[none, ...highlights.map((value) => ({ value, label: t(`exports.highlight.${value}`) }))]}
              />
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
