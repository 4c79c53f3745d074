export {
  findRefusedTables,
  findSender,
  type KeyLimit,
  keyLimitOf,
  LIMITED,
  type RoleHolder,
  readFolderRoles,
  readTableRoles,
  type Sender,
  sharedRolesSql,
} from './access/read-roles.ts';
export { type AuditEntry, type AuditObject, forgetAudit, recordAudit } from './audit/record-audit.ts';
export { countDeletion, type DeletionTarget, deleteDerived } from './deletion/delete-derived.ts';
export { removeNoted } from './deletion/remove-objects.ts';
export { diskFull, isDiskFullCode, isStatementTimeout, toOutage } from './errors/database-outage.ts';
export { errorForLog, messageForLog } from './errors/error-for-log.ts';
export { toStorageAppError } from './errors/storage-errors.ts';
export { type ErrorPlace, toTableAppError } from './errors/table-errors.ts';
export * from './jobs/claims.ts';
export {
  type Brought,
  contentKeys,
  type EarlierImport,
  findEarlierImports,
  type SheetContent,
  writeContentKeys,
} from './jobs/content-keys.ts';
export {
  type ContinuationState,
  readContinuationState,
  type SourceColumn,
  StoredMarker,
  type UndoSource,
} from './jobs/continuation-state.ts';
export { type CorrectionImport, findCorrectionImports, readFirstImport } from './jobs/correction-imports.ts';
export { type Freed, hasDependents, settleDependents } from './jobs/dependents.ts';
export { decideLane, type ExpectedCost, expectMs, MAX_ROWS_IN_SMALL_LANE } from './jobs/expected-cost.ts';
export { beginInspection, settleInspection } from './jobs/inspections.ts';
export { readImportSpec, readJobResult } from './jobs/job-records.ts';
export { spaceImports } from './jobs/table-rate.ts';
export { type Flow, forgetTurns, takeTurns } from './jobs/turns.ts';
export { type Letter, writeLetter } from './letters/write-letter.ts';
export { forgetMapping, type MappingEntry, saveMapping } from './mappings/saved-mappings.ts';
export { isPublicAddress, type OutgoingGuard, openOutgoingGuard } from './outgoing/outgoing-guard.ts';
export {
  type OutgoingAnswer,
  type OutgoingRequest,
  openOutgoing,
  readText,
  toOutgoingError,
} from './outgoing/outgoing-request.ts';
export {
  type QuotaNeed,
  type Quotas,
  queryableOf,
  quotasOf,
  readQuotas,
  readUsage,
  refuseOverQuota,
  refuseRowsOverQuota,
  type Usage,
} from './quotas/quotas.ts';
export { inKeyOrder, READ_IN_KEY_ORDER } from './rejects/key-order.ts';
export { countPendingRejects, pendingPageSql, readPendingPages } from './rejects/pending-page.ts';
export { headingsOf, type RejectingJob } from './rejects/reject-headings.ts';
export { changePendingRejects, type RejectGroupEntry, writeRejectTally } from './rejects/reject-tally.ts';
export {
  addIssues,
  anyRejectFilterSql,
  clearRejects,
  keepRejects,
  type RejectEntry,
  rejectFilterSql,
  StoredReject,
} from './rejects/rejects.ts';
export { viewReject, withoutReference } from './rejects/view-reject.ts';
export { openRemoteFolder } from './remote-folders/open-remote-folder.ts';
export { type RemoteFile, type RemoteFolder, remoteHost } from './remote-folders/remote-folder.ts';
export { openSecretBox, type SecretBox } from './secrets/secret-box.ts';
export { type BulkColumns, type EditColumns, findBulkColumns, findEditColumns } from './table-access/edit-columns.ts';
export { columnsOf, recordedColumns, shownKey, tableRefOf } from './table-access/known-columns.ts';
export { editKinds, refuseUneditable, refuseUnreadable, refuseUnwritable } from './table-access/privileges.ts';
export { readInstant } from './table-access/table-instant.ts';
export { chooseRelationName, lockTableNames, refuseTakenName } from './table-access/table-names.ts';
export {
  findReferrers,
  findTables,
  type ReferredTable,
  readColumns,
  recordColumns,
  recordTable,
  type TableEntry,
  touchTable,
} from './table-access/user-tables.ts';
export { newSpanId, newTraceId, requestSpanOfJob, type Span, traceOfJob } from './tracing/span.ts';
export { openTraces, type Traces } from './tracing/trace-exporter.ts';
export { learnBackendPid } from './transactions/backend-pid.ts';
export { readDatabaseClock } from './transactions/database-clock.ts';
export { PreparingClient } from './transactions/preparing-client.ts';
export { queryRows } from './transactions/query-rows.ts';
export type { Queryable } from './transactions/queryable.ts';
export { jsonText } from './transactions/to-jsonb.ts';
export { inTransaction } from './transactions/transaction.ts';
export { fingerprintTemplate, planTemplate, type TemplatePlan } from './workbooks/plan-template.ts';
