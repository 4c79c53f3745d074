import type { Usage } from '@sheetport/contract';
import { quotasOf, readQuotas, readUsage } from '@sheetport/core';
import type { Context } from '../../context.ts';
import { viewKept } from './kept-objects.ts';

/** What a person uses of their limits. */
export async function viewUsage(
  { pool, records, settings }: Pick<Context, 'pool' | 'records' | 'settings'>,
  personId: string,
): Promise<Usage> {
  const used = await readUsage(pool, personId);
  const { person, all } = await readQuotas(pool, quotasOf(settings), personId);
  const view = (kind: keyof typeof used) => ({
    used: used[kind].person,
    limit: person[kind] || null,
    all: all[kind] > 0 ? { used: used[kind].all, limit: all[kind] } : null,
  });
  return {
    storedBytes: view('storedBytes'),
    openJobs: view('openJobs'),
    rowsPerDay: view('rowsPerDay'),
    kept: await viewKept(records, personId),
  };
}
