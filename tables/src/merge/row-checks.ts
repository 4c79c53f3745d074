import type { ClientBase } from 'pg';
import type { Column, ForeignKey } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import { checkedSql, isFillRequired, type MergePlan, matchSql, stagedSql } from './merge-plan.ts';
import type { RejectCode } from './rejects.ts';

/** Sends a statement of the merge and says how many rows it touched; an abort between or within statements ends it. */
export type Send = (sql: string) => Promise<number>;

/** `INSERT INTO stage_issues …` for what a query finds; the query must give the row number first, and may give a detail. */
export function issueSql(
  plan: MergePlan,
  code: RejectCode,
  column: string | undefined,
  detail: string,
  from: string,
  rule?: number,
): string {
  const row = quoteIdent(plan.stage.rowColumn);
  const name = column === undefined ? 'NULL' : quoteLiteral(column);
  return `INSERT INTO ${plan.stage.issuesSql} ("row", code, "column", detail, rule) SELECT ${row}, ${quoteLiteral(code)}, ${name}, ${detail}, ${rule ?? 'NULL'} FROM ${from}`;
}

/** Cells that Postgres cannot read as the column's type. Out: how many. Must come before anything that casts. */
export async function rejectUncastable(client: ClientBase, send: Send, plan: MergePlan): Promise<number> {
  let found = 0;
  for (const column of plan.staged) {
    const cell = columnSql(column, 's');
    if (column.cast) found += await rejectUnreadable(client, send, plan, column, cell);
    if (column.numeric) {
      // Postgres rounds to the scale first and then refuses what the precision cannot hold (numeric.c, apply_typmod).
      const { precision, scale } = column.numeric;
      const tooLarge = `${cell} <> 'NaN' AND abs(round(${cell}, ${scale})) >= '1e${precision - scale}'::numeric`;
      found += await send(
        issueSql(plan, 'not_castable', column.name, quoteLiteral(column.pg), `${plan.stage.sql} s WHERE ${tooLarge}`),
      );
    }
  }
  return found;
}

