import { Button, Tooltip } from '@mantine/core';
import type { ColumnType, Warning } from '@sheetport/contract';
import {
  type Icon,
  IconAlertTriangle,
  IconArrowsLeftRight,
  IconCalendarQuestion,
  IconCircleDashed,
  IconClock,
  IconCoins,
  IconCopy,
  IconCut,
  IconDecimal,
  IconEyeExclamation,
  IconHeading,
  IconMailExclamation,
  IconNumbers,
  IconShape,
  IconSpaces,
} from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './import.module.css';

/** A picture for each warning that inspection knows. */
const PICTURES = {
  lost_precision: IconCut,
  lost_zeros: IconCut,
  ambiguous_dates: IconCalendarQuestion,
  mixed_date_orders: IconArrowsLeftRight,
  swapped_dates: IconArrowsLeftRight,
  mixed_marks: IconDecimal,
  time_zones: IconClock,
  mixed_time_zones: IconClock,
  long_durations: IconClock,
  dates_in_words: IconCalendarQuestion,
  buddhist_years: IconCalendarQuestion,
  confusables: IconEyeExclamation,
  nothing_words: IconCircleDashed,
  ambiguous_thousands: IconDecimal,
  mixed_currencies: IconCoins,
  email_typos: IconMailExclamation,
  duplicates: IconCopy,
  mixed_types: IconShape,
  numbers_as_text: IconNumbers,
  dates_as_text: IconCalendarQuestion,
  stray_spaces: IconSpaces,
  error_cells: IconAlertTriangle,
  repeated_header: IconHeading,
  empty_header: IconHeading,
} as const satisfies Record<string, Icon>;

const CODES = Object.keys(PICTURES) as (keyof typeof PICTURES)[];
/** Replacements that are shown on hover. */
const SHOWN_FIXES = 8;

/** One thing to know of a column: what, how often, where; why on hover; and one press where it can be put right. */
export function WarningLine({
  warning,
  type,
  values,
  onValues,
  onKeepText,
}: {
  warning: Warning;
  type: ColumnType;
  /** What the column's values become, as far as somebody said. */
  values: Readonly<Record<string, string | null>>;
  onValues: (values: Record<string, string | null>) => void;
  /** Makes the column text; absent where its type is given. */
  onKeepText?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const code = CODES.find((one) => one === warning.code);
  const Picture = code ? PICTURES[code] : IconAlertTriangle;
  const isAboutHeading = code === 'repeated_header' || code === 'empty_header';
  const details = isAboutHeading
    ? []
    : [
        t('warning.cells', { count: warning.count }),
        warning.row ? t('warning.firstRow', { row: String(warning.row) }) : '',
        warning.sample ? t('warning.example', { sample: warning.sample }) : '',
      ].filter(Boolean);
  const fixes = warning.fixes ?? [];
  const blank = fixes.every((fix) => fix.to === null);
  const fixed = fixes.every(({ from, to }) => Object.hasOwn(values, from) && values[from] === to);
  const toggle = () => {
    const offered = new Set(fixes.map(({ from }) => from));
    const others = Object.entries(values).filter(([from]) => !offered.has(from));
    onValues(Object.fromEntries(fixed ? others : [...others, ...fixes.map(({ from, to }) => [from, to] as const)]));
  };
  const hint = code && (
    <div className="small">
      <div>{t(`matching.${code}`)}</div>
      {fixes.slice(0, SHOWN_FIXES).map((fix) => (
        <div key={fix.from}>{formatFix(fix)}</div>
      ))}
      {fixes.length > SHOWN_FIXES && <div>…</div>}
    </div>
  );
  function formatFix({ from, to }: (typeof fixes)[number]): string {
    if (to === null) return t('matching.becomesEmpty', { from });
    return t(from.length > to.length ? 'matching.hidden' : 'matching.becomes', { from, to });
  }
  return (
    <p className={`${css.warning} ${fixed && fixes.length > 0 ? css.fixed : ''}`}>
      <Tooltip label={hint} disabled={!hint} multiline maw={340} events={{ hover: true, focus: true, touch: true }}>
        <button type="button" className={css.why} aria-label={code ? t(`matching.${code}`) : warning.code}>
          <Picture size={15} stroke={2} aria-hidden="true" />
        </button>
      </Tooltip>
      <span>
        {code === 'mixed_types' && type === 'text'
          ? t('warning.kept_as_text')
          : code === 'nothing_words' && fixes.length === 0
            ? t(type === 'text' ? 'doubt.nothingKept' : 'doubt.nothingBlank')
            : code
              ? t(`warning.${code}`)
              : t('warning.other', { code: warning.code })}
        {details.length > 0 && <span className={css.warningDetail}> ({details.join(', ')})</span>}
        {code === 'nothing_words' && fixes.length === 0 && onKeepText && type !== 'text' && (
          <span className={css.fix}>
            <Button variant="light" size="compact-xs" onClick={onKeepText}>
              {t('doubt.keepText')}
            </Button>
          </span>
        )}
        {fixes.length > 0 && (
          <span className={css.fix}>
            {fixed && (blank ? t('matching.fixedBlank') : t('matching.fixed', { count: fixes.length }))}
            <Button variant={fixed ? 'subtle' : 'light'} size="compact-xs" onClick={toggle}>
              {fixed
                ? t('matching.undoFix')
                : blank
                  ? t('matching.fixBlank')
                  : t('matching.fix', { count: fixes.length })}
            </Button>
          </span>
        )}
      </span>
    </p>
  );
}
