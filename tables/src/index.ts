export { allowedValuesOf } from './catalog/allowed-values.ts';
export { type FoundRelation, findAttachable, findRelations, type RelationKind } from './catalog/attachable.ts';
export * from './catalog/column-types.ts';
export { type DataVersion, readDataVersion } from './catalog/data-version.ts';
export { estimateLivingRows, estimateRows } from './catalog/estimate-rows.ts';
export * from './catalog/find-column.ts';
export { fingerprint } from './catalog/fingerprint.ts';
export { type Guard, isHiddenSchema, isHiddenTable, resolveTable, SERVICE_GUARD } from './catalog/guard.ts';
export { introspect, type ListedTable, listTables } from './catalog/introspect.ts';
export { lackingPrivilege, type Restriction, readRestriction, writeRestriction } from './catalog/restrictions.ts';
export type * from './catalog/table.ts';
export { type CopyTarget, copyIn } from './copy/copy-in.ts';
export * from './copy/copy-out.ts';
export { readTupleFields } from './copy/tuple-fields.ts';
export { readValueBounds, type ValueBounds } from './copy/value-bounds.ts';
export { addColumns } from './ddl/add-columns.ts';
export * from './ddl/change-column-type.ts';
export * from './ddl/columns.ts';
export { changeKey, countKeyViolations, setRequired, setUnique } from './ddl/constraints.ts';
export * from './ddl/create-table.ts';
export { createIndex, listIndexes, type TableIndex } from './ddl/indexes.ts';
export { countMatchingKeys, hasCase, type KeyMatching, keyMatchingOf, setKeyMatching } from './ddl/key-matching.ts';
export { createSearchIndex, dropSearchIndex, readSearchIndex, type SearchIndex } from './ddl/search-index.ts';
export { applyEdits, type EditOptions, type EditResult } from './edit/apply-edits.ts';
export type { BulkEdit } from './edit/bulk-edits.ts';
export type { EditedCells } from './edit/edited-rows.ts';
export { type DuplicatePage, findDuplicates } from './edit/find-duplicates.ts';
export { type RowAddress, readRowId } from './edit/row-ids.ts';
export { headingFingerprint, pairHeadings } from './match/heading-fingerprint.ts';
export { findKeyCandidates, type KeyCandidate } from './match/key-candidates.ts';
export {
  LEAST_CONFIDENCE,
  type Match,
  type MatchReason,
  matchColumns,
  nameByContent,
  type SheetSide,
  SURE,
  type TableSide,
} from './match/match-columns.ts';
export { normaliseHeading } from './match/normalise-heading.ts';
export { areElsewhere, findRepeats } from './match/repeats.ts';
export { scoreTable, type TableScore } from './match/score-table.ts';
export { type ChangeCounts, type Changes, findChanges } from './merge/changes.ts';
export { checkDeferred } from './merge/deferred-constraints.ts';
export * from './merge/merge.ts';
export { type Blank, keyIndex, type MergeMode } from './merge/merge-plan.ts';
export type { Reject, RejectCode, RejectIssue } from './merge/rejects.ts';
export { type Change, sampleChanges } from './merge/sample-changes.ts';
export { createStage, loadStage, type Stage } from './merge/stage.ts';
export type { Duplicates } from './merge/unique-checks.ts';
export { checkSelection } from './query/check-selection.ts';
export { columnValues } from './query/column-values.ts';
export { FILTER_OPS, type Filter, type FilterOp, type Scalar } from './query/filter.ts';
export { type GroupCount, groupCounts } from './query/group-counts.ts';
export type { Sort } from './query/keyset.ts';
export * from './query/profile-column.ts';
export { type RowAnchors, readRowAnchors } from './query/row-anchors.ts';
export * from './query/select-page.ts';
export { type PageCost, planPage } from './query/suggest-index.ts';
export { type ColumnFigures, summarize } from './query/summarize.ts';
export { isUnchangedSince, readTableInstant, type TableInstant } from './query/unchanged-since.ts';
export { countViolations, type ViolationCounts } from './rules/count-violations.ts';
export type { CreatedRows } from './rules/create-missing.ts';
export { canCreate, type WarningGroup } from './rules/rule-checks.ts';
export type { RuleCheck, RuleCode, RuleReference, TableRule } from './rules/rules.ts';
export { openWrittenRowChecks } from './rules/written-row-checks.ts';
export { cutConnection } from './sql/connection.ts';
export { TABLE_ERROR_CODES, TableError, type TableErrorCode } from './sql/errors.ts';
export {
  beginningOf,
  columnNames,
  isColumnName,
  isName,
  qualifiedName,
  quoteIdent,
  tableName,
} from './sql/identifiers.ts';
export type { Database } from './sql/statement.ts';
export { countPutBack } from './undo/cascade-undo.ts';
export { dropUndo, undo } from './undo/undo.ts';
export { type User, undoCreated } from './undo/undo-created.ts';
export type { LoadWithMarker } from './undo/undo-dependencies.ts';
export type { XminMarker } from './undo/undo-record.ts';
export type { UndoResult } from './undo/undo-result.ts';
export { createXminMarker, hasOnlyMarkedRows, undoByXmin } from './undo/xmin-marker.ts';
