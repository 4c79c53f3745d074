import {
  AppError,
  type Column,
  type ColumnChange,
  findColumn,
  type KeyCheck,
  type KeyMatching,
  type ResolvedRule,
  type Rule,
  type RuleViolation,
  referencedTables,
  resolveRules,
  ruleProblem,
  type TableChange,
} from '@sheetport/contract';
import { columnsOf, findTables, type RoleHolder, shownKey, tableRefOf } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import {
  canCreate,
  changeKey,
  countKeyViolations,
  countMatchingKeys,
  hasCase,
  introspect,
  keyMatchingOf,
  setKeyMatching,
  setRequired,
  setUnique,
  type Table,
  TableError,
} from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { refuseHiddenReferences } from './hidden-references.ts';
import { countViolationsNow, formatViolation, type Planned } from './rule-violations.ts';

/** A change of the table waits for its readers, and everyone else then waits for the change. */
const LOCK_TIMEOUT = '3s';

type Plan = Pick<TableChange, 'columns' | 'key' | 'keyMatching'>;
type TableName = Pick<TableRecord, 'schema' | 'relationName'>;

/**
 * Work out what a change comes to, and check it against the tables that it refers to.
 * @throws AppError `invalid_rule`, `invalid_key`, `invalid_table`
 */
async function planChange(db: PoolClient, person: RoleHolder, row: TableRecord, change: Plan): Promise<Planned> {
  const table = await introspect(db, tableRefOf(row));
  const was = { columns: columnsOf(row, table), key: shownKey(table), keyMatching: keyMatchingOf(table) };
  const before = was.columns;
  const changes = new Map<string, ColumnChange>();
  for (const one of change.columns ?? []) {
    const column = findColumn(before, one.column);
    if (!column) throw new AppError('invalid_rule', { column: one.column, detail: 'the table has no such column' });
    if (changes.has(column.name))
      throw new AppError('invalid_rule', { column: column.label, detail: 'it is named twice' });
    changes.set(column.name, one);
  }
  const columns = before.map((column) => {
    const one = changes.get(column.name);
    return one ? changeColumn(column, one) : column;
  });
  if ([...changes.values()].some(({ label }) => label !== undefined)) checkLabels(columns);
  const key = (change.key ?? was.key).map((words) => {
    const column = findColumn(before, words);
    if (!column) throw new AppError('invalid_key', { detail: `there is no column "${words}"` });
    return column.name;
  });
  if (new Set(key).size < key.length) throw new AppError('invalid_key', { detail: 'it names a column twice' });
  const named = [...changes.keys()];
  for (const column of columns.filter(({ name }) => key.includes(name))) {
    if (!column.required && changes.get(column.name)?.required === false)
      throw new AppError('invalid_key', { detail: `"${column.label}" is part of the key and must stay required` });
    column.required = true;
  }
  const ruled = columns.filter(({ name }) => named.includes(name));
  await refuseHiddenReferences(db, person, ruled, before);
  const keyMatching = planMatching(table, key, was.keyMatching, change.keyMatching);
  return { columns, named, key, keyMatching, was, rules: await checkRules(db, row, ruled) };
}

/** How a key is to be compared. @throws AppError `invalid_key` where a key without text is to ignore case */
function planMatching(
  table: Table,
  key: readonly string[],
  was: KeyMatching,
  wanted: KeyMatching | undefined,
): KeyMatching {
  const hasText = table.columns.some((column) => key.includes(column.name) && hasCase(column));
  if (wanted === 'ignore_case' && !hasText)
    throw new AppError('invalid_key', {
      detail: 'a key can ignore case only where the table has a key and one of its columns is text',
    });
  return hasText ? (wanted ?? was) : 'exact';
}

