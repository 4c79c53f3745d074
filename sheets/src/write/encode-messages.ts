/** What the two ends of a writing thread say to each other. */
import type { SheetErrorCode } from '../errors.ts';
import type { EncodePlan } from '../model.ts';
import type { Encoded } from './encoded.ts';

/** To the thread. The sources follow one another: `end` closes the one whose chunks came before. */
export type Request =
  | { kind: 'start'; plan: EncodePlan }
  | { kind: 'chunk'; bytes: Uint8Array }
  | { kind: 'end' }
  | { kind: 'stop' };

/** From the thread. `credit`: one chunk has been taken, another one may come. */
export type Answer =
  | { kind: 'credit' }
  | { kind: 'progress'; rows: number; bytes: number }
  | { kind: 'done'; result: Encoded }
  | { kind: 'failed'; code: SheetErrorCode; message: string; detail: Record<string, string | number> };
