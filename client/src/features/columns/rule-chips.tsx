import type { Column, Table } from '@sheetport/contract';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import css from './columns.module.css';
import { formatRule } from './format-rule.ts';

/** A column's rules in a few words each. */
export function RuleChips({
  column,
  isKey,
  tables,
}: {
  column: Column;
  isKey: boolean;
  tables: readonly Table[] | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const chips = [
    ...(isKey ? [{ text: t('rules.key'), tone: css.keyChip }] : []),
    ...(column.required && !isKey ? [{ text: t('rules.chip.required'), tone: '' }] : []),
    ...(column.unique && !isKey ? [{ text: t('rules.chip.unique'), tone: '' }] : []),
    ...column.rules.map((rule) => ({
      text: formatRule(rule, column.type, tables, t, format),
      tone: rule.severity === 'warning' ? css.warnChip : '',
    })),
  ];
  if (chips.length === 0) return <span className="muted small">{t('rules.none')}</span>;
  return (
    <span className={css.chips}>
      {chips.map(({ text, tone }) => (
        <span
          key={text}
          className={`${css.chip} ${tone}`}
          title={tone === css.warnChip ? t('rules.chip.warns', { rule: text }) : text}
        >
          {tone === css.warnChip && <IconAlertTriangle size={13} stroke={2} aria-label={t('rules.warning')} />}
          <span className="one-line">{text}</span>
        </span>
      ))}
    </span>
  );
}
