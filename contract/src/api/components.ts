/**
 * The schemas that have a name in the descriptions of the API (OpenAPI and AsyncAPI). They are the objects that requests and
 * answers are checked with; wherever one occurs, the descriptions refer to it by its name.
 */
import { z } from 'zod';
import { ApiKey, KeyScope, KeyScopes, KeyTables } from '../entities/api-key.ts';
import { ColumnFormat, ColumnHighlight, ValueFormat } from '../entities/column-format.ts';
import { ColumnType } from '../entities/column-type.ts';
import { ErrorInfo } from '../entities/error-info.ts';
import { ExportTemplate, ExportTemplates, TemplatePlaceholders, TemplateProblem } from '../entities/export-template.ts';
import { Dialect, DialectChoice, ExportFormat, File, FileState, Format, TextEncoding } from '../entities/file.ts';
import { Issue, IssueGroup, Reject } from '../entities/issue.ts';
import { Counts, Job, JobKind, JobPriority, JobResult, JobState, Phase, Progress } from '../entities/job.ts';
import {
  Attempt,
  AttemptEnd,
  EffectiveColumn,
  EffectiveMapping,
  JobDetails,
  LoggedPhase,
} from '../entities/job-history.ts';
import { Invitation, Person, PersonLimits, Role } from '../entities/person.ts';
import { ColumnProfile, NonDataRow, Sheet, SheetColumn, Warning } from '../entities/sheet.ts';
import { Merge } from '../entities/sheet-layout.ts';
import { Column, KeyMatching, Table } from '../entities/table.ts';
import { TableRole } from '../entities/table-role.ts';
import { TextOptions } from '../entities/text-options.ts';
import { SentFile, SentFileState, UploadLink, UploadLinkMode, UploadLinkState } from '../entities/upload-link.ts';
import { ColumnMark, DateOrder, DecimalMark, Row, Value } from '../entities/value.ts';
import { View, ViewColumn, ViewDefinition } from '../entities/view.ts';
import { WorkbookOptions } from '../entities/workbook-options.ts';
import { Watch, WatchAnswer } from '../events/socket-events.ts';
import { ApiKeyChange, ApiKeyRotation, ApiKeySecret, ApiKeys, NewApiKey } from '../http/api-keys.ts';
import { Attachable, AttachableColumn, Attachables, AttachTable, Restriction } from '../http/attach.ts';
import { AuditEvent, AuditEvents } from '../http/audit.ts';
import { Batch, BatchStates, NewBatch } from '../http/batches.ts';
import {
  BulkCorrections,
  CorrectedRows,
  CountedRejects,
  CountRejects,
  NewCorrections,
  RejectFilter,
  Rejects,
} from '../http/corrections.ts';
import { Deletion, NewDeletion } from '../http/deletions.ts';
import { DuplicateGroup, DuplicateGroups, FindDuplicates } from '../http/duplicates.ts';
import { DuplicateMerge, NewEdit, Replacement } from '../http/edits.ts';
import { ExportRequest, SheetRequest } from '../http/exports.ts';
import { FileChange, Files, Preview } from '../http/files.ts';
import { Filter, FilterOp, Scalar, Sort } from '../http/filter.ts';
import { Health, Ready } from '../http/health.ts';
import { Blank, Duplicates, ImportMode, MappedColumn, Mapping, NewImport, RunDryRun } from '../http/imports.ts';
import { NewIndex, SearchIndex, TableIndex, TableIndexes } from '../http/indexes.ts';
import { Change, ChangeKind, Changes, Issues, Jobs, RetryRequest } from '../http/jobs.ts';
import {
  KeyCandidate,
  MatchReason,
  SavedMapping,
  SavedMappings,
  SuggestedColumn,
  SuggestedMapping,
  TableSuggestion,
} from '../http/mapping-suggestions.ts';
import { FailureCause, LaneSeries, Monitor, WorkerState } from '../http/monitor.ts';
import {
  InvitationAcceptance,
  Invitations,
  LinkInfo,
  LinkInspection,
  NewInvitation,
  NewInvitationLink,
  PasswordLink,
  PasswordReset,
  People,
  PeopleNames,
  PersonChange,
  SignInRules,
  SignInRulesChange,
} from '../http/people.ts';
import { Problem } from '../http/problem.ts';
import { QueueState, Queues, QueueUpdate } from '../http/queues.ts';
import { RowCount, Rows } from '../http/rows.ts';
import {
  AccountChange,
  Me,
  NewSecondFactor,
  PasswordProof,
  PasswordRequest,
  PersonUsage,
  PossibleProof,
  RecoveryCodes,
  SecondFactor,
  SecondFactorCode,
  Session,
  Sessions,
  SignIn,
  SignInOptions,
  SingleSignOnStart,
  Usage,
} from '../http/session.ts';
import {
  Folder,
  FolderChange,
  Folders,
  NewFolder,
  NewShare,
  PersonShare,
  Shares,
  SharingChange,
  TableMove,
} from '../http/sharing.ts';
import { ColumnSummary, Summary, TableColumnProfile } from '../http/summary.ts';
import {
  ChangedTable,
  ColumnChange,
  KeyCheck,
  RuleViolation,
  RuleViolations,
  TableChange,
} from '../http/table-change.ts';
import { NewColumn, NewTable, Tables } from '../http/tables.ts';
import { Undo } from '../http/undo.ts';
import {
  LinkFile,
  LinkFiles,
  MadeUploadLink,
  NewUploadLink,
  NewVisit,
  SentRejects,
  StartedVisit,
  UploadLinkChange,
  UploadLinks,
  Visit,
} from '../http/upload-links.ts';
import { NewView, ViewChange, Views } from '../http/views.ts';
import { Lane } from '../queue/queue-messages.ts';
import { Rule, RuleKind, Rules, Severity } from '../rules/rules.ts';
import { AUTOMATION_COMPONENTS } from './automation-components.ts';
import { DELIVERY_COMPONENTS } from './delivery-components.ts';
import { WEBHOOK_COMPONENTS } from './webhook-components.ts';

