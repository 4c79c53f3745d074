import type { ClientBase } from 'pg';
import { TableError } from './errors.ts';

/**
 * Destroy a client's socket. Postgres rolls back when it notices; `pg` answers every later statement with an error, and the
 * client must be released as broken.
 */
export function cutConnection(client: ClientBase): void {
  (client as ClientBase & { connection?: { stream?: { destroy(): void } } }).connection?.stream?.destroy();
}

/**
 * Settles when the statement that is being sent has been answered to its end, or the connection is gone. Ask before
 * waiting for anything else: `pg` says it once, and an error is reported before Postgres is ready for the next statement.
 */
export function untilIdle(client: ClientBase): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      client.off('drain', settle);
      client.off('end', settle);
      resolve();
    };
    client.on('drain', settle);
    client.on('end', settle);
  });
}

/**
 * Wait for a statement, but not past an abort: then the connection is cut and `cancelled` is thrown at once, whatever lock
 * or scan Postgres is busy with (P13).
 */
export async function interruptible<T>(
  client: ClientBase,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  if (signal.aborted) throw new TableError('cancelled');
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      cutConnection(client);
      reject(new TableError('cancelled'));
    };
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
