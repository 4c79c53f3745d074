import { isOver } from '@sheetport/contract';
import type { JobRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';

/** The longest that a call waits, in seconds. */
const MAX_WAIT = 10;
/** A message that is lost is noticed after this time. */
const LOOK_EVERY_MS = 500;

export const PreferHeaders = z.object({
  prefer: z
    .string()
    .max(200)
    .optional()
    .describe(
      `\`wait=5\` (RFC 7240): answer when the job is over, after so many seconds at the latest, at most ${MAX_WAIT}. The answer is the same; look at its \`state\`.`,
    ),
});

/** Milliseconds that a caller prefers to wait (RFC 7240, "wait"); so many where nothing is said. */
export function waitOf(prefer: string | undefined, unsaidMs = 0): number {
  const wait = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/i.exec(prefer ?? '')?.[1];
  return wait === undefined ? unsaidMs : Math.min(Number(wait), MAX_WAIT) * 1000;
}

/** The job once it is over, or as it is after a time, or when whoever asked has gone. */
export async function waitForEnd(
  { broadcaster, records }: Pick<Context, 'broadcaster' | 'records'>,
  row: JobRecord,
  ms: number,
  gone: AbortSignal,
): Promise<JobRecord> {
  let latest = row;
  for (const end = Date.now() + ms; !isOver(latest.state) && Date.now() < end && !gone.aborted; ) {
    // Asked before the row is read, so that an end in between is heard.
    const ended = broadcaster.untilEnded(row.id, Math.min(LOOK_EVERY_MS, end - Date.now()));
    latest = (await records.job.findUnique({ where: { id: row.id } })) ?? latest;
    if (isOver(latest.state)) break;
    await ended;
    latest = (await records.job.findUnique({ where: { id: row.id } })) ?? latest;
  }
  return latest;
}
