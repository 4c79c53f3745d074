import type { Claim } from '@sheetport/core';
import type { ProgressReporter } from '../progress/progress-reporter.ts';
import type { Context } from './context.ts';
import type { Place } from './transaction.ts';

/** What a kind of job gets to work with. */
export interface Run {
  claim: Claim;
  bar: ProgressReporter;
  /** Fires with a Halt as its reason: someone cancelled, the claim is void, or the worker is to stop. */
  signal: AbortSignal;
  /** The database, and the name that this claim's connection goes by. */
  place: Place;
}

/** Do the work and settle the job in the transaction that changes what it changes. */
export type Work = (context: Context, run: Run) => Promise<void>;
