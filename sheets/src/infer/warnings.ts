import type { Warning } from '../model.ts';
import type { ColumnCounts } from './column-profile.ts';
import type { ColumnContext, Inferred, Shares } from './inferred.ts';

/** Where fewer than this share of the values are different, each is there often, and nothing is a double. */
const SHARE_OF_DISTINCT = 0.8;

/** What a person should know of a column before the import. */
export function warningsOf(
  counts: ColumnCounts,
  inferred: Inferred,
  { cells, numbers, moments }: Shares,
  { dialect, provenMark }: ColumnContext,
): Warning[] {
  const found: Warning[] = [];
  const take = (code: Warning['code'], when: boolean): void => {
    const warning = counts.notes.warnings.get(code);
    if (warning !== undefined && when) found.push(warning);
  };
  const { type } = inferred;
  const delimited = dialect !== undefined;
  take('lost_precision', true);
  take('stray_spaces', true);
  take('error_cells', true);
  take('confusables', true);
  const mostlyNumbers = 2 * (numbers + counts.textNumbers) > cells;
  const mostlyDates = 2 * (moments + counts.textDates) > cells;
  const mostlyBooleans = 2 * (counts.booleans + counts.textBooleans) > cells;
  if (inferred.nothingWords !== undefined) found.push(nothingWarning(counts, inferred.nothingWords));
  else take('nothing_words', (mostlyNumbers && counts.textIds === 0) || mostlyDates || mostlyBooleans);
  const orders = fewer(counts.notes.ways.get('dmy'), counts.notes.ways.get('mdy'));
  if (orders && mostlyDates) found.push(orders);
  const marks = fewer(counts.notes.ways.get('.'), counts.notes.ways.get(','));
  if (marks && mostlyNumbers) found.push(marks);
  take(
    'swapped_dates',
    mostlyDates && counts.mayBeSwapped && counts.notes.ways.has('dmy') !== counts.notes.ways.has('mdy'),
  );
  const isDate = type === 'date' || type === 'datetime';
  const isNumber = type === 'integer' || type === 'decimal';
  take('ambiguous_dates', mostlyDates && isDate && counts.textDatesDmy === counts.textDatesMdy);
  const offsets = counts.notes.ways.get('offset');
  const locals = counts.notes.ways.get('local');
  if (offsets && mostlyDates) found.push(offsets);
  if (offsets && locals && mostlyDates) found.push(locals);
  const clocks = counts.clocks + counts.textClocks;
  take('long_durations', type === 'text' && 2 * (clocks + counts.times) > cells);
  take('dates_in_words', 2 * (counts.notes.warnings.get('dates_in_words')?.count ?? 0) > cells);
  take('buddhist_years', mostlyDates);
  take('numbers_as_text', !delimited && isNumber);
  take('dates_as_text', !delimited && isDate);
  // Codes of which some kept their zeros as text while others became numbers and lost them.
  if (counts.textZeros > 0 && numbers > 0) found.push({ code: 'lost_zeros', count: numbers });
  if (isNumber && dialect !== undefined) takeThousands(found, counts, inferred, dialect.delimiter, provenMark);
  takeCurrencies(found, counts);
  if (inferred.content === 'email') {
    const typos = counts.content.typoWarning();
    if (typos !== undefined) found.push(typos);
  }
  if (inferred.content === 'email' || inferred.content === 'phone') takeDuplicates(found, counts);
  if (type === 'text' && inferred.doubt === undefined && inferred.content === undefined) {
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

function nothingWarning(counts: ColumnCounts, words: readonly string[]): Warning {
  const known = counts.notes.warnings.get('nothing_words');
  const crosses = words.some((word) => counts.crossWords.has(word)) ? counts.crosses : 0;
  const warning: Warning = { code: 'nothing_words', count: (known?.count ?? 0) + crosses, sample: words[0]! };
  return known?.row === undefined ? warning : { ...warning, row: known.row };
}

/** Every number with a mark may be read in two ways, and no other column of the sheet shows which mark is the decimal one. */
function takeThousands(
  found: Warning[],
  { numberTraits: { either }, notes: { ways } }: ColumnCounts,
  { decimal }: Inferred,
  delimiter: string,
  provenMark: ColumnContext['provenMark'],
): void {
  if (either === null || ways.has('.') || ways.has(',') || provenMark === decimal) return;
  // Commas stand between the columns where the decimal mark is a point; a file with semicolons may come from where it is a comma.
  if (delimiter === ',') return;
  found.push({ code: 'ambiguous_thousands', count: either.count, row: either.row, sample: either.sample });
}

function takeCurrencies(found: Warning[], { numberTraits }: ColumnCounts): void {
  const currencies = numberTraits.currencyCounts();
  if (currencies.length < 2) return;
  const others = currencies.slice(1);
  const count = others.reduce((sum, [, one]) => sum + one.count, 0);
  const { row, sample } = others[0]![1];
  found.push({ code: 'mixed_currencies', count, row, sample });
}

function takeDuplicates(found: Warning[], counts: ColumnCounts): void {
  const { repeats } = counts;
  if (repeats === null || repeats.count === 0) return;
  if (counts.filled - repeats.count < counts.filled * SHARE_OF_DISTINCT) return;
  found.push({
    code: 'duplicates',
    count: repeats.count,
    ...(repeats.sample !== undefined && { sample: repeats.sample }),
  });
}

/** The rarer of two ways of writing that exclude each other, where a column has both. */
function fewer(one: Warning | undefined, other: Warning | undefined): Warning | undefined {
  if (!one || !other) return undefined;
  return one.count < other.count ? one : other;
}
