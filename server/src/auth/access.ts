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

export type Action = 'see' | 'change';
export type Subject = { kind: 'service' } | { kind: 'all-jobs' } | { kind: 'job' | 'file' | 'table'; id: string };

export const SESSION_COOKIE = 'sheetport_session';
export const SESSION_MS = 30 * 24 * 3600 * 1000;

/** The one place that answers who someone is and what they may do. */
export interface Access {
  who(headers: IncomingHttpHeaders): Principal | null;
  /** The same for a token by itself, as a socket's handshake may bring it. */
  whoHas(token: string): Principal | null;
  may(principal: Principal, action: Action, subject: Subject): boolean;
  /** A new browser session, as the value of the cookie. */
  begin(now?: number): string;
  /** Void a session before its time, also after a restart. */
  end(session: { id: string; endsAt: number }): Promise<void>;
  hasEnded(session: { id: string; endsAt: number }, now?: number): boolean;
  /** Learn which sessions were ended through other processes that share DATA_DIR. */
  refresh(): Promise<void>;
}

/** Sessions that were ended before their time, one per line: id and when it would have expired. */
const ENDED = 'ended-sessions';

export async function openAccess(settings: { OWNER_TOKEN: string; DATA_DIR: string }): Promise<Access> {
  const token = digest(settings.OWNER_TOKEN);
  const key = createHmac('sha256', settings.OWNER_TOKEN).update('sheetport session v1').digest();
  const ledger = path.join(settings.DATA_DIR, ENDED);
  const ended = await readEnded(ledger);
  let known = await sizeOf(ledger);
  const owner: Principal = Object.freeze({ id: 'owner', name: 'Owner', owner: true });

  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const hasEnded: Access['hasEnded'] = (session, now = Date.now()) => session.endsAt <= now || ended.has(session.id);
  const whoHas: Access['whoHas'] = (given) => (timingSafeEqual(digest(given), token) ? owner : null);
  const ofCookie = (value: string): Principal | null => {
    const [id, endsAt, mark, ...rest] = value.split('.');
    if (!id || !endsAt || !mark || rest.length > 0) return null;
    if (!timingSafeEqual(digest(sign(`${id}.${endsAt}`)), digest(mark))) return null;
    const session = { id, endsAt: Number(endsAt) };
    return hasEnded(session) ? null : { ...owner, session };
  };

  return {
    who(headers) {
      const given = headers.authorization;
      if (given !== undefined) {
        const bearer = /^Bearer +(\S+)$/i.exec(given)?.[1];
        return bearer === undefined ? null : whoHas(bearer);
      }
      const cookie = readCookie(headers.cookie, SESSION_COOKIE);
      return cookie === undefined ? null : ofCookie(cookie);
    },
    whoHas,
    // One owner, who may do everything. Whoever is added later is told apart here and nowhere else.
    may: (principal) => principal.owner,
    begin(now = Date.now()) {
      const text = `${randomUUID()}.${now + SESSION_MS}`;
      return `${text}.${sign(text)}`;
    },
    async end(session) {
      ended.add(session.id);
      await appendFile(ledger, `${session.id} ${session.endsAt}\n`, { mode: 0o600 });
    },
    hasEnded,
    async refresh() {
      const size = await sizeOf(ledger);
      if (size === known) return;
      known = size;
      for (const id of await readEnded(ledger)) ended.add(id);
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

async function sizeOf(ledger: string): Promise<number> {
  return (await stat(ledger).catch(() => null))?.size ?? 0;
}

async function readEnded(ledger: string): Promise<Set<string>> {
  const text = await readFile(ledger, 'utf8').catch(() => '');
  const now = Date.now();
  const lines = text.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, endsAt]) => Number(endsAt) > now).map(([id]) => id!));
}

/** Texts of any length become equally long, so that comparing them takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
