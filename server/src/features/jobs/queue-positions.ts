import type { Records } from '@sheetport/prisma';

/** How many jobs run before each one that waits. Inspections have a queue of their own (contract, `QUEUES`). */
export async function readQueuePositions(records: Records): Promise<Map<string, number>> {
  const rows = await records.$queryRaw<{ id: string; ahead: bigint }[]>`
    SELECT id, row_number() OVER (PARTITION BY kind = 'inspect' ORDER BY created_at, id) - 1 AS ahead
      FROM sheetport.job WHERE state = 'queued'`;
  return new Map(rows.map(({ id, ahead }) => [id, Number(ahead)]));
}
