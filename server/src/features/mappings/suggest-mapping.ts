import {
  AppError,
  type Column,
  type KeyCandidate,
  type Preview,
  Sheet,
  type SuggestedColumn,
} from '@sheetport/contract';
import {
  areElsewhere,
  findKeyCandidates,
  findRepeats,
  matchColumns,
  nameByContent,
  normaliseHeading,
  pairHeadings,
  type SheetSide,
} from '@sheetport/tables';
import { z } from 'zod';
import { sheetOf } from '../files/find-sheet.ts';
import { headingsAt, type SheetHeading } from '../files/sheet-headings.ts';
import type { SavedMappingColumns } from './saved-mappings.ts';

const Sheets = z.array(Sheet);
/** How many values below a heading are used for matching. */
const SAMPLES = 20;

/** A sheet with the headings that a person means, ready to be matched. */
export interface HeadedSheet {
  sheet: Sheet;
  headerRow: number;
  headerRows: number;
  /** The header row is not the one that inspection found. */
  moved: boolean;
  columns: (SheetSide & { index: number })[];
}

/**
 * A sheet of an inspected file under the headings of some row.
 * @param header where the headings are; by default where inspection found them
 * @param readRows the sheet's first rows; asked for only where the headings are elsewhere than inspection found them
 * @throws AppError `file_not_ready`, `no_such_sheet`
 */
export async function headSheet(
  inspected: unknown,
  index: number,
  header: { row?: number | undefined; rows?: number | undefined },
  readRows: () => Promise<Preview['rows']>,
): Promise<HeadedSheet> {
  if (inspected === null) throw new AppError('file_not_ready');
  const sheets = Sheets.parse(inspected);
  const sheet = sheetOf(sheets, index);
  const headerRow = header.row ?? sheet.headerRow;
  const wanted = header.rows ?? (headerRow === sheet.headerRow ? sheet.headerRows : 1);
  const headerRows = Math.min(wanted, Math.max(1, headerRow));
  const moved = headerRow !== sheet.headerRow || headerRows !== sheet.headerRows;
  const rows = moved ? await readRows() : [];
  const headings: SheetHeading[] = moved
    ? headingsAt(
        sheet.columns.map((column) => column.index),
        rows,
        headerRow,
        headerRows,
        sheet.merges,
      )
    : sheet.columns.map(({ header, leafHeader, warnings }) => ({
        header,
        leafHeader,
        nameless: sheet.headerRow === 0 || warnings.some(({ code }) => code === 'empty_header'),
      }));
  const below = rows.filter(({ row }) => row > headerRow).slice(0, SAMPLES);
  const columns = sheet.columns.map((column, at) => ({
    index: column.index,
    heading: headings[at]!.header,
    nameless: headings[at]!.nameless,
    leafHeader: headings[at]!.leafHeader,
    type: column.type,
    samples: moved ? below.flatMap(({ cells }) => cells[column.index] ?? []) : column.samples,
    ...(column.profile?.distinctIsExact && !moved
      ? { filled: column.profile.filled, distinct: column.profile.distinct }
      : {}),
  }));
  return { sheet, headerRow, headerRows, moved, columns };
}

/** How sure it is that a heading goes where it went in every earlier import into the table. Other headings were beside it then. */
const LEARNED = 0.95;

/**
 * Where headings went in earlier imports into a table, by their normalised text: those that always went to the same column.
 * @param history the saved mappings of sheets with other headings
 */
function learnHeadings(history: readonly SavedMappingColumns[]): Map<string, string> {
  const went = new Map<string, Set<string | null>>();
  for (const { heading, column } of history.flat()) {
    const plain = normaliseHeading(heading);
    if (plain !== '') went.set(plain, (went.get(plain) ?? new Set()).add(column?.column ?? null));
  }
  return new Map(
    [...went].flatMap(([plain, [column, ...more]]) => (column && more.length === 0 ? [[plain, column] as const] : [])),
  );
}

/**
 * Columns of a table for the columns of a sheet.
 * @param history how sheets with other headings were mapped to this table; a heading that always went to one column goes there
 * @param savedMapping how an earlier sheet of the same headings was mapped to this table; it takes precedence where the table
 *   still has the columns
 */
