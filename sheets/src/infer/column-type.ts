import type { ColumnMark, ColumnType, DateOrder, Dialect, Warning } from '../model.ts';
import type { ColumnCounts } from './column-profile.ts';

export interface Inferred {
  type: ColumnType;
  dateOrder?: DateOrder;
  decimal?: ColumnMark;
  zoned?: true;
  warnings: Warning[];
}

/**
 * Decides a column's type from what its cells were. Text is the refuge: a column becomes anything else only if every cell (errors apart)
 * fits, so that nothing is lost by loading it. In delimited text (`dialect` is set) every cell is text, so what text looks like counts
 * without a warning.
 */
export function inferColumn(counts: ColumnCounts, dialect: Dialect | undefined): Inferred {
  const numbers = counts.wholeNumbers + counts.fractions;
  const moments = counts.dates + counts.datetimes;
  const cells = counts.filled - counts.errors;
  const textNumbers = Math.max(counts.textNumbersPoint, counts.textNumbersComma);
  const textDates = Math.max(counts.textDatesDmy, counts.textDatesMdy);
  const inferred: Inferred = { type: 'text', warnings: [] };
  counts.noteDoubles();
  if (cells === 0) {
    inferred.type = 'text';
  } else if (
    counts.booleans + counts.textBooleans === cells &&
    counts.hasOneWordEach &&
    (counts.booleans > 0 || counts.textBooleans > textNumbers)
  ) {
    inferred.type = 'boolean';
  } else if (numbers + textNumbers === cells && counts.textIds === 0) {
    inferred.type =
      counts.wholeNumbers + counts.textWhole === cells && counts.tooLargeForInteger === 0 ? 'integer' : 'decimal';
    if (textNumbers > 0) inferred.decimal = decimalMark(counts, dialect);
  } else if (moments + textDates === cells) {
    inferred.type = counts.datetimes + counts.textDatesTimed > 0 ? 'datetime' : 'date';
    if (textDates > 0) inferred.dateOrder = dateOrder(counts, dialect);
    if (counts.only.has('offset')) inferred.zoned = true;
  } else if (counts.clocks + counts.textClocks === cells) {
    inferred.type = 'time';
  } else if (
    2 * (numbers + counts.textNumbers) > cells &&
    (isMixed(counts) || counts.textNumbersPoint !== counts.textNumbersComma)
  ) {
    // Text because of a few: a table whose column holds numbers or dates needs to know all the same how most are written.
    inferred.decimal = decimalMark(counts, dialect);
  } else if (2 * (moments + counts.textDates) > cells && counts.textDatesDmy !== counts.textDatesMdy) {
    inferred.dateOrder = dateOrder(counts, dialect);
  }
  inferred.warnings = warningsOf(counts, inferred, dialect !== undefined);
  return inferred;
}

/** Of ten numbers that show how they are written, one or more is written the other way: then no majority speaks for the rest. */
const MIXED = 10;

function isMixed({ only }: ColumnCounts): boolean {
  const [point, comma] = [only.get('.')?.count ?? 0, only.get(',')?.count ?? 0];
  return Math.min(point, comma) > 0 && Math.min(point, comma) * MIXED >= point + comma;
}

function decimalMark(counts: ColumnCounts, dialect: Dialect | undefined): ColumnMark {
  if (isMixed(counts)) return 'each';
  if (counts.textNumbersPoint === counts.textNumbersComma) return dialect?.decimal ?? '.';
  return counts.textNumbersPoint > counts.textNumbersComma ? '.' : ',';
}

function dateOrder(counts: ColumnCounts, dialect: Dialect | undefined): DateOrder {
  if (counts.textDatesDmy !== counts.textDatesMdy) return counts.textDatesDmy > counts.textDatesMdy ? 'dmy' : 'mdy';
  // Both fit: years come first, or nobody can tell.
  return counts.textAmbiguous === 0 ? 'ymd' : dialect && dialect.dateOrder !== 'ymd' ? dialect.dateOrder : 'dmy';
}

function warningsOf(counts: ColumnCounts, inferred: Inferred, delimited: boolean): Warning[] {
  const found: Warning[] = [];
  const take = (code: Warning['code'], when: boolean): void => {
    const warning = counts.warnings.get(code);
    if (warning !== undefined && when) found.push(warning);
  };
  const { type } = inferred;
  take('lost_precision', true);
  take('stray_spaces', true);
  take('error_cells', true);
  take('confusables', true);
  const numbers = counts.wholeNumbers + counts.fractions;
  const moments = counts.dates + counts.datetimes;
  const cells = counts.filled - counts.errors;
  const mostlyNumbers = 2 * (numbers + counts.textNumbers) > cells;
  const mostlyDates = 2 * (moments + counts.textDates) > cells;
  const clocks = counts.clocks + counts.textClocks;
  const mostlyBooleans = 2 * (counts.booleans + counts.textBooleans) > cells;
  take('nothing_words', mostlyNumbers || mostlyDates || mostlyBooleans);
  const orders = fewer(counts.only.get('dmy'), counts.only.get('mdy'));
  if (orders && mostlyDates) found.push(orders);
  const marks = fewer(counts.only.get('.'), counts.only.get(','));
  if (marks && mostlyNumbers) found.push(marks);
  take('swapped_dates', mostlyDates && counts.mayBeSwapped && counts.only.has('dmy') !== counts.only.has('mdy'));
  take('ambiguous_dates', mostlyDates && counts.textDatesDmy === counts.textDatesMdy);
  const offsets = counts.only.get('offset');
  const locals = counts.only.get('local');
  if (offsets && mostlyDates) found.push(offsets);
  if (offsets && locals && mostlyDates) found.push(locals);
  take('long_durations', type === 'text' && 2 * (clocks + counts.times) > cells);
  take('numbers_as_text', !delimited && (type === 'integer' || type === 'decimal'));
  take('dates_as_text', !delimited && (type === 'date' || type === 'datetime'));
  // Codes of which some kept their zeros as text while others became numbers and lost them.
  if (counts.textZeros > 0 && numbers > 0) found.push({ code: 'lost_zeros', count: numbers });
  if (type === 'text') {
    const kinds = [
      numbers + (delimited ? counts.textNumbers - counts.textIds : 0),
      moments + (delimited ? counts.textDates : 0),
      counts.clocks + (delimited ? counts.textClocks : 0),
      counts.booleans,
      delimited ? counts.words : counts.texts,
    ].filter((count) => count > 0);
    // Texts that look like what most cells are fit as well as these.
    const fitting = Math.max(
      numbers + counts.textNumbers,
      moments + counts.textDates,
      clocks,
      counts.booleans + counts.textBooleans,
      counts.words,
    );
    if (kinds.length > 1 && fitting < cells) found.push({ code: 'mixed_types', count: cells - fitting });
  }
  return found;
}

/** Of two ways of writing that exclude each other the rarer, where both are there. */
function fewer(one: Warning | undefined, other: Warning | undefined): Warning | undefined {
  if (!one || !other) return undefined;
  return one.count < other.count ? one : other;
}
