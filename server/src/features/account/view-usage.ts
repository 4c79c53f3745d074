import type { Settings, Usage } from '@sheetport/contract';
import { type Queryable, quotasOf, readQuotas, readUsage } from '@sheetport/core';

/** What a person uses of their limits. */
export async function viewUsage(db: Queryable, settings: Settings, personId: string): Promise<Usage> {
  const used = await readUsage(db, personId);
  const { person, all } = await readQuotas(db, quotasOf(settings), personId);
  const view = (kind: keyof Usage) => ({
    used: used[kind].person,
    limit: person[kind] || null,
    all: all[kind] > 0 ? { used: used[kind].all, limit: all[kind] } : null,
  });
  return { storedBytes: view('storedBytes'), openJobs: view('openJobs'), rowsPerDay: view('rowsPerDay') };
}