/** Name, schema, and what it is, in a sentence. */
const COMPONENTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  // Files
  File: [
    File,
    'An uploaded file. `sheets` is present once the inspection has a first answer; each sheet is `complete` once all of it was read.',
  ],
  FileState: [FileState, 'How far a file is.'],
  FileFormat: [Format, 'The format of a file, told by its bytes.'],
  Files: [Files, 'A page of files, newest first.'],
  Sheet: [Sheet, 'One sheet of a workbook, or the only one of a text file.'],
  SheetColumn: [SheetColumn, 'A column of a sheet, as the inspection found it.'],
  ColumnProfile: [ColumnProfile, 'The distribution of the values of a column.'],
  ColumnWarning: [Warning, 'Something in a column that may not mean what it seems to mean.'],
  Dialect: [Dialect, 'How a text file is written.'],
  DialectChoice: [DialectChoice, 'How a text file is to be read. What is absent is detected.'],
  FileUpdate: [FileChange, 'What changes of a file.'],
  TextEncoding: [TextEncoding, 'An encoding of a text file.'],
  DateOrder: [DateOrder, 'The order of day, month and year in dates.'],
  DecimalMark: [DecimalMark, 'The mark before the decimals of a number.'],
  NumberMark: [ColumnMark, 'How the numbers of a column are written. `each`: every cell as it shows by itself.'],
  MergedCells: [Merge, 'Cells merged into one: rows from 1, columns from 0. The text stands in the first of them.'],
  NonDataRow: [NonDataRow, 'A row below the header that is not data: the heading again, totals or a note.'],
  FilePreview: [Preview, 'The first rows of a sheet, as a person sees them.'],
  // Tables
  Table: [Table, 'A table of Postgres that rows are imported into and exported from.'],
  Tables: [Tables, 'All tables.'],
  Column: [Column, 'A column of a table.'],
  ColumnType: [ColumnType, 'The type of a column.'],
  KeyMatching: [
    KeyMatching,
    'How keys are compared. `ignore_case`: texts that differ only in case and in spaces at both ends are the same key.',
  ],
  NewTable: [NewTable, 'A table to create.'],
  NewColumn: [NewColumn, 'A column of a table to create.'],
  TableUpdate: [TableChange, 'What changes of a table. What is not named stays.'],
  ColumnUpdate: [ColumnChange, 'What changes of a column. What is not named stays.'],
  UpdatedTable: [ChangedTable, 'A table after a change, with how many of its rows violate the rules that were named.'],
  Rule: [Rule, 'A rule for the values of a column.'],
  RuleKind: [RuleKind, 'The kind of a rule.'],
  Rules: [Rules, 'The rules of a column.'],
  Severity: [Severity, '`error`: a row that violates the rule is rejected. `warning`: it is imported, and reported.'],
  RuleViolation: [RuleViolation, 'Rows of the table that violate a rule today.'],
  KeyCheck: [KeyCheck, 'What stands in the way of a new key, and what it costs.'],
  RuleViolations: [RuleViolations, 'The rules that rows of the table violate today.'],
  Value: [Value, 'A value of a cell. Numbers that JavaScript cannot hold exactly, dates and times are strings.'],
  Row: [Row, 'A row of a table: values by the names of its columns.'],
  Rows: [Rows, 'A page of rows.'],
  TableIndex: [TableIndex, 'An index of a table.'],
  TableIndexes: [TableIndexes, 'The indexes of a table.'],
  NewIndex: [NewIndex, 'An index to make.'],
  SearchIndex: [SearchIndex, 'The index that searches of a table use, or what it would cost.'],
  RowCount: [RowCount, 'How many rows a filter leaves, and whether pages of them are fast.'],
  NewEdit: [
    NewEdit,
    'Changes of rows of a table: of rows that are named one by one, or of all that a filter selects (`set`, `delete`, `replace`, `merge`).',
  ],
  Replacement: [Replacement, 'A text that is looked for in cells, and what it becomes.'],
  DuplicateMerge: [DuplicateMerge, 'Which row of several that are alike stays, and what it takes from the others.'],
  DuplicatesRequest: [FindDuplicates, 'When rows are alike, and which page of them.'],
  DuplicateGroups: [DuplicateGroups, 'A page of groups of rows that are alike.'],
  DuplicateGroup: [DuplicateGroup, 'Rows that are alike.'],
  View: [View, 'A way to look at a table that was saved under a name.'],
  ViewDefinition: [ViewDefinition, 'Which rows and columns a view shows, and how.'],
  ViewColumn: [ViewColumn, 'A column of a view.'],
  Views: [Views, 'Saved views, by name.'],
  NewView: [NewView, 'A view to save.'],
  ViewChange: [ViewChange, 'What of a view is to be another.'],
  Summary: [Summary, 'Figures over the rows that a filter leaves.'],
  ColumnSummary: [ColumnSummary, 'Figures of a column.'],
  TableColumnProfile: [TableColumnProfile, 'A column of a table in detail: how its values lie.'],
  Filter: [
    Filter,
    'Which rows: one condition, several that must hold together (`and`) or one of which must hold (`or`), or words to `search` in all columns.',
  ],
  FilterOperator: [
    FilterOp,
    'How a condition compares. `starts` and `ends`: where the text stands. `between`: from one value to another, both within. `during`: days told from today, as `last_7_days`. `empty`: there is no value. An empty cell differs from every value and contains nothing.',
  ],
  Sort: [Sort, 'The columns by which rows are ordered, the first counting most.'],
  AttachableTable: [Attachable, 'Something with rows in the database, and whether it can be attached.'],
  AttachableColumn: [AttachableColumn, 'A column of a table that is in the database.'],
  AttachableTables: [Attachables, 'A page of tables that are in the database.'],
  AttachTable: [AttachTable, 'Which table of the database to attach, and what to call it.'],
  Restriction: [Restriction, 'Why a table cannot be attached, or why nothing can be imported into it.'],
  // Imports
  NewImport: [NewImport, 'An import: which sheet, into which table, and how.'],
  ImportMode: [
    ImportMode,
    '`insert` adds rows; `upsert` adds or changes by key; `update` only changes; `replace` deletes all rows first.',
  ],
  Mapping: [
    Mapping,
    'Which column of the sheet (by index or header) goes into which column of the table; null ignores one. Columns that are not named are matched automatically.',
  ],
  MappedColumn: [MappedColumn, 'Where a column of the sheet goes, and how its values are read.'],
  BlankHandling: [
    Blank,
    'What a blank cell does. `null` empties the value, `keep` leaves what is there, `default` sets the default of the column. A new row gets the default under `keep` too.',
  ],
  DuplicateHandling: [Duplicates, 'Which of several rows with the same key is imported; `reject`: none of them.'],
  Scalar: [Scalar, 'A value in a request.'],
  MappingSuggestion: [SuggestedMapping, 'Which column of the sheet probably goes into which column of the table.'],
  ColumnSuggestion: [SuggestedColumn, 'Where a column of the sheet probably goes, and how sure that is.'],
  MatchReason: [MatchReason, 'Why a column is suggested.'],
  KeyCandidate: [KeyCandidate, 'A column of a sheet each of whose values identifies one row.'],
  TableSuggestion: [TableSuggestion, 'A table whose columns are much like those of the sheet.'],
  SavedMapping: [SavedMapping, 'How an earlier import was mapped, for the next sheet with the same headings.'],
  SavedMappings: [SavedMappings, 'All saved mappings, the last used first.'],
  NewBatch: [NewBatch, 'Imports that are started together: all of them, or none.'],
  Batch: [Batch, 'Imports that were started together, seen as one.'],
  BatchStates: [BatchStates, 'Imports by their state. An import that was retried counts as its retry.'],
  // Exports
  NewExport: [ExportRequest, 'An export: which table, which columns and rows, in which format.'],
  ExportSheet: [SheetRequest, 'Rows of a table or a view as a sheet of a workbook.'],
  ColumnFormat: [ColumnFormat, 'How a column looks in a workbook: number format, width, total, colours.'],
  ValueFormat: [ValueFormat, 'How values are shown. They stay numbers and dates.'],
  ColumnHighlight: [ColumnHighlight, 'A colour that depends on the value.'],
  TextOptions: [TextOptions, 'How csv and tsv are written.'],
  WorkbookOptions: [WorkbookOptions, 'How a workbook looks. All of it has a default.'],
  ExportTemplate: [ExportTemplate, 'A workbook that exports fill.'],
  TemplatePlaceholders: [TemplatePlaceholders, 'What a template wants to be filled with.'],
  TemplateProblem: [TemplateProblem, 'What in a template is to be corrected.'],
  ExportTemplates: [ExportTemplates, 'The export templates.'],
  ExportFormat: [ExportFormat, 'The format of the file that an export writes.'],
  // Jobs
  Job: [Job, 'Work in the background: an import, an export, an inspection, an edit or an undo.'],
  Jobs: [Jobs, 'A page of jobs, newest first.'],
  JobKind: [JobKind, 'What a job does.'],
  JobState: [JobState, 'How far a job is. `succeeded`, `failed` and `cancelled` are final.'],
  JobPriority: [
    JobPriority,
    'How soon a job runs among those that wait in its lane. Whoever sends jobs gets turns: five for `high` jobs to one for `normal` ones, and five for these to one for `low` ones. Every job runs in the end.',
  ],
  Phase: [Phase, 'What a job is doing.'],
  Progress: [Progress, 'How far a job is, for a progress bar.'],
  Counts: [Counts, 'Rows by what happened to them.'],
  JobResult: [JobResult, 'What a job did. Which fields are present depends on the kind of the job.'],
  JobError: [ErrorInfo, 'What went wrong: a code of the table of errors, and a sentence.'],
  JobDetails: [JobDetails, 'How a job went: each attempt, what was requested and what was used.'],
  Attempt: [Attempt, "One worker's attempt at a job."],
  AttemptEnd: [
    AttemptEnd,
    'How an attempt ended. `released`: it was handed back and the job waited for another. `lost`: its worker fell silent.',
  ],
  AttemptPhase: [LoggedPhase, 'One phase of an attempt.'],
  EffectiveImport: [EffectiveMapping, 'What an import worked with, defaults and automatic matches included.'],
  EffectiveColumn: [EffectiveColumn, 'Where one column of the sheet went.'],
  Lane: [
    Lane,
    'Where jobs wait by their expected cost: `small` for jobs of few rows, `inspect` for inspections of larger files, `exports` for exports of larger tables, `large` for all others.',
  ],
  Queue: [QueueState, 'A lane: what waits and runs in it, and what the owner has set.'],
  Queues: [Queues, 'All lanes.'],
  Monitor: [Monitor, 'What the service does now and did lately.'],
  WorkerState: [WorkerState, 'A worker process.'],
  LaneSeries: [LaneSeries, 'A lane over time.'],
  FailureCause: [FailureCause, 'What jobs failed of.'],
  QueueUpdate: [QueueUpdate, 'What changes of a lane. What is not named stays.'],
  NewCorrections: [
    NewCorrections,
    'Corrections of rejects: row by row, in bulk, or as the corrected workbook. Where several give the same cell a value, the row by itself counts before the bulk corrections, and of these the first.',
  ],
  Deletion: [Deletion, 'What a deletion takes, and what stays.'],
  NewDeletion: [NewDeletion, 'What to delete: exactly one of the three.'],
  Change: [Change, 'A row that a dry run would change.'],
  Changes: [Changes, 'A page of changes.'],
  ChangeKind: [ChangeKind, 'What happens to a row.'],
  RunRequest: [RunDryRun, 'How a dry run is run as an import.'],
  RetryRequest: [RetryRequest, 'Nothing. Corrections go to `createCorrections`.'],
  UndoRequest: [Undo, 'What is undone with an import.'],
  // Rejects and corrections
  Reject: [Reject, "A row that was not imported, with why. `cells` are by the sheet's own headings."],
  Rejects: [Rejects, 'A page of rejects.'],
  RejectFilter: [RejectFilter, 'Which rejects that are pending. All that is named must hold; `{}` is all of them.'],
  RejectCountRequest: [CountRejects, 'Which rejects to count: those in one of these, and in none of those `without`.'],
  RejectCount: [CountedRejects, 'How many rejects there are.'],
  Issue: [Issue, 'What is wrong with a cell, or with the whole row where `column` is empty.'],
  IssueGroup: [IssueGroup, 'Rows with the same issue in the same column.'],
  Issues: [Issues, 'What is wrong with the rows of a job, by column and reason.'],
  Corrections: [
    CorrectedRows,
    "Rejected rows with corrected cells, by the sheet's headings. Cells that are not named stay as they were.",
  ],
  BulkCorrections: [
    BulkCorrections,
    'The same correction for all rejects that a filter selects. Without cells they are imported again as they are.',
  ],
  // Sharing
  TableRole: [TableRole, 'The role of a person on a table or a folder: `viewer`, `editor` or `owner` of it.'],
  Folder: [Folder, 'A named group of tables.'],
  Folders: [Folders, 'The folders that you may see, by name.'],
  NewFolder: [NewFolder, 'The folder to make.'],
  FolderUpdate: [FolderChange, 'The new name of a folder.'],
  TableMove: [TableMove, 'The folder that a table is to stand in.'],
  Shares: [Shares, 'Who has access to a table or a folder, and why.'],
  PersonShare: [PersonShare, 'A person who has access to a table or a folder, and why.'],
  SharingUpdate: [SharingChange, 'Whether only some people see a table or a folder, or everybody.'],
  NewShare: [NewShare, 'What a table or a folder is to be shared as.'],
  // People
  Role: [
    Role,
    'Of the service: a `guest` sees nothing but what is shared with them. A `viewer` sees open tables and what belongs to them, and exports. An `editor` also uploads, makes tables, imports, corrects and undoes. An `owner` sees and does everything, people, queues and attached tables among it.',
  ],
  Person: [Person, 'A person who uses the service.'],
  People: [People, 'All people, the first owner first.'],
  PeopleNames: [PeopleNames, 'What people are called.'],
  PersonUpdate: [PersonChange, 'What changes of a person. What is not named stays.'],
  Invitation: [Invitation, 'An invitation that nobody has accepted yet.'],
  Invitations: [Invitations, 'Invitations that can still be accepted, newest first.'],
  NewInvitation: [NewInvitation, 'Whom to invite, and as what.'],
  InvitationLink: [NewInvitationLink, 'An invitation with its link.'],
  PasswordLink: [PasswordLink, 'A link with which a person sets a new password.'],
  LinkRequest: [LinkInspection, 'A link that somebody was given.'],
  LinkInfo: [LinkInfo, 'What a link is for.'],
  InvitationAcceptance: [InvitationAcceptance, 'The account of whoever accepts an invitation.'],
  SignInRules: [SignInRules, 'What is demanded of everybody who signs in.'],
  SignInRulesUpdate: [SignInRulesChange, 'What is to be demanded of everybody who signs in.'],
  PasswordReset: [PasswordReset, 'A new password, by a link.'],
  AccountUpdate: [AccountChange, 'What changes of the own account. What is not named stays.'],
  PasswordProof: [PasswordProof, 'The current password.'],
  SingleSignOnStart: [SingleSignOnStart, 'Where sign-in with the provider begins.'],
  PossibleProof: [PossibleProof, 'The current password, of an account that has one.'],
  SecondFactor: [SecondFactor, 'The second factor of the own account.'],
  NewSecondFactor: [NewSecondFactor, 'A second factor that is being set up.'],
  SecondFactorCode: [SecondFactorCode, 'A code of the authenticator app.'],
  RecoveryCodes: [RecoveryCodes, 'Ten new recovery codes.'],
  Session: [Session, 'A browser that is signed in.'],
  PersonLimits: [PersonLimits, 'What a person may keep and ask for.'],
  PersonUsage: [PersonUsage, 'What a person uses of their limits, for an owner.'],
  Usage: [Usage, 'What a person uses of their limits.'],
  Sessions: [Sessions, 'The sessions of a person, the last used first.'],
  // API keys
  ApiKey: [ApiKey, 'A key with which a program asks as a person.'],
  ApiKeys: [ApiKeys, 'API keys, newest first.'],
  KeyScope: [
    KeyScope,
    '`read` sees; `import` uploads, imports, corrects and undoes; `export` exports; `manage` changes tables, mappings and queues. Each of them includes `read`.',
  ],
  KeyScopes: [KeyScopes, 'What a key may do, of all that its person may.'],
  KeyTables: [KeyTables, 'The tables of a key that is not for all of them.'],
  NewApiKey: [NewApiKey, 'A key to make.'],
  ApiKeySecret: [ApiKeySecret, 'A key with its secret, which is shown once.'],
  ApiKeyUpdate: [ApiKeyChange, 'What changes of a key. What is not named stays.'],
  ApiKeyRotation: [ApiKeyRotation, 'How a key gets a new secret.'],
  // Upload links
  UploadLink: [UploadLink, 'A link by which somebody without an account sends files into a table.'],
  UploadLinkState: [
    UploadLinkState,
    '`stopped`: the person who made it may no longer import into the table. `full`: all its files came.',
  ],
  UploadLinkMode: [UploadLinkMode, 'What the rows of the files become. No file replaces what others brought.'],
  UploadLinks: [UploadLinks, 'The upload links of a table, newest first.'],
  NewUploadLink: [NewUploadLink, 'An upload link to make.'],
  MadeUploadLink: [MadeUploadLink, 'An upload link with its path, which is shown once.'],
  UploadLinkUpdate: [UploadLinkChange, 'What changes of an upload link. What is not named stays.'],
  SentFile: [SentFile, 'A file that a visitor sent, as they see it.'],
  SentRejects: [SentRejects, "How far the workbook of a sent file's rejects is."],
  SentFileState: [SentFileState, 'How far a sent file is. `refused`: no import was started.'],
  LinkFile: [LinkFile, 'A file that came by an upload link.'],
  LinkFiles: [LinkFiles, 'The files that came by an upload link, newest first.'],
  NewVisit: [NewVisit, 'The secret of an upload link.'],
  Visit: [Visit, 'What a visitor sees of an upload link, and what they sent by it.'],
  StartedVisit: [StartedVisit, 'A visit, with the secret that it goes on with.'],
  ...AUTOMATION_COMPONENTS,
  ...WEBHOOK_COMPONENTS,
  ...DELIVERY_COMPONENTS,
  // The audit trail
  AuditEvent: [AuditEvent, 'Something that somebody did, or tried to do.'],
  AuditEvents: [AuditEvents, 'A page of the audit trail, newest first.'],
  // The service
  Health: [Health, 'The server lives.'],
  Readiness: [Ready, 'Whether what the server needs answers.'],
  SignInRequest: [SignIn, 'What to sign in with: an e-mail address and a password, or the token of the owner.'],
  SignInOptions: [SignInOptions, 'What the service is set up for.'],
  PasswordRequest: [PasswordRequest, 'Whose password was forgotten.'],
  Principal: [Me, 'Who is asking.'],
  Problem: [Problem, 'An error (RFC 9457, `application/problem+json`).'],
  // Live events
  WatchRequest: [Watch, 'The id of a job, a batch, or `all` for all jobs.'],
  WatchReply: [WatchAnswer, 'The job or the batch as it is now, or why it cannot be watched.'],
};

/** The named schemas. Filled once, so that a name stands for one schema. */
export const apiComponents = z.registry<{ id: string; description: string }>();
for (const [id, [schema, description]] of Object.entries(COMPONENTS)) {
  apiComponents.add(schema, { id, description });
  schema.register(z.globalRegistry, { id, description });
}

/** The name of a schema, or undefined where it has none. */
export function componentName(schema: unknown): string | undefined {
  return schema instanceof z.ZodType ? apiComponents.get(schema)?.id : undefined;
}
