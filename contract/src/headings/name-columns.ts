import { columnLetters } from './cell-address.ts';
import { cleanHeading, type HeadingCell, type HeadingRow } from './join-headings.ts';

/** What a column is called, and whether the sheet has no heading for it, or one that an earlier column has. */
export interface ColumnName {
  header: string;
  empty: boolean;
  repeated: boolean;
}

/**
 * Headers by column index: never empty (`Column C`), each different (a repeated one gets ` (2)`).
 * A Map and a Set, so that `__proto__` is a header like any other (docs/promises.md, P22).
 */
export function nameColumns(
  columns: readonly number[],
  header: HeadingRow<HeadingCell> | undefined,
): Map<number, ColumnName> {
  const texts = new Map(header?.cells.map((cell) => [cell.column, cleanHeading(cell.text)]));
  const used = new Set<string>();
  const next = new Map<string, number>();
  const named = new Map<number, ColumnName>();
  for (const column of columns) {
    const own = texts.get(column) ?? '';
    const wanted = own === '' ? unnamedColumn(column) : own;
    let name = wanted;
    // Counting goes on where the last repeat of this header stopped: a row of 16,384 equal headers takes one pass.
    let i = next.get(wanted.toLowerCase()) ?? 2;
    for (; used.has(name.toLowerCase()); i++) name = `${wanted} (${i})`;
    next.set(wanted.toLowerCase(), i);
    used.add(name.toLowerCase());
    named.set(column, { header: name, empty: own === '', repeated: name !== wanted });
  }
  return named;
}

/** What a column without a heading is called. */
export function unnamedColumn(index: number): string {
  return `Column ${columnLetters(index)}`;
}
