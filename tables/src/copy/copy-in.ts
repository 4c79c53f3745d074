import type { ClientBase } from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import { cutConnection, interruptible, untilIdle } from '../sql/connection.ts';
import { TableError, translateError } from '../sql/errors.ts';
import { identList, qualifiedName } from '../sql/identifiers.ts';
import { copyPieces } from './copy-pieces.ts';

export interface CopyTarget extends TableRef {
  /** In the order of the stream's fields. */
  columns: readonly string[];
  /** The table as `introspect` or `createTable` has read it in this transaction; else it is read now. */
  table?: Table;
}

export interface CopyInOptions {
  signal?: AbortSignal | undefined;
  guard?: Guard | undefined;
  onPiece?: ((rows: number) => Promise<void>) | undefined;
}

/** How long a cancelled COPY may take to be confirmed before its connection is cut; cancelling is promised within 2 s (P13). */
const CANCEL_MS = 1000;

/**
 * COPY binary rows straight into a table (insert only, abort on the first fault).
 * In: a client in a transaction; chunks that together are one COPY BINARY stream. A chunk must not be changed before the next
 * is asked for, nor a short one afterwards: see `copyBinary`. Out: the number of rows. Throws TableError: `duplicate_key`, `required`, `check_failed`, `reference_missing`,
 * `out_of_range`, … as Postgres found it: roll back and take the staging path. `needs_stage` for columns that are cast,
 * `cancelled` after `signal`, `connection_lost` at once when the connection is cut (P12).
 * Afterwards the transaction is failed but can be rolled back; only where Postgres does not confirm within a second that it
 * has stopped is the connection destroyed, and then the next statement says `connection_lost`: release the client as broken.
 * Errors of the source come out as they are.
 * @param onPiece told after each 8 MiB of rows, and after the last: their number. The chunks must end where rows end
 */
export async function copyIn(
  client: ClientBase,
  target: CopyTarget,
  chunks: AsyncIterable<Uint8Array>,
  { signal, guard = SERVICE_GUARD, onPiece }: CopyInOptions = {},
): Promise<number> {
  const table = target.table ?? (await interruptible(client, signal, () => introspect(client, target, guard)));
  if (target.columns.length === 0) throw new TableError('no_columns');
  for (const name of target.columns) {
    const column = findColumn(table, name);
    if (column.generated) throw new TableError('not_writable', { column: name });
    if (column.cast) throw new TableError('needs_stage', { column: name });
  }
  const copy = (bytes: AsyncIterable<Uint8Array>) =>
    copyBinary(client, qualifiedName(table), target.columns, bytes, signal);
  return onPiece === undefined ? copy(chunks) : copyPieces(chunks, copy, onPiece);
}

/**
 * The COPY itself, for a target whose SQL name is already known to be safe. A chunk of 64 KiB or more (Node's largest
 * `writableHighWaterMark` of a socket) has left this process when the next is asked for; a shorter one may still wait in the socket.
 */
export async function copyBinary(
  client: ClientBase,
  targetSql: string,
  columns: readonly string[],
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  if (signal?.aborted) throw new TableError('cancelled');
  const source = chunks[Symbol.asyncIterator]();
  const idle = untilIdle(client);
  const copy: CopyStreamQuery = client.query(
    from(`COPY ${targetSql} (${identList(columns)}) FROM STDIN (FORMAT binary)`),
  );

  // The first failure from any side, and whoever is waiting at that moment.
  let failure: { error: unknown; fromPostgres: boolean } | undefined;
  let wake: ((error: unknown) => void) | undefined;
  const fail = (error: unknown, fromPostgres: boolean): void => {
    failure ??= { error, fromPostgres };
    wake?.(failure.error);
  };
  const orAppError = <T>(promise: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (failure) reject(failure.error);
      wake = reject;
      promise.then(resolve, reject);
    });
  const onError = (error: Error): void => fail(translateError(error), true);
  const onAbort = (): void => fail(new TableError('cancelled'), false);
  copy.on('error', onError);
  signal?.addEventListener('abort', onAbort, { once: true });

  let ended = false;
  try {
    for (;;) {
      const { done, value } = await orAppError(source.next());
      if (done) break;
      if (value.byteLength > 0 && !copy.write(value)) await orAppError(event(copy, 'drain'));
    }
    const finished = event(copy, 'finish');
    copy.end();
    ended = true;
    await orAppError(finished);
    await idle;
    return copy.rowCount;
  } catch (error) {
    // A source may be waiting for something that never comes: tell it to stop, but do not wait for it.
    void Promise.resolve(source.return?.()).catch(() => {});
    // CopyFail. pg-copy-streams' destroy sends it, but must not be called once Postgres has answered (the stream has let go
    // of its connection by then), and has nothing to send once CopyDone is out.
    if (failure?.fromPostgres !== true && !ended) copy.destroy(new Error('stopped by the client'));
    await idleOrCut(client, idle);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    copy.off('error', onError);
    copy.on('error', () => {}); // a late word from a connection that is gone
  }
}

async function idleOrCut(client: ClientBase, idle: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, CANCEL_MS, 'late');
  });
  const outcome = await Promise.race([idle, late]);
  clearTimeout(timer);
  if (outcome === 'late') cutConnection(client);
}

function event(emitter: NodeJS.EventEmitter, name: string): Promise<'event'> {
  return new Promise((resolve) => emitter.once(name, () => resolve('event')));
}