function changeColumn(column: Column, change: ColumnChange): Column {
  const next = { ...column };
  if (change.label !== undefined) next.label = change.label.trim();
  if (change.required !== undefined) next.required = change.required;
  if (change.unique !== undefined) next.unique = change.unique;
  if (change.rules === undefined) return next;
  const rules = change.rules as Rule[];
  const held = (kind: 'required' | 'unique') => rules.some((rule) => rule.kind === kind && rule.severity === 'error');
  if (held('required') && change.required === undefined) next.required = true;
  if (held('unique') && change.unique === undefined) next.unique = true;
  next.rules = rules.filter(
    (rule) => (rule.kind !== 'required' && rule.kind !== 'unique') || (rule.severity === 'warning' && !next[rule.kind]),
  );
  for (const rule of next.rules) {
    const problem = ruleProblem(rule, column.type);
    if (problem !== null) throw new AppError('invalid_rule', { column: next.label, detail: problem });
  }
  return next;
}

/** The rules of a column of a table that is being made. @throws AppError `invalid_rule` */
export function rulesOfNew(column: Column, rules: readonly Rule[]): Column {
  return changeColumn(column, { column: column.name, rules: [...rules] });
}

function checkLabels(columns: readonly Column[]): void {
  const labels = new Set<string>();
  for (const { label } of columns) {
    const plain = label.toLowerCase();
    if (labels.has(plain)) throw new AppError('invalid_table', { detail: `two columns would be called "${label}"` });
    labels.add(plain);
  }
}

/**
 * The rules of a table's columns, checked against the tables that they refer to.
 * @throws AppError `invalid_rule`
 */
export async function checkRules(db: PoolClient, row: TableName, columns: readonly Column[]): Promise<ResolvedRule[]> {
  const rules = resolveRules(columns, await findTables(db, referencedTables(columns)));
  for (const rule of rules) await checkReference(db, row, rule, columns.find(({ name }) => name === rule.column)!);
  return rules;
}

/** @throws AppError `invalid_rule` for what no value can be looked up in, or no row made in */
async function checkReference(
  db: PoolClient,
  row: TableName,
  { check, details, column: name }: ResolvedRule,
  column: Column,
): Promise<void> {
  if (check.kind !== 'reference') return;
  const refuse = (detail: string) => new AppError('invalid_rule', { column: column.label, detail });
  const own = await introspect(db, tableRefOf(row));
  const to = await introspect(db, check.to);
  const target = to.columns.find((candidate) => candidate.name === check.to.column);
  const mine = own.columns.find((candidate) => candidate.name === name);
  if (!target || !mine) throw refuse('the column that it refers to is gone');
  if (!target.unique) throw refuse(`${details.column} of ${details.table} is not unique`);
  if (target.type !== mine.type) throw refuse(`${details.column} of ${details.table} has the type ${target.type}`);
  if (check.create && own.oid === to.oid) throw refuse('a table cannot make rows for itself');
  if (check.create && !canCreate(to, target))
    throw refuse(`no row of ${details.table} can be made of its ${details.column} alone: it needs more than that`);
}

/**
 * What stands in the way of the key that a change names, and which imports could not be undone with it. Undefined where the key
 * stays as it is. Nothing is changed.
 */
export async function checkKey(
  client: PoolClient,
  person: RoleHolder,
  row: TableRecord,
  change: Plan,
): Promise<KeyCheck | undefined> {
  if (change.key === undefined) return undefined;
  const { key, was } = await planChange(client, person, row, change);
  if (key.join('\0') === was.key.join('\0')) return undefined;
  const violations =
    key.length > 0 ? await countKeyViolations(client, tableRefOf(row), key) : { repeated: 0, blank: 0 };
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM sheetport.job
      WHERE table_id = $1 AND kind IN ('import', 'edit') AND state = 'succeeded' AND undone_by_job_id IS NULL
        AND continuation_state #>> '{undo,by}' = 'record' AND inserted + updated + coalesce((result ->> 'deleted')::bigint, 0) > 0`,
    [row.id],
  );
  return { ...violations, notUndoable: rows[0]!.n };
}

