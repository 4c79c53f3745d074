import { NewImport, Sheet } from '@sheetport/contract';
import { z } from 'zod';
import { readJobResult } from '../jobs/job-records.ts';
import type { StoredReject } from './rejects.ts';

const Sheets = z.array(Sheet.pick({ index: true, name: true, hidden: true, columns: true }));
const Requested = z.object({ sheet: NewImport.shape.sheet });

/** A job that rejected rows, and the sheets of its file where it failed. */
export interface RejectingJob {
  result: unknown;
  spec: unknown;
  file?: { sheets: unknown } | null;
}

/**
 * A sheet's headings in their order. A job that failed has kept none: then they are those of the file, where inspection found all
 * that its rejects have; else those that its rejects have.
 */
export function headingsOf(job: RejectingJob, rejects: readonly StoredReject[]): string[] {
  const { columns: kept } = readJobResult(job.result);
  if (kept) return kept;
  const found = [...new Set(rejects.flatMap((reject) => Object.keys(reject.cells)))];
  const wanted = Requested.catch({}).parse(job.spec).sheet;
  const sheets = (Sheets.safeParse(job.file?.sheets).data ?? []).filter(({ columns }) => columns.length > 0);
  const sheet =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : sheets.find(({ index, name }) => index === wanted || name === wanted);
  const headings = sheet?.columns.map(({ header }) => header) ?? [];
  return found.every((heading) => headings.includes(heading)) ? headings : found;
}
