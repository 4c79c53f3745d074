import { stat } from 'node:fs/promises';
import { type ExportFormat, Failure, IdParams, Job, NewExport } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import { browse, type Filter, introspect, TableError } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { readWithin } from '../bounded-pool.ts';
import type { App, Context } from '../context.ts';
import { attachment, cleanFileName } from '../file-name.ts';
import { type Ask, startJob } from '../new-job.ts';
import { OnceHeaders } from '../once.ts';
import { columnsOf, placeOf, refuseUnreadable } from '../table-view.ts';
import { answerStarted, findJob } from './jobs.ts';

/** Whether a filter fits is known at once; how long its rows take is not waited for. */
const TRY_MS = 300;

const CONTENT_TYPE: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/** Start exports, and hand out what they made. */
export function routeExports(app: App, context: Context): void {
  const { arrivals } = context;

  app.post(
    '/api/exports',
    {
      schema: {
        tags: ['Exports'],
        summary: 'Write a table as a file',
        headers: OnceHeaders,
        body: NewExport,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(context, reply, await startJob(context, request, () => planExport(context, request.body))),
  );

  app.get(
    '/api/jobs/:id/file',
    { schema: { tags: ['Exports'], summary: 'The file that an export made; Range and HEAD work', params: IdParams } },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      if (job.kind !== 'export') throw new Failure('not_found', { what: 'file' });
      if (job.state !== 'succeeded') throw new Failure('no_file_yet', { state: job.state });
      const {
        name,
        format = 'xlsx',
        gone,
      } = (job.result ?? {}) as { name?: string; format?: ExportFormat; gone?: boolean };
      if (gone) throw new Failure('gone');
      if (!(await stat(arrivals.store.exportOf(job.id)).catch(() => null)))
        throw new Failure('file_missing', { detail: 'the exported file is not there' });
      reply
        .header('content-type', CONTENT_TYPE[format] ?? 'application/octet-stream')
        .header('content-disposition', attachment(cleanFileName(name ?? `${job.title}.${format}`)))
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff');
      return reply.sendFile(job.id, arrivals.store.exports, { contentType: false, cacheControl: false, index: false });
    },
  );
}

async function planExport({ records, preparePool }: Context, body: NewExport): Promise<Ask> {
  const table = await records.table.findUnique({ where: { id: body.tableId } });
  if (!table) throw new Failure('not_found', { what: 'table' });
  const columns = await preparePool.run((client) => tryExport(client, table, body));
  return { kind: 'export', title: table.name, spec: { ...body, ...(columns && { columns }) }, tableId: table.id };
}

/** Whether an export can be made; out: the names of the columns that it is to have, where it does not have all. */
async function tryExport(client: PoolClient, table: TableRecord, body: NewExport): Promise<string[] | undefined> {
  const described = await introspect(client, placeOf(table));
  refuseUnreadable(described);
  const known = columnsOf(table, described);
  const nameOf = (word: string): string => {
    const column = known.find(({ name }) => name === word) ?? known.find(({ label }) => label === word);
    if (!column) throw new Failure('bad_filter', { detail: `there is no column "${word}"` });
    return column.name;
  };
  const columns = body.columns?.map(nameOf);
  await readWithin(client, TRY_MS, () =>
    browse(client, placeOf(table), {
      limit: 1,
      columns,
      sort: body.sort as never,
      filter: body.filter as Filter | undefined,
    }),
  ).catch((error: unknown) => {
    // Postgres had begun to look, so the request fits.
    if (!(error instanceof TableError && error.code === 'cancelled')) throw error;
  });
  return columns;
}
