/** COPY ... TO STDOUT as a statement of `pg`, whose rows are read straight from the connection. */
import type { Socket } from 'node:net';
import type { Connection, Submittable } from 'pg';
import { CopyData } from './copy-data.ts';

/** So much may wait for its reader before Postgres has to wait too. */
const MOST_WAITING_BYTES = 1024 * 1024;

type Listener = (bytes: Buffer) => void;

/**
 * Give it to `client.query`, then read `rows` once. While the rows come, `pg` does not see the connection's bytes: its parser would make
 * an object of every row.
 */
export class CopyOutQuery implements Submittable {
  readonly #sql: string;
  readonly #data = new CopyData();
  #socket: Socket | undefined;
  /** What `pg` itself does with the connection's bytes. */
  #parse: Listener = () => {};
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => {};

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** COPY TEXT, cut anywhere. Throws what Postgres says, and what `fail` was told. */
  async *rows(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#waitingBytes -= next.length;
        if (this.#waitingBytes < MOST_WAITING_BYTES && !this.#ended) this.#socket?.resume();
        yield next;
      } else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** Ends the rows with an error. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  /** Called by `pg`, as all below, when the statement's turn has come. */
  submit(connection: Connection): void {
    const socket = connection.stream as Socket;
    const [parse] = socket.listeners('data') as Listener[];
    this.#socket = socket;
    this.#parse = parse!;
    socket.off('data', this.#parse);
    socket.on('data', this.#hear);
    connection.query(this.#sql);
  }

  handleError(error: Error): void {
    this.fail(error);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#ended = true;
    this.#wake();
  }

  readonly #hear: Listener = (bytes) => {
    const rows = this.#data.take(bytes);
    if (rows.length > 0) {
      this.#waiting.push(rows);
      this.#waitingBytes += rows.length;
      this.#wake();
    }
    const rest = this.#data.rest;
    if (rest !== null) {
      this.#socket!.off('data', this.#hear);
      this.#socket!.on('data', this.#parse);
      this.#parse(rest);
    } else if (this.#waitingBytes >= MOST_WAITING_BYTES) this.#socket!.pause();
  };
}
