import {
  ErrorInfo,
  type Feed,
  type FeedFile,
  FeedFileState,
  FeedReason,
  FeedSheetState,
  FeedSheets,
  FeedSource,
  NewColumnsPolicy,
} from '@sheetport/contract';
import type { FeedFileRecord, FeedRecord, FeedSheetRecord } from '@sheetport/prisma';
import { LinkColumns, LinkOptions, neededHeadings } from '../upload-links/link-mapping.ts';

/** How files of a feed are imported. */
export const FeedOptions = LinkOptions.extend({ sheets: FeedSheets.default({ which: 'first' }) });

const text = (moment: Date | null) => moment?.toISOString() ?? null;

/** A feed as people see it. */
export function viewFeed(row: FeedRecord, files: Feed['files']): Feed {
  const { id, name, tableId, everyMinutes, enabled, createdBy } = row;
  const { mode, onReject, sheets } = FeedOptions.parse(row.options);
  return {
    id,
    name,
    source: FeedSource.parse(row.source),
    hasSecret: row.secret !== null,
    tableId,
    headings: neededHeadings(LinkColumns.parse(row.columns)),
    mode,
    onReject,
    newColumns: NewColumnsPolicy.parse(row.newColumns),
    sheets,
    everyMinutes,
    enabled,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    nextAt: text(row.nextAt),
    checkedAt: text(row.checkedAt),
    error: ErrorInfo.nullable().parse(row.error),
    files,
  };
}

export type FileWithSheets = FeedFileRecord & { sheets: FeedSheetRecord[] };

/** The jobs of a file: one, or one of each sheet. */
export function jobsOf({ jobId, sheets }: FileWithSheets): string[] {
  return [jobId, ...sheets.map((sheet) => sheet.jobId)].filter((id) => id !== null);
}

/** @param undone jobs whose imports were undone */
export function viewFeedFile(row: FileWithSheets, undone: ReadonlySet<string> = new Set()): FeedFile {
  const { id, name, bytes, fileId, jobId, batchId, sheets } = row;
  const jobs = jobsOf(row);
  return {
    id,
    name,
    bytes: Number(bytes),
    state: FeedFileState.parse(row.state),
    reason: FeedReason.nullable().parse(row.reason),
    fileId,
    jobId,
    batchId,
    sheets: sheets
      .toSorted((a, b) => a.index - b.index)
      .map((sheet) => ({
        index: sheet.index,
        name: sheet.name,
        state: FeedSheetState.parse(sheet.state),
        reason: FeedReason.nullable().parse(sheet.reason),
        jobId: sheet.jobId,
        undone: sheet.jobId !== null && undone.has(sheet.jobId),
      })),
    undone: jobs.length > 0 && jobs.every((job) => undone.has(job)),
    moved: row.movedAt !== null,
    seenAt: row.createdAt.toISOString(),
    finishedAt: text(row.finishedAt),
  };
}
