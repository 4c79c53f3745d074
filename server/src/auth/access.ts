import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { FIRST_OWNER, mayDo, type Permission, Role } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import type { Accounts } from './accounts.ts';

/** Someone who is signed in. */
export interface Principal {
  /** Of the person. */
  id: string;
  role: Role;
  /** The browser session, where it is not a program with a token. */
  sessionId?: string;
}

/** Authentication and authorization: who a request is from, and what they may do. */
export interface Access {
  /** The name of the session cookie. */
  cookieName: string;
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | null>;
  /** The same for a token alone, as a socket sends it in its handshake. */
  authenticateToken(token: string): Principal | null;
  /**
   * Whether somebody may do something: the one place that asks the table of rules (contract, access/permissions.ts).
   * @param madeBy who made the object, where the answer depends on it
   */
  isAllowed(principal: Principal, permission: Permission, madeBy?: string | null): boolean;
  /** Of some sessions those that go on, at whichever server they were begun, with who they are now. */
  findPrincipals(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Principal>>;
  /** End sessions before their time, at all servers. Out: their ids. */
  endSessions(which: SessionChoice): Promise<string[]>;
  /** Remove sessions that are over. */
  forgetSessions(): Promise<void>;
}

/** Some of a person's sessions: one, all but one, or all. */
export type SessionChoice = { personId: string; id?: string; except?: string | undefined };

const SessionRow = z.object({ session_id: z.string(), id: z.string(), role: Role });
const IdRow = z.object({ id: z.string() });

export function openAccess(
  settings: { OWNER_TOKEN: string; SESSION_MAX_HOURS: number },
  accounts: Accounts,
  db: Queryable,
): Access {
  const token = digest(settings.OWNER_TOKEN);
  const owner: Principal = Object.freeze({ id: FIRST_OWNER, role: 'owner' });

  const authenticateToken: Access['authenticateToken'] = (value) =>
    timingSafeEqual(digest(value), token) ? owner : null;
  const findPrincipals: Access['findPrincipals'] = async (sessionIds) => {
    const rows = await queryRows(
      db,
      SessionRow,
      `SELECT s.id AS session_id, p.id, p.role
         FROM sheetport.session s JOIN sheetport.person p ON p.id = s.person_id
        WHERE s.id = ANY($1::text[]) AND p.disabled_at IS NULL
          AND s.expires_at > now() AND s.created_at > now() - make_interval(hours => $2)`,
      [sessionIds, settings.SESSION_MAX_HOURS],
    );
    return new Map(rows.map(({ session_id, id, role }) => [session_id, { id, role, sessionId: session_id }]));
  };

  return {
    cookieName: accounts.cookieName,
    async authenticate(headers) {
      const value = headers.authorization;
      if (value !== undefined) {
        const bearer = /^Bearer +(\S+)$/i.exec(value)?.[1];
        return bearer === undefined ? null : authenticateToken(bearer);
      }
      if (!headers.cookie?.includes(`${accounts.cookieName}=`)) return null;
      const sessionId = await accounts.findSession(headers.cookie);
      return sessionId === null ? null : ((await findPrincipals([sessionId])).get(sessionId) ?? null);
    },
    authenticateToken,
    isAllowed: ({ id, role }, permission, madeBy) => mayDo(role, permission, madeBy === id),
    findPrincipals,
    async endSessions({ personId, id, except }) {
      const rows = await queryRows(
        db,
        IdRow,
        `DELETE FROM sheetport.session
          WHERE person_id = $1 AND ($2::text IS NULL OR id = $2) AND ($3::text IS NULL OR id <> $3) RETURNING id`,
        [personId, id ?? null, except ?? null],
      );
      return rows.map((row) => row.id);
    },
    async forgetSessions() {
      await db.query(
        `DELETE FROM sheetport.session WHERE expires_at < now() OR created_at < now() - make_interval(hours => $1)`,
        [settings.SESSION_MAX_HOURS],
      );
    },
  };
}

/** Texts of any length become equally long, so that comparing them takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
