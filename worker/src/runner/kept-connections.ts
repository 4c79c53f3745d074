import { learnBackendPid, PreparingClient } from '@sheetport/core';
import pg from 'pg';

/**
 * Limits that an administrator gives a role or a database are for people's queries; a million rows take longer. A job ends by its own
 * bounds, and pg_dump does the same. Of servers that know them: transaction_timeout came with PostgreSQL 17.
 */
const LIFT_LIMITS = `SELECT set_config(name, '0', false)
  FROM unnest(ARRAY['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout']) AS name
  WHERE current_setting(name, true) <> '0'`;

/** Its name while no job has it. */
const IDLE_NAME = 'sheetport-worker-idle';

/**
 * What the triggers of people's tables may leave in a session: PostgreSQL docs, "DISCARD", in its order, without the plans and prepared
 * statements that a connection is kept for.
 */
const CLEAN = `CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP;
  DISCARD SEQUENCES; SET application_name = '${IDLE_NAME}'`;

/** More than these wait for no job: a worker with that many jobs at once opens the others anew. */
const MAX_IDLE = 4;
const MAX_IDLE_MS = 30_000;
/** What a backend remembers of each table that it has seen is never forgotten. */
const MAX_JOBS = 200;
/** A connection that does not answer within this time is as good as lost. */
const ANSWER_MS = 1000;

interface Idle {
  client: pg.Client;
  timer: NodeJS.Timeout;
  onEnd: () => void;
}

/** Connections on which jobs load. One that a job is done with is kept for a while: Postgres takes longer to open one than to load a hundred rows. */
export class KeptConnections {
  readonly #databaseUrl: string;
  readonly #idle: Idle[] = [];
  readonly #jobs = new WeakMap<pg.Client, number>();
  #closed = false;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  /** A connection that Postgres knows by `name` from now on: a kept one, or a new one. It is given back, or ended. */
  async take(name: string): Promise<pg.Client> {
    for (let kept = this.#takeIdle(); kept; kept = this.#takeIdle()) {
      const { client } = kept;
      const named = answered(
        client.query(`${LIFT_LIMITS}; SET application_name = ${pg.escapeLiteral(name)}`).then(() => true),
      );
      if (await named) return client;
      end(client); // it was lost while nobody used it
    }
    const client = new PreparingClient({
      connectionString: this.#databaseUrl,
      application_name: name,
      keepAlive: true,
    });
    // The statement that runs on a cut connection fails.
    client.on('error', () => undefined);
    await client.connect();
    await learnBackendPid(client, LIFT_LIMITS);
    return client;
  }

  /** Take back a connection that is outside of a transaction and that nobody cancels a statement of any more. */
  async giveBack(client: pg.Client): Promise<void> {
    const jobs = (this.#jobs.get(client) ?? 0) + 1;
    this.#jobs.set(client, jobs);
    const isWanted = () => !this.#closed && jobs < MAX_JOBS && this.#idle.length < MAX_IDLE;
    if (!isWanted() || !(await answered(client.query(CLEAN).then(() => true))) || !isWanted()) return end(client);
    const drop = () => this.#drop(idle);
    const idle: Idle = { client, timer: setTimeout(drop, MAX_IDLE_MS), onEnd: drop };
    idle.timer.unref();
    client.once('end', drop);
    this.#idle.push(idle);
  }

  /** End what no job has. */
  close(): void {
    this.#closed = true;
    for (const idle of [...this.#idle]) this.#drop(idle);
  }

  /** The one that was used last. */
  #takeIdle(): Idle | undefined {
    const idle = this.#idle.pop();
    if (idle) this.#forget(idle);
    return idle;
  }

  #drop(idle: Idle): void {
    const at = this.#idle.indexOf(idle);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.#forget(idle);
    end(idle.client);
  }

  #forget({ client, timer, onEnd }: Idle): void {
    clearTimeout(timer);
    client.off('end', onEnd);
  }
}

/** End a connection, without waiting for one that does not answer. */
function end(client: pg.Client): void {
  void answered(client.end().then(() => true)).then((isOver) => {
    if (!isOver) (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  });
}

/** Whether it was answered well, and in time. */
async function answered(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS, false);
  });
  try {
    return await Promise.race([answer, late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
