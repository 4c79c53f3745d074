import type { Column, ResolvedRule, RuleBreach } from '@sheetport/contract';
import { Failure } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import { countBreaches, introspect, TableError, type TableRule } from '@sheetport/tables';
import type { Pool, PoolClient } from 'pg';
import { placeOf, recordedColumns, shownKey } from './table-view.ts';

/** How long counting rows may take before the answer says that it does not know. */
const COUNT_MS = 15_000;

/** What a change makes of a table's columns, and which of them it names. */
export interface Planned {
  columns: Column[];
  named: string[];
  key: string[];
  rules: ResolvedRule[];
  /** As the table has them before the change. */
  was: { columns: Column[]; key: string[] };
}

/**
 * Count the rows that stand in a table and break the rules of the columns that a change names.
 * @param held also of what Postgres holds once the change is made
 */
export async function countToday(pool: Pool, row: TableRecord, planned: Planned, held: boolean): Promise<RuleBreach[]> {
  const rules: (TableRule & Pick<RuleBreach, 'kind' | 'blocks'>)[] = [];
  for (const { name, required, unique } of planned.columns.filter((column) => planned.named.includes(column.name))) {
    const base = { column: name, severity: 'error' as const, blocks: true };
    if (held && required) rules.push({ ...base, check: { kind: 'required' }, kind: 'required' });
    if (held && unique) rules.push({ ...base, check: { kind: 'unique' }, kind: 'unique' });
  }
  for (const { column, severity, check, rule } of planned.rules)
    rules.push({ column, severity, check, kind: rule.kind, blocks: false });
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${COUNT_MS}`);
    const found: RuleBreach[] = [];
    const shown = (await keyShown(client, row)).length > 0;
    for (const { blocks, kind, ...rule } of rules) {
      const [counted] = await countBreaches(client, placeOf(row), [rule]).catch(async (error: unknown) => {
        if (!(error instanceof TableError && error.code === 'cancelled')) throw error;
        await client.query('ROLLBACK; BEGIN READ ONLY');
        await client.query(`SET LOCAL statement_timeout = ${COUNT_MS}`);
        return [null];
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
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
  }
}

async function keyShown(client: PoolClient, row: TableRecord): Promise<string[]> {
  return shownKey(await introspect(client, placeOf(row)));
}

/** How many rows break what the table should hold, and which. */
export async function sayBroken(
  client: PoolClient,
  row: TableRecord,
  column: Column,
  rule: 'required' | 'unique',
): Promise<Failure> {
  const [found] = await countBreaches(client, placeOf(row), [
    { column: column.name, severity: 'error', check: { kind: rule } },
  ]);
  const labels = recordedColumns(row);
  const names = await keyShown(client, row);
  const labelOf = (name: string) => labels.find((one) => one.name === name)?.label ?? name;
  const keys =
    names.length > 0 ? found!.keys.map((key) => key.map((text, n) => `${labelOf(names[n]!)} ${text}`).join(', ')) : [];
  const told = rule === 'unique' ? found!.examples.map((value) => `"${value}"`) : keys;
  const more = told.length > 0 && told.length < found!.count ? ', …' : '';
  return new Failure('rows_break_rule', {
    column: column.label,
    rule,
    count: found!.count,
    rows: told.length > 0 ? `${told.join(rule === 'unique' ? ', ' : '; ')}${more}` : 'those without a value',
  });
}
