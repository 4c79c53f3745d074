/**
 * What the audit trail has words for: operation ids of calls, and what the service does on its own. An event may have another action: that of
 * a later version, or of a call that was refused. Without schemas: the page that shows them loads it.
 */

/** Who gets in, and what they may: these are in the log, too, as are all events that were refused. */
export const SECURITY_ACTIONS = [
  'signIn',
  'signOut',
  'useToken',
  'openSocket',
  'updateAccount',
  'endSession',
  'endOtherSessions',
  'endSessionsOf',
  'createInvitation',
  'deleteInvitation',
  'createPasswordLink',
  'inspectLink',
  'acceptInvitation',
  'resetPassword',
  'requestPassword',
  'createApiKey',
  'updateApiKey',
  'rotateApiKey',
  'deleteApiKey',
  'createUploadLink',
  'updateUploadLink',
  'startVisit',
  'updatePerson',
  'deletePerson',
  'finishSingleSignOn',
  'connectSingleSignOn',
  'disconnectSingleSignOn',
  'beginSecondFactor',
  'confirmSecondFactor',
  'renewRecoveryCodes',
  'removeSecondFactor',
  'removeSecondFactorOf',
  'updateSignInRules',
  'updateTableSharing',
  'shareTable',
  'unshareTable',
  'updateFolderSharing',
  'shareFolder',
  'unshareFolder',
  'exportAudit',
] as const;

/** What is done with files, tables, jobs and lanes. */
const WORK_ACTIONS = [
  'uploadFile',
  'sendFile',
  'createUpload',
  'deleteUpload',
  'updateFile',
  'deleteFile',
  'createImport',
  'runDryRun',
  'createBatch',
  'cancelBatch',
  'createCorrections',
  'retryJob',
  'cancelJob',
  'deleteJob',
  'createDeletion',
  'undoImport',
  'undoBatch',
  'editRows',
  'createExport',
  'createExportTemplate',
  'deleteExportTemplate',
  'downloadExport',
  'downloadRejects',
  'downloadTemplate',
  'downloadSentRejects',
  'createTable',
  'attachTable',
  'updateTable',
  'createIndex',
  'deleteTable',
  'createFolder',
  'updateFolder',
  'deleteFolder',
  'moveTable',
  'deleteSavedMapping',
  'createView',
  'updateView',
  'deleteView',
  'createSchedule',
  'updateSchedule',
  'deleteSchedule',
  'runSchedule',
  'createWebhook',
  'updateWebhook',
  'rotateWebhookSecret',
  'deleteWebhook',
  'testWebhook',
  'resendWebhookMessage',
  'updateQueue',
  'finishImport',
  'finishUndo',
  'finishEdit',
  'removeOldFiles',
  'removeOldEvents',
] as const;

export const AUDIT_ACTIONS = [...SECURITY_ACTIONS, ...WORK_ACTIONS] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Whether something was done, or was refused for want of rights, or failed after it had begun. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** How somebody asked: by a browser session, with the token, with a key, by a link; or a worker or the service itself did it. */
export const AUDIT_VIAS = ['session', 'token', 'key', 'link', 'password', 'worker', 'service', 'nothing'] as const;
export type AuditVia = (typeof AUDIT_VIAS)[number];
