import {
  AppError,
  type Attachable,
  AttachableQuery,
  Attachables,
  AttachTable,
  RESTRICTIONS,
  type RestrictionCode,
  Table,
} from '@sheetport/contract';
import {
  columnsOf,
  inTransaction,
  lockTableNames,
  queryRows,
  recordTable,
  refuseTakenName,
  shownKey,
} from '@sheetport/core';
import {
  type FoundRelation,
  findAttachable,
  findRelations,
  readRestriction,
  TableError,
  type TableRef,
  writeRestriction,
} from '@sheetport/tables';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { newId } from '../../id.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { readChangedSnapshot } from './list-tables.ts';
import { findTable } from './table-routes.ts';
import { viewTableFor } from './table-view.ts';

const Named = z.object({ name: z.string() });
/** Schema and name of the last relation of a page. */
const Cursor = z.tuple([z.string(), z.string()]);

/** Register the routes that list and attach tables that the service did not create. */
export function routeAttach(app: App, context: Context): void {
  const { records, browsePool } = context;

  app.get(
    '/api/tables/attachable',
    {
      config: { permission: 'table.attach' },
      schema: {
        operationId: 'listAttachableTables',
        tags: ['Tables'],
        summary: 'List tables that can be attached',
        description:
          'Tables that are in the database already, in the order of their names, with the reasons why some cannot be attached.',
        errors: ['invalid_cursor', 'not_permitted', 'busy'],
        querystring: AttachableQuery,
        response: { 200: Attachables },
      },
    },
    async (request) => {
      const { search, after, limit } = request.query;
      const wanted = { search, after: after === undefined ? undefined : readCursor(after), limit: limit + 1 };
      const found = await browsePool.run((client) => findRelations(client, wanted), { signal: request.clientGone });
      const page = found.slice(0, limit);
      const known = await records.table.findMany({
        where: { OR: page.map(({ schema, name }) => ({ schema, relationName: name })) },
        select: { id: true, schema: true, relationName: true },
      });
      const ids = new Map(known.map(({ id, schema, relationName }) => [`${schema}\0${relationName}`, id]));
      const last = page.at(-1);
      return {
        tables: page.map((relation) => viewRelation(relation, ids.get(`${relation.schema}\0${relation.name}`) ?? null)),
        next: found.length > limit && last ? writeCursor(last) : null,
      };
    },
  );

  app.post(
    '/api/tables/attach',
    {
      config: { permission: 'table.attach' },
      schema: {
        operationId: 'attachTable',
        tags: ['Tables'],
        summary: 'Attach a table',
        description: 'Attach an existing table of the database, so that it can be imported into. It is not changed.',
        errors: [...TABLE_ERRORS, 'cannot_attach', 'table_attached', 'table_exists'],
        responseHeaders: ['Location'],
        body: AttachTable,
        response: { 201: Table },
      },
    },
    async (request, reply) => {
      const id = await context.preparePool.run((client) => attach(client, request));
      const row = await findTable(context, id);
      reply.code(201).header('location', `/api/tables/${id}`);
      return viewTableFor(context, principalOf(request), row, await readChangedSnapshot(context, row));
    },
  );
}

async function attach(client: PoolClient, request: FastifyRequest<{ Body: AttachTable }>): Promise<string> {
  const { schema, name, label } = request.body;
  const principal = principalOf(request as FastifyRequest);
  const { table, isPartition } = await findAttachable(client, { schema, name }).catch(async (error: unknown) => {
    if (error instanceof TableError && error.code === 'no_such_table')
      throw await explainMissingTable(client, { schema, name });
    throw error;
  });
  const restriction = isPartition ? 'partition' : readRestriction(table);
  if (restriction) throw new AppError('cannot_attach', { detail: RESTRICTIONS[restriction].message });
  const id = newId();
  await inTransaction(client, async () => {
    await lockTableNames(client);
    const sql = 'SELECT name FROM sheetport."table" WHERE schema = $1 AND relation_name = $2';
    const [attached] = await queryRows(client, Named, sql, [table.schema, table.name]);
    if (attached) throw new AppError('table_attached', attached);
    const called = label ?? (await freeName(client, principal, table));
    await refuseTakenName(client, called, principal);
    await recordTable(client, {
      id,
      name: called,
      schema: table.schema,
      relationName: table.name,
      columns: columnsOf({ columns: [] }, table),
      key: shownKey(table),
      attached: true,
      createdBy: principal.id,
    });
    await auditWithin(request as FastifyRequest, client, { kind: 'table', id, name: called });
  });
  return id;
}

/** Why a relation cannot be attached. Absent and hidden relations get the same answer (docs/promises.md, P43). */
async function explainMissingTable(client: PoolClient, { schema, name }: TableRef): Promise<AppError> {
  const listed = await findRelations(client, { search: `${schema}.${name}`, limit: 100 });
  const relation = listed.find((one) => one.schema === schema && one.name === name);
  const [restriction] = relation ? viewRelation(relation, null).restrictions : [];
  return restriction
    ? new AppError('cannot_attach', { detail: restriction.message })
    : new AppError('not_found', { what: 'table' });
}

/** Its own name; where another table has that, with the schema before it. */
async function freeName(client: PoolClient, principal: Principal, { schema, name }: TableRef): Promise<string> {
  return refuseTakenName(client, name, principal).then(
    () => name,
    () => `${schema}.${name}`.slice(0, 120),
  );
}

function viewRelation(relation: FoundRelation, tableId: string | null): Attachable {
  const { schema, name, kind, estimatedRows, table } = relation;
  const codes: RestrictionCode[] = [];
  if (tableId !== null) codes.push('attached');
  if (kind === 'view' || kind === 'materialized_view') codes.push('view');
  else if (kind === 'foreign_table') codes.push('foreign_table');
  else if (table) codes.push(...[writeRestriction(table)].filter((code) => code !== undefined));
  const shown = table?.columns.filter((column) => !column.hidden) ?? [];
  return {
    schema,
    name,
    kind,
    columns: shown.map((column) => ({
      name: column.name,
      type: column.type,
      required: column.required,
      ...(column.defaultSql !== undefined || column.identity !== undefined || column.generated ? { filled: true } : {}),
      pgType: column.pg,
    })),
    key: table ? shownKey(table) : [],
    estimatedRows,
    tableId,
    triggers: table?.access.triggers ?? [],
    restrictions: codes.map((code) => ({ code, ...RESTRICTIONS[code] })),
  };
}

/** The opaque cursor of the page after a relation. */
function writeCursor({ schema, name }: TableRef): string {
  return Buffer.from(JSON.stringify([schema, name])).toString('base64url');
}

/** @throws AppError `invalid_cursor` */
function readCursor(cursor: string): TableRef {
  try {
    const [schema, name] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { schema, name };
  } catch {
    throw new AppError('invalid_cursor');
  }
}
