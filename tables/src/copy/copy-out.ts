import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { orderBySql, orderSteps, type Sort } from '../query/keyset.ts';
import { literalParams } from '../query/params.ts';
import { shownColumns } from '../query/select-page.ts';
import { cutConnection, interruptible, untilIdle } from '../sql/connection.ts';
import { TableError, translateError } from '../sql/errors.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { CopyOutQuery } from './copy-out-query.ts';

export interface CopyOutOptions {
  /** In this order. Default: every column that is shown to people. */
  columns?: readonly string[] | undefined;
  filter?: Filter | undefined;
  /** Ties are broken by the key. Without a sort, rows come in the order of the key where there is one. */
  sort?: readonly Sort[] | undefined;
  signal?: AbortSignal | undefined;
  guard?: Guard;
  /** The table as `introspect` gave it in this same transaction; it is not read again then. */
  table?: Table;
}

/** Session settings that decide how COPY writes dates and numbers; local to the caller's transaction. */
const FORMATS = `SELECT set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
  set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true)`;

/**
 * A table's rows as COPY TEXT bytes (PostgreSQL docs, "COPY", Text Format), cut anywhere. `timestamptz` is written in UTC
 * without a zone.
 * In: a client inside a REPEATABLE READ READ ONLY transaction, so that the export is one instant (P31).
 * Errors before the first byte reject the call, later ones the iteration; all are TableErrors.
 * Stopping early, by leaving the loop or by `signal` (`cancelled`), destroys the connection: COPY TO cannot be stopped from
 * within, and reading the rest of a large table for nothing would not be quick. Release the client as broken then.
 */
export async function copyOut(
  client: ClientBase,
  ref: TableRef,
  options: CopyOutOptions = {},
): Promise<AsyncIterable<Buffer>> {
  const table =
    options.table ??
    (await interruptible(client, options.signal, () => introspect(client, ref, options.guard ?? SERVICE_GUARD)));
  const cells = shownColumns(table, options.columns).map((column) => {
    const self = columnSql(column, 't');
    return column.wire === 'timestamptz' ? `${self} AT TIME ZONE 'UTC'` : self;
  });
  const where =
    options.filter === undefined ? '' : ` WHERE ${compileFilter(table, options.filter, literalParams, 't')}`;
  const ordered = (options.sort?.length ?? 0) > 0 || table.key.length > 0;
  const order = ordered ? ` ORDER BY ${orderBySql(orderSteps(table, options.sort, 't'))}` : '';
  await run(client, FORMATS);
  if (options.signal?.aborted) throw new TableError('cancelled');
  return read(
    client,
    `COPY (SELECT ${cells.join(', ')} FROM ${qualifiedName(table)} t${where}${order}) TO STDOUT`,
    options.signal,
  );
}

async function* read(
  client: ClientBase,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const idle = untilIdle(client);
  const copy = client.query(new CopyOutQuery(sql));
  let whole = false;
  let cancelled = false;
  const onAbort = (): void => {
    cancelled = true;
    cutConnection(client);
    copy.fail(new TableError('cancelled'));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    yield* copy.rows();
    whole = true;
  } catch (error) {
    const translated = cancelled ? new TableError('cancelled') : translateError(error);
    // Postgres refused and the connection is in order again; anything else leaves it in the middle of a message.
    whole = translated instanceof TableError && translated.sqlstate !== undefined;
    throw translated;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!whole && !cancelled) cutConnection(client);
    await idle;
  }
}
