/** Corrections of rejected rows: row by row, or in bulk for all rejects that a filter selects. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Reject } from '../entities/issue.ts';
import { IssueDetails } from '../rules/rules.ts';
import { Scalar } from './filter.ts';
import { ImportMode, NewImport } from './imports.ts';
import { JsonText } from './json-text.ts';
import { Limit } from './paging.ts';

/** As many rows as Postgres can number; a sheet has fewer. */
const RowNumber = z.number().int().min(1).max(2_147_483_647);
/** More conditions than these would be looked up for each of a million rows. */
const MAX_BULK_CORRECTIONS = 50;

/**
 * Which of a job's pending rejects. All conditions must hold; no condition selects all of them.
 * `code` (and `details`) of an issue of the row, in `column` where that is named too; `value` is what the cell of `column` holds.
 */
export const RejectFilter = z
  .strictObject({
    column: z
      .string()
      .max(32_767)
      .optional()
      .describe('A heading of the sheet, as issues name it; empty for an issue of the whole row.'),
    code: z.string().max(60).optional(),
    details: IssueDetails.optional(),
    value: z.string().max(32_767).optional().describe('The cell as it stands in the sheet; empty for a blank one.'),
  })
  .refine(({ column, value }) => value === undefined || (column ?? '') !== '', {
    message: 'a value needs the column that holds it',
  })
  .refine(({ code, details }) => details === undefined || code !== undefined, {
    message: 'details need the code that they belong to',
  });
export type RejectFilter = z.infer<typeof RejectFilter>;

export const RejectsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('Only rows after this row of the sheet.'),
  limit: Limit(500, 100),
  filter: JsonText(RejectFilter)
    .optional()
    .describe('Only the rejects that this filter selects, as JSON. Default: all of them.'),
});
export const Rejects = z.object({
  rows: z.array(Reject),
  next: z.number().int().nullable(),
  columns: z.array(z.string()).describe("The sheet's headings in their order, for a grid."),
});
export type Rejects = z.infer<typeof Rejects>;

/** Rejected rows with corrected cells, by the sheet's headings. Cells that are not named stay as they were. */
export const CorrectedRows = z
  .array(
    z.strictObject({
      row: RowNumber,
      cells: z.record(z.string(), Scalar),
    }),
  )
  .min(1)
  .max(10_000);
export type CorrectedRows = z.infer<typeof CorrectedRows>;

/** The same correction for all rejects that a filter selects. Without cells they are imported again as they are. */
export const BulkCorrections = z
  .array(z.strictObject({ where: RejectFilter, cells: z.record(z.string(), Scalar).default({}) }))
  .min(1)
  .max(MAX_BULK_CORRECTIONS);
export type BulkCorrections = z.infer<typeof BulkCorrections>;

const CorrectionOptions = {
  mode: ImportMode.exclude(['replace'])
    .optional()
    .describe('What rows do whose key is in the table already, or is not; default as the import did.'),
  key: z
    .array(z.string())
    .min(1)
    .max(16)
    .optional()
    .describe("Columns that identify a row, by name or label; default those of the import, or else the table's key."),
};

/**
 * Corrections of rejected rows: row by row, in bulk, or as the corrected rejects workbook. Where several give the same cell a
 * value, the row by itself counts before the bulk corrections, and of these the first.
 */
export const NewCorrections = z.union([
  z.strictObject({ bulk: BulkCorrections, rows: CorrectedRows.optional(), ...CorrectionOptions }),
  z.strictObject({ rows: CorrectedRows, ...CorrectionOptions }),
  z.strictObject({ fileId: Id, ...CorrectionOptions }),
]);
export type NewCorrections = z.infer<typeof NewCorrections>;

/** What an import's job is to do: the call's body, and for a correction import whose rejects it corrects. */
export const ImportSpec = z.strictObject({
  ...NewImport.shape,
  correction: z
    .strictObject({
      firstJobId: Id.describe('The first import; its rejects decide which rows are still pending.'),
      fromJobId: Id.describe('The import whose rejects were corrected: the first, or a correction import of it.'),
      rows: CorrectedRows.optional(),
      bulk: BulkCorrections.optional(),
      fileId: Id.optional(),
    })
    .optional(),
  sent: z.boolean().optional().describe('Its file came by an upload link: nothing is learned from how it is mapped.'),
});
export type ImportSpec = z.infer<typeof ImportSpec>;

/** Which pending rejects to count: those in one of these, and in none of those `without`. */
export const CountRejects = z.strictObject({
  filters: z.array(RejectFilter).max(MAX_BULK_CORRECTIONS).default([]),
  rows: z.array(RowNumber).max(10_000).default([]),
  without: z
    .strictObject({
      filters: z.array(RejectFilter).max(MAX_BULK_CORRECTIONS).default([]),
      rows: z.array(RowNumber).max(10_000).default([]),
    })
    .optional(),
});
export type CountRejects = z.input<typeof CountRejects>;
export const CountedRejects = z.object({ count: z.number().int() });

interface Rejected {
  cells: Readonly<Record<string, string>>;
  issues: readonly { column: string; code: string; details?: Readonly<Record<string, unknown>> | null | undefined }[];
}

/** Whether a filter selects a rejected row. Pure; `rejectFilterSql` states the same in SQL. */
export function matchesRejectFilter(
  { cells, issues }: Rejected,
  { column, code, details, value }: RejectFilter,
): boolean {
  // A heading may be called anything, `__proto__` too.
  const cell = column === undefined || !Object.hasOwn(cells, column) ? '' : cells[column]!;
  if (value !== undefined && cell !== value) return false;
  if (value !== undefined && code === undefined) return true;
  if (code === undefined && column === undefined) return true;
  return issues.some(
    (issue) =>
      (column === undefined || issue.column === column) &&
      (code === undefined || issue.code === code) &&
      Object.entries(details ?? {}).every(([name, value]) => issue.details?.[name] === value),
  );
}

/** The cells that bulk corrections change in a row. Where several change the same cell, the first counts. Pure. */
export function applyBulkCorrections(row: Rejected, bulk: BulkCorrections): Map<string, z.infer<typeof Scalar>> {
  const corrected = new Map<string, z.infer<typeof Scalar>>();
  for (const { where, cells } of bulk) {
    if (!matchesRejectFilter(row, where)) continue;
    for (const [heading, value] of Object.entries(cells)) if (!corrected.has(heading)) corrected.set(heading, value);
  }
  return corrected;
}
