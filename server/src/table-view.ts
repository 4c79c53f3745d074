import { Column, type Table } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import type { TableRef } from '@sheetport/tables';
import { z } from 'zod';

const Columns = z.array(Column);

/** A table as people see it. */
export function viewTable(row: TableRecord, rowCount: number): Table {
  return {
    id: row.id,
    name: row.name,
    physical: `${row.schema}.${row.physical}`,
    columns: columnsOf(row),
    key: row.key,
    rowCount,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The columns that people know of. */
export function columnsOf(row: { columns: unknown }): Column[] {
  return Columns.catch([]).parse(row.columns);
}

/** Where a table's rows are. */
export function placeOf(row: Pick<TableRecord, 'schema' | 'physical'>): TableRef {
  return { schema: row.schema, name: row.physical };
}
