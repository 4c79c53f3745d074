import { readHeading } from './heading.ts';
import { matchColumns, type SheetSide, SURE, type TableSide } from './match-columns.ts';

/** How well the columns of a sheet are those of a table. */
export interface TableScore {
  /** Columns of the sheet that surely have one of the table, of `of`. */
  matched: number;
  of: number;
  /** Every column of the table's key is among them. False where it has none. */
  hasKey: boolean;
  /** So alike that rows of this sheet are most probably rows of this table. */
  confident: boolean;
}

/** The least shares of the sheet's columns, and of the table's, that match in a confident suggestion. */
const SURE_OF_SHEET = 0.7;
const SURE_OF_TABLE = 0.6;
const LIKELY = 0.5;
/** A match that a person would believe, though it wants a look. */
const LIKELY_MATCH = 0.75;
/** A single heading, "Name", is in every table. */
const FEWEST = 2;

/**
 * Rate a table as the place that a sheet's rows belong to, by headings that are the same, spelled nearly alike or mean the same.
 * @param key names of the table's key columns; all of them must be in the sheet where there are any
 * @returns undefined where it is no more likely than any other
 */
export function scoreTable(
  sheet: readonly SheetSide[],
  table: readonly TableSide[],
  key: readonly string[],
): TableScore | undefined {
  const named = sheet.filter((column) => !column.nameless);
  // Few tables come near, and comparing all pairs of columns with each of hundreds would hold everybody up for seconds.
  const most = mostAlike(named, table);
  if (most < FEWEST || most / named.length < LIKELY || most / table.length < LIKELY) return undefined;
  const found = matchColumns(named, table).filter(
    ({ confidence, reason }) => confidence >= LIKELY_MATCH && reason !== 'content',
  );
  const sure = found.filter(({ confidence, reason }) => confidence >= SURE && reason !== 'fuzzy');
  const namesOf = (matches: typeof found) => new Set(matches.map(({ target }) => table[target]!.name));
  if (sure.length < FEWEST || !hasKeyColumns(namesOf(found), table, key)) return undefined;
  if (sure.length / named.length < LIKELY || sure.length / table.length < LIKELY) return undefined;
  return {
    matched: sure.length,
    of: named.length,
    hasKey: key.length > 0,
    confident:
      sure.length / named.length >= SURE_OF_SHEET &&
      sure.length / table.length >= SURE_OF_TABLE &&
      hasKeyColumns(namesOf(sure), table, key),
  };
}

/** Whether what tells rows apart was found: the key, or where the database numbers rows by itself, a column of which no value is there twice. */
function hasKeyColumns(found: ReadonlySet<string>, table: readonly TableSide[], key: readonly string[]): boolean {
  const asked = key.filter((name) => table.some((column) => column.name === name && !column.filled));
  if (asked.length > 0 || key.length === 0) return asked.every((name) => found.has(name));
  const unique = table.filter((column) => column.unique && !key.includes(column.name));
  return unique.length === 0 || unique.some(({ name }) => found.has(name));
}

/** How many columns of the sheet may have one of the table at most: those with a heading of the same letters, words or ideas. */
function mostAlike(sheet: readonly SheetSide[], table: readonly TableSide[]): number {
  const known = new Set(table.flatMap(({ label, name }) => [...readings(label), ...readings(name)]));
  return sheet.filter(({ heading, leafHeader }) =>
    [heading, leafHeader ?? heading].some((text) => readings(text).some((reading) => known.has(reading))),
  ).length;
}

/** What two headings that surely mean the same share at least one of (see `similarityOf`). */
function readings(text: string): string[] {
  const { plain, sorted, tokens } = readHeading(text);
  const ideas = tokens.map(({ text, concept }) => concept ?? text).sort();
  return [text, plain, sorted, ideas.join(' ')];
}
