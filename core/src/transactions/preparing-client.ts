import pg from 'pg';

/** A statement that comes more often than this is prepared. */
const SELDOM = 2;
/** Each costs every connection some memory; the service has some hundred statements, of which a few dozen come all the time. */
const MAX_PREPARED = 150;
/** Texts that are counted; then the count starts anew. */
const MAX_COUNTED = 1000;

/**
 * Names for the statements that come again and again: a connection has Postgres read and plan a named one once (PostgreSQL docs, "PREPARE").
 * Only statements on the service's own records get one: the columns of people's tables change, and a prepared statement whose result
 * would have other columns than before fails.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** The name of a statement, or nothing for one that is sent as it is. */
  nameOf(text: string): string | undefined {
    const name = this.#names.get(text);
    if (name !== undefined || this.#names.size >= MAX_PREPARED) return name;
    const count = (this.#counts.get(text) ?? 0) + 1;
    if (count <= SELDOM) {
      if (this.#counts.size >= MAX_COUNTED) this.#counts.clear();
      this.#counts.set(text, count);
      return undefined;
    }
    this.#counts.delete(text);
    if (!isOnRecords(text)) return undefined;
    const next = `records-${this.#names.size + 1}`;
    this.#names.set(text, next);
    return next;
  }
}

/** Names a record of the service, no quoted table of another schema, and each column of its result. */
function isOnRecords(text: string): boolean {
  return (
    /\bsheetport"?\./.test(text) &&
    !/(?<![".])"(?!sheetport")[^"]+"\."/.test(text) &&
    // A `*` of a query in parentheses may stand for more columns later.
    !/(SELECT|RETURNING|,)\s+(\w+\.)?\*(?!\s*\))/i.test(text)
  );
}

/** The same text has the same name on every connection. */
const names = new StatementNames();

/**
 * A client that prepares the statements that `StatementNames` names. It needs a session of its own: behind a pooler in transaction mode,
 * a statement may come to a session that has not prepared it.
 */
export class PreparingClient extends pg.Client {
  override query: pg.Client['query'] = ((config: unknown, ...more: unknown[]) => {
    const send = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
    const [values] = more;
    if (typeof config === 'string' && Array.isArray(values)) {
      const name = names.nameOf(config);
      return name === undefined ? send.call(this, config, ...more) : send.call(this, { name, text: config }, ...more);
    }
    if (isUnnamed(config)) return send.call(this, { ...config, name: names.nameOf(config.text) }, ...more);
    return send.call(this, config, ...more);
  }) as pg.Client['query'];
}

/** A statement as an object, not one that sends itself, such as a COPY. */
function isUnnamed(config: unknown): config is pg.QueryConfig {
  const { name, text, values, submit } = (config ?? {}) as Record<string, unknown>;
  return name === undefined && submit === undefined && typeof text === 'string' && Array.isArray(values);
}
