import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { type Guard, resolveTable, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { NewColumn, TableRef } from '../catalog/table.ts';
import { interruptible } from '../sql/connection.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { addColumn } from './columns.ts';

/** Longer than Postgres takes to find a deadlock (deadlock_timeout, 1 s), so that two imports that add columns to one table do not wait without end. */
const LOCK_MS = 2000;
/** Meanwhile those who only read get through. */
const PAUSE_MS = 500;

/**
 * Add columns that a table does not have yet; those of the same name are left as they are. In: a client in a transaction,
 * which from here on keeps everybody else out of the table. Whoever reads it now is waited for, but nobody has to stand in
 * line behind that.
 * @throws TableError `no_such_table`, `bad_name`, `too_many_columns`, `conflict`; the signal's reason
 */
export async function addColumns(
  client: ClientBase,
  table: TableRef,
  columns: readonly NewColumn[],
  signal?: AbortSignal,
  guard: Guard = SERVICE_GUARD,
): Promise<void> {
  const ref = await resolveTable(client, table, guard);
  for (;;) {
    signal?.throwIfAborted();
    await run(client, `SAVEPOINT add_columns; SET LOCAL lock_timeout = '${LOCK_MS}ms'`);
    try {
      await interruptible(client, signal, () =>
        run(client, `LOCK TABLE ${qualifiedName(ref)} IN ACCESS EXCLUSIVE MODE`),
      );
      break;
    } catch (error) {
      if (!(error instanceof TableError && error.code === 'busy')) throw error;
      await run(client, 'ROLLBACK TO SAVEPOINT add_columns; RELEASE SAVEPOINT add_columns');
      await sleep(PAUSE_MS, undefined, signal ? { signal } : {});
    }
  }
  await run(client, 'SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT add_columns');
  const there = new Set((await introspect(client, ref, guard)).columns.map(({ name }) => name));
  for (const column of columns) if (!there.has(column.name)) await addColumn(client, ref, column, guard);
}
