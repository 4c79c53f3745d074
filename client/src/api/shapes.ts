/**
 * The shapes of what the service sends. The build replaces this list by code without zod (`compile-shapes.ts`).
 */
export {
  Attachables,
  Batch,
  ChangedTable,
  Changes,
  CountedRejects,
  File,
  Files,
  Folders,
  Issues,
  Job,
  JobDetails,
  Jobs,
  Me,
  Preview,
  Problem,
  Rejects,
  RowCount,
  Rows,
  RuleViolations,
  SuggestedMapping,
  Table,
  TableIndexes,
  Tables,
  WatchAnswer,
} from '@sheetport/contract';
