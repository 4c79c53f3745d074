import {
  AppError,
  ChangedTable,
  type Column,
  DeleteTableQuery,
  findColumn,
  IdParams,
  mayDo,
  NewTable,
  RuleViolations,
  Table,
  TableChange,
  Tables,
} from '@sheetport/contract';
import {
  chooseRelationName,
  findReferrers,
  inTransaction,
  lockTableNames,
  queryRows,
  recordTable,
  refuseTakenName,
  tableRefOf,
} from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { columnNames, createTable, dropTable, setKeyMatching, TableError, type TableRef } from '@sheetport/tables';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import { visibleTables } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { claimKey, findCreatedId, IdempotencyHeaders, idempotencyOf } from '../../http/idempotency.ts';
import { newId } from '../../id.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { changeTable, checkKey, checkRules, countChange, rulesOfNew } from './alter-table.ts';
import { requireCreation } from './create-place.ts';
import { refuseHiddenReferences } from './hidden-references.ts';
import { changeImportRules } from './import-rules.ts';
import { readChangedSnapshot, readTableSnapshot, readTableSnapshots } from './list-tables.ts';
import { countAfterChange, countingTime } from './rule-violations.ts';
import { readStandings, viewTable, viewTableFor } from './table-view.ts';

const Recorded = z.object({ columns: z.json(), key: z.array(z.string()) });

