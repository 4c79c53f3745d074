import type { ClientBase } from 'pg';
import type { Table } from '../catalog/table.ts';
import type { Send } from '../merge/row-checks.ts';
import { listPlaceRecords } from './place-record.ts';

/** Rows that a load without a record had added, and that edits wrote over since: for those, there was nothing before. */
export async function forgetLoad(
  client: ClientBase,
  send: Send,
  table: Table,
  id: string,
  writer: string,
): Promise<void> {
  for (const { sql, names } of await listPlaceRecords(client, table, id)) {
    const of = `${names.was} = '${writer}'::xid`;
    await send(`DELETE FROM ${sql} WHERE ${of} AND ${names.kind} = 'd'`);
    await send(`UPDATE ${sql} SET ${names.kind} = 'i', ${names.was} = NULL WHERE ${of} AND ${names.kind} = 'u'`);
  }
}
