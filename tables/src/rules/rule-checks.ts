import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Guard } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table } from '../catalog/table.ts';
import { checkedSql, isFillRequired, type MergePlan } from '../merge/merge-plan.ts';
import { issueSql, type Send } from '../merge/row-checks.ts';
import { unstagedSql } from '../merge/unique-checks.ts';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import {
  anyViolation,
  foldingCollation,
  missingSql,
  type RuleCode,
  type RuleReference,
  type TableRule,
  violations,
} from './rules.ts';

/** A rule of a column that comes with the sheet. */
export interface PlannedRule extends TableRule {
  /** Its place among the rules that the caller named. */
  index: number;
  target: Column;
  /** For a reference: the table that it goes to, and whether rows can be made there. */
  to?: { table: Table; column: Column; itself: boolean; creates: boolean };
}

export interface RuleBook {
  rules: PlannedRule[];
  folding: string | undefined;
}

/** Find what the rules speak of. Rules of columns that the sheet does not bring are left out: nothing of theirs changes. */
export async function planRules(
  client: ClientBase,
  plan: MergePlan,
  rules: readonly TableRule[],
  guard: Guard,
): Promise<RuleBook> {
  const planned: PlannedRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const target = plan.staged.find((column) => column.name === rule.column);
    if (!target) continue;
    const to = rule.check.kind === 'reference' ? await findReferenced(client, plan, rule.check, guard) : undefined;
    planned.push({ ...rule, index, target, ...(to ? { to } : {}) });
  }
  const folds = planned
    .flatMap(({ check }) => (check.kind === 'reference' ? [check, ...(check.rules ?? [])] : [check]))
    .some((check) => check.kind === 'list' && check.ignoreCase === true);
  return { rules: planned, folding: folds ? await foldingCollation(client) : undefined };
}

async function findReferenced(
  client: ClientBase,
  plan: MergePlan,
  check: RuleReference,
  guard: Guard,
): Promise<PlannedRule['to']> {
  const table = await introspect(client, check.to, guard);
  const column = findColumn(table, check.to.column);
  const itself = table.oid === plan.table.oid;
  return { table, column, itself, creates: check.create && !itself && canCreate(table, column) };
}

/** Whether a row can be made of one value: nothing else must be filled, and a key tells the row again. */
export function canCreate(table: Table, column: Column): boolean {
  return (
    table.key.length > 0 &&
    !column.generated &&
    table.columns.every((other) => other === column || !isFillRequired(other))
  );
}

/** Rows that break a rule of severity `error`. Rows that refer to their own table come last; see `rejectRuleOrphans`. */
export async function rejectByRules(send: Send, plan: MergePlan, { rules, folding }: RuleBook): Promise<number> {
  let found = 0;
  for (const rule of rules) {
    if (rule.severity !== 'error') continue;
    for (const { code, from } of breakers(plan, rule, folding)) found += await send(rejectSql(plan, rule, code, from));
  }
  return found;
}

/** As `rejectOrphans`, for rules: a rejected row may be the one that others refer to, so it goes round until none is left. */
export async function rejectRuleOrphans(
  send: Send,
  plan: MergePlan,
  { rules }: RuleBook,
  sweep: () => Promise<void>,
): Promise<number> {
  let rounds = 0;
  for (const rule of rules) {
    if (rule.severity !== 'error' || rule.to?.itself !== true) continue;
    while ((await send(rejectSql(plan, rule, 'not_referenced', orphansFrom(plan, rule)))) > 0) {
      if (++rounds > DEEPEST_ORPHANS) throw new TableError('reference_missing', { column: rule.column });
      await sweep();
    }
  }
  return rounds;
}

/** Rounds of orphans of orphans; more than any real hierarchy is deep. */
const DEEPEST_ORPHANS = 100;

function rejectSql(plan: MergePlan, rule: PlannedRule, code: RuleCode, from: string): string {
  return issueSql(plan, code, rule.column, 'NULL', from, rule.index);
}

/** FROM items (with the row number) of the staged rows that break a rule, by reason. */
function breakers(plan: MergePlan, rule: PlannedRule, folding: string | undefined): { code: RuleCode; from: string }[] {
  const cell = columnSql(rule.target, 'x');
  const rows = `${checkedSql(plan, [rule.column])} x`;
  const { check, to } = rule;
  if (check.kind === 'reference') {
    if (to!.itself) return [];
    const missing = missingSql(check, cell);
    // What can be made is not missing, unless it may not stand there.
    const made = to!.creates ? ` AND (${anyViolation(check.rules ?? [], to!.column, cell, folding)})` : '';
    return [{ code: 'not_referenced', from: `${rows} WHERE ${missing}${made}` }];
  }
  return violations(check, rule.target, cell, folding).map(({ code, sql }) => ({ code, from: `${rows} WHERE ${sql}` }));
}

/** Rows that refer to a row of their own table which neither stands there nor comes along. */
function orphansFrom(plan: MergePlan, rule: PlannedRule): string {
  const check = rule.check as RuleReference;
  const wanted = quoteIdent(check.to.column);
  const cell = columnSql(rule.target, 'x');
  const alongside = plan.stage.columns.includes(check.to.column)
    ? ` AND NOT EXISTS (SELECT 1 FROM ${checkedSql(plan, [check.to.column])} o WHERE o.${wanted} = ${cell})`
    : '';
  // Replacing leaves none of the old rows to refer to.
  const there = plan.mode === 'replace' ? `${cell} IS NOT NULL` : missingSql(check, cell);
  return `${checkedSql(plan, [...new Set([rule.column, check.to.column])])} x WHERE ${there}${alongside}`;
}

