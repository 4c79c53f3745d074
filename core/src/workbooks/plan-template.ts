/** What an import template says of a table: read by the server, to know whether one is up to date, and by the worker that writes it. */
import { createHash } from 'node:crypto';
import { type Column, type ResolvedRule, type Rule, referencedTables, resolveRules } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import { columnValues, introspect } from '@sheetport/tables';
import type { ClientBase } from 'pg';
import { columnsOf, shownKey, tableRefOf } from '../table-access/known-columns.ts';
import { findTables } from '../table-access/user-tables.ts';

/** Values that a drop-down offers. More would make the workbook slow to open, and nobody scrolls through them. */
const MAX_OFFERED = 5000;

export interface TemplatePlan {
  /** The table's, which becomes the sheet's. */
  name: string;
  columns: readonly {
    column: Column;
    isKey: boolean;
    rules: readonly ResolvedRule[];
    /** Of a drop-down; `whole` where there are no others. */
    values?: { texts: readonly string[]; whole: boolean };
  }[];
}

/**
 * The columns that people fill in, with their rules and the values of their drop-downs.
 * @param shown tables that rules refer to and that may be named; the workbook has neither names nor values of others
 * @throws AppError `invalid_rule` where a table or column that a rule refers to is gone; TableError `no_such_table`
 */
export async function planTemplate(
  client: ClientBase,
  row: TableRecord,
  shown: ReadonlySet<string>,
): Promise<TemplatePlan> {
  const table = await introspect(client, tableRefOf(row));
  const known = columnsOf(row, table).map((column) => ({
    ...column,
    rules: column.rules.filter((rule) => rule.kind !== 'reference' || shown.has(rule.table)),
  }));
  const rules = resolveRules(known, await findTables(client, referencedTables(known)));
  const key = shownKey(table);
  const columns: TemplatePlan['columns'][number][] = [];
  for (const column of known.filter(({ generated }) => generated !== true)) {
    const own = rules.filter((rule) => rule.column === column.name);
    const values = await findAllowedValues(
      column,
      own.map(({ rule }) => rule),
      async () => {
        const check = own.find((rule) => rule.check.kind === 'reference')?.check;
        return check?.kind === 'reference' ? columnValues(client, check.to, check.to.column, MAX_OFFERED + 1) : [];
      },
    );
    columns.push({ column, isKey: key.includes(column.name), rules: own, ...(values ? { values } : {}) });
  }
  return { name: row.name, columns };
}

/** What tells whether a template would be the same as another. */
export function fingerprintTemplate(plan: TemplatePlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

async function findAllowedValues(
  column: Column,
  rules: readonly Rule[],
  readReferenced: () => Promise<string[]>,
): Promise<{ texts: readonly string[]; whole: boolean } | undefined> {
  const listed = rules.find(({ kind }) => kind === 'list' || kind === 'reference');
  if (listed?.kind === 'list') return { texts: listed.values, whole: true };
  if (!listed) return column.enumValues && { texts: column.enumValues, whole: true };
  const texts = await readReferenced();
  return { texts: texts.slice(0, MAX_OFFERED), whole: texts.length <= MAX_OFFERED };
}
