/** What a person has changed in rejected rows, by row number and heading, and how to go back. Pure. */
import type { Reject } from '@sheetport/contract';

export interface Change {
  row: number;
  heading: string;
  text: string;
}

export type Edits = ReadonlyMap<number, ReadonlyMap<string, string>>;

interface Step {
  row: number;
  heading: string;
  /** What the edit was before; undefined where there was none. */
  before: string | undefined;
}

export interface Mending {
  edits: Edits;
  past: readonly (readonly Step[])[];
}

export const UNTOUCHED: Mending = { edits: new Map(), past: [] };

/** Steps that can be taken back. */
const REMEMBERED = 100;

function withCell(edits: Map<number, Map<string, string>>, row: number, heading: string, text: string | undefined) {
  const cells = new Map(edits.get(row));
  if (text === undefined) cells.delete(heading);
  else cells.set(heading, text);
  if (cells.size === 0) edits.delete(row);
  else edits.set(row, cells);
}

function copy(edits: Edits): Map<number, Map<string, string>> {
  // The inner maps are replaced, never written to, so they may be shared.
  return new Map(edits) as Map<number, Map<string, string>>;
}

/** Make changes, as one step back. A text that is the original again is no edit; nothing changed is no step. */
export function changeCells(
  mending: Mending,
  changes: readonly Change[],
  original: (row: number, heading: string) => string,
): Mending {
  const edits = copy(mending.edits);
  const steps: Step[] = [];
  for (const { row, heading, text } of changes) {
    const before = edits.get(row)?.get(heading);
    const after = text === original(row, heading) ? undefined : text;
    if (before === after) continue;
    steps.push({ row, heading, before });
    withCell(edits, row, heading, after);
  }
  if (steps.length === 0) return mending;
  return { edits, past: [...mending.past.slice(1 - REMEMBERED), steps] };
}

export function stepBack(mending: Mending): Mending {
  const steps = mending.past.at(-1);
  if (!steps) return mending;
  const edits = copy(mending.edits);
  for (const { row, heading, before } of steps.toReversed()) withCell(edits, row, heading, before);
  return { edits, past: mending.past.slice(0, -1) };
}

/** Throw all edits away, as a step that can be taken back. */
export function discardAll(mending: Mending): Mending {
  const steps = [...mending.edits].flatMap(([row, cells]) =>
    [...cells].map(([heading, before]) => ({ row, heading, before })),
  );
  return steps.length === 0 ? mending : { edits: new Map(), past: [...mending.past, steps] };
}

/** Forget the edits of rows that are no longer open. `last` is the greatest row number that is known of. */
export function forgetMended(mending: Mending, open: ReadonlySet<number>, last: number): Mending {
  const gone = [...mending.edits.keys()].filter((row) => row <= last && !open.has(row));
  if (gone.length === 0) return mending;
  const edits = copy(mending.edits);
  for (const row of gone) edits.delete(row);
  return { edits, past: [] };
}

/** Reasons for which the same value in all the cells cannot be right. */
const EACH_ITS_OWN: ReadonlySet<string> = new Set(['duplicate_in_file', 'already_exists', 'no_such_row']);

/**
 * Rows in which the same change would fit: those whose cell had the same value, and those whose cell was refused for the same
 * reason. Cells that were edited already are left alone.
 */
export function findAlike(
  rows: readonly Reject[],
  edits: Edits,
  { row, heading }: Pick<Change, 'row' | 'heading'>,
): { sameValue: number[]; sameReason: number[] } {
  const origin = rows.find((one) => one.row === row);
  const sameValue: number[] = [];
  const sameReason: number[] = [];
  if (!origin) return { sameValue, sameReason };
  const value = origin.cells[heading] ?? '';
  const code = origin.issues.find((issue) => issue.column === heading)?.code;
  for (const one of rows) {
    if (one.row === row || edits.get(one.row)?.has(heading)) continue;
    if ((one.cells[heading] ?? '') === value) sameValue.push(one.row);
    if (code && !EACH_ITS_OWN.has(code) && one.issues.some((issue) => issue.column === heading && issue.code === code))
      sameReason.push(one.row);
  }
  return { sameValue, sameReason };
}

/** The body of the call: each row with its changed cells only. An emptied cell is null. */
export function rowsToSend(
  edits: Edits,
  rows: Iterable<number>,
): { row: number; cells: Record<string, string | null> }[] {
  return [...rows].map((row) => ({
    row,
    cells: Object.fromEntries(
      [...(edits.get(row) ?? [])].map(([heading, text]) => [heading, text === '' ? null : text]),
    ),
  }));
}
