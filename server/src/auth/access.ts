import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { EndedSessions, Session } from './ended-sessions.ts';

/** Someone who is signed in. */
export interface Principal {
  id: string;
  name: string;
  owner: boolean;
  /** The browser session, where it is not a program with a token. */
  session?: Session;
}

export type Action = 'read' | 'write';
export type Subject = { kind: 'service' } | { kind: 'all-jobs' } | { kind: 'job' | 'file' | 'table'; id: string };

export const SESSION_COOKIE = 'sheetport_session';
export const SESSION_MS = 30 * 24 * 3600 * 1000;

/** Authentication and authorization: who a request is from, and what they may do. */
export interface Access {
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | null>;
  /** The same for a token alone, as a socket sends it in its handshake. */
  authenticateToken(token: string): Principal | null;
  isAllowed(principal: Principal, action: Action, subject: Subject): boolean;
  /** A new browser session, as the value of the cookie. */
  createSession(now?: number): string;
  /** Void a session before its time, at all servers and also after a restart. */
  endSession(session: Session): Promise<void>;
  /** Ids of those sessions that are over, at whichever server they were ended. */
  findEndedSessions(sessions: readonly Session[]): Promise<ReadonlySet<string>>;
}

export function openAccess(settings: { OWNER_TOKEN: string }, ended: EndedSessions): Access {
  const token = digest(settings.OWNER_TOKEN);
  const key = createHmac('sha256', settings.OWNER_TOKEN).update('sheetport session v1').digest();
  const owner: Principal = Object.freeze({ id: 'owner', name: 'Owner', owner: true });

  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const authenticateToken: Access['authenticateToken'] = (value) =>
    timingSafeEqual(digest(value), token) ? owner : null;
  const authenticateCookie = async (value: string): Promise<Principal | null> => {
    const [id, endsAt, signature, ...rest] = value.split('.');
    if (!id || !endsAt || !signature || rest.length > 0) return null;
    if (!timingSafeEqual(digest(sign(`${id}.${endsAt}`)), digest(signature))) return null;
    const session = { id, endsAt: Number(endsAt) };
    return (await ended.find([session])).has(id) ? null : { ...owner, session };
  };

  return {
    async authenticate(headers) {
      const value = headers.authorization;
      if (value !== undefined) {
        const bearer = /^Bearer +(\S+)$/i.exec(value)?.[1];
        return bearer === undefined ? null : authenticateToken(bearer);
      }
      const cookie = readCookie(headers.cookie, SESSION_COOKIE);
      return cookie === undefined ? null : authenticateCookie(cookie);
    },
    authenticateToken,
    // The owner may do everything. Other principals would be distinguished here.
    isAllowed: (principal) => principal.owner,
    createSession(now = Date.now()) {
      const text = `${randomUUID()}.${now + SESSION_MS}`;
      return `${text}.${sign(text)}`;
    },
    endSession: (session) => ended.add(session),
    findEndedSessions: (sessions) => ended.find(sessions),
  };
}

/** The value of a cookie in a `Cookie` header. */
function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Texts of any length become equally long, so that comparing them takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
