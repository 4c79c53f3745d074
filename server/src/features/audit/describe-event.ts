/** What the audit trail says of a call: its object, and a few words more. Names of columns and operators; never cell values or secrets. */
import type { Filter } from '@sheetport/contract';
import type { AuditObject } from '@sheetport/core';
import type { FastifyRequest } from 'fastify';
import { type AuditNote, operationOf } from './audit-note.ts';

/** Entries of a list that are kept. */
const MOST = 100;

interface Named {
  id?: string;
  name?: string | null;
  title?: string;
}

/**
 * The object and the details of a call, by what it was asked and what it answers.
 * @param payload the answer; undefined before there is one
 */
export function describeEvent(request: FastifyRequest, payload: unknown): Pick<AuditNote, 'object' | 'details'> {
  const operation = operationOf(request);
  const body = (request.body ?? {}) as Record<string, unknown>;
  const { audit } = request;
  const made = MADE[operation];
  const answer = payload as Named & { invitation?: Named; key?: Named; link?: Named; webhook?: Named };
  const object =
    made !== undefined && !audit.written && payload !== undefined && typeof payload === 'object' && answer !== null
      ? objectOf(made, answer.invitation ?? answer.key ?? answer.link ?? answer.webhook ?? answer)
      : undefined;
  const details = Object.hasOwn(DETAILS, operation) ? DETAILS[operation]!(body, request) : undefined;
  return { ...(object && { object }), ...(details && { details: { ...details, ...audit.details } }) };
}

function objectOf(kind: string, { id, name, title }: Named): AuditObject | undefined {
  return id === undefined ? undefined : { kind, id, name: name ?? title ?? null };
}

/** The kind of what a call makes, which is in its answer. */
const MADE: Readonly<Record<string, string>> = {
  uploadFile: 'file',
  createImport: 'job',
  runDryRun: 'job',
  createCorrections: 'job',
  retryJob: 'job',
  undoImport: 'job',
  undoBatch: 'job',
  editRows: 'job',
  createExport: 'job',
  createExportTemplate: 'template',
  createBatch: 'batch',
  createTable: 'table',
  attachTable: 'table',
  createFolder: 'folder',
  createInvitation: 'invitation',
  createApiKey: 'key',
  createUploadLink: 'link',
  createWebhook: 'webhook',
  createDelivery: 'delivery',
  sendFile: 'file',
  createSchedule: 'schedule',
  createFeed: 'feed',
};

type Details = Record<string, unknown>;

