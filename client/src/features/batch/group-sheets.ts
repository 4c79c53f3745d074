/** Sheets of several files by what columns they have. Pure. */
import type { File, Job, Sheet } from '@sheetport/contract';
import { plainName } from '../../ui/plain-name.ts';

export interface BatchSheet {
  file: File;
  sheet: Sheet;
  /** An import of it has been started, and neither failed nor was it stopped. */
  imported: boolean;
}

/** Sheets with the same columns, in whatever order these stand. */
export interface Shape {
  key: string;
  headings: string[];
  sheets: BatchSheet[];
}

/**
 * Groups the sheets of files that were looked into; the order is the files'. Hidden sheets, empty ones, and files that bring back
 * corrected rows are left out.
 */
export function groupByShape(files: readonly File[], jobs: readonly Job[]): Shape[] {
  const shapes = new Map<string, Shape>();
  for (const file of files) {
    if (file.correctsJobId) continue;
    for (const sheet of file.sheets ?? []) {
      if (sheet.hidden || sheet.columns.length === 0 || sheet.rows === 0) continue;
      const headings = sheet.columns.map(({ header }) => header);
      const key = JSON.stringify(headings.map(plainName).sort());
      const shape = shapes.get(key) ?? { key, headings, sheets: [] };
      shape.sheets.push({ file, sheet, imported: isImported(file, sheet, jobs) });
      shapes.set(key, shape);
    }
  }
  return [...shapes.values()];
}

function isImported(file: File, sheet: Sheet, jobs: readonly Job[]): boolean {
  return jobs.some(
    (job) =>
      job.kind === 'import' &&
      job.fileId === file.id &&
      job.result?.dryRun !== true &&
      job.state !== 'failed' &&
      job.state !== 'cancelled' &&
      (job.sheet === sheet.index || job.sheet === sheet.name || (file.sheets?.length ?? 0) < 2),
  );
}

/** What goes along with the first of some sheets, as the address of an import has it. */
export function alongWith(first: BatchSheet, others: readonly BatchSheet[]): string[] {
  return others.map(({ file, sheet }) =>
    file.id === first.file.id ? `sheet:${sheet.index}` : `file:${file.id}:${sheet.index}`,
  );
}

/** Whether inspection has ended, well or not. */
export function isRead(file: File): boolean {
  return file.state === 'unreadable' || file.state === 'gone' || file.sheets !== undefined;
}
