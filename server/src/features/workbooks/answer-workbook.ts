import { isOver, XLSX } from '@sheetport/contract';
import { queryRows, readJobResult, type Sender } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { exportKey } from '@sheetport/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { attachment, cleanFileName } from '../../http/file-name.ts';
import { sendObject } from '../../http/send-object.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { waitForEnd, waitOf } from '../jobs/wait-for-end.ts';
import type { PlannedWorkbook } from './plan-workbook.ts';

/** How long an answer waits for the file where nothing is said of it: most workbooks are there by then. */
const WAIT_MS = 10_000;
/** Unfinished and finished jobs of the same that are looked at. */
const LOOK_AT = 5;

const Found = z.object({ id: z.string() });

export const WORKBOOK_ANSWER = {
  200: { description: 'The workbook.', types: [XLSX], headers: ['Content-Disposition', 'Accept-Ranges', 'ETag'] },
} as const;
/** What the descriptions of such calls say. */
export const HOW_IT_ANSWERS =
  'A worker makes it. Where it is up to date it is answered at once; else after ten seconds at the latest, or as `Prefer: wait` says, and 202 with the job while it is being made: the file is then at `/api/jobs/{id}/file`, or here. `Prefer: respond-async` always answers with the job.';

/**
 * A workbook that is up to date, or the job that makes it. One of the same sender that is being made is waited for, not begun again.
 * @param sender who gets the job
 * @returns the job where the file is not there yet, or `Prefer: respond-async` asks for it; else undefined, and the file is answered
 */
export async function answerWorkbook(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  sender: Sender,
  planned: PlannedWorkbook,
): Promise<JobRecord | undefined> {
  const { prefer } = z.object({ prefer: z.string().max(200).optional() }).parse(request.headers);
  const isAsync = /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(prefer ?? '');
  let row = (await findSame(context, sender, planned)) ?? (await start(context, sender, planned));
  if (isAsync) return row;
  row = await waitForEnd(context, row, waitOf(prefer, WAIT_MS), request.clientGone);
  if (row.state !== 'succeeded') return row;
  const file = await context.storage.find(exportKey(row.id));
  if (!file) return row;
  reply
    .header('content-type', XLSX)
    .header('content-disposition', attachment(cleanFileName(readJobResult(row.result).name ?? `${row.title}.xlsx`)))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff');
  await sendObject(request, reply, context.storage, file);
  return undefined;
}

/** The newest of the same sender that is being made, or is there and up to date. */
async function findSame(
  { records, pool, storage }: Context,
  sender: Sender,
  { input, fingerprint }: PlannedWorkbook,
): Promise<JobRecord | undefined> {
  const found = await queryRows(
    pool,
    Found,
    `SELECT id::text FROM sheetport.job
      WHERE table_id IS NOT DISTINCT FROM $1::uuid AND kind = 'export' AND state IN ('queued', 'running', 'succeeded')
        AND cancel_requested_at IS NULL AND created_by = $2 AND key_id IS NOT DISTINCT FROM $3::uuid AND spec = $4::jsonb
      ORDER BY created_at DESC LIMIT ${LOOK_AT}`,
    [input.tableId ?? null, sender.id, sender.keyId ?? null, JSON.stringify(input.spec)],
  );
  for (const { id } of found) {
    const row = await records.job.findUnique({ where: { id } });
    if (!row) continue;
    if (!isOver(row.state)) return row;
    const result = readJobResult(row.result);
    const isThere = result.fingerprint === fingerprint && result.gone !== true;
    if (row.state === 'succeeded' && isThere && (await storage.find(exportKey(id)))) return row;
  }
  return undefined;
}

/** The call itself is in the audit trail, not the job. */
async function start(context: Context, sender: Sender, { input }: PlannedWorkbook): Promise<JobRecord> {
  const { row } = await startJobFor(
    context,
    sender,
    undefined,
    async () => input,
    async () => {},
  );
  return row;
}
