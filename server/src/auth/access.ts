import type { IncomingHttpHeaders } from 'node:http';
import {
  FIRST_OWNER,
  higherRole,
  highestRole,
  mayDo,
  type Permission,
  Role,
  roleWithoutObject,
  TABLE_ROLES,
} from '@sheetport/contract';
import { type Queryable, queryRows, type RoleHolder, readTableRoles, sharedRolesSql } from '@sheetport/core';
import { z } from 'zod';
import type { Accounts } from './accounts.ts';
import { isInScope, openApiKeys } from './api-keys.ts';
import type { Principal } from './principal.ts';
import { lacksFactorSql } from './second-factor-rule.ts';
import { areSameHashes, bearerToken, hashSecret } from './secrets.ts';

/** Authentication and authorization: who a request is from, and what they may do. */
export interface Access {
  /** The name of the session cookie. */
  cookieName: string;
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | null>;
  /** The same for a token alone, as a socket sends it in its handshake: that of the owner, or an API key. */
  authenticateToken(token: string): Promise<Principal | null>;
  /** Whether it is the token of the owner, which begins sessions. */
  isOwnerToken(token: string): boolean;
  /**
   * Whether somebody may do something where no object is named (contract, access/permissions.ts); on an object their role on it is
   * asked (object-roles.ts).
   * @param madeBy who made the object, where the answer depends on it
   */
  isAllowed(principal: Principal, permission: Permission, madeBy?: string | null): boolean;
  /** Whether a person may do something with a table, by the role that they have on it. */
  isAllowedOnTable(person: RoleHolder, permission: Permission, tableId: string): Promise<boolean>;
  /** Those of the given principals whose session or key is still valid, on any server, with their current role. */
  findPrincipals(held: readonly Principal[]): Promise<ReadonlyMap<Principal, Principal>>;
  /** Whose a session is, while it goes on. */
  findSession(sessionId: string): Promise<Principal | undefined>;
  /** End sessions before their time, at all servers. Out: their ids. */
  endSessions(which: SessionChoice): Promise<string[]>;
  /** Remove sessions that are over. */
  forgetSessions(): Promise<void>;
}

/** Some of a person's sessions: one, all but one, or all. */
export type SessionChoice = { personId: string; id?: string; except?: string | undefined };

const SessionRow = z.object({
  session_id: z.string(),
  id: z.string(),
  role: Role,
  shared: z.array(z.enum(TABLE_ROLES)),
  lacks_factor: z.boolean(),
});
const IdRow = z.object({ id: z.string() });

export function openAccess(
  settings: { OWNER_TOKEN: string; SESSION_MAX_HOURS: number },
  accounts: Accounts,
  db: Queryable,
): Access {
  const ownHash = hashSecret(settings.OWNER_TOKEN);
  const owner: Principal = Object.freeze({ id: FIRST_OWNER, role: 'owner', highest: 'owner' });

  const keys = openApiKeys(db);

  const isOwnerToken = (value: string) => areSameHashes(hashSecret(value), ownHash);
  const authenticateToken: Access['authenticateToken'] = async (value) =>
    isOwnerToken(value) ? owner : keys.authenticate(value);
  const findSessions = async (sessionIds: readonly string[]): Promise<ReadonlyMap<string, Principal>> => {
    if (sessionIds.length === 0) return new Map();
    const rows = await queryRows(
      db,
      SessionRow,
      `SELECT s.id AS session_id, p.id, p.role, ${sharedRolesSql('p.id')} AS shared,
              coalesce(s.began_with, 'password') = 'password' AND ${lacksFactorSql('p.id')} AS lacks_factor
         FROM sheetport.session s JOIN sheetport.person p ON p.id = s.person_id
        WHERE s.id = ANY($1::text[]) AND p.disabled_at IS NULL
          AND s.expires_at > now() AND s.created_at > now() - make_interval(hours => $2)`,
      [sessionIds, settings.SESSION_MAX_HOURS],
    );
    return new Map(
      rows.map(({ session_id: sessionId, id, role, shared, lacks_factor: lacksFactor }) => {
        const highest = higherRole(role, highestRole(shared));
        return [sessionId, { id, role, highest, sessionId, ...(lacksFactor && { lacksFactor }) }];
      }),
    );
  };

  return {
    cookieName: accounts.cookieName,
    async authenticate(headers) {
      const value = headers.authorization;
      if (value !== undefined) {
        const bearer = bearerToken(value);
        return bearer === undefined ? null : authenticateToken(bearer);
      }
      if (!headers.cookie?.includes(`${accounts.cookieName}=`)) return null;
      const sessionId = await accounts.findSession(headers.cookie);
      return sessionId === null ? null : ((await findSessions([sessionId])).get(sessionId) ?? null);
    },
    authenticateToken,
    isOwnerToken,
    isAllowed: (principal, permission, madeBy) =>
      !principal.lacksFactor &&
      isInScope(principal, permission) &&
      mayDo(roleWithoutObject(permission, principal.role, principal.highest), permission, madeBy === principal.id),
    async isAllowedOnTable(person, permission, tableId) {
      const role = (await readTableRoles(db, person, [tableId])).get(tableId);
      return role != null && mayDo(role, permission);
    },
    async findPrincipals(held) {
      const [sessions, withKeys] = await Promise.all([
        findSessions(held.flatMap(({ sessionId }) => sessionId ?? [])),
        keys.findPrincipals(held),
      ]);
      return new Map(
        held.flatMap((principal) => {
          const { sessionId, keyId } = principal;
          // The owner's token holds for as long as the server runs.
          if (sessionId === undefined && keyId === undefined) return [[principal, principal] as const];
          const now = sessionId === undefined ? withKeys.get(principal) : sessions.get(sessionId);
          return now ? [[principal, now] as const] : [];
        }),
      );
    },
    findSession: async (sessionId) => (await findSessions([sessionId])).get(sessionId),
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
