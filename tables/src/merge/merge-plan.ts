import type { Blank, ImportMode } from '@sheetport/contract';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table, UniqueIndex } from '../catalog/table.ts';
import { ignoringCaseIndex, ignoringCaseSql } from '../ddl/key-matching.ts';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import type { Stage } from './stage.ts';

export type { Blank };
export type MergeMode = ImportMode;

/** Everything that decides what the staged rows become. */
export interface MergePlan {
  table: Table;
  /** Quoted name of the target; its alias is `t` throughout. */
  target: string;
  stage: Stage;
  mode: MergeMode;
  /** The staged columns, as the target has them. */
  staged: Column[];
  /** Columns that find a staged row's match; empty for insert and replace. */
  key: Column[];
  /** Keys that differ only in case and surrounding spaces match. */
  ignoresCase: boolean;
  /** What a blank cell of a column does. */
  blank: (column: string) => Blank;
  /** A planned row is put together from the staged row and its match, rather than from the staged row alone. */
  joined: boolean;
}

/** Throws `no_key`, `required` (a column that must be filled is not in the file), `invalid_key`. */
export function planMerge(
  table: Table,
  stage: Stage,
  mode: MergeMode,
  keyNames: readonly string[],
  blank: (column: string) => Blank,
): MergePlan {
  const staged = stage.columns.map((name) => findColumn(table, name));
  const matching = mode === 'upsert' || mode === 'update';
  const key = matching ? matchingKey(table, stage, keyNames) : [];
  const missing = table.columns.find((column) => !isStaged(stage, column) && isFillRequired(column));
  if (missing && !matching) throw new TableError('required', { column: missing.name });
  const joined =
    matching &&
    (staged.some((column) => blank(column.name) === 'keep') ||
      (mode === 'upsert' && missing !== undefined) ||
      readsOthers(table, stage));
  const ignoresCase = isTableKey(table, key) && ignoringCaseIndex(table) !== undefined;
  return { table, target: qualifiedName(table), stage, mode, staged, key, ignoresCase, blank, joined };
}

/** The plan of updates that say of each row where it lies (`Stage.place`). Only the staged cells change; a null empties. */
export function planByPlace(table: Table, stage: Stage): MergePlan {
  const staged = stage.columns.map((name) => findColumn(table, name));
  const settled = { key: [], ignoresCase: false, blank: () => 'null' as const };
  return {
    table,
    target: qualifiedName(table),
    stage,
    mode: 'update',
    staged,
    joined: readsOthers(table, stage),
    ...settled,
  };
}

/** Whether a check or a unique index reads staged columns along with others, whose values stand in the target. */
function readsOthers(table: Table, { columns: staged }: Stage): boolean {
  const spans = (columns: readonly string[]): boolean =>
    columns.some((name) => staged.includes(name)) && !columns.every((name) => staged.includes(name));
  return table.checks.some((check) => spans(check.columns)) || table.uniques.some((index) => spans(index.uses));
}

function isTableKey({ key }: Table, columns: readonly Column[]): boolean {
  return columns.length === key.length && columns.every(({ name }) => key.includes(name));
}

/** The unique index that rows are matched by. */
export function matchIndex({ table, key, ignoresCase }: MergePlan): UniqueIndex | undefined {
  if (ignoresCase) return ignoringCaseIndex(table);
  return keyIndex(
    table,
    key.map(({ name }) => name),
  );
}

/** A value of a key column as it is compared. */
export function keySql({ ignoresCase }: Pick<MergePlan, 'ignoresCase'>, column: Column, value: string): string {
  return ignoresCase ? ignoringCaseSql(column, value) : value;
}

/** A column that an inserted row must name. */
export function isFillRequired(column: Column): boolean {
  return column.required && column.defaultSql === undefined && !column.generated;
}

function isStaged(stage: Stage, column: Column): boolean {
  return stage.columns.includes(column.name);
}

function matchingKey(table: Table, stage: Stage, names: readonly string[]): Column[] {
  const wanted = names.length > 0 ? names : table.key;
  const columns = wanted.map((name) => findColumn(table, name));
  if (columns.length === 0 || keyIndex(table, wanted) === undefined) throw new TableError('no_key');
  const absent = wanted.find((name) => !stage.columns.includes(name));
  if (absent !== undefined) throw new TableError('invalid_key', { column: absent });
  return columns;
}

