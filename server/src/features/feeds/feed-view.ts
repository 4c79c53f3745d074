import {
  ErrorInfo,
  type Feed,
  type FeedFile,
  FeedFileState,
  FeedReason,
  FeedSource,
  NewColumnsPolicy,
} from '@sheetport/contract';
import type { FeedFileRecord, FeedRecord } from '@sheetport/prisma';
import { LinkColumns, LinkOptions, neededHeadings } from '../upload-links/link-mapping.ts';

const text = (moment: Date | null) => moment?.toISOString() ?? null;

/** A feed as people see it. */
export function viewFeed(row: FeedRecord, files: Feed['files']): Feed {
  const { id, name, tableId, everyMinutes, enabled, createdBy } = row;
  const { mode, onReject } = LinkOptions.parse(row.options);
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

/** @param undone whether its import was undone */
export function viewFeedFile(row: FeedFileRecord, undone = false): FeedFile {
  const { id, name, bytes, fileId, jobId } = row;
  return {
    id,
    name,
    bytes: Number(bytes),
    state: FeedFileState.parse(row.state),
    reason: FeedReason.nullable().parse(row.reason),
    fileId,
    jobId,
    undone,
    moved: row.movedAt !== null,
    seenAt: row.createdAt.toISOString(),
    finishedAt: text(row.finishedAt),
  };
}