async function rejectUnreadable(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  column: Column,
  cell: string,
): Promise<number> {
  const bound = /^character(?: varying)?\((\d+)\)$/.exec(column.pg);
  const readable = bound === null ? undefined : `char_length(rtrim(${cell}, ' ')) <= ${bound[1]}`; // spaces beyond the end are cut
  const { rows } = await run<{ version: number }>(
    client,
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  const report = (valid: string): Promise<number> =>
    send(
      issueSql(
        plan,
        'not_castable',
        column.name,
        quoteLiteral(column.pg),
        `${plan.stage.sql} s WHERE ${cell} IS NOT NULL AND NOT ${valid}`,
      ),
    );
  if (readable !== undefined) return report(readable);
  if (rows[0]!.version >= 160_000) {
    const answered = await attempt(client, () =>
      report(`pg_input_is_valid(${cell}::text, ${quoteLiteral(column.pg)})`),
    );
    if (answered !== undefined) return answered;
    // An extension's type whose input function raises its errors the old way.
  }
  if (
    (await attempt(client, () => send(`SELECT count(${stagedSql(column)}) FROM ${plan.stage.sql} s`))) !== undefined &&
    !column.pg.includes('(')
  )
    return 0;
  // Before Postgres 16 only an exception block can try a cast, one value at a time; so only where something is wrong.
  await send(
    `CREATE OR REPLACE FUNCTION pg_temp.sheetport_castable(value text) RETURNS boolean LANGUAGE plpgsql AS ${quoteLiteral(
      `DECLARE target ${column.pg}; BEGIN target := value; RETURN true; EXCEPTION WHEN others THEN RETURN false; END`,
    )}`,
  );
  const found = await report(`pg_temp.sheetport_castable(${cell}::text)`);
  await send('DROP FUNCTION pg_temp.sheetport_castable(text)');
  return found;
}

/** Do something that may fail without failing the transaction. Out: undefined where a statement was refused. */
export async function attempt<T>(client: ClientBase, work: () => Promise<T>): Promise<T | undefined> {
  await run(client, 'SAVEPOINT sheetport_attempt');
  try {
    const result = await work();
    await run(client, 'RELEASE SAVEPOINT sheetport_attempt');
    return result;
  } catch (error) {
    if (!(error instanceof TableError) || error.retryable || error.code === 'cancelled') throw error;
    await run(client, 'ROLLBACK TO SAVEPOINT sheetport_attempt; RELEASE SAVEPOINT sheetport_attempt');
    return undefined;
  }
}

/** Blank cells in columns that must be filled. Out: how many. */
export async function rejectBlank(send: Send, plan: MergePlan): Promise<number> {
  let found = 0;
  const unmatched = `NOT EXISTS (SELECT 1 FROM ${plan.target} t WHERE ${matchSql(plan)})`;
  for (const column of plan.staged) {
    const blank = `${plan.stage.sql} s WHERE ${columnSql(column, 's')} IS NULL`;
    if (plan.key.includes(column)) {
      found += await send(issueSql(plan, 'required', column.name, 'NULL', blank));
      continue;
    }
    const does = plan.blank(column.name);
    const filled = does !== 'null' && column.defaultSql !== undefined;
    if (!column.required || filled || (plan.mode === 'update' && does === 'keep')) continue;
    const onlyNew = plan.mode === 'upsert' && does === 'keep' ? ` AND ${unmatched}` : '';
    found += await send(issueSql(plan, 'required', column.name, 'NULL', blank + onlyNew));
  }
  return found;
}

/** Rows that would be new: refused in an update, and where a column they must fill is not in the file. Out: how many. */
export async function rejectUnmatched(send: Send, plan: MergePlan): Promise<number> {
  if (plan.stage.place) return 0; // their places were found before
  // A row without a key is told that.
  const keyed = plan.key.map((column) => `${columnSql(column, 's')} IS NOT NULL AND `).join('');
  const unmatched = `${plan.stage.sql} s WHERE ${keyed}NOT EXISTS (SELECT 1 FROM ${plan.target} t WHERE ${matchSql(plan)})`;
  if (plan.mode === 'update') return send(issueSql(plan, 'no_such_row', plan.key[0]!.name, 'NULL', unmatched));
  if (plan.mode !== 'upsert') return 0;
  const missing = plan.table.columns.find((column) => !plan.staged.includes(column) && isFillRequired(column));
  return missing === undefined ? 0 : send(issueSql(plan, 'required', missing.name, 'NULL', unmatched));
}

/** Rows that break a check constraint which reads a staged column. Out: how many. */
export async function rejectUnchecked(client: ClientBase, send: Send, plan: MergePlan): Promise<number> {
  let found = 0;
  for (const check of plan.table.checks) {
    const column = check.columns.find((name) => plan.stage.columns.includes(name));
    if (column === undefined) continue;
    // A condition may read what the planned row does not have (the whole row, a generated column): the merge finds those.
    const from = `${checkedSql(plan, check.columns)} x WHERE NOT (${check.sql})`;
    found +=
      (await attempt(client, () => send(issueSql(plan, 'check_failed', column, quoteLiteral(check.name), from)))) ?? 0;
  }
  return found;
}

/** Rows that refer to a row which is not there. References within the table itself come last; see rejectOrphans. */
export async function rejectDangling(send: Send, plan: MergePlan): Promise<number> {
  let found = 0;
  for (const reference of plan.table.references) {
    if (isSelfReference(plan, reference)) continue;
    found += await rejectDanglingTo(send, plan, reference, '');
  }
  return found;
}

/** Rounds of orphans of orphans; more than any real hierarchy is deep. */
const DEEPEST_ORPHANS = 100;

/**
 * Rows that refer to a row of their own table which neither stands there nor comes along. A rejected row may orphan others,
 * so it goes round until nothing is found. `sweep` takes the found rows out of the stage. Out: how many rounds found any.
 */
export async function rejectOrphans(send: Send, plan: MergePlan, sweep: () => Promise<void>): Promise<number> {
  let rounds = 0;
  for (const reference of plan.table.references.filter((candidate) => isSelfReference(plan, candidate))) {
    const pairs = reference.to.columns.map((to, index) => `o.${quoteIdent(to)} = y.c${index + 1}`);
    const alongside = ` AND NOT EXISTS (SELECT 1 FROM ${checkedSql(plan, reference.to.columns)} o WHERE ${pairs.join(' AND ')})`;
    for (let round = 0; (await rejectDanglingTo(send, plan, reference, alongside)) > 0; round++) {
      if (round === DEEPEST_ORPHANS) throw new TableError('reference_missing', { constraint: reference.name });
      rounds++;
      await sweep();
    }
  }
  return rounds;
}

function isSelfReference(plan: MergePlan, reference: ForeignKey): boolean {
  return reference.to.schema === plan.table.schema && reference.to.name === plan.table.name;
}

async function rejectDanglingTo(send: Send, plan: MergePlan, reference: ForeignKey, unless: string): Promise<number> {
  const column = reference.columns.find((name) => plan.stage.columns.includes(name));
  if (column === undefined) return 0;
  const row = quoteIdent(plan.stage.rowColumn);
  const cells = reference.columns.map((name, index) => `x.${quoteIdent(name)} AS c${index + 1}`).join(', ');
  const filled = reference.columns.map((_, index) => `y.c${index + 1} IS NOT NULL`);
  const pairs = reference.to.columns.map((to, index) => `r.${quoteIdent(to)} = y.c${index + 1}`).join(' AND ');
  // Replacing leaves none of the old rows to refer to.
  const emptied = plan.mode === 'replace' && isSelfReference(plan, reference) ? ' AND FALSE' : '';
  const missing = `NOT EXISTS (SELECT 1 FROM ${qualifiedName(reference.to)} r WHERE ${pairs}${emptied})${unless}`;
  const partly = reference.full ? ` OR (NOT (${filled.join(' AND ')}) AND (${filled.join(' OR ')}))` : '';
  const from = `(SELECT x.${row} AS ${row}, ${cells} FROM ${checkedSql(plan, reference.columns)} x) y WHERE (${filled.join(' AND ')} AND ${missing})${partly}`;
  return send(issueSql(plan, 'reference_missing', column, quoteLiteral(reference.name), from));
}
