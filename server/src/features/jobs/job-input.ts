import type { JobKind, JobLimits, JobPriority } from '@sheetport/contract';
import type { FileRecord } from '@sheetport/prisma';

/** What a job is made of. */
export interface JobInput {
  kind: JobKind;
  title: string;
  spec: object;
  fileId?: string | null;
  /** The file, where the plan has read it. */
  file?: Pick<FileRecord, 'bytes' | 'sheets'>;
  tableId?: string | null;
  parentId?: string | null;
  batchId?: string | null;
  /** Default `normal`. */
  priority?: JobPriority | undefined;
  /** Jobs that must have succeeded before it begins. */
  dependsOn?: string[] | undefined;
  /** How long an attempt may run. */
  limits?: JobLimits | null | undefined;
  /** For an import: its source. */
  contentKeys?: string[];
  /** Reject the job where another import brought the same into the table. */
  refuseRepeat?: boolean;
}
