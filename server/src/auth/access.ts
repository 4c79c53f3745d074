import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { appendFile, readFile, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';

/** Someone who is signed in. */
export interface Principal {
  id: string;
  name: string;
  owner: boolean;
  /** The browser session, where it is not a program with a token. */
  session?: { id: string; endsAt: number };
}

export type Action = 'read' | 'write';
export type Subject = { kind: 'service' } | { kind: 'all-jobs' } | { kind: 'job' | 'file' | 'table'; id: string };

export const SESSION_COOKIE = 'sheetport_session';
export const SESSION_MS = 30 * 24 * 3600 * 1000;

/** Authentication and authorization: who a request is from, and what they may do. */
export interface Access {
  authenticate(headers: IncomingHttpHeaders): Principal | null;
  /** The same for a token alone, as a socket sends it in its handshake. */
  authenticateToken(token: string): Principal | null;
  isAllowed(principal: Principal, action: Action, subject: Subject): boolean;
  /** A new browser session, as the value of the cookie. */
  createSession(now?: number): string;
  /** Void a session before its time, also after a restart. */
  endSession(session: { id: string; endsAt: number }): Promise<void>;
  hasSessionEnded(session: { id: string; endsAt: number }, now?: number): boolean;
  /** Read which sessions other processes with the same DATA_DIR have ended. */
  refresh(): Promise<void>;
}

/** Sessions that were ended before their time, one per line: id and when it would have expired. */
const ENDED = 'ended-sessions';

export async function openAccess(settings: { OWNER_TOKEN: string; DATA_DIR: string }): Promise<Access> {
  const token = digest(settings.OWNER_TOKEN);
  const key = createHmac('sha256', settings.OWNER_TOKEN).update('sheetport session v1').digest();
  const endedFile = path.join(settings.DATA_DIR, ENDED);
  const ended = await readEnded(endedFile);
  let known = await sizeOf(endedFile);
  const owner: Principal = Object.freeze({ id: 'owner', name: 'Owner', owner: true });

  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const hasSessionEnded: Access['hasSessionEnded'] = (session, now = Date.now()) =>
    session.endsAt <= now || ended.has(session.id);
  const authenticateToken: Access['authenticateToken'] = (value) =>
    timingSafeEqual(digest(value), token) ? owner : null;
  const authenticateCookie = (value: string): Principal | null => {
    const [id, endsAt, signature, ...rest] = value.split('.');
    if (!id || !endsAt || !signature || rest.length > 0) return null;
    if (!timingSafeEqual(digest(sign(`${id}.${endsAt}`)), digest(signature))) return null;
    const session = { id, endsAt: Number(endsAt) };
    return hasSessionEnded(session) ? null : { ...owner, session };
  };

  return {
    authenticate(headers) {
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
    async endSession(session) {
      ended.add(session.id);
      await appendFile(endedFile, `${session.id} ${session.endsAt}\n`, { mode: 0o600 });
    },
    hasSessionEnded,
    async refresh() {
      const size = await sizeOf(endedFile);
      if (size === known) return;
      known = size;
      for (const id of await readEnded(endedFile)) ended.add(id);
    },
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

async function sizeOf(endedFile: string): Promise<number> {
  return (await stat(endedFile).catch(() => null))?.size ?? 0;
}

async function readEnded(endedFile: string): Promise<Set<string>> {
  const text = await readFile(endedFile, 'utf8').catch(() => '');
  const now = Date.now();
  const lines = text.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, endsAt]) => Number(endsAt) > now).map(([id]) => id!));
}

/** Texts of any length become equally long, so that comparing them takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