const DETAILS: Readonly<Record<string, (body: Details, request: FastifyRequest) => Details>> = {
  createImport: ({ fileId, mode, dryRun, table }) => ({
    fileId,
    mode,
    ...(dryRun === true && { dryRun }),
    ...tableOf(table),
  }),
  createBatch: ({ imports }) => ({ imports: Array.isArray(imports) ? imports.length : 0 }),
  createExport: ({ tableId, format, columns, filter, sheets, groupBy }) => ({
    ...(tableId !== undefined && { tableId }),
    ...(Array.isArray(sheets) && { tableIds: sheets.slice(0, MOST).map((sheet: Details) => sheet.tableId) }),
    ...(groupBy !== undefined && { groupBy }),
    format,
    ...(Array.isArray(columns) && { columns: columns.slice(0, MOST), columnCount: columns.length }),
    ...(filter !== undefined && { filter: conditionsOf(filter as Filter) }),
  }),
  createDeletion: ({ fileId, tableId, before }) => ({
    ...(fileId !== undefined && { fileId }),
    ...(tableId !== undefined && { tableId }),
    ...(before !== undefined && { before }),
  }),
  editRows: ({ updates, inserts, deletes, force, filter, set, replace, merge, dryRun }, { params }) => ({
    tableId: (params as { id: string }).id,
    ...(Array.isArray(updates) && { updates: updates.length }),
    ...(Array.isArray(inserts) && { inserts: inserts.length }),
    ...(Array.isArray(deletes) && { deletes: deletes.length }),
    ...(force === true && { force }),
    ...(filter !== undefined && {
      filter: conditionsOf(filter as Filter),
      does: set !== undefined ? 'set' : replace !== undefined ? 'replace' : merge !== undefined ? 'merge' : 'delete',
    }),
    ...(dryRun === true && { dryRun }),
  }),
  undoImport: (_body, { params }) => ({ importId: (params as { id: string }).id }),
  undoBatch: (_body, { params }) => ({ batchId: (params as { id: string }).id }),
  createCorrections: (_body, { params }) => ({ importId: (params as { id: string }).id }),
  updateTable: ({ name, columns, key, keyMatching }) => ({
    changes: [
      ...(name !== undefined ? ['name'] : []),
      ...(columns !== undefined ? ['columns'] : []),
      ...(key !== undefined ? ['key'] : []),
      ...(keyMatching !== undefined ? ['keyMatching'] : []),
    ],
    ...(name !== undefined && { newName: name }),
    ...(Array.isArray(columns) && { columns: columns.slice(0, MOST).map(describeColumn) }),
  }),
  createIndex: ({ columns }) => ({ columns }),
  deleteTable: (_body, { query }) => ({ kept: (query as { keep?: boolean }).keep === true }),
  updateFile: ({ dialect }) => ({ dialect }),
  createFeed: ({ tableId, newColumns }) => ({ tableId, newColumns }),
  importFeedFile: ({ feedFileId }) => ({ feedFileId }),
  createSchedule: ({ task }) => ({ does: (task as { kind?: string } | undefined)?.kind }),
  updateSchedule: (body) => ({ changes: Object.keys(body) }),
  updateQueue: ({ paused, concurrency }, { params }) => ({
    lane: (params as { lane: string }).lane,
    ...(paused !== undefined && { paused }),
    ...(concurrency !== undefined && { concurrency }),
  }),
  updateSignInRules: ({ secondFactorRequired }) => ({ secondFactorRequired }),
  updatePerson: ({ role, disabled, name, limits }) => ({
    ...(limits !== undefined && { limits }),
    ...(role !== undefined && { role }),
    ...(disabled !== undefined && { disabled }),
    ...(name !== undefined && { renamed: true }),
  }),
  shareTable: describeShare,
  unshareTable: describeShare,
  updateTableSharing: ({ restricted }) => ({ restricted }),
  shareFolder: describeShare,
  unshareFolder: describeShare,
  updateFolderSharing: ({ restricted }) => ({ restricted }),
  updateFolder: ({ name }) => ({ newName: name }),
  moveTable: ({ folderId }) => ({ folderId }),
  createInvitation: ({ role }) => ({ role }),
  createApiKey: ({ scopes, tables, expiresAt }) => ({
    scopes,
    ...(tables !== undefined && { tables }),
    ...(expiresAt !== undefined && { expiresAt }),
  }),
  updateApiKey: ({ scopes, tables, expiresAt }) => ({
    ...(scopes !== undefined && { scopes }),
    ...(tables !== undefined && { tables }),
    ...(expiresAt !== undefined && { expiresAt }),
  }),
  rotateApiKey: ({ graceHours }) => ({ graceHours }),
  createDelivery: describeDelivery,
  updateDelivery: describeDelivery,
  createWebhook: describeWebhook,
  updateWebhook: describeWebhook,
  updateAccount: ({ name, email, language, password }) => ({
    changes: [
      ...(name !== undefined ? ['name'] : []),
      ...(email !== undefined ? ['email'] : []),
      ...(language !== undefined ? ['language'] : []),
      ...(password !== undefined ? ['password'] : []),
    ],
  }),
  exportAudit: (_body, { query }) => ({ format: (query as { format?: string }).format }),
};

/** With whom, and as what; nothing for what is no longer shared. */
function describeShare({ role }: Details, { params }: FastifyRequest): Details {
  return { personId: (params as { personId: string }).personId, ...(role !== undefined && { role }) };
}

/** By which way a delivery goes. Addresses may be those of people, or secrets. */
function describeDelivery({ target, export: asked }: Details): Details {
  const { kind } = (target ?? {}) as { kind?: string };
  const { tableId } = (asked ?? {}) as { tableId?: string };
  return { ...(kind !== undefined && { target: kind }), ...(tableId !== undefined && { tableId }) };
}

/** Where a webhook leads: the host alone, as the rest of an address may be a secret of the receiver. */
function describeWebhook({ url, events, tableIds, on }: Details): Details {
  return {
    ...(typeof url === 'string' && URL.canParse(url) && { host: new URL(url).host }),
    ...(events !== undefined && { events }),
    ...(tableIds !== undefined && { tableIds }),
    ...(on !== undefined && { on }),
  };
}

function tableOf(table: unknown): Details {
  const { id, name } = (table ?? {}) as Named;
  return id === undefined ? { newTable: name } : { tableId: id };
}

/** A column of a change of a table: its name, and what of it changes; the values in its rules are left out. */
function describeColumn(column: unknown): unknown {
  const {
    column: name,
    rules,
    ...others
  } = (column ?? {}) as { column?: string; rules?: { kind?: string }[] } & Details;
  return {
    column: name,
    changes: Object.keys(others),
    ...(Array.isArray(rules) && { rules: rules.map(({ kind }) => kind) }),
  };
}

/** The columns and operators of a filter. Its values and the words that are searched for may be of cells, and are left out. */
export function conditionsOf(filter: Filter): { column: string; op: string }[] {
  if ('and' in filter) return filter.and.flatMap(conditionsOf).slice(0, MOST);
  if ('or' in filter) return filter.or.flatMap(conditionsOf).slice(0, MOST);
  if ('search' in filter) return [{ column: '*', op: 'search' }];
  return [{ column: filter.column, op: filter.op }];
}
