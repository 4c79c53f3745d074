/** Rejected rows that are mended and brought again: one by one, or all that are alike at once. */
import { z } from 'zod';
import { Id, Reject } from './entities.ts';
import { ImportMode, JsonText, Limit, NewImport, Scalar } from './http-schemas.ts';

/** As many rows as Postgres can number; a sheet has fewer. */
const RowNumber = z.number().int().min(1).max(2_147_483_647);
/** More conditions than these would be looked up for each of a million rows. */
const MAX_BULK_CORRECTIONS = 50;

/**
 * Which of a job's rejected rows that are open. All that is said must hold; nothing said means all of them.
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
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
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
  after: z.coerce.number().int().min(0).default(0).describe('Rows behind this one of the sheet.'),
  limit: Limit(500, 100),
  filter: JsonText(RejectFilter).optional().describe('Only rows like this, as JSON. Default: all of them.'),
});
export const Rejects = z.object({
  rows: z.array(Reject),
  next: z.number().int().nullable(),
  columns: z.array(z.string()).describe("The sheet's headings in their order, for a grid."),
});
export type Rejects = z.infer<typeof Rejects>;

/** Rejected rows with what was mended in them, by the sheet's headings. Cells that are not named stay as they were. */
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

/** The same mended in all rows that are alike. Without cells the rows are brought again as they are. */
export const BulkCorrections = z
  .array(z.strictObject({ where: RejectFilter, cells: z.record(z.string(), Scalar).default({}) }))
  .min(1)
  .max(MAX_BULK_CORRECTIONS);
export type BulkCorrections = z.infer<typeof BulkCorrections>;

const How = {
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
 * Nothing: run a failed or cancelled job again. Rows, rows that are alike, or a rejects workbook that came back: import what was
 * mended. Where a cell is mended by several, what is said of its own row counts, and else the first that fits it.
 */
export const Retry = z.union([
  z.strictObject({ alike: BulkCorrections, rows: CorrectedRows.optional(), ...How }),
  z.strictObject({ rows: CorrectedRows, ...How }),
  z.strictObject({ fileId: Id, ...How }),
  z.strictObject({}),
]);
export type Retry = z.infer<typeof Retry>;

/** What an import's job is asked to do: the call's body, and for a continuation the rejects of which import it brings. */
export const ImportSpec = z.strictObject({
  ...NewImport.shape,
  correction: z
    .strictObject({
      firstJobId: Id.describe('The first import, whose rejects decide which rows are still open.'),
      fromJobId: Id.describe('The import whose rejects were taken from: the first, or a continuation of it.'),
      rows: CorrectedRows.optional(),
      bulk: BulkCorrections.optional(),
      fileId: Id.optional(),
    })
    .optional(),
});
export type ImportSpec = z.infer<typeof ImportSpec>;

/** How many open rows are one of these, and none of those. */
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
  issues: readonly { column: string; code: string; details?: Readonly<Record<string, unknown>> | undefined }[];
}

/** Whether a rejected row is among those. Pure; the same is said in SQL by `rejectFilterSql`. */
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
      Object.entries(details ?? {}).every(([name, said]) => issue.details?.[name] === said),
  );
}

/** What is mended in a row by those that it is alike: of a cell that several name, the first says it. Pure. */
export function applyBulkCorrections(row: Rejected, alike: BulkCorrections): Map<string, z.infer<typeof Scalar>> {
  const mended = new Map<string, z.infer<typeof Scalar>>();
  for (const { where, cells } of alike) {
    if (!matchesRejectFilter(row, where)) continue;
    for (const [heading, value] of Object.entries(cells)) if (!mended.has(heading)) mended.set(heading, value);
  }
  return mended;
}
