import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Queryable } from '@sheetport/core';
import { queryRows } from '@sheetport/core';
import { z } from 'zod';

export interface Session {
  id: string;
  /** Milliseconds since 1970. */
  endsAt: number;
}

/** Sessions that were ended before their time. All servers of a database know of the same. */
export interface EndedSessions {
  add(session: Session): Promise<void>;
  /** Those of some sessions that are over, by their time or before it. */
  find(sessions: readonly Session[]): Promise<ReadonlySet<string>>;
}

const Id = z.object({ id: z.string() });
/** Where versions before this one kept them: one per line, id and when it would have expired. */
const FILE = 'ended-sessions';

/** @param log says why they could not be looked up */
export async function openEndedSessions(
  db: Queryable,
  dataDir: string,
  log: { warn(details: object, message: string): void },
): Promise<EndedSessions> {
  /** What this server has seen ended stays so while Postgres is away. Everything that a session may reach needs Postgres, too. */
  const known = new Set<string>();
  const insert = ({ id, endsAt }: Session) =>
    db.query(
      `INSERT INTO sheetport.ended_session (id, ends_at) VALUES ($1, to_timestamp($2 / 1000.0)) ON CONFLICT DO NOTHING`,
      [id, endsAt],
    );
  await takeFile(path.join(dataDir, FILE), known, insert).catch((error: unknown) =>
    log.warn({ err: error }, 'ended sessions of an earlier version stay in their file'),
  );
  return {
    async add(session) {
      known.add(session.id);
      await insert(session);
      await db.query('DELETE FROM sheetport.ended_session WHERE ends_at < now()');
    },
    async find(sessions) {
      const now = Date.now();
      const asked = sessions.filter(({ id, endsAt }) => endsAt > now && !known.has(id)).map(({ id }) => id);
      if (asked.length > 0) {
        const rows = await queryRows(db, Id, 'SELECT id FROM sheetport.ended_session WHERE id = ANY($1::text[])', [
          asked,
        ]).catch((error: unknown) => {
          log.warn({ err: error }, 'ended sessions could not be looked up');
          return [];
        });
        for (const { id } of rows) known.add(id);
      }
      return new Set(sessions.filter(({ id, endsAt }) => endsAt <= now || known.has(id)).map(({ id }) => id));
    },
  };
}

/** Take over the file of an earlier version, and remove it. */
async function takeFile(
  file: string,
  known: Set<string>,
  insert: (session: Session) => Promise<unknown>,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const sessions = text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([id, endsAt]) => (id && Number(endsAt) > Date.now() ? [{ id, endsAt: Number(endsAt) }] : []));
  for (const { id } of sessions) known.add(id);
  for (const session of sessions) await insert(session);
  await rm(file);
}
