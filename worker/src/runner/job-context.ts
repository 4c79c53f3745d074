import type { Claim } from '@sheetport/core';
import type { ReadingWait } from '@sheetport/sheets';
import type { ProgressReporter } from '../progress/progress-reporter.ts';
import type { Context } from './context.ts';
import type { JobConnection } from './job-connection.ts';

/** What a kind of job gets to work with. */
export interface JobContext {
  claim: Claim;
  progress: ProgressReporter;
  /** Fires with an AbortReason as its reason: someone cancelled, the claim is void, or the worker is to stop. */
  signal: AbortSignal;
  /** The database, and the name that this claim's connection goes by. */
  connection: JobConnection;
  /** Path of a stored object on this machine, where it stays until the job ends. Throws StorageError. */
  openFile(key: string): Promise<string>;
}

/** For readers of files: they stop with the job, and while they wait for memory, those who watch are told. */
export function readingWait({ signal, progress }: Pick<JobContext, 'signal' | 'progress'>): ReadingWait {
  return { signal, onWait: (isWaiting) => progress.hold(isWaiting) };
}

/** Do the work and settle the job in the transaction that changes what it changes. */
export type Work = (context: Context, job: JobContext) => Promise<void>;
