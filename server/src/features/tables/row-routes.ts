import { IdParams, RowCount, RowCountQuery, Rows, RowsQuery } from '@sheetport/contract';
import { refuseUnreadable, tableRefOf } from '@sheetport/core';
import { browse, countRows, introspect, type Page, planPage, type RowAnchors } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { toAppError } from '../../http/errors.ts';
import type { RowOrder } from './edits-in-place.ts';
import { RowAnchorCache } from './row-anchor-cache.ts';
import { findTable } from './table-routes.ts';

/** So many rows are passed one by one; a place further away is found through anchors. */
const MOST_PASSED = 5000;

/** A table's rows, a page at a time, and their number. */
export function routeRows(app: App, context: Context): void {
  const { browsePool } = context;
  const anchorCache = new RowAnchorCache(browsePool);

  app.get(
    '/api/tables/:id/rows',
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'listRows',
        tags: ['Tables'],
        summary: 'List rows',
        description:
          'A page of the rows of a table: the first one, the one after a cursor (`after`), or the one at a position (`offset`).',
        errors: [...TABLE_ERRORS, 'invalid_cursor', 'invalid_filter'],
        params: IdParams,
        querystring: RowsQuery,
        response: { 200: Rows },
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const { query, clientGone: signal } = request;
      const { limit, after, sort, filter } = query;
      const order: RowOrder = { row, sort, filter };
      const offset = after === undefined ? (query.offset ?? 0) : undefined;
      const isFar = offset !== undefined && Math.abs(offset) > MOST_PASSED;
      const readPage = async (client: PoolClient, known?: RowAnchors) => {
        refuseUnreadable(await introspect(client, tableRefOf(row)));
        const anchors = known ?? (await anchorCache.find(client, order));
        if (isFar && !anchors) return null;
        const start = anchors && offset !== undefined && offset < -MOST_PASSED ? fromStart(offset, anchors) : offset;
        const page = await browse(client, tableRefOf(row), { limit, after, offset: start, anchors, sort, filter });
        return { page, anchors };
      };
      const read = (await browsePool.run((client) => readPage(client), { signal })) ?? (await readPageWithAnchors());
      async function readPageWithAnchors() {
        const anchors = await anchorCache.read(order, signal);
        return (await browsePool.run((client) => readPage(client, anchors), { signal }))!;
      }
      const { page, anchors } = read;
      // A column may be called `__proto__`: it stays a column like any other on its way out (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        rows: page.rows.map((cells) =>
          Object.fromEntries(page.columns.map((name, index) => [name, cells[index] ?? null])),
        ),
        ids: page.ids,
        next: page.next,
        ...locate(page, offset, limit, anchors),
      };
    },
  );

  app.get(
    '/api/tables/:id/rows/count',
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'countRows',
        tags: ['Tables'],
        summary: 'Count rows',
        description:
          'How many rows a filter leaves. It also prepares that pages at any `offset` in this order are fast, and says which index would help where they are not.',
        errors: [...TABLE_ERRORS, 'invalid_filter'],
        params: IdParams,
        querystring: RowCountQuery,
        response: { 200: RowCount },
      },
    },
    async (request) => {
      const row = await findTable(context, request.params.id);
      const { clientGone: signal } = request;
      const order: RowOrder = { row, ...request.query };
      const { known, cost } = await browsePool.run(
        async (client) => {
          refuseUnreadable(await introspect(client, tableRefOf(row)));
          const cost = await planPage(client, tableRefOf(row), request.query);
          return { known: await anchorCache.find(client, order), cost };
        },
        { signal },
      );
      const counted = known ?? (await anchorCache.read(order, signal).catch(giveUp));
      if (counted) return { count: counted.total, exact: true, ...cost };
      const estimate = await browsePool.run((client) => countRows(client, tableRefOf(row), order.filter), { signal });
      return { ...estimate, ...cost };
    },
  );
}

/** Rows that cannot be counted in time are estimated. */
function giveUp(error: unknown): undefined {
  if (toAppError(error).code !== 'query_too_slow') throw error;
}

/** A position from the end as one from the start. */
function fromStart(offset: number, { total }: RowAnchors): number {
  return Math.max(0, total + offset);
}

/** Where a page lies among all rows, as far as that is known. */
function locate(
  page: Page,
  offset: number | undefined,
  limit: number,
  anchors: RowAnchors | undefined,
): Pick<Rows, 'offset' | 'total'> {
  const found = page.rows.length;
  if (offset === undefined) return { offset: null, total: anchors?.total ?? null };
  // A page that is not full shows the end, unless it lies behind it. From the end, it shows the start as well.
  if (offset >= 0) {
    const isEnd = page.next === null && (found > 0 || offset === 0);
    return { offset, total: isEnd ? offset + found : (anchors?.total ?? null) };
  }
  if (page.next === null && found < Math.min(limit, -offset)) return { offset: 0, total: found };
  return anchors ? { offset: fromStart(offset, anchors), total: anchors.total } : { offset: null, total: null };
}
