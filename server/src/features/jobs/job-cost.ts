import {
  countEdited,
  EditSpec,
  type ImportSpec,
  isBulkEdit,
  NewExport,
  readWorkbookRequest,
  Sheet,
  UndoSpec,
} from '@sheetport/contract';
import { type ExpectedCost, queryRows, readImportSpec, tableRefOf } from '@sheetport/core';
import { qualifiedName } from '@sheetport/tables';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import type { JobInput } from './job-input.ts';

/** The size of a table that is locked, or whose catalogue answers late, is not waited for. */
const SIZE_MS = 200;
const UNKNOWN = Number.POSITIVE_INFINITY;

const Sheets = z.array(
  Sheet.pick({ index: true, name: true, hidden: true, rows: true, complete: true, columns: true }),
);
const Rows = z.object({ rows: z.number() });
const Size = z.object({ bytes: z.number() });

type Needs = Pick<Context, 'pool' | 'records' | 'preparePool'>;

/** What is known of the cost of a new job: of its file, its rows and its table. */
export async function readCost(context: Needs, input: JobInput): Promise<ExpectedCost> {
  const { kind, tableId = null } = input;
  if (kind === 'inspect') return readFileCost(context, input);
  const workbook = kind === 'export' ? readWorkbookRequest(input.spec) : undefined;
  if (workbook) return { rows: 'rejectsOf' in workbook ? await countRejects(context, workbook.rejectsOf) : 0 };
  if (kind === 'export') return { tableBytes: await readExportBytes(context, input) };
  if (kind === 'undo') {
    const [rows, searchedBytes] = await Promise.all([countUndone(context, input), readTableBytes(context, tableId)]);
    return { rows, searchedBytes };
  }
  if (kind === 'edit') return readEditCost(context, input);
  const spec = readImportSpec(input.spec);
  if (!spec) return { rows: UNKNOWN };
  if (spec.correction && spec.correction.fileId === undefined) return { rows: await countCorrected(context, spec) };
  const isReplace = spec.mode === 'replace' && tableId !== null;
  const [file, tableBytes] = await Promise.all([
    readFileCost(context, input, spec),
    isReplace ? readTableBytes(context, tableId) : 0,
  ]);
  return { ...file, tableBytes };
}

/** Rows that an edit names; all of a table where a filter names them. */
async function readEditCost(context: Needs, { spec, tableId = null }: JobInput): Promise<ExpectedCost> {
  const edit = EditSpec.safeParse(spec).data?.body;
  if (edit && !isBulkEdit(edit)) return { rows: countEdited(edit) };
  return { rows: 0, tableBytes: await readTableBytes(context, tableId) };
}

/** The file of a new job: as its plan has read it, or read now. */
export async function readFileOf(
  { records }: Pick<Needs, 'records'>,
  { file, fileId }: JobInput,
): Promise<JobInput['file'] | null> {
  if (file || !fileId) return file;
  return records.file.findUnique({ where: { id: fileId }, select: { bytes: true, sheets: true } });
}

/** The bytes of the file, and the rows of the sheet that is imported where inspection has counted them. */
async function readFileCost(context: Needs, input: JobInput, spec?: ImportSpec): Promise<ExpectedCost> {
  const file = await readFileOf(context, input);
  if (!file) return { rows: UNKNOWN };
  const fileBytes = Number(file.bytes);
  if (!spec || spec.correction) return { fileBytes };
  const filled = (Sheets.safeParse(file.sheets).data ?? []).filter(({ columns }) => columns.length > 0);
  const sheet =
    spec.sheet === undefined
      ? (filled.find(({ hidden }) => !hidden) ?? filled[0])
      : filled.find(({ index, name }) => index === spec.sheet || name === spec.sheet);
  if (!sheet?.complete || sheet.rows === null) return { fileBytes };
  return { fileBytes, rows: sheet.rows, columns: sheet.columns.length };
}

/** Rows of a correction import that brings no file: those that it names, and all that a bulk correction could mean. */
async function countCorrected({ pool }: Needs, { correction }: ImportSpec): Promise<number> {
  const named = correction?.rows?.length ?? 0;
  if (!correction?.bulk) return named;
  return named + (await countRejects({ pool }, correction.firstJobId));
}

/** Rejects of a job that are not corrected yet. */
async function countRejects({ pool }: Pick<Needs, 'pool'>, jobId: string): Promise<number> {
  const [pending] = await queryRows(
    pool,
    Rows,
    'SELECT coalesce(pending_rejects, rejected)::float8 AS rows FROM sheetport.job WHERE id = $1',
    [jobId],
  );
  return pending?.rows ?? UNKNOWN;
}

/** Rows that an undo takes out or puts back: those of the import, or of all imports of the batch. */
async function countUndone({ pool }: Needs, { spec, parentId = null }: JobInput): Promise<number> {
  const batchId = UndoSpec.safeParse(spec).data?.batchId ?? null;
  const [undone] = await queryRows(
    pool,
    Rows,
    `SELECT coalesce(sum(inserted + updated + coalesce((result ->> 'deleted')::bigint, 0)), 0)::float8 AS rows
       FROM sheetport.job WHERE id = $1 OR (batch_id = $2 AND kind = 'import' AND state = 'succeeded')`,
    [parentId, batchId],
  );
  return undone?.rows ?? UNKNOWN;
}

/** Bytes of all tables that an export reads. */
async function readExportBytes(context: Needs, { tableId = null, spec }: JobInput): Promise<number> {
  if (tableId !== null) return readTableBytes(context, tableId);
  const ids = new Set(NewExport.safeParse(spec).data?.sheets?.map((sheet) => sheet.tableId));
  const sizes = await Promise.all([...ids].map((id) => readTableBytes(context, id)));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes of a table with its partitions; infinite where it cannot be told soon. */
async function readTableBytes({ records, preparePool }: Needs, id: string | null): Promise<number> {
  const table = id === null ? null : await records.table.findUnique({ where: { id } });
  if (!table) return UNKNOWN;
  // For a table without partitions the tree has no rows.
  const sql = `SELECT (coalesce(pg_relation_size($1::regclass), 0) + coalesce(sum(pg_relation_size(relid)), 0))::float8 AS bytes
                 FROM pg_partition_tree($1::regclass) WHERE relid <> $1::regclass`;
  const measured = preparePool.run((client) =>
    readWithin(client, SIZE_MS, () => queryRows(client, Size, sql, [qualifiedName(tableRefOf(table))])),
  );
  return measured.then(
    ([size]) => size?.bytes ?? UNKNOWN,
    () => UNKNOWN,
  );
}
