/** What a person has changed in rejected rows, by row number and heading, and how to undo it. Pure. */
import { applyBulkCorrections, type BulkCorrections, type Reject, type RejectFilter } from '@sheetport/contract';

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

export interface CorrectionsDraft {
  edits: Edits;
  /** Corrections of many rows, shown or not. An edit of one row goes before them. */
  bulk: BulkCorrections;
  past: readonly Past[];
}

/** What an undo restores: the cells, or the bulk corrections, as they were before. */
interface Past {
  cells: readonly Step[];
  bulk?: BulkCorrections;
}

export const UNTOUCHED: CorrectionsDraft = { edits: new Map(), bulk: [], past: [] };

/** Steps that can be undone. */
const MAX_STEPS = 100;

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

/** Make changes, as one step that can be undone. A text that is the original again is no edit; nothing changed is no step. */
export function changeCells(
  draft: CorrectionsDraft,
  changes: readonly Change[],
  original: (row: number, heading: string) => string | null,
): CorrectionsDraft {
  const edits = copy(draft.edits);
  const steps: Step[] = [];
  for (const { row, heading, text } of changes) {
    const before = edits.get(row)?.get(heading);
    const after = text === original(row, heading) ? undefined : text;
    if (before === after) continue;
    steps.push({ row, heading, before });
    withCell(edits, row, heading, after);
  }
  if (steps.length === 0) return draft;
  return { ...draft, edits, past: [...draft.past.slice(1 - MAX_STEPS), { cells: steps }] };
}

export function undoStep(draft: CorrectionsDraft): CorrectionsDraft {
  const last = draft.past.at(-1);
  if (!last) return draft;
  const edits = copy(draft.edits);
  for (const { row, heading, before } of last.cells.toReversed()) withCell(edits, row, heading, before);
  return { edits, bulk: last.bulk ?? draft.bulk, past: draft.past.slice(0, -1) };
}

/** Throw all edits away, as a step that can be undone. */
export function discardAll(draft: CorrectionsDraft): CorrectionsDraft {
  const cells = [...draft.edits].flatMap(([row, cells]) =>
    [...cells].map(([heading, before]) => ({ row, heading, before })),
  );
  if (cells.length === 0 && draft.bulk.length === 0) return draft;
  return { edits: new Map(), bulk: [], past: [...draft.past, { cells, bulk: draft.bulk }] };
}

/** Change a cell in all rows of a filter, as one step that can be undone. */
export function changeBulk(
  draft: CorrectionsDraft,
  where: RejectFilter,
  heading: string,
  text: string,
): CorrectionsDraft {
  const bulk = [...draft.bulk, { where, cells: Object.fromEntries([[heading, text === '' ? null : text]]) }];
  return { ...draft, bulk, past: [...draft.past.slice(1 - MAX_STEPS), { cells: [], bulk: draft.bulk }] };
}

/** What is changed in a row, by heading; undefined where nothing is. */
export function correctionsOf(row: Reject, { edits, bulk }: Pick<CorrectionsDraft, 'edits' | 'bulk'>) {
  const own = edits.get(row.row);
  if (bulk.length === 0) return own;
  const corrections = new Map(
    [...applyBulkCorrections(row, bulk)].map(([heading, value]) => [heading, String(value ?? '')]),
  );
  for (const [heading, text] of own ?? []) corrections.set(heading, text);
  return corrections.size > 0 ? corrections : undefined;
}

/**
 * Forget the edits of rows that are no longer pending. `last` is the greatest row number that is known of, and those up to `behind`
 * are not.
 */
export function dropResolved(
  draft: CorrectionsDraft,
  pending: ReadonlySet<number>,
  last: number,
  behind = 0,
): CorrectionsDraft {
  const gone = [...draft.edits.keys()].filter((row) => row > behind && row <= last && !pending.has(row));
  if (gone.length === 0) return draft;
  const edits = copy(draft.edits);
  for (const row of gone) edits.delete(row);
  return { ...draft, edits, past: [] };
}

/** Issues for which one value cannot be right in all cells. */
const EACH_ITS_OWN: ReadonlySet<string> = new Set(['duplicate_in_file', 'already_exists', 'no_such_row']);

/** Filters for the rows in which the same change would fit: those with the same value, and those with the same issue. */
export function similarOf(origin: Reject, heading: string): { value: RejectFilter; reason: RejectFilter | null } {
  const issue = origin.issues.find(({ column }) => column === heading);
  return {
    value: { column: heading, value: origin.cells[heading] ?? '' },
    reason: issue && !EACH_ITS_OWN.has(issue.code) ? { column: heading, code: issue.code } : null,
  };
}

/**
 * Rows in which the same change would fit: those whose cell had the same value, and those whose cell was refused for the same
 * reason. Cells that were edited already are left alone.
 */
export function findSimilar(
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