/** Register the routes that create, list, change and delete tables. */
export function routeTables(app: App, context: Context): void {
  const { records, browsePool, preparePool } = context;

  app.get(
    '/api/tables',
    {
      config: { permission: 'table.see' },
      schema: {
        operationId: 'listTables',
        tags: ['Tables'],
        summary: 'List tables',
        description: 'All tables that you may see, by name.',
        errors: ['not_permitted', 'table_in_use', 'busy'],
        response: { 200: Tables },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.table.findMany({
        where: visibleTables(principal),
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
      const places = await readStandings(context, principal, rows);
      const snapshots = await readTableSnapshots(context, rows, request.clientGone);
      // One that was hidden between the two queries is left out.
      const tables = rows.flatMap((row, index) => {
        const place = places.get(row.id);
        return place ? [viewTable(row, snapshots[index]!, place)] : [];
      });
      return { tables };
    },
  );

  app.post(
    '/api/tables',
    {
      // Where it is to stand decides (create-place.ts).
      config: { permission: 'folder.fill' },
      schema: {
        operationId: 'createTable',
        tags: ['Tables'],
        summary: 'Create a table',
        description: 'Make an empty table. Importing into a new table makes one too.',
        errors: [
          'invalid_table',
          'invalid_key',
          'invalid_rule',
          'table_exists',
          'idempotency_conflict',
          ...TABLE_ERRORS,
        ],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        body: NewTable,
        response: { 201: Table },
      },
    },
    async (request, reply) => {
      await requireCreation(context, principalOf(request), request.body.folderId);
      const { row, replayed } = await makeTable(context, request, request.body);
      if (replayed) reply.header('idempotency-replayed', 'true');
      reply.code(201).header('location', `/api/tables/${row.id}`);
      return viewTableFor(context, principalOf(request), row, await readChangedSnapshot(context, row));
    },
  );

  app.get(
    '/api/tables/:id',
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'getTable',
        tags: ['Tables'],
        summary: 'Get a table',
        description: 'A table as the database has it now.',
        errors: [...TABLE_ERRORS],
        params: IdParams,
        response: { 200: Table },
      },
    },
    async (request) => {
      const row = await findTable(context, request.params.id);
      const snapshot = await browsePool.run((client) => readTableSnapshot(client, row), { signal: request.clientGone });
      return viewTableFor(context, principalOf(request), row, snapshot);
    },
  );

  app.patch(
    '/api/tables/:id',
    {
      config: { permission: 'table.change', object: 'table' },
      schema: {
        operationId: 'updateTable',
        tags: ['Tables'],
        summary: 'Update a table',
        description:
          'Change its name, what holds for its imports, the labels and rules of its columns, or its key: all of it or nothing. The Postgres names stay.',
        errors: [
          ...TABLE_ERRORS,
          'table_exists',
          'invalid_table',
          'invalid_key',
          'invalid_rule',
          'rows_violate_rule',
          'table_needed',
          'invalid_filter',
        ],
        params: IdParams,
        body: TableChange,
        response: { 200: ChangedTable },
      },
    },
    async (request) => {
      const row = await findTable(context, request.params.id);
      const { name, newColumns, importsPerMinute, columns, key, keyMatching } = request.body;
      const principal = principalOf(request);
      if (name !== undefined && name !== row.name) await refuseTakenName(context.pool, name, principal, row.id);
      const change = async (client: PoolClient) => {
        await client.query('SELECT 1 FROM sheetport."table" WHERE id = $1 FOR UPDATE', [row.id]);
        await auditWithin(request, client, { kind: 'table', id: row.id, name: row.name });
        // What people call it changes; the Postgres name stays, because queries elsewhere may use it.
        if (name !== undefined)
          await client.query('UPDATE sheetport."table" SET name = $2, updated_at = now() WHERE id = $1', [
            row.id,
            name,
          ]);
        if (newColumns !== undefined || importsPerMinute !== undefined)
          await changeImportRules(client, row.id, { newColumns, importsPerMinute });
        if (columns === undefined && key === undefined && keyMatching === undefined) return undefined;
        const [current] = await queryRows(
          client,
          Recorded,
          'SELECT columns, key FROM sheetport."table" WHERE id = $1',
          [row.id],
        );
        return changeTable(client, principal, { ...row, ...current }, { columns, key, keyMatching });
      };
      const planned = await preparePool.run((client) => inTransaction(client, change));
      const changed = await findTable(context, row.id);
      return {
        ...(await viewTableFor(context, principal, changed, await readChangedSnapshot(context, changed))),
        violations: planned ? await countAfterChange(context, changed, planned) : [],
      };
    },
  );

  app.post(
    '/api/tables/:id/rules/check',
    {
      config: { permission: 'table.change', object: 'table', audit: false },
      schema: {
        operationId: 'checkRules',
        tags: ['Tables'],
        summary: 'Check rules before setting them',
        description:
          'Count the existing rows that would violate the rules of an update, and what its key would cost. Nothing is changed.',
        errors: [...TABLE_ERRORS, 'invalid_table', 'invalid_key', 'invalid_rule', 'invalid_filter'],
        params: IdParams,
        body: TableChange,
        response: { 200: RuleViolations },
      },
    },
    async (request) => {
      const row = await findTable(context, request.params.id);
      const { body, clientGone: signal } = request;
      const ms = countingTime(context.settings);
      return browsePool.run(
        async (client) => {
          const violations = await countChange(client, principalOf(request), row, body, ms);
          const keyCheck = await checkKey(client, principalOf(request), row, body);
          return { violations, ...(keyCheck ? { keyCheck } : {}) };
        },
        { signal },
      );
    },
  );

  app.delete(
    '/api/tables/:id',
    {
      config: { permission: 'table.delete', object: 'table' },
      schema: {
        operationId: 'deleteTable',
        tags: ['Tables'],
        summary: 'Delete a table',
        description:
          'Drop a table with all its rows; with `keep=true` it stays in the database and is only detached. An attached table is dropped only with `drop=true`.',
        errors: [...TABLE_ERRORS, 'drop_not_confirmed', 'table_needed'],
        params: IdParams,
        querystring: DeleteTableQuery,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const { keep, drop } = request.query;
      // What was in the database before is not only of the service: whoever may attach it may take it out again.
      if (row.attached && !mayDo(principalOf(request).role, 'table.attach')) throw new AppError('forbidden');
      if (row.attached && !keep && !drop) throw new AppError('drop_not_confirmed');
      const deleteTable = async (client: PoolClient) => {
        // The record is locked first, so that no job can be started on it meanwhile: its foreign key needs this row.
        await client.query('SELECT 1 FROM sheetport."table" WHERE id = $1 FOR UPDATE', [row.id]);
        const busy = await client.query(
          `SELECT 1 FROM sheetport.job WHERE table_id = $1 AND state IN ('queued', 'running') LIMIT 1`,
          [row.id],
        );
        if (busy.rowCount) throw new AppError('table_in_use');
        const referrers = await findReferrers(client, row.id);
        if (referrers.some(({ id }) => id !== row.id)) throw new AppError('table_needed');
        if (!keep) await dropIfPresent(client, tableRefOf(row));
        await client.query('DELETE FROM sheetport."table" WHERE id = $1', [row.id]);
        await auditWithin(request, client, { kind: 'table', id: row.id, name: row.name });
      };
      await preparePool.run((client) => inTransaction(client, deleteTable));
      return reply.code(204).send();
    },
  );
}

/** @throws AppError `invalid_key` for a key without text, which has no case */
function refuseMatching(error: unknown): never {
  if (error instanceof TableError && error.code === 'invalid_key')
    throw new AppError('invalid_key', { detail: 'none of its columns is text, so it has no case to ignore' });
  throw error;
}

/** Drop a table; it may have been dropped by others before. */
async function dropIfPresent(client: PoolClient, table: TableRef): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '3s'; SAVEPOINT drop_table`);
  await dropTable(client, table).catch(async (error: unknown) => {
    if (!(error instanceof TableError && error.code === 'no_such_table')) throw error;
    await client.query('ROLLBACK TO SAVEPOINT drop_table');
  });
}

/** @throws AppError `not_found` */
export async function findTable({ records }: Pick<Context, 'records'>, id: string): Promise<TableRecord> {
  const row = await records.table.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found', { what: 'table' });
  return row;
}

/** Make the Postgres table and its record in one transaction, at most once for each Idempotency-Key (docs/promises.md, P10). */
async function makeTable(
  { records, preparePool, settings }: Context,
  request: FastifyRequest,
  body: NewTable,
): Promise<{ row: TableRecord; replayed: boolean }> {
  const idempotency = idempotencyOf(request);
  const given = body.columns.map(({ name }) => name);
  const made = columnNames(
    body.columns.map(({ label }) => label),
    given.filter((name) => name !== undefined),
  );
  const columns = body.columns.map(
    (column, index): Column =>
      rulesOfNew(
        {
          name: given[index] ?? made[index]!,
          label: column.label,
          type: column.type,
          required: column.required,
          unique: column.unique,
          rules: [],
        },
        column.rules ?? [],
      ),
  );
  const key = body.key.map((word) => {
    const column = findColumn(columns, word);
    if (!column) throw new AppError('invalid_key', { detail: `there is no column "${word}"` });
    return column.name;
  });
  const id = newId();
  const schema = settings.TABLES_SCHEMA;
  const make = async (client: PoolClient) => {
    await lockTableNames(client);
    const execute = async (sql: string, values: string[]) => (await client.query(sql, values)).rowCount ?? 0;
    if (idempotency && !(await claimKey(execute, idempotency, id))) return false;
    await refuseTakenName(client, body.name, principalOf(request));
    const relationName = await chooseRelationName(client, schema, body.name);
    const table = await createTable(client, { schema, name: relationName, columns, key });
    if (body.keyMatching !== undefined)
      await setKeyMatching(client, { schema, name: relationName }, body.keyMatching).catch(refuseMatching);
    await refuseHiddenReferences(client, principalOf(request), columns, []);
    await checkRules(client, { schema, relationName }, columns);
    const known = columns.map((column) => ({
      ...column,
      required: table.columns.find(({ name }) => name === column.name)?.required ?? column.required,
    }));
    const { name, folderId, restricted } = body;
    const place = { folderId, restricted, createdBy: principalOf(request).id };
    await recordTable(client, { id, name, schema, relationName, columns: known, key, ...place });
    await auditWithin(request, client, { kind: 'table', id, name });
    return true;
  };
  const isMade = await preparePool.run((client) => inTransaction(client, make));
  // Looked up only now: within the transaction it would want a second connection while many hold one.
  const before = isMade || !idempotency ? undefined : await findCreatedId(records, idempotency);
  return { row: await findTable({ records }, before ?? id), replayed: !isMade };
}