/** Rules of severity `warning` that good rows break, alike ones together. */
export interface WarningGroup {
  /** Place among the rules that the caller named. */
  rule: number;
  column: string;
  code: RuleCode;
  count: number;
  /** The first rows' numbers. */
  rows: number[];
  /** Some values, each once. */
  examples: string[];
}

const GROUP_ROWS = 5;
const GROUP_EXAMPLES = 3;
/** Rows of a group that are looked at for values that differ. */
const LOOKED_AT = 20;

/** Count what the rows that will go in only deserve a warning for. In: a stage without rejects, before anything is written. */
export async function findWarnings(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  { rules, folding }: RuleBook,
): Promise<{ warned: number; warnings: WarningGroup[] }> {
  const warning = rules.filter((rule) => rule.severity === 'warning');
  if (warning.length === 0) return { warned: 0, warnings: [] };
  await run(client, 'CREATE TEMP TABLE stage_warnings ("row" int4, rule int4, code text) ON COMMIT DROP');
  const row = quoteIdent(plan.stage.rowColumn);
  for (const rule of warning) {
    for (const { code, from, alias } of warners(plan, rule, folding)) {
      await send(
        `INSERT INTO pg_temp.stage_warnings SELECT DISTINCT ${alias}.${row}, ${rule.index}, ${quoteLiteral(code)} FROM ${from}`,
      );
    }
  }
  const counted = await run<{ rule: number; code: RuleCode; n: string }>(
    client,
    'SELECT rule, code, count(*) AS n FROM pg_temp.stage_warnings GROUP BY rule, code ORDER BY count(*) DESC, rule, code',
  );
  const warnings: WarningGroup[] = [];
  for (const { rule, code, n } of counted.rows) {
    const column = findColumn(plan.table, warning.find(({ index }) => index === rule)!.column);
    const { rows } = await run<{ row: number; value: string | null }>(
      client,
      `SELECT w."row", left((${columnSql(column, 's')})::text, 200) AS value FROM
         (SELECT "row" FROM pg_temp.stage_warnings WHERE rule = $1 AND code = $2 ORDER BY "row" LIMIT ${LOOKED_AT}) w
         JOIN ${plan.stage.sql} s ON s.${row} = w."row" ORDER BY w."row"`,
      [rule, code],
    );
    warnings.push({
      rule,
      column: column.name,
      code,
      count: Number(n),
      rows: rows.slice(0, GROUP_ROWS).map((found) => found.row),
      examples: [...new Set(rows.flatMap(({ value }) => (value === null ? [] : [value])))].slice(0, GROUP_EXAMPLES),
    });
  }
  const rows = await run<{ n: string }>(client, 'SELECT count(DISTINCT "row") AS n FROM pg_temp.stage_warnings');
  await send('DROP TABLE pg_temp.stage_warnings');
  return { warned: Number(rows.rows[0]!.n), warnings };
}

type Warner = { code: RuleCode; from: string; alias: string };

function warners(plan: MergePlan, rule: PlannedRule, folding: string | undefined): Warner[] {
  if (rule.check.kind === 'unique') return repeated(plan, rule);
  if (rule.to?.itself) return [{ code: 'not_referenced', from: orphansFrom(plan, rule), alias: 'x' }];
  return breakers(plan, rule, folding).map(({ code, from }) => ({ code, from, alias: 'x' }));
}

/** Values that another row of the file, or another row of the table, has as well. */
function repeated(plan: MergePlan, rule: PlannedRule): Warner[] {
  const row = quoteIdent(plan.stage.rowColumn);
  const cell = columnSql(rule.target, 'x');
  const side = rule.target.comparable ? '' : '::text';
  const names = [...new Set([rule.column, ...plan.key.map((column) => column.name)])];
  const rows = `${checkedSql(plan, names)} x`;
  const twice: Warner = {
    code: 'value_repeated',
    from: `(SELECT x.${row} AS ${row}, count(*) OVER (PARTITION BY ${cell}${side}) AS n FROM ${rows} WHERE ${cell} IS NOT NULL) g WHERE g.n > 1`,
    alias: 'g',
  };
  if (plan.mode === 'replace') return [twice];
  const own = plan.key.map((column) => `${columnSql(column, 't')} = ${columnSql(column, 'x')}`);
  const others = own.length > 0 ? ` AND NOT (${own.join(' AND ')})` : '';
  const other = plan.stage.place ? ` AND ${unstagedSql(plan)}` : others;
  const taken = `EXISTS (SELECT 1 FROM ${plan.target} t WHERE ${columnSql(rule.target, 't')}${side} = ${cell}${side}${other})`;
  return [twice, { code: 'value_taken', from: `${rows} WHERE ${cell} IS NOT NULL AND ${taken}`, alias: 'x' }];
}

/** FROM item and condition of the staged rows whose value a reference misses and may make. */
export function creatable(
  plan: MergePlan,
  rule: PlannedRule,
  folding: string | undefined,
): { rows: string; cell: string; missing: string } {
  const check = rule.check as RuleReference;
  const cell = columnSql(rule.target, 'x');
  const allowed = `NOT (${anyViolation(check.rules ?? [], rule.to!.column, cell, folding)})`;
  return { rows: `${checkedSql(plan, [rule.column])} x`, cell, missing: `${missingSql(check, cell)} AND ${allowed}` };
}
