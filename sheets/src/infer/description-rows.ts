import { filledCells } from '@sheetport/contract/headings';
import { type HeadingEvidence, readHeading } from './heading-evidence.ts';
import { contrastOf, isTyped, isWord, ROWS_BELOW, typedColumns } from './row-evidence.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';

/** Below the headings so many rows may describe the columns: question texts and ids of a survey, units. */
const MOST_DESCRIPTIONS = 3;

/** Words that stand for nothing: a row of data may have them where the others have numbers. */
const NOTHING =
  /^(n\s*\/?\s*a|#n\/a|nan|null|nil|none|nothing|unknown|missing|tbd|tba|pending|open|x|na\.?|k\.\s?a\.|[-–—.?*…:/]+)$/i;
const BRACKETED = /^[([{<].*[)\]}>]$/s;
const UNIT =
  /^(%|‰|°[cf]?|[kcmµn]?m[²³23]?|km\/h|m\/s|mph|[kmµn]?g|t|lbs?|oz|[mcd]?l|gal|[kmg]?hz|[kmg]?wh?|[kmg]?b|v|a|k?pa|bar|psi|k|°|mm|cm|in|ft|yd|mi|ha|s|ms|min|h|hrs?|hours?|minutes?|seconds?|days?|months?|years?|yrs?|pcs|pieces|stück|stck?|stk|uds?|unités?|unidades?|pièces?|шт|кг|руб|[个件台套本枚円元]|cái|chiếc|hộp|đồng|units?|count|number|text|date|datetime|string|integer|int|float|decimal|boolean|bool|eur|usd|gbp|vnd|chf|jpy|cny|[€$£¥₫]|(in |per )?(thousands?|millions?|billions?|grams?|kilograms?|met(er|re)s?|dollars?|euros?|percent|people|persons?))$/i;

/**
 * Rows right below the headings that describe the columns and are no data: units, the question texts and import ids of a survey. Words
 * stand in them where the rows below have numbers or dates, and none of these words is there again below.
 * @param rows the first rows of the sheet
 * @param headerRow 1-based row of the last heading; 0 where there is none
 * @returns their 1-based rows
 */
export function findDescriptions(rows: readonly SampleRow[], headerRow: number): number[] {
  const at = rows.findIndex(({ row }) => row === headerRow);
  if (at < 0) return [];
  const ids = rows.slice(at + 1, at + 1 + MOST_DESCRIPTIONS).findIndex(isImportIds);
  if (ids >= 0) return rows.slice(at + 1, at + 2 + ids).map(({ row }) => row);
  // The last of several such rows is looked for first: seen from the first row, the others would stand among the data.
  for (let count = MOST_DESCRIPTIONS; count > 0; count--) {
    const found = rows.slice(at + 1, at + 1 + count);
    const rest = rows.slice(at + 1 + count, at + 1 + count + ROWS_BELOW);
    if (found.length < count || rest.length === 0) continue;
    if (found.every((row, i) => row.row === headerRow + 1 + i && isDescription(row, rows[at]!, rest)))
      return found.map(({ row }) => row);
  }
  return [];
}

/** The row that a survey writes below its questions: `{"ImportId":"QID1"}`. */
function isImportIds({ cells }: SampleRow): boolean {
  return cells.length > 0 && count(cells, ({ text }) => /^\{.*"?ImportId"?/i.test(text)) >= cells.length * 0.8;
}

function isDescription(row: SampleRow, header: SampleRow, rest: readonly SampleRow[]): boolean {
  const cells = [...filledCells(row).values()];
  if (cells.length === 0) return false;
  if (!cells.every(isWord) || isThereAgain(cells, rest)) return false;
  const typed = typedColumns(rest);
  const { over, against } = contrastOf(row, typed);
  if (against > 0) return false;
  const names = filledCells(header);
  const named = cells.filter(({ column }) => names.has(column));
  const isUnit = ({ text }: SampleCell) => BRACKETED.test(text.trim()) || UNIT.test(text.trim());
  const isAsHeading = ({ column, text }: SampleCell) => {
    const [one, other] = [letters(text), letters(names.get(column)?.text ?? '')];
    return one !== '' && (one === other || (other.length > 2 && one.startsWith(other)));
  };
  const telling = named.filter((cell) => isUnit(cell) || isAsHeading(cell)).length;
  const words = named.filter(({ column, text }) => typed.has(column) && !NOTHING.test(text.trim()));
  if (words.length < over) return false;
  if (over === 0)
    return cells.length >= 2 && cells.every(({ text }) => BRACKETED.test(text.trim())) && !hasBrackets(rest);
  if (telling >= named.length * 0.6) return true;
  const isDistinct = new Set(words.map(({ text }) => text.trim().toLowerCase())).size === words.length;
  // Two rows of data do not show what a column holds.
  return (
    rest.length >= 3 && over >= 3 && over >= [...typed].filter((column) => names.has(column)).length * 0.5 && isDistinct
  );
}

/** Some of its texts are values of their columns. */
function isThereAgain(cells: readonly SampleCell[], rest: readonly SampleRow[]): boolean {
  return cells.some(({ column, text }) =>
    rest.some((row) => row.cells.some((cell) => cell.column === column && cell.text.trim() === text.trim())),
  );
}

function hasBrackets(rest: readonly SampleRow[]): boolean {
  return rest.some(({ cells }) => cells.length > 0 && cells.every(({ text }) => BRACKETED.test(text.trim())));
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function count<T>(items: readonly T[], fits: (item: T) => boolean): number {
  return items.filter(fits).length;
}

const SCRIPTS = [
  ['latin', /\p{Script=Latin}/u],
  ['east', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['hangul', /\p{Script=Hangul}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['greek', /\p{Script=Greek}/u],
  ['thai', /\p{Script=Thai}/u],
  ['devanagari', /\p{Script=Devanagari}/u],
] as const;

/** The script that most texts of a row are written in; `Date` in a row of Chinese headings does not change it. */
function scriptOf(cells: readonly SampleCell[]): string | undefined {
  const most = SCRIPTS.map(([name, script]) => ({ name, cells: count(cells, ({ text }) => script.test(text)) })).sort(
    (a, b) => b.cells - a.cells,
  )[0]!;
  return most.cells >= cells.length * 0.75 ? most.name : undefined;
}

/** The share of the columns whose headings name the same kind of thing in both rows. */
const SHARE_ALIKE = 0.6;

/** Whether most cells of two rows name the same, as `Mã` and `Code` do, in other words. */
function nameAlike(above: ReadonlyMap<number, SampleCell>, below: ReadonlyMap<number, SampleCell>): boolean {
  const pairs = [...above].flatMap(([column, { text }]) => {
    const other = below.get(column);
    return other === undefined ? [] : [[text, other.text] as const];
  });
  const alike = pairs.filter(([one, other]) => letters(one) !== letters(other) && haveSameField(one, other));
  return alike.length >= 2 && alike.length >= pairs.length * SHARE_ALIKE;
}

function haveSameField(one: string, other: string): boolean {
  const [first, second] = [readHeading(one), readHeading(other)];
  return (Object.keys(first) as (keyof HeadingEvidence)[]).some((field) => first[field] && second[field]);
}

/**
 * Whether two rows are the same headings in two languages: in different scripts, as Chinese above English, or in words that are known to
 * mean the same. Both are words in the same columns, each cell another, and the lower one stands over numbers or dates, or over texts in
 * the script of the upper one.
 */
export function areBothLanguages(upper: SampleRow, lower: SampleRow, rest: readonly SampleRow[]): boolean {
  if (lower.row !== upper.row + 1 || rest.length === 0) return false;
  const [above, below] = [filledCells(upper), filledCells(lower)];
  const shared = [...above.keys()].filter((column) => below.has(column));
  if (shared.length < 2 || shared.length < Math.max(above.size, below.size) * 0.8) return false;
  const cells = [...below.values()];
  if (!cells.every((cell) => isWord(cell) && !isTyped(cell)) || isThereAgain(cells, rest)) return false;
  if (new Set(cells.map(({ text }) => text.trim().toLowerCase())).size < cells.length) return false;
  const { over, against } = contrastOf(lower, typedColumns(rest));
  if (against > 0) return false;
  if (over > 0 && nameAlike(above, below)) return true;
  const [script, other] = [scriptOf([...above.values()]), scriptOf(cells)];
  if (script === undefined || other === undefined || script === other) return false;
  return over > 0 || scriptOf(rest.flatMap((row) => [...filledCells(row).values()])) === script;
}
