import type { NewExport } from '@sheetport/contract';
import { queryRows, readInstant, readJobResult, tableRefOf } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { exportKey } from '@sheetport/storage';
import { introspect, isUnchangedSince, TableError } from '@sheetport/tables';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import type { JobInput } from '../jobs/job-input.ts';

/** Looking through the rows takes a tenth of what an export does; beyond this time the export is made. */
const LOOK_MS = 1500;

/**
 * The last export of the same by the same person, where its file is there and nothing has changed since; else undefined. Only of one table,
 * and of no days told from today.
 * @param input as it would be recorded
 */
export async function findSameExport(
  { records, pool, preparePool, storage }: Context,
  sender: string,
  input: JobInput,
): Promise<JobRecord | undefined> {
  const spec = input.spec as NewExport;
  const text = JSON.stringify(spec);
  if (!input.tableId || spec.sheets || text.includes('"during"')) return undefined;
  const [found] = await queryRows(
    pool,
    z.object({ id: z.string() }),
    `SELECT id::text FROM sheetport.job WHERE table_id = $1 AND kind = 'export' AND state = 'succeeded' AND created_by = $2 AND spec = $3::jsonb
      ORDER BY finished_at DESC LIMIT 1`,
    [input.tableId, sender, text],
  );
  if (!found) return undefined;
  const [job, table] = await Promise.all([
    records.job.findUnique({ where: { id: found.id } }),
    records.table.findUnique({ where: { id: input.tableId } }),
  ]);
  const { instant, gone } = readJobResult(job?.result);
  if (!job || !table || !instant || gone || !(await storage.find(exportKey(job.id)))) return undefined;
  const isSame = await preparePool
    .run((client) =>
      readWithin(client, LOOK_MS, async () => {
        const described = await introspect(client, tableRefOf(table));
        return isUnchangedSince(client, described, spec.filter, instant, await readInstant(client, table, described));
      }),
    )
    .catch((error: unknown) => {
      // It would take too long to say.
      if (error instanceof TableError && error.code === 'cancelled') return false;
      throw error;
    });
  return isSame ? job : undefined;
}