/** Count, for `ms` at most, the rows that break the rules of the columns that a change names. Nothing is changed. */
export async function countChange(
  client: PoolClient,
  person: RoleHolder,
  row: TableRecord,
  change: Plan,
  ms: number,
): Promise<RuleViolation[]> {
  const planned = await planChange(client, person, row, change);
  return countViolationsNow(client, row, planned, { held: true, ms });
}

/**
 * Change a table's columns and key, in a transaction of the caller's that holds the table's record. What Postgres must hold
 * is asked of it; the rest is for what comes in from now on.
 * @throws AppError `invalid_rule`, `invalid_key`, `invalid_table`, `rows_violate_rule`, `table_in_use`; TableError
 */
export async function changeTable(
  client: PoolClient,
  person: RoleHolder,
  row: TableRecord,
  change: Plan,
): Promise<Planned> {
  const planned = await planChange(client, person, row, change);
  const table = tableRefOf(row);
  const before = new Map(planned.was.columns.map((column) => [column.name, column]));
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  const hasNewKey = planned.key.join('\0') !== planned.was.key.join('\0');
  if (hasNewKey) await tryKey(client, row, planned);
  if (hasNewKey || planned.keyMatching !== planned.was.keyMatching) await tryMatching(client, row, planned);
  for (const column of planned.columns) {
    const was = before.get(column.name)!;
    if (column.required !== was.required)
      await held(client, row, column, 'required', () => setRequired(client, table, column.name, column.required));
    if (column.unique !== was.unique)
      await held(client, row, column, 'unique', () => setUnique(client, table, column.name, column.unique));
  }
  await client.query('UPDATE sheetport."table" SET columns = $2, key = $3, updated_at = now() WHERE id = $1', [
    row.id,
    JSON.stringify(planned.columns),
    planned.key,
  ]);
  return planned;
}

async function held(
  client: PoolClient,
  row: TableRecord,
  column: Column,
  rule: 'required' | 'unique',
  work: () => Promise<void>,
): Promise<void> {
  await client.query('SAVEPOINT held');
  try {
    await work();
  } catch (error) {
    const isBroken = error instanceof TableError && ['required', 'duplicate_key'].includes(error.code);
    if (!isBroken) throw error;
    await client.query('ROLLBACK TO SAVEPOINT held');
    throw await formatViolation(client, row, column, rule);
  }
}

async function tryMatching(
  client: PoolClient,
  row: TableRecord,
  { key, keyMatching, columns }: Planned,
): Promise<void> {
  await client.query('SAVEPOINT matching');
  try {
    await setKeyMatching(client, tableRefOf(row), keyMatching);
  } catch (error) {
    if (!(error instanceof TableError && error.code === 'duplicate_key')) throw error;
    await client.query('ROLLBACK TO SAVEPOINT matching');
    const alike = await countMatchingKeys(client, tableRefOf(row), key);
    throw new AppError('invalid_key', {
      detail: `${alike} rows have the same ${labelsOf(key, columns)} as another apart from case and spaces; fix those first`,
    });
  }
}

function labelsOf(key: readonly string[], columns: readonly Column[]): string {
  return key.map((name) => `"${columns.find((column) => column.name === name)?.label ?? name}"`).join(', ');
}

async function tryKey(client: PoolClient, row: TableRecord, { key, columns }: Planned): Promise<void> {
  await client.query('SAVEPOINT key');
  try {
    await changeKey(client, tableRefOf(row), key);
  } catch (error) {
    if (!(error instanceof TableError && ['required', 'duplicate_key'].includes(error.code))) throw error;
    await client.query('ROLLBACK TO SAVEPOINT key');
    const { repeated, blank } = await countKeyViolations(client, tableRefOf(row), key);
    const labels = labelsOf(key, columns);
    const why = [
      repeated > 0 && `${repeated} rows have the same ${labels} as another`,
      blank > 0 && `${blank} rows have no value in ${labels}`,
    ].filter((part) => part !== false);
    throw new AppError('invalid_key', { detail: `${why.join(', and ')}; fix those first` });
  }
}
