import {
  ErrorInfo,
  type Feed,
  type FeedFile,
  FeedFileState,
  FeedReason,
  FeedSheetState,
  FeedSheets,
  FeedSource,
  findFileLink,
  NewColumnsChoice,
} from '@sheetport/contract';
import type { FeedFileRecord, FeedRecord, FeedSheetRecord } from '@sheetport/prisma';
import type { z } from 'zod';
import { LinkColumns, LinkOptions, neededHeadings } from '../upload-links/link-mapping.ts';

/** How files of a feed are imported. */
export const FeedOptions = LinkOptions.omit({ newColumns: true }).extend({
  sheets: FeedSheets.default({ which: 'first' }),
});
export type FeedOptions = z.infer<typeof FeedOptions>;

/** The address that is read where the source names a sharing link of an online sheet; null of any other source. */
export function findReads(source: FeedSource, { which }: FeedSheets): string | null {
  return source.kind === 'url' ? findFileLink(source.url, which !== 'first') : null;
}

const text = (moment: Date | null) => moment?.toISOString() ?? null;

/** A feed as people see it. */
export function viewFeed(row: FeedRecord, files: Feed['files']): Feed {
  const { id, name, tableId, everyMinutes, enabled, createdBy } = row;
  const { mode, onReject, sheets, limits, priority, retries, rate } = FeedOptions.parse(row.options);
  const source = FeedSource.parse(row.source);
  return {
    id,
    name,
    source,
    reads: findReads(source, sheets),
    hasSecret: row.secret !== null,
    tableId,
    headings: neededHeadings(LinkColumns.parse(row.columns)),
    mode,
    onReject,
    newColumns: NewColumnsChoice.parse(row.newColumns),
    sheets,
    limits,
    priority,
    retries,
    rate,
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
    triesAt: text(row.triesAt),
    seenAt: row.createdAt.toISOString(),
    finishedAt: text(row.finishedAt),
  };
}
