import type { InspectOptions, PreviewRow, PreviewWhere } from './inspect.ts';
import type { BookInfo, Decoded, DecodePlan } from './model.ts';

/** What of InspectOptions can cross to a thread. */
export type InspectRequest = Pick<InspectOptions, 'name' | 'sampleOnly' | 'headerRows' | 'headerCounts'>;

/** What the main thread asks of a reading thread. One job at a time; `id` tells answers to an earlier job apart. */
export type Request =
  | { kind: 'decode'; id: number; plan: DecodePlan; credit: number }
  | { kind: 'inspect'; id: number; path: string; options: InspectRequest }
  | { kind: 'preview'; id: number; path: string; where: PreviewWhere }
  /** `spare`: a buffer that is done with, to be filled again. */
  | { kind: 'credit'; id: number; amount: number; spare?: ArrayBuffer };

/** What a reading thread answers. */
export type Answer =
  | { kind: 'decoded'; id: number; decoded: Decoded }
  | { kind: 'sample'; id: number; info: BookInfo }
  | { kind: 'progress'; id: number; consumed: number; total: number; rows: number }
  | { kind: 'inspected'; id: number; info: BookInfo }
  | { kind: 'previewed'; id: number; rows: PreviewRow[] }
  /** `spent`: the thread holds on to much memory, and is better replaced than kept. */
  | { kind: 'end'; id: number; spent: boolean }
  | { kind: 'failed'; id: number; code: string; message: string; detail: Record<string, string | number> };
