import { Column } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import {
  type Column as CatalogueColumn,
  type Table as CatalogueTable,
  POSTGRES_TYPES,
  type TableRef,
} from '@sheetport/tables';
import { z } from 'zod';

const Columns = z.array(Column);

/** The columns that the catalogue has, under the labels and with the rules that people gave them, kept by name. */
export function columnsOf(row: { columns: unknown }, table: CatalogueTable): Column[] {
  const known = new Map(recordedColumns(row).map((column) => [column.name, column]));
  const alone = new Set(
    table.uniques
      .filter((index) => !index.primary && index.columns.length === 1 && index.predicate === undefined)
      .map((index) => index.columns[0]),
  );
  return table.columns
    .filter((column) => !column.hidden)
    .map((column) => viewColumn(column, known.get(column.name), alone.has(column.name)));
}

function viewColumn(column: CatalogueColumn, known: Column | undefined, unique: boolean): Column {
  return {
    name: column.name,
    label: known?.label ?? column.label,
    type: column.type,
    required: column.required,
    unique,
    rules: known?.rules ?? [],
    ...(known?.currency && isNumber(column.type) ? { currency: known.currency } : {}),
    // Where people's word for the type does not say it all.
    ...(column.pg === POSTGRES_TYPES[column.type].pg ? {} : { pgType: column.pg }),
    ...(column.defaultSql !== undefined || column.identity !== undefined ? { filled: true } : {}),
    ...(column.generated || column.identity === 'always' ? { generated: true } : {}),
    ...(column.choices ? { enumValues: [...column.choices] } : {}),
  };
}

function isNumber(type: CatalogueColumn['type']): boolean {
  return type === 'integer' || type === 'decimal';
}

/** The columns as they were when somebody last changed what is known of them. */
export function recordedColumns(row: { columns: unknown }): Column[] {
  return Columns.catch([]).parse(row.columns);
}

/** A key that people do not see is none to them. */
export function shownKey(table: CatalogueTable): string[] {
  return table.columns.some((column) => column.hidden && table.key.includes(column.name)) ? [] : table.key;
}

/** The Postgres table of a record. */
export function tableRefOf(row: Pick<TableRecord, 'schema' | 'relationName'>): TableRef {
  return { schema: row.schema, name: row.relationName };
}
