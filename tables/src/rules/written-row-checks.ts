import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table, TableRef } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { interruptible } from '../sql/connection.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { anySql, run } from '../sql/statement.ts';
import { anyViolation, foldingCollation, missingSql, type RuleReference, type TableRule } from './rules.ts';

/** Looks at rows that stand in their table already, written by a transaction that can still take them back. */
export interface WrittenRowChecks {
  /**
   * After each COPY into the table, with its rows: whether they keep the rules. References to the own table wait for `finish`.
   * @throws TableError `needs_stage` where a row breaks a rule of any severity: roll back, and let the staging path say which
   */
  check(rows: number): Promise<void>;
  /** All rows are there: look at what could not be looked at in pieces. Throws as `check`. */
  finish(): Promise<void>;
}

/**
 * Rules for rows that are copied straight into their table, which is quicker than to stage them where all of them are good.
 * In: a client in the transaction that copies, without savepoints; rules of columns that the rows bring. `unique` is for the table's
 * own index to keep; as a warning it cannot be looked at here.
 * @throws TableError `needs_stage` for a unique rule that only warns and for tables whose rows are not where they were copied to, `no_such_table` or `no_such_column` where a rule speaks of what is gone
 */
export async function openWrittenRowChecks(
  client: ClientBase,
  table: Table,
  rules: readonly TableRule[],
  signal?: AbortSignal,
  guard: Guard = SERVICE_GUARD,
): Promise<WrittenRowChecks> {
  const { partitioned, access } = table;
  // Rows lie elsewhere or cannot be read, or others come with them.
  if (partitioned || !access.select || access.rowSecurity || access.rewritten || access.triggers.length > 0)
    throw new TableError('needs_stage');
  const writer = await currentWriter(client);
  const { broken, missing, missingInItself } = await conditions(client, table, rules, guard);
  const target = qualifiedName(table);
  /** Where the last row was that was looked at; rows come after it, or else all are looked at again at the end. */
  let last = '(0,0)';
  let seen = 0;
  let written = 0;

  const look = async (where: string): Promise<Seen> => {
    const { rows } = await interruptible(client, signal, () =>
      run<Seen>(
        client,
        `SELECT count(*)::int AS rows, max(t.ctid)::text AS last, COALESCE(bool_or(${broken}), FALSE) AS bad
           FROM ${target} t WHERE ${where}`,
      ),
    );
    return rows[0]!;
  };
  const refuseMissing = async (where: string, conditions: readonly string[]): Promise<void> => {
    for (const condition of conditions) {
      const { rows } = await interruptible(client, signal, () =>
        run(client, anySql(`SELECT 1 FROM ${target} t WHERE ${where} AND ${condition}`)),
      );
      if (rows.length > 0) throw new TableError('needs_stage');
    }
  };
  const own = `t.xmin = ${quoteLiteral(writer)}::xid`;
  return {
    async check(rows) {
      written += rows;
      if (rows === 0) return;
      const where = `t.ctid > ${quoteLiteral(last)}::tid AND ${own}`;
      const found = await look(where);
      if (found.bad) throw new TableError('needs_stage');
      await refuseMissing(where, missing);
      seen += found.rows;
      last = found.last ?? last;
    },
    async finish() {
      // Some rows lie in room that others have left.
      if (seen !== written) {
        const found = await look(own);
        if (found.bad) throw new TableError('needs_stage');
        await refuseMissing(own, missing);
      }
      await refuseMissing(own, missingInItself);
    },
  };
}

interface Seen {
  rows: number;
  last: string | null;
  bad: boolean;
}

/** The 32 bits of this transaction's number that its rows carry. */
async function currentWriter(client: ClientBase): Promise<string> {
  const { rows } = await run<{ xid: string }>(client, 'SELECT pg_current_xact_id()::xid::text AS xid');
  return rows[0]!.xid;
}

interface Conditions {
  /** True of a row `t` that breaks a rule by itself. */
  broken: string;
  /** Each true of a row that refers to what is not there; the last ones to rows of its own table. */
  missing: string[];
  missingInItself: string[];
}

async function conditions(
  client: ClientBase,
  table: Table,
  rules: readonly TableRule[],
  guard: Guard,
): Promise<Conditions> {
  const folding = rules.some(({ check }) => check.kind === 'list' && check.ignoreCase === true)
    ? await foldingCollation(client)
    : undefined;
  const broken: string[] = [];
  const missing: string[] = [];
  const missingInItself: string[] = [];
  for (const { column, check, severity } of rules) {
    const of: Column = findColumn(table, column);
    const cell = columnSql(of, 't');
    if (check.kind === 'reference') {
      const itself = await isItself(client, table, check, guard);
      (itself ? missingInItself : missing).push(missingSql(check, cell));
    } else if (check.kind !== 'unique') {
      broken.push(anyViolation([check], of, cell, folding));
    } else if (severity !== 'error') throw new TableError('needs_stage', { column });
  }
  return { broken: broken.length === 0 ? 'FALSE' : broken.join(' OR '), missing, missingInItself };
}

async function isItself(client: ClientBase, table: TableRef, { to }: RuleReference, guard: Guard): Promise<boolean> {
  const other = await introspect(client, to, guard);
  findColumn(other, to.column);
  return other.schema === table.schema && other.name === table.name;
}
