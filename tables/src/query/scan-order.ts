import type { Table } from '../catalog/table.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, run, runRaw } from '../sql/statement.ts';
import { compileFilter, type Filter } from './filter.ts';
import { afterSql, type OrderStep, orderBySql, reverseSegments, type Segment, segmentsOf } from './keyset.ts';
import { boundParams, type Params } from './params.ts';

/** The values of a row in the steps of an order, as text; null is an empty cell. */
export type Place = readonly (string | null)[];

/** The rows that a filter leaves, in an order. */
export interface OrderedRows {
  table: Table;
  filter: Filter | undefined;
  /** Of `orderSteps(table, sort, 't')`. */
  steps: readonly OrderStep[];
}

export interface Start {
  place: Place;
  /** The row with these values is the first one, not the one before it. */
  isInclusive: boolean;
}

export interface Scan {
  /** SQL of what is read of each row `t`. */
  cells: readonly string[];
  /** Default: the first row. */
  start?: Start | undefined;
  limit: number;
}

/** Rows from a place on, in the order of the scan: one statement for each segment that is needed. Throws what `compileFilter` does. */
export async function scanRows(db: Database, rows: OrderedRows, scan: Scan): Promise<(string | null)[][]> {
  const found: (string | null)[][] = [];
  for (const part of partsFrom(rows, scan.start)) {
    const missing = scan.limit - found.length;
    if (missing <= 0) break;
    const values: unknown[] = [];
    const sql = `SELECT ${scan.cells.join(', ')} ${part.from(boundParams(values))} ORDER BY ${orderBySql(part.order)} LIMIT ${missing}`;
    found.push(...(await runRaw(db, sql, values)));
  }
  return found;
}

/**
 * The place of the row that comes `skip` rows behind a start, or before the end; undefined where there are not so many. Only the columns of
 * the order are read of what is skipped, so an index alone can answer.
 */
export async function findPlace(
  db: Database,
  rows: OrderedRows,
  { skip, start }: { skip: number; start?: Start | 'end' | undefined },
): Promise<Place | undefined> {
  let left = skip;
  const parts = partsFrom(rows, start);
  for (const part of parts) {
    const values: unknown[] = [];
    const from = part.from(boundParams(values));
    const cells = rows.steps.map((step) => `${step.sql}::text`).join(', ');
    const [place] = await runRaw(
      db,
      `SELECT ${cells} ${from} ORDER BY ${orderBySql(part.order)} OFFSET ${left} LIMIT 1`,
      values,
    );
    if (place) return place;
    if (part !== parts.at(-1)) left -= await countOf(db, `SELECT 1 ${from} LIMIT ${left}`, values);
  }
  return undefined;
}

/** How many rows a query has. */
export async function countOf(db: Database, query: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await run<{ n: string }>(db, `SELECT count(*) AS n FROM (${query}) counted`, values);
  return Number(rows[0]!.n);
}

export interface Part extends Segment {
  /** `FROM … WHERE …` of its rows from the start on. */
  from(params: Params): string;
}

/** The segments from a start on, that of the start cut there; or all of them from the end to the start. */
export function partsFrom({ table, filter, steps }: OrderedRows, from?: Start | 'end'): Part[] {
  const segments = from === 'end' ? reverseSegments(segmentsOf(steps)) : segmentsOf(steps);
  const start = from === 'end' ? undefined : from;
  const isSplit = segments.length > 1;
  // With an empty cell first, the start lies among the rows without a value.
  const at =
    start && isSplit ? segments.findIndex((segment) => isEmptySegment(segment) === (start.place[0] === null)) : 0;
  return segments.slice(at).map((segment, index) => ({
    ...segment,
    from: (params) => {
      const where = [compileFilter(table, filter, params, 't')];
      if (isSplit) where.push(segment.condition);
      if (start && index === 0) {
        const place = start.place.slice(start.place.length - segment.compared.length);
        where.push(afterSql(segment.compared, place, params, start.isInclusive));
      }
      return `FROM ${qualifiedName(table)} t WHERE ${where.join(' AND ')}`;
    },
  }));
}

function isEmptySegment(segment: Segment): boolean {
  return segment.compared.length < segment.order.length;
}
