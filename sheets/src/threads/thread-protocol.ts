import type { InspectOptions, PreviewsWhere, SheetPreview } from '../inspect.ts';
import type { BookInfo, Decoded, DecodePlan, Format } from '../model.ts';

/** What of InspectOptions can cross to a thread. */
export type InspectRequest = Pick<
  InspectOptions,
  'name' | 'format' | 'dialect' | 'sampleOnly' | 'headerRows' | 'headerCounts' | 'preview' | 'pause'
>;

/** A job for a reading thread or process. */
export type JobRequest =
  | { kind: 'decode'; id: number; plan: DecodePlan; credit: number }
  | { kind: 'inspect'; id: number; path: string; options: InspectRequest }
  | { kind: 'preview'; id: number; path: string; where: PreviewsWhere }
  /** How much memory reading the workbook takes. */
  | { kind: 'measure'; id: number; path: string };

/** What the main thread asks of a reading thread or process. One job at a time; `id` tells answers to an earlier job apart. */
export type Request =
  | JobRequest
  /** `spare`: a buffer that is done with, to be filled again. */
  | { kind: 'credit'; id: number; amount: number; spare?: ArrayBuffer }
  /** The memory that was asked for is there. */
  | { kind: 'granted'; id: number };

/** What a reading thread or process answers. */
export type Answer =
  /** From a thread, which leaves the file alone: it is for a process. */
  | { kind: 'legacy'; id: number; format: Format }
  /** From a process, once the workbook is parsed: how much memory it holds, in bytes. */
  | { kind: 'memory'; id: number; bytes: number }
  /** From a thread, which waits until it may take so many more bytes. */
  | { kind: 'needs'; id: number; bytes: number }
  | { kind: 'decoded'; id: number; decoded: Decoded }
  | { kind: 'sample'; id: number; info: BookInfo; previews?: SheetPreview[] | undefined }
  | { kind: 'progress'; id: number; consumed: number; total: number; rows: number }
  | { kind: 'inspected'; id: number; info: BookInfo }
  | { kind: 'previewed'; id: number; sheets: SheetPreview[] }
  | { kind: 'measured'; id: number; bytes: number }
  /** `spent`: the reader holds on to much memory, and is better replaced than kept. */
  | { kind: 'end'; id: number; spent: boolean }
  | {
      kind: 'failed';
      id: number;
      spent: boolean;
      code: string;
      message: string;
      detail: Record<string, string | number>;
    };
