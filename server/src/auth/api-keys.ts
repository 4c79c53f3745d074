/** API keys: with one, a program asks as the key's person, and never with more rights than they have (docs/adr/0024). */
import {
  type ApiKey,
  AppError,
  higherRole,
  highestRole,
  KeyScope,
  type KeyScopes,
  type Permission,
  Role,
  scopesInclude,
  TableRole,
} from '@sheetport/contract';
import { keyLimitOf, LIMITED, type Queryable, queryRows, sharedRolesSql } from '@sheetport/core';
import { z } from 'zod';
import type { Principal } from './principal.ts';
import { lacksFactorSql } from './second-factor-rule.ts';
import { areSameHashes, hashSecret, joinToken, makeSecret, splitToken } from './secrets.ts';

/** How a key begins, before its id: programs that look for secrets in sources find it by that. */
const KIND = 'sp';
/** Uses of a key are noted at most so often. */
const NOTE = '5 minutes';
const NO_HASH = hashSecret('');

/** Someone who asks with an API key. */
type KeyPrincipal = Principal & Required<Pick<Principal, 'keyId' | 'keyHash' | 'scopes'>>;

export interface ApiKeys {
  /** Find the person of a key by its token, and note that the key is used. Null where the key does not work. A wrong secret takes as long as an unknown key. */
  authenticate(token: string): Promise<Principal | null>;
  /** Those of the given principals whose key still works, by its id and secret, with their current role. */
  findPrincipals(held: readonly Principal[]): Promise<ReadonlyMap<Principal, Principal>>;
}

const KeyRow = z.object({
  id: z.string(),
  scopes: z.array(z.string()),
  table_ids: z.array(z.string()).nullable(),
  folder_ids: z.array(z.string()).nullable(),
  secret_hash: z.string(),
  earlier_hash: z.string().nullable(),
  to_note: z.boolean(),
  import_requests_per_minute: z.number().nullable(),
  person_id: z.string(),
  role: Role,
  shared: z.array(TableRole),
  lacks_factor: z.boolean(),
});

export function openApiKeys(db: Queryable): ApiKeys {
  const findKeys = (ids: readonly string[]) =>
    queryRows(
      db,
      KeyRow,
      `SELECT k.id, k.scopes, k.import_requests_per_minute, k.table_ids::text[] AS table_ids, k.folder_ids::text[] AS folder_ids, k.secret_hash, CASE WHEN k.earlier_until > now() THEN k.earlier_hash END AS earlier_hash,
              k.last_used_at IS NULL OR k.last_used_at < now() - interval '${NOTE}' AS to_note, p.id AS person_id, p.role, ${sharedRolesSql('p.id')} AS shared,
              ${lacksFactorSql('p.id')} AS lacks_factor
         FROM sheetport.api_key k JOIN sheetport.person p ON p.id = k.person_id
        WHERE k.id = ANY($1::uuid[]) AND p.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
      [ids],
    );

  return {
    async authenticate(token) {
      const parts = splitToken(KIND, token);
      if (!parts) return null;
      const [row] = await findKeys([parts.id]);
      const principal = principalOf(row, parts.hash);
      if (principal && row?.to_note) {
        await db.query(
          `UPDATE sheetport.api_key SET last_used_at = now()
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '${NOTE}')`,
          [row.id],
        );
      }
      return principal;
    },
    async findPrincipals(held) {
      const withKeys = held.filter((principal): principal is KeyPrincipal => principal.keyId !== undefined);
      if (withKeys.length === 0) return new Map();
      const rows = new Map((await findKeys(withKeys.map(({ keyId }) => keyId))).map((row) => [row.id, row]));
      return new Map(
        withKeys.flatMap((principal) => {
          const now = principalOf(rows.get(principal.keyId), principal.keyHash);
          return now ? [[principal, now] as const] : [];
        }),
      );
    },
  };
}

/** The scopes of a key, of its record. A scope of a later version gives no right here. */
export function readScopes(stored: readonly string[]): KeyScopes {
  return stored.flatMap(
    (scope) => KeyScope.safeParse(scope.startsWith(LIMITED) ? scope.slice(LIMITED.length) : scope).data ?? [],
  );
}

/** What is kept of a key's scopes and tables. In: null for all that its person sees. */
export function storeRights(
  scopes: KeyScopes,
  tables: { tableIds: string[]; folderIds: string[] } | null,
): { scopes: string[]; tableIds: string[]; folderIds: string[] } {
  if (!tables) return { scopes: [...scopes], tableIds: [], folderIds: [] };
  return { scopes: scopes.map((scope) => LIMITED + scope), ...tables };
}

/** The tables that a key is for, of its record; null for all that its person sees. */
export function readTables(row: { scopes: string[]; tableIds: string[]; folderIds: string[] }): ApiKey['tables'] {
  const { scopes, tableIds, folderIds } = row;
  return scopes.some((scope) => scope.startsWith(LIMITED)) ? { tableIds, folderIds } : null;
}

/** A new secret of a key. Out: the whole key, and the hash that is kept. */
export function makeKeySecret(keyId: string): { secret: string; secretHash: string } {
  const { secret, hash } = makeSecret();
  return { secret: joinToken(KIND, keyId, secret), secretHash: hash };
}

/** How a key begins, enough to recognise it. */
export function startOfKey(keyId: string): string {
  return `${KIND}_${keyId.slice(0, 8)}`;
}

/** Whether the scopes of a key include this; who asks without a key has all of their rights. */
export function isInScope({ scopes }: Pick<Principal, 'scopes'>, permission: Permission): boolean {
  return scopes === undefined || scopesInclude(scopes, permission);
}

/** @throws AppError `key_scope` */
export function requireScope(principal: Principal, permission: Permission): void {
  if (!isInScope(principal, permission)) throw new AppError('key_scope');
}

function principalOf(row: z.infer<typeof KeyRow> | undefined, hash: string): KeyPrincipal | null {
  // Both are compared, whatever the first says.
  const isCurrent = areSameHashes(hash, row?.secret_hash ?? NO_HASH);
  const isEarlier = areSameHashes(hash, row?.earlier_hash ?? NO_HASH);
  if (!row || !(isCurrent || isEarlier)) return null;
  const highest = higherRole(row.role, highestRole(row.shared));
  const limit = keyLimitOf(row.role, row);
  return {
    id: row.person_id,
    role: limit ? 'guest' : row.role,
    highest,
    keyId: row.id,
    keyHash: hash,
    scopes: readScopes(row.scopes),
    ...(limit && { limit }),
    ...(row.import_requests_per_minute !== null && { importRequestsPerMinute: row.import_requests_per_minute }),
    ...(row.lacks_factor && { lacksFactor: true }),
  };
}