/** The unique index over exactly these columns. */
export function keyIndex(table: Table, names: readonly string[]): UniqueIndex | undefined {
  return table.uniques.find(
    (index) =>
      index.predicate === undefined &&
      index.columns.length === names.length &&
      names.every((name) => index.columns.includes(name)),
  );
}

/** A staged cell in the target column's own type. Only for rows whose casts have been checked. */
export function stagedSql(column: Column): string {
  const cell = columnSql(column, 's');
  return column.cast || column.pg.includes('(') ? `(${cell})::${column.pg}` : cell;
}

/** `t.key = s.key AND …`, or that the staged row names the place of the other */
export function matchSql(plan: MergePlan): string {
  const { place } = plan.stage;
  if (place) return `t.ctid = s.${place.ctid} AND t.tableoid = s.${place.table}`;
  return plan.key
    .map((column) => `${keySql(plan, column, columnSql(column, 't'))} = ${keySql(plan, column, stagedSql(column))}`)
    .join(' AND ');
}

/**
 * The rows as they will stand in the target, one for each staged row, as a FROM item: the row number and the named columns,
 * under the target's names. `where` narrows the stage (alias `s`). Only what is asked for is worked out: Postgres would draw a
 * sequence's next value even for a column that nobody reads.
 */
export function proposedSql(plan: MergePlan, names: readonly string[], where = 'TRUE'): string {
  return rowsSql(plan, names, where, (column) => column.defaultSql);
}

/** The same for a check, where a computed default is not drawn: it stands as NULL, which no check minds. */
export function checkedSql(plan: MergePlan, names: readonly string[]): string {
  return rowsSql(plan, names, 'TRUE', (column) => (isGenerated(column) ? undefined : column.defaultSql));
}

/** The default gives another value each time, or may. */
export function isGenerated(column: Column): boolean {
  return column.defaultSql?.includes('(') === true;
}

type DefaultOf = (column: Column) => string | undefined;

function rowsSql(plan: MergePlan, names: readonly string[], where: string, defaultOf: DefaultOf): string {
  const wanted = plan.table.columns.filter((column) => names.includes(column.name) && !column.generated);
  const columns = wanted.map((column) => `${valueSql(plan, column, defaultOf)} AS ${quoteIdent(column.name)}`);
  const row = quoteIdent(plan.stage.rowColumn);
  const join = plan.joined ? ` ${plan.mode === 'update' ? '' : 'LEFT '}JOIN ${plan.target} t ON ${matchSql(plan)}` : '';
  return `(SELECT ${[`s.${row} AS ${row}`, ...columns].join(', ')} FROM ${plan.stage.sql} s${join} WHERE ${where})`;
}

function valueSql(plan: MergePlan, column: Column, defaultOf: DefaultOf): string {
  const staged = isStaged(plan.stage, column);
  const byDefault = defaultOf(column);
  const cell = stagedSql(column);
  const fresh = !staged
    ? (byDefault ?? `NULL::${column.pg}`)
    : plan.blank(column.name) === 'null' || byDefault === undefined
      ? cell
      : `COALESCE(${cell}, ${byDefault})`;
  if (!plan.joined || plan.key.includes(column)) return fresh;
  const there = columnSql(column, 't');
  const kept = !staged ? there : plan.blank(column.name) === 'keep' ? `COALESCE(${cell}, ${there})` : fresh;
  if (kept === fresh) return fresh;
  return plan.mode === 'update'
    ? kept
    : `CASE WHEN ${columnSql(plan.key[0]!, 't')} IS NULL THEN ${fresh} ELSE ${kept} END`;
}

/** True when the first row differs from the second in any of these columns; types without equality compare by text. */
export function differSql(columns: readonly Column[], left: string, right: string): string {
  const side = (alias: string): string =>
    columns
      .map((column) => (column.comparable ? columnSql(column, alias) : `${columnSql(column, alias)}::text`))
      .join(', ');
  return `(${side(left)}) IS DISTINCT FROM (${side(right)})`;
}
