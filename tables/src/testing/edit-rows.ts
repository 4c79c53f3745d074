/** Edits of rows for tests, without a converter of cells. Not part of the package. */
import type { ClientBase } from 'pg';
import type { Table, TableRef } from '../catalog/table.ts';
import { applyEdits, type EditOptions, type EditResult } from '../edit/apply-edits.ts';
import type { EditedCells } from '../edit/edited-rows.ts';
import { readRowId } from '../edit/row-ids.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';

type TestCells = Record<string, string | null>;
export interface TestEdit {
  updates?: { id: string; cells: TestCells }[];
  inserts?: TestCells[];
  deletes?: string[];
}

/** Edit rows in the transaction that the client is in; values are texts as Postgres reads them. */
export function editRows(
  client: ClientBase,
  ref: TableRef,
  table: Pick<Table, 'key'>,
  id: string,
  { updates = [], inserts = [], deletes = [] }: TestEdit,
  more: Partial<EditOptions> = {},
): Promise<EditResult> {
  const at = (text: string) => readRowId(table, text)!;
  const cells = (rows: { row: number; cells: TestCells }[]): EditedCells => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row.cells)))];
    return {
      columns,
      rows: rows.map(({ row, cells: named }) => ({
        row,
        emptied: [],
        unnamed: columns.filter((name) => !Object.hasOwn(named, name)),
      })),
      async readValues() {
        return new Map(rows.map(({ row, cells: named }) => [row, columns.map((name) => named[name] ?? null)]));
      },
      async load(stage) {
        const names = [quoteIdent(stage.rowColumn), ...columns.map(quoteIdent)].join(', ');
        const value = (text: string | null | undefined) => (text == null ? 'NULL' : quoteLiteral(text));
        for (const { row, cells: named } of rows)
          await client.query(
            `INSERT INTO ${stage.sql} (${names}) VALUES (${[row, ...columns.map((name) => value(named[name]))].join(', ')})`,
          );
      },
    };
  };
  const insertsFrom = updates.length;
  const deletesFrom = insertsFrom + inserts.length;
  return applyEdits(client, {
    table: ref,
    updates: {
      ...cells(updates.map((one, n) => ({ row: n + 1, cells: one.cells }))),
      at: new Map(updates.map((one, n) => [n + 1, at(one.id)])),
    },
    inserts: cells(inserts.map((one, n) => ({ row: insertsFrom + n + 1, cells: one }))),
    deletes: deletes.map((one, n) => ({ row: deletesFrom + n + 1, at: at(one) })),
    rules: [],
    onReject: 'abort',
    force: false,
    undo: { id },
    wantsIds: true,
    ...more,
  });
}
