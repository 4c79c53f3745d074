import type { Column, KeyMatching, ResolvedRule, RuleViolation } from '@sheetport/contract';
import { AppError } from '@sheetport/contract';
import { recordedColumns, shownKey, tableRefOf } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { countViolations, introspect, TableError, type TableRule } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import { toAppError } from '../../http/errors.ts';

/** What a change makes of a table's columns, and which of them it names. */
export interface Planned {
  columns: Column[];
  named: string[];
  key: string[];
  keyMatching: KeyMatching;
  rules: ResolvedRule[];
  /** As the table has them before the change. */
  was: { columns: Column[]; key: string[]; keyMatching: KeyMatching };
}

/** How long counting may take before the answer says that it does not know: less than the request has. */
export function countingTime({ BROWSE_TIMEOUT_MS }: Pick<Context['settings'], 'BROWSE_TIMEOUT_MS'>): number {
  return BROWSE_TIMEOUT_MS * 0.8;
}

/**
 * Count the existing rows of a table that violate the rules of the columns that a change names. A count that could not be made in
 * time is null.
 * @param held count also what breaks that which Postgres holds once the change is made
 * @param ms how long all of it may take
 */
export async function countViolationsNow(
  client: PoolClient,
  row: TableRecord,
  planned: Planned,
  { held, ms }: { held: boolean; ms: number },
): Promise<RuleViolation[]> {
  const endsAt = Date.now() + ms;
  const found: RuleViolation[] = [];
  let shown = false;
  for (const [index, { blocks, kind, ...rule }] of rulesNamed(planned, held).entries()) {
    const counted = await readWithin(client, endsAt - Date.now(), async () => {
      if (index === 0) shown = (await keyShown(client, row)).length > 0;
      return (await countViolations(client, tableRefOf(row), [rule]))[0]!;
    }).catch((error: unknown) => {
      if (error instanceof TableError && error.code === 'cancelled') return null;
      throw error;
    });
    found.push({
      column: rule.column,
      kind,
      severity: rule.severity,
      count: counted?.count ?? null,
      keys: shown ? (counted?.keys ?? []) : [],
      examples: counted?.examples ?? [],
      blocks: blocks && counted?.count !== 0,
    });
  }
  return found;
}

/** The same once the change has been made: nothing that goes wrong here may make the answer an error. */
export async function countAfterChange(
  { browsePool, settings }: Pick<Context, 'browsePool' | 'settings'>,
  row: TableRecord,
  planned: Planned,
): Promise<RuleViolation[]> {
  const ms = countingTime(settings);
  return browsePool
    .run((client) => countViolationsNow(client, row, planned, { held: false, ms }))
    .catch((error: unknown) => {
      if (!['busy', 'query_too_slow'].includes(toAppError(error).code)) throw error;
      return rulesNamed(planned, false).map(({ column, kind, severity, blocks }) => ({
        column,
        kind,
        severity,
        count: null,
        keys: [],
        examples: [],
        blocks,
      }));
    });
}

function rulesNamed(planned: Planned, held: boolean): (TableRule & Pick<RuleViolation, 'kind' | 'blocks'>)[] {
  const rules: (TableRule & Pick<RuleViolation, 'kind' | 'blocks'>)[] = [];
  for (const { name, required, unique } of planned.columns.filter((column) => planned.named.includes(column.name))) {
    const base = { column: name, severity: 'error' as const, blocks: true };
    if (held && required) rules.push({ ...base, check: { kind: 'required' }, kind: 'required' });
    if (held && unique) rules.push({ ...base, check: { kind: 'unique' }, kind: 'unique' });
  }
  for (const { column, severity, check, rule } of planned.rules)
    rules.push({ column, severity, check, kind: rule.kind, blocks: false });
  return rules;
}

async function keyShown(client: PoolClient, row: TableRecord): Promise<string[]> {
  return shownKey(await introspect(client, tableRefOf(row)));
}

/** The error for existing rows that violate a rule: how many, and which. */
export async function formatViolation(
  client: PoolClient,
  row: TableRecord,
  column: Column,
  rule: 'required' | 'unique',
): Promise<AppError> {
  const [found] = await countViolations(client, tableRefOf(row), [
    { column: column.name, severity: 'error', check: { kind: rule } },
  ]);
  const labels = recordedColumns(row);
  const names = await keyShown(client, row);
  const labelOf = (name: string) => labels.find((one) => one.name === name)?.label ?? name;
  const keys =
    names.length > 0 ? found!.keys.map((key) => key.map((text, n) => `${labelOf(names[n]!)} ${text}`).join(', ')) : [];
  const named = rule === 'unique' ? found!.examples.map((value) => `"${value}"`) : keys;
  const more = named.length > 0 && named.length < found!.count ? ', …' : '';
  return new AppError('rows_violate_rule', {
    column: column.label,
    rule,
    count: found!.count,
    rows: named.length > 0 ? `${named.join(rule === 'unique' ? ', ' : '; ')}${more}` : 'those without a value',
  });
}
