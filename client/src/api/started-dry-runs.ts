/** Which imports are dry runs. A job tells once it has ended; until then, those that were started in this tab are known. */
import type { Job } from '@sheetport/contract';

const STORAGE_KEY = 'sheetport-dry-runs';
/** More are never on their way at once. */
const MOST = 50;

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

let started: string[] | undefined;

export function markDryRun(id: string): void {
  started = [id, ...(started ?? read())].slice(0, MOST);
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(started));
  } catch {
    // Storage is off: known until the page is left.
  }
}

export function isDryRun(job: Pick<Job, 'id' | 'kind' | 'result'>): boolean {
  if (job.kind !== 'import') return false;
  if (job.result) return job.result.dryRun === true;
  started ??= read();
  return started.includes(job.id);
}
