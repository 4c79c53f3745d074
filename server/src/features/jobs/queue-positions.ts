import type { Records } from '@sheetport/prisma';

/** How many jobs of its lane run before each one that waits. A job without a lane waits where `laneOf` says. */
export async function readQueuePositions(records: Records): Promise<Map<string, number>> {
  const rows = await records.$queryRaw<{ id: string; ahead: bigint }[]>`
    SELECT id, row_number() OVER (
             PARTITION BY coalesce(lane, CASE kind WHEN 'inspect' THEN 'inspect' ELSE 'large' END)
             ORDER BY created_at, id) - 1 AS ahead
      FROM sheetport.job WHERE state = 'queued'`;
  return new Map(rows.map(({ id, ahead }) => [id, Number(ahead)]));
}
