import { AppError, directDatabaseUrl } from '@sheetport/contract';
import pg from 'pg';
import type { App, Context } from '../../context.ts';

/** Indexes that one server makes at once. */
const MOST_AT_ONCE = 2;
/** An index that is made so soon, or fails so soon, is answered as it is then. */
const ANSWER_MS = 2000;

/** Makes indexes of tables, each on a connection of its own, while others go on. One at a time of each table. */
export class IndexMaker {
  readonly #context: Context;
  readonly #making = new Map<string, { client: pg.Client; done: Promise<void> }>();

  /** Ends with the app: Postgres stops the statement then, and what is left of an index is replaced by the next call. */
  constructor(app: App, context: Context) {
    this.#context = context;
    app.addHook('onClose', async () => {
      await Promise.all([...this.#making.values()].map(({ client }) => client.end().catch(() => undefined)));
    });
  }

  /**
   * Begin work on the indexes of a table, unless some is under way, and wait for it a moment.
   * @throws AppError `busy` where too many are made at once; what the work throws within that moment
   */
  async run(tableId: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
    const making = this.#making;
    const { settings, log } = this.#context;
    if (!making.has(tableId)) {
      if (making.size >= MOST_AT_ONCE) throw new AppError('busy');
      const client = new pg.Client({
        connectionString: directDatabaseUrl(settings),
        application_name: 'sheetport-index',
        keepAlive: true,
      });
      client.on('error', (error) => log.warn({ err: error }, 'the connection that makes an index was lost'));
      const done = runOn(client, work).finally(() => making.delete(tableId));
      done.catch((error: unknown) => log.warn({ err: error, tableId }, 'an index could not be made'));
      making.set(tableId, { client, done });
    }
    await atMost(ANSWER_MS, making.get(tableId)!.done);
  }

  /** Waits a moment for the end of what this server does with the indexes of a table; says whether it has ended. */
  async waitFor(tableId: string): Promise<boolean> {
    await atMost(ANSWER_MS, this.#making.get(tableId)?.done).catch(() => undefined);
    return !this.#making.has(tableId);
  }
}

async function atMost(ms: number, done: Promise<void> | undefined): Promise<void> {
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);
}

async function runOn(client: pg.Client, work: (client: pg.Client) => Promise<void>): Promise<void> {
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
