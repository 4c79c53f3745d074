import type { ClientBase } from 'pg';
import { estimateRows } from '../catalog/estimate-rows.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { TableRef } from '../catalog/table.ts';
import { BULK_SETTINGS, type Database, run, runRaw } from '../sql/statement.ts';
import type { Filter } from './filter.ts';
import { afterSql, orderBySql, orderSteps, type Sort, signOrder } from './keyset.ts';
import { boundParams } from './params.ts';
import { countOf, findPlace, type OrderedRows, type Part, type Place, partsFrom, type Start } from './scan-order.ts';

/** So many rows lie between two anchors, unless there would be more than this many anchors. */
const INTERVAL = 1000;
const MOST_ANCHORS = 2000;
/** A place that needs more characters is no anchor; the one before it serves. */
const LONGEST_PLACE = 1000;

/** Rows of an order whose position is known, so that a row at any position is found from the nearest of them. */
export interface RowAnchors {
  /** How many rows there are, counted. */
  total: number;
  /** The order that they were read in, as a short text. */
  order: string;
  /** By position, from 0. */
  anchors: readonly { position: number; place: Place }[];
}

/**
 * Count the rows that a filter leaves and find the anchors of their order, all at one instant. Costs one walk through the order:
 * through an index alone where one serves, a sort elsewhere.
 * In: a connection that is in no transaction. Throws as `browse` does.
 */
export async function readRowAnchors(
  db: ClientBase,
  ref: TableRef,
  {
    filter,
    sort,
    guard = SERVICE_GUARD,
  }: { filter?: Filter | undefined; sort?: readonly Sort[] | undefined; guard?: Guard },
): Promise<RowAnchors> {
  await run(db, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await run(db, BULK_SETTINGS);
    const table = await introspect(db, ref, guard);
    const steps = orderSteps(table, sort, 't');
    const interval = Math.max(INTERVAL, Math.ceil((await estimateRows(db, table)) / MOST_ANCHORS));
    const anchors: { position: number; place: Place }[] = [];
    let total = 0;
    for (const part of partsFrom({ table, filter, steps })) {
      const found = await readPart(db, part, steps.length, interval);
      anchors.push(...found.anchors.map(({ position, place }) => ({ position: total + position, place })));
      total += found.total;
    }
    return { total, order: signOrder(steps), anchors };
  } finally {
    await run(db, 'ROLLBACK').catch(() => undefined);
  }
}

async function readPart(db: ClientBase, part: Part, width: number, interval: number) {
  const values: unknown[] = [];
  const cells = part.order.map((step, index) => `${step.sql} AS c${index}`).join(', ');
  const texts = Array.from({ length: width }, (_, index) => `c${index}::text`).join(', ');
  const numbered = `SELECT ${cells}, row_number() OVER (ORDER BY ${orderBySql(part.order)}) - 1 AS n ${part.from(boundParams(values))}`;
  const found = await runRaw(
    db,
    `SELECT n, ${texts} FROM (${numbered}) numbered WHERE n % ${interval} = 0 ORDER BY n`,
    values,
  );
  const anchors = found
    .map(([n, ...place]) => ({ position: Number(n), place }))
    .filter(({ place }) => place.reduce((sum, text) => sum + (text?.length ?? 0), 0) <= LONGEST_PLACE);
  const last = anchors.at(-1);
  const rest: unknown[] = [];
  const params = boundParams(rest);
  const behind = part.from(params);
  const from = last
    ? `${behind} AND ${afterSql(part.compared, last.place.slice(width - part.compared.length), params, true)}`
    : behind;
  return { anchors, total: (last?.position ?? 0) + (await countOf(db, `SELECT 1 ${from}`, rest)) };
}

/**
 * Where to read from to get the row at a position; undefined where there is none.
 * @param position from 0; below 0 it counts from the end, -1 is the last row
 * @param anchors of the same filter and order; without them all rows before the position are passed
 */
export async function findStart(
  db: Database,
  rows: OrderedRows,
  position: number,
  anchors?: RowAnchors,
): Promise<Start | undefined> {
  if (position < 0) {
    const place = await findPlace(db, rows, { skip: -position - 1, start: 'end' });
    return place && { place, isInclusive: true };
  }
  const nearest = anchors?.order === signOrder(rows.steps) ? nearestAnchor(anchors, position) : undefined;
  const start = nearest && { place: nearest.place, isInclusive: true };
  const place = await findPlace(db, rows, { skip: position - (nearest?.position ?? 0), start });
  return place && { place, isInclusive: true };
}

/** The last anchor that is not behind a position. */
export function nearestAnchor({ anchors }: RowAnchors, position: number): RowAnchors['anchors'][number] | undefined {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (anchors[middle]!.position <= position) low = middle + 1;
    else high = middle;
  }
  return anchors[low - 1];
}
