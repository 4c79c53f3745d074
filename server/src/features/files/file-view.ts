import { Dialect, DialectChoice, ErrorInfo, type File, Format, isPassing, Sheet } from '@sheetport/contract';
import type { FileRecord } from '@sheetport/prisma';
import { z } from 'zod';

const Sheets = z.array(Sheet);

/** A file as people see it; in lists without its sheets. */
export function viewFile(row: FileRecord, withSheets: boolean): File {
  const sheets = withSheets && row.sheets !== null ? Sheets.safeParse(row.sheets).data : undefined;
  const dialect = row.dialect === null ? undefined : Dialect.safeParse(row.dialect).data;
  const choice = row.dialectChoice === null ? undefined : DialectChoice.safeParse(row.dialectChoice).data;
  return {
    id: row.id,
    name: row.name,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    format: Format.nullable().catch(null).parse(row.format),
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    ...(sheets ? { sheets } : {}),
    ...(dialect ? { dialect } : {}),
    ...(choice ? { dialectChoice: choice } : {}),
    error: row.error === null ? null : ErrorInfo.catch({ code: 'damaged_file', message: '' }).parse(row.error),
    inspectionId: row.inspectionId,
    correctsJobId: row.correctsJobId ?? null,
    createdBy: row.createdBy ?? null,
  };
}

/** Whether a file's own bytes are at fault: not where it could not be looked at because of a disk or a database. */
export function isUnreadable({ state, error }: Pick<FileRecord, 'state' | 'error'>): boolean {
  return state === 'unreadable' && !isPassing(ErrorInfo.safeParse(error).data?.code ?? '');
}
