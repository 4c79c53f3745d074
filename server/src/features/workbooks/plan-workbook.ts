/** Jobs that write rejects to correct, and templates to fill in, as a worker makes them. */
import {
  AppError,
  type Language,
  readWorkbookRequest,
  referencedTables,
  type WorkbookRequest,
} from '@sheetport/contract';
import {
  countPendingRejects,
  fingerprintTemplate,
  planTemplate,
  type RoleHolder,
  recordedColumns,
} from '@sheetport/core';
import type { JobRecord, TableRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { findHiddenReferences } from '../tables/hidden-references.ts';
import { findTable } from '../tables/table-routes.ts';

/** A workbook as it would be made now. */
export interface PlannedWorkbook {
  input: JobInput & { spec: WorkbookRequest };
  /** One with another fingerprint is out of date. */
  fingerprint: string;
}

/** What templates are called. */
const TEMPLATE_NAMES: Readonly<Record<Language, string>> = { en: 'template', vi: 'mẫu' };

/**
 * The pending rejects of a job.
 * @param person who is to have it; null for somebody without an account
 * @throws AppError `not_found`, `no_pending_rejects`, `busy`
 */
export async function planRejects(
  context: Context,
  person: RoleHolder | null,
  jobId: string,
  signal: AbortSignal,
): Promise<PlannedWorkbook> {
  const job = await findJob(context, jobId);
  // A cancelled job has none, even before those found so far are deleted.
  if (job.state === 'cancelled') throw new AppError('no_pending_rejects');
  const [hidesReferences, { rows, fingerprint }] = await Promise.all([
    hidesTables(context, person, job.tableId),
    context.browsePool.run((client) => countPendingRejects(client, jobId), { signal }),
  ]);
  if (rows === 0) throw new AppError('no_pending_rejects');
  return {
    fingerprint,
    input: {
      kind: 'export',
      title: titleOf(`${job.title.replace(/\.[^.]{1,5}$/, '')} rejects`),
      spec: { rejectsOf: jobId, hidesReferences },
      tableId: job.tableId,
      parentId: jobId,
    },
  };
}

/**
 * The template of a table.
 * @throws AppError `not_found`, `invalid_rule`, `busy`; TableError `no_such_table`
 */
export async function planImportTemplate(
  context: Context,
  person: RoleHolder,
  tableId: string,
  language: Language,
  signal: AbortSignal,
): Promise<PlannedWorkbook> {
  const table = await findTable(context, tableId);
  const shown = await findShown(context, person, table);
  const plan = await context.browsePool.run((client) => planTemplate(client, table, new Set(shown)), { signal });
  return {
    fingerprint: fingerprintTemplate(plan),
    input: {
      kind: 'export',
      title: titleOf(`${table.name} ${TEMPLATE_NAMES[language]}`),
      spec: { templateOf: tableId, language, shown },
      tableId,
    },
  };
}

/** The same again for somebody, who may know of other tables than whoever asked for it first. */
export async function planWorkbookAgain(
  context: Context,
  person: RoleHolder,
  request: WorkbookRequest,
  signal: AbortSignal,
): Promise<JobInput> {
  const planned =
    'rejectsOf' in request
      ? await planRejects(context, person, request.rejectsOf, signal)
      : await planImportTemplate(context, person, request.templateOf, request.language, signal);
  return planned.input;
}

/**
 * Whoever fetches a workbook must be allowed to know of the tables that it names: it may have been made for somebody who knows of more.
 * @throws AppError `not_found`
 */
export async function refuseHiddenTables(context: Context, person: RoleHolder, job: JobRecord): Promise<void> {
  const request = readWorkbookRequest(job.spec);
  if (!request) return;
  const refuse = () => new AppError('not_found', { what: 'file' });
  if ('rejectsOf' in request) {
    if (!request.hidesReferences && (await hidesTables(context, person, job.tableId))) throw refuse();
    return;
  }
  const table = await findTable(context, request.templateOf);
  const may = new Set(await findShown(context, person, table));
  if (request.shown.some((id) => !may.has(id))) throw refuse();
}

/** The tables that rules of a table refer to and that a person may know of, sorted. */
async function findShown({ pool }: Context, person: RoleHolder, table: TableRecord): Promise<string[]> {
  const columns = recordedColumns(table);
  const hidden = await findHiddenReferences(pool, person, columns);
  return referencedTables(columns)
    .filter((id) => !hidden.has(id))
    .sort();
}

async function hidesTables(
  { pool, records }: Context,
  person: RoleHolder | null,
  tableId: string | null,
): Promise<boolean> {
  if (person === null) return true;
  const table =
    tableId === null ? null : await records.table.findUnique({ where: { id: tableId }, select: { columns: true } });
  return table !== null && (await findHiddenReferences(pool, person, recordedColumns(table))).size > 0;
}

/** The title of the job, which is the name of the file without its ending. */
function titleOf(name: string): string {
  return cleanFileName(`${name.replace(/[\\/]/g, '-')}.xlsx`).slice(0, -'.xlsx'.length);
}
