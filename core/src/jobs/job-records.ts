import { ImportSpec, JobResult } from '@sheetport/contract';
import { z } from 'zod';

/** The result as it is stored; `gone`: the file of an export was removed after its time. */
const StoredResult = JobResult.extend({ gone: z.boolean().optional() });
export type StoredResult = z.infer<typeof StoredResult>;

/** The spec of an import; undefined for other jobs. */
export function readImportSpec(stored: unknown): ImportSpec | undefined {
  return ImportSpec.safeParse(stored).data;
}

/** The result of a job; empty where it has none. */
export function readJobResult(stored: unknown): StoredResult {
  return StoredResult.catch({}).parse(stored ?? {});
}
