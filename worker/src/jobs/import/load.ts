import type { ImportSpec } from '@sheetport/contract';
import type { ContinuationState } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import type { HeldMemory } from '@sheetport/sheets';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import type { RejectWriter } from './reject-writer.ts';
import type { Source } from './sheet.ts';

/** Where rows go. A new table exists only within the load's transaction until that commits. */
export type Destination = { kind: 'existing'; record: TableRecord } | { kind: 'new'; id: string; name: string };

/** One attempt at an import, all that it needs. */
export interface Load {
  context: Context;
  job: JobContext;
  spec: ImportSpec;
  destination: Destination;
  source: Source;
  rejects: RejectWriter;
  /** What reading the file takes; none where there is no file. */
  memory: HeldMemory | undefined;
  /** Rows of the sheet that are no data and stay out. */
  skipRows: readonly number[];
  /** The table's fingerprint when the dry run that this import follows looked at it. */
  expected?: string | undefined;
}

/** The types that a first look guessed do not hold for the whole sheet. */
export class GuessFailed extends Error {}

/** Rows that stay out: those that were named, else those that inspection found to be no data. Corrected rows were chosen already. */
export function rowsToSkip(spec: ImportSpec, { sheet }: Source): number[] {
  if (spec.skipRows) return spec.skipRows;
  return spec.correction ? [] : (sheet.nonDataRows ?? []).map(({ row }) => row);
}

/** What the result says of rows that stayed out. */
export function skipped({ skipRows, spec }: Load): { skippedRows?: number } {
  return skipRows.length > 0 && !spec.correction ? { skippedRows: skipRows.length } : {};
}

/** The headings of the sheet in their order, which the result keeps for whoever shows the rejects. */
export function headings({ source }: Load): string[] {
  return source.sheet.columns.map(({ header }) => header);
}

/** What those that come after need of the sheet, and whether the table is this import's own. */
export function continuation({ source, destination }: Load): ContinuationState {
  const { sheet, dialect } = source;
  const columns = sheet.columns.map(({ index, header, decimal, dateOrder }) => ({
    index,
    header,
    decimal: decimal ?? dialect?.decimal,
    dateOrder: dateOrder ?? dialect?.dateOrder,
  }));
  return { columns, headerRow: sheet.headerRow, ...(destination.kind === 'new' ? { made: true } : {}) };
}
