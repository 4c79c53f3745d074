import type { BookInfo, Decoded, DecodePlan } from './model.ts';

/** What the main thread asks of a reading thread. One job at a time; `id` tells answers to an earlier job apart. */
export type Request =
  | { kind: 'decode'; id: number; plan: DecodePlan; credit: number }
  | { kind: 'inspect'; id: number; path: string; name: string | undefined }
  | { kind: 'credit'; id: number; amount: number };

/** What a reading thread answers. */
export type Answer =
  | { kind: 'decoded'; id: number; decoded: Decoded }
  | { kind: 'sample'; id: number; info: BookInfo }
  | { kind: 'progress'; id: number; consumed: number; total: number; rows: number }
  | { kind: 'inspected'; id: number; info: BookInfo }
  | { kind: 'end'; id: number }
  | { kind: 'failed'; id: number; code: string; message: string; detail: Record<string, string | number> };
