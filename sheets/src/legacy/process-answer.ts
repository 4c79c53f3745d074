import { z } from 'zod';
import { type SheetErrorCode, sheetErrorCodes } from '../errors.ts';
import type { PreviewRow } from '../inspect.ts';
import type { BlankedCells, BookInfo, Format, RejectRow } from '../model.ts';
import { isLegacy } from './legacy-format.ts';

const id = z.int();
const count = z.number().min(0);
const format = z.custom<Format>((value) => typeof value === 'string' && isLegacy(value as Format));
/** Texts of a workbook in a shape of ours: looked at as deep as whoever uses it would stumble. */
const info = z.custom<BookInfo>(
  (value) => z.object({ format, sheets: z.array(z.object({ index: id })) }).safeParse(value).success,
);
const issue = z.custom<RejectRow['issues'][number]>(
  (value) => z.object({ column: id, code: z.string() }).safeParse(value).success,
);
const reject = z.object({ row: id, cells: z.record(z.coerce.number(), z.string()), issues: z.array(issue) });
const blanked: z.ZodType<BlankedCells> = z.object({
  column: id,
  count,
  rows: z.array(id),
  examples: z.array(z.string()),
});
const previewRow: z.ZodType<PreviewRow> = z.object({
  row: id,
  cells: z.array(z.string().nullable()),
  headings: z.record(z.coerce.number(), z.string()).optional(),
});
const preview = z.object({ index: id, rows: z.array(previewRow) });

const decoded = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rows'), bytes: z.instanceof(Uint8Array), rows: count, consumed: count, total: count }),
  z.object({ kind: z.literal('rejects'), rejects: z.array(reject) }),
  z.object({
    kind: z.literal('done'),
    read: count,
    rejected: count,
    consumed: count,
    total: count,
    blanked: z.array(blanked),
  }),
]);

/** What a reading process answers (`Answer` in thread-protocol.ts). */
export const ProcessAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('memory'), id, bytes: count }),
  z.object({ kind: z.literal('decoded'), id, decoded }),
  z.object({ kind: z.literal('sample'), id, info, previews: z.array(preview).optional() }),
  z.object({ kind: z.literal('progress'), id, consumed: count, total: count, rows: count }),
  z.object({ kind: z.literal('inspected'), id, info }),
  z.object({
    kind: z.literal('previewed'),
    id,
    sheets: z.array(preview),
  }),
  z.object({ kind: z.literal('end'), id, spent: z.boolean() }),
  z.object({
    kind: z.literal('failed'),
    id,
    spent: z.boolean(),
    code: z.enum(sheetErrorCodes) as z.ZodType<SheetErrorCode>,
    message: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
