import { type Brought, type EarlierImport, findEarlierImports } from '@sheetport/core';
import type { Prisma } from '@sheetport/prisma';

/**
 * The earlier imports of the same into the same table, by the position of the new import. In: the transaction that records the new ones.
 * Of two requests that bring the same into one table, the second waits here.
 */
export async function lockEarlierImports(
  tx: Prisma.TransactionClient,
  imports: readonly Brought[],
): Promise<Map<number, EarlierImport>> {
  // In one order, so that two batches do not wait for each other.
  for (const tableId of [...new Set(imports.map((one) => one.tableId))].sort())
    await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('sheetport-import ' || $1, 0))`, tableId);
  const query = async (text: string, values: unknown[] = []) => {
    const rows = await tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
    return { rows, rowCount: rows.length };
  };
  return findEarlierImports({ query }, imports);
}