export function suggestTargets(
  { columns, moved }: HeadedSheet,
  table: readonly Column[],
  savedMapping: SavedMappingColumns = [],
  history: readonly SavedMappingColumns[] = [],
): SuggestedColumn[] {
  const pairs = pairHeadings(
    columns.map(({ heading }) => heading),
    savedMapping.map(({ heading }) => heading),
  );
  // Numbers of repeated headings say nothing where the headings before them are others.
  const repeats = findRepeats(columns.map(({ heading }) => heading));
  const savedRepeats = findRepeats(savedMapping.map(({ heading }) => heading));
  const known = pairs.map((at, i) => {
    if (at !== undefined && areElsewhere(repeats[i], savedRepeats[at])) return undefined;
    const saved = at === undefined ? undefined : savedMapping[at]!.column;
    return saved === null || table.some(({ name }) => name === saved?.column) ? saved : undefined;
  });
  const learned = applyLearned(columns, known, repeats, table, learnHeadings(history));
  const taken = new Set([...known.map((saved) => saved?.column), ...learned]);
  const tableRepeats = findRepeats(table.map(({ label }) => label));
  const unmapped = table
    .map((column, i) => ({ ...column, repeat: tableRepeats[i] }))
    .filter(({ name }) => !taken.has(name));
  const unknown = columns.flatMap((column, at) =>
    known[at] === undefined && learned[at] === undefined ? [{ ...column, repeat: repeats[at], at }] : [],
  );
  const matches = new Map(matchColumns(unknown, unmapped).map((match) => [unknown[match.source]!.at, match]));
  return columns.map(({ index, heading, type }, at): SuggestedColumn => {
    const saved = known[at];
    if (saved !== undefined) {
      const { column = null, type: _, ...options } = saved ?? {};
      const target = table.find(({ name }) => name === column);
      return {
        index,
        header: heading,
        column,
        ...(target ? { type: target.type } : {}),
        confidence: 1,
        reason: 'saved',
        ...(Object.keys(options).length > 0 ? { options } : {}),
      };
    }
    const went = table.find(({ name }) => name === learned[at]);
    if (went)
      return { index, header: heading, column: went.name, type: went.type, confidence: LEARNED, reason: 'saved' };
    const match = matches.get(at);
    const target = match && unmapped[match.target];
    return {
      index,
      header: heading,
      column: target?.name ?? null,
      ...(target ? { type: target.type } : moved ? {} : { type }),
      confidence: match?.confidence ?? 0,
      reason: match?.reason ?? null,
    };
  });
}

/** For each column of the sheet the column of the table that its heading always went to, if both are still free. */
function applyLearned(
  columns: HeadedSheet['columns'],
  known: readonly unknown[],
  repeats: ReturnType<typeof findRepeats>,
  table: readonly Column[],
  learned: ReadonlyMap<string, string>,
): (string | undefined)[] {
  const used = new Set(known.map((saved) => (saved as { column?: string } | null | undefined)?.column));
  // What the table has itself under such a heading comes before what was learned.
  const own = new Set(table.flatMap(({ name, label }) => [normaliseHeading(name), normaliseHeading(label)]));
  return columns.map(({ heading, nameless }, at) => {
    const column = learned.get(normaliseHeading(heading));
    const isFree = column !== undefined && !used.has(column) && table.some(({ name }) => name === column);
    if (known[at] !== undefined || nameless || repeats[at] || !isFree || own.has(normaliseHeading(heading)))
      return undefined;
    used.add(column);
    return column;
  });
}

/** Names and types for the columns of a table that is to be made of a sheet. */
export function suggestColumns({ columns, moved }: HeadedSheet): SuggestedColumn[] {
  const used = new Set(columns.map(({ heading }) => heading.toLowerCase()));
  return columns.map(({ index, heading, type, samples, nameless }) => {
    const found = nameless ? nameByContent(samples) : undefined;
    const name = found !== undefined && !used.has(found.toLowerCase()) ? found : undefined;
    if (name !== undefined) used.add(name.toLowerCase());
    return {
      index,
      header: heading,
      column: name ?? heading,
      ...(moved ? {} : { type }),
      confidence: name === undefined ? 1 : 0.6,
      reason: name === undefined ? null : 'content',
    };
  });
}

/** Columns that can be the key. Only of a sheet that was read to its end, under the headings that inspection found. */
export function suggestKeys({ sheet, moved }: HeadedSheet): KeyCandidate[] {
  if (!sheet.complete || moved || sheet.rows === null) return [];
  const rows = sheet.rows - (sheet.nonDataRows?.length ?? 0);
  const columns = sheet.columns.flatMap(({ index, header: heading, type, profile }) =>
    profile ? [{ index, heading, type, ...profile }] : [],
  );
  return findKeyCandidates(columns, rows).map(({ index, heading, exact }) => ({ index, header: heading, rows, exact }));
}
