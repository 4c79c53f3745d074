/**
 * The shapes of what the service sends. The build replaces this list by code without zod (`compile-shapes.ts`).
 */
export {
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
  RuleViolations,
  SuggestedMapping,
  Table,
  Tables,
  WatchAnswer,
} from '@sheetport/contract';
