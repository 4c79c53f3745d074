import {
  type Attachable,
  AttachableQuery,
  Attachables,
  AttachTable,
  Failure,
  HINDRANCES,
  type HindranceCode,
  Table,
} from '@sheetport/contract';
import {
  type FoundRelation,
  findAttachable,
  findRelations,
  readHindrance,
  TableError,
  type TableRef,
  writeHindrance,
} from '@sheetport/tables';
import type { PoolClient } from 'pg';
import type { App, Context } from '../context.ts';
import { TABLE_ERRORS } from '../error-groups.ts';
import { newId } from '../id.ts';
import { lookUpChanged } from '../list-tables.ts';
import { columnsOf, shownKey, viewTable } from '../table-view.ts';
import { inTransaction, lockNames, refuseTakenNameIn } from '../transaction.ts';
import { findTable } from './tables.ts';

/** Tables that were in the database before: find them, and attach them. */
export function routeAttach(app: App, context: Context): void {
  const { records, browsePool } = context;

  app.get(
    '/api/tables/attachable',
    {
      schema: {
        operationId: 'listAttachableTables',
        tags: ['Tables'],
        summary: 'List tables that can be attached',
        description:
          'Tables that are in the database already, in the order of their names, with the reasons why some cannot be attached.',
        errors: ['bad_cursor', 'not_permitted'],
        querystring: AttachableQuery,
        response: { 200: Attachables },
      },
    },
    async (request) => {
      const { search, after, limit } = request.query;
      const wanted = { search, after: after === undefined ? undefined : readPlace(after), limit: limit + 1 };
      const found = await browsePool.run((client) => findRelations(client, wanted), { signal: request.signal });
      const page = found.slice(0, limit);
      const known = await records.table.findMany({
        where: { OR: page.map(({ schema, name }) => ({ schema, physical: name })) },
        select: { id: true, schema: true, physical: true },
      });
      const ids = new Map(known.map(({ id, schema, physical }) => [`${schema}\0${physical}`, id]));
      const last = page.at(-1);
      return {
        tables: page.map((relation) => viewRelation(relation, ids.get(`${relation.schema}\0${relation.name}`) ?? null)),
        next: found.length > limit && last ? writePlace(last) : null,
      };
    },
  );

  app.post(
    '/api/tables/attach',
    {
      schema: {
        operationId: 'attachTable',
        tags: ['Tables'],
        summary: 'Attach a table',
        description: 'Make a table known that is in the database already. It is not changed.',
        errors: [...TABLE_ERRORS, 'cannot_attach', 'table_attached', 'table_exists'],
        responseHeaders: ['Location'],
        body: AttachTable,
        response: { 201: Table },
      },
    },
    async (request, reply) => {
      const id = await context.preparePool.run((client) => attach(client, request.body));
      const row = await findTable(context, id);
      reply.code(201).header('location', `/api/tables/${id}`);
      return viewTable(row, await lookUpChanged(context, row));
    },
  );
}

async function attach(client: PoolClient, { schema, name, label }: AttachTable): Promise<string> {
  const { table, isPartition } = await findAttachable(client, { schema, name }).catch(async (error: unknown) => {
    if (error instanceof TableError && error.code === 'no_such_table') throw await notATable(client, { schema, name });
    throw error;
  });
  const hindrance = isPartition ? 'partition' : readHindrance(table);
  if (hindrance) throw new Failure('cannot_attach', { detail: HINDRANCES[hindrance].message });
  const id = newId();
  await inTransaction(client, async () => {
    await lockNames(client);
    const { rows } = await client.query('SELECT name FROM sheetport."table" WHERE schema = $1 AND physical = $2', [
      table.schema,
      table.name,
    ]);
    if (rows[0]) throw new Failure('table_attached', { name: rows[0].name as string });
    const called = label ?? (await freeName(client, table));
    await refuseTakenNameIn(client, called);
    const columns = columnsOf({ columns: [] }, table);
    await client.query(
      `INSERT INTO sheetport."table" (id, name, schema, physical, columns, key, attached, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, true, now())`,
      [id, called, table.schema, table.name, JSON.stringify(columns), shownKey(table)],
    );
  });
  return id;
}

/** Absent and hidden are answered alike (docs/promises.md, P43); what the list shows is answered with its reason. */
async function notATable(client: PoolClient, { schema, name }: TableRef): Promise<Failure> {
  const listed = await findRelations(client, { search: `${schema}.${name}`, limit: 100 });
  const relation = listed.find((one) => one.schema === schema && one.name === name);
  const [hindrance] = relation ? viewRelation(relation, null).hindrances : [];
  return hindrance
    ? new Failure('cannot_attach', { detail: hindrance.message })
    : new Failure('not_found', { what: 'table' });
}

/** Its own name; where another table has that, with the schema before it. */
async function freeName(client: PoolClient, { schema, name }: TableRef): Promise<string> {
  return refuseTakenNameIn(client, name).then(
    () => name,
    () => `${schema}.${name}`.slice(0, 120),
  );
}

function viewRelation(relation: FoundRelation, tableId: string | null): Attachable {
  const { schema, name, kind, estimatedRows, table } = relation;
  const codes: HindranceCode[] = [];
  if (tableId !== null) codes.push('attached');
  if (kind === 'view' || kind === 'materialized_view') codes.push('view');
  else if (kind === 'foreign_table') codes.push('foreign_table');
  else if (table) codes.push(...[writeHindrance(table)].filter((code) => code !== undefined));
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
      pg: column.pg,
    })),
    key: table ? shownKey(table) : [],
    estimatedRows,
    tableId,
    triggers: table?.access.triggers ?? [],
    hindrances: codes.map((code) => ({ code, ...HINDRANCES[code] })),
  };
}

/** A place in the list as an opaque mark. */
function writePlace({ schema, name }: TableRef): string {
  return Buffer.from(JSON.stringify([schema, name])).toString('base64url');
}

/** @throws Failure `bad_cursor` */
function readPlace(mark: string): TableRef {
  try {
    const [schema, name, ...rest] = JSON.parse(Buffer.from(mark, 'base64url').toString()) as unknown[];
    if (typeof schema === 'string' && typeof name === 'string' && rest.length === 0) return { schema, name };
  } catch {
    // Not ours.
  }
  throw new Failure('bad_cursor');
}
