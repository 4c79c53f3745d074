import type { TableRecord } from '@sheetport/prisma';
import { readTableInstant, type Table, type TableInstant } from '@sheetport/tables';
import type { ClientBase } from 'pg';

/** The instant of a table as a transaction sees it, with what people have called it and its columns. */
export function readInstant(client: ClientBase, record: TableRecord, table: Table): Promise<TableInstant> {
  return readTableInstant(client, table, [record.id, record.name, record.columns]);
}
