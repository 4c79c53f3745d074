export { type FoundRelation, findAttachable, findRelations, type RelationKind } from './attachable.ts';
export * from './browse.ts';
export { choicesOf } from './choices.ts';
export { columnValues } from './column-values.ts';
export { cutConnection } from './connection.ts';
export { changeKey, countKeyBreaches, setRequired, setUnique } from './constrain.ts';
export { type CopyTarget, copyIn } from './copy-in.ts';
export * from './copy-out.ts';
export type { CreatedRows } from './create-missing.ts';
export { checkDeferred } from './deferred.ts';
export * from './define.ts';
export { TABLE_ERROR_CODES, TableError, type TableErrorCode } from './errors.ts';
export { FILTER_OPS, type Filter, type FilterOp, type Scalar } from './filter.ts';
export { fingerprint } from './fingerprint.ts';
export { growTable } from './grow.ts';
export { type Guard, isHiddenSchema, isHiddenTable, resolveTable, SERVICE_GUARD } from './guard.ts';
export { type Hindrance, lackingPrivilege, readHindrance, writeHindrance } from './hindrances.ts';
export { columnNames, isColumnName, isName, qualifiedName, quoteIdent, tableName } from './identifiers.ts';
export { introspect, type ListedTable, listTables } from './introspect.ts';
export type { Sort } from './keyset.ts';
export { isLoadAlone, markLoad, undoLoad } from './load-mark.ts';
export { normaliseHeading } from './match/heading.ts';
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
export { rateTable, type TableRating } from './match/rate-table.ts';
export { pairHeadings, shapeOf } from './match/shape.ts';
export * from './merge.ts';
export type { Blank, MergeMode } from './proposed.ts';
export type { Reject, RejectCode, RejectIssue } from './rejects.ts';
export { countBreaches, type RuleCensus } from './rule-census.ts';
export { canCreate, type WarningGroup } from './rule-checks.ts';
export type { RuleCheck, RuleCode, RuleReference, TableRule } from './rules.ts';
export { type Change, sampleChanges } from './sample-changes.ts';
export { createStage, loadStage, type Stage } from './stage.ts';
export type { Database } from './statement.ts';
export type * from './table.ts';
export { dropUndo, type UndoResult, undo } from './undo.ts';
export type { MarkedLoad } from './undo-chain.ts';
export { type User, undoCreated } from './undo-created.ts';
export type { LoadMark } from './undo-record.ts';
export { countPutBack } from './undo-together.ts';
export type { Duplicates } from './unique-checks.ts';
