/** How often one caller may ask, counted by who asks (docs/promises.md, P34). */
import { createHash } from 'node:crypto';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { AppError } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import { isGuarded } from '../auth/guarded-urls.ts';
import type { Principal } from '../auth/principal.ts';
import type { Bounds, Deps } from '../deps.ts';
import type { App } from './app-type.ts';
import { countAttempt, uncountAttempt } from './shared-attempts.ts';

const MINUTE_MS = 60_000;
/** Addresses that are remembered; those seen last. */
const ADDRESSES = 10_000;
/** An IPv6 subscriber has a /64 of addresses (RFC 6177). */
const IPV6_PREFIX = 64;
/** Sign-ins with right and wrong passwords together, for each wrong one that is allowed. */
const ALL_PER_WRONG = 5;

/** Requests for a link to set a password, for one e-mail address. */
const LETTERS_PER_MINUTE = 3;

export interface AttemptLimits {
  /**
   * Count a wrong token of an address, whichever way it came: as a bearer, over a socket, or to sign in. The right one is never
   * counted and never refused, so that nobody locks the owner out who shares an address with them.
   * @throws AppError `too_many_requests`
   */
  countWrongToken(address: string): Promise<void>;
  /**
   * Count a session cookie of an address that begins no session: forged, or over.
   * @throws AppError `too_many_requests`
   */
  countWrongSession(address: string): Promise<void>;
  /**
   * Count a socket that is opened without saying whose it is.
   * @throws AppError `too_many_requests`
   */
  countAnonymousSocket(address: string): Promise<void>;
  /**
   * Count an attempt with a password before it is checked, both by its address and by its account: guesses at one account from many
   * addresses are as limited as guesses at many accounts from one.
   * @param account an e-mail address or the id of a person, known or not
   * @returns takes the attempt back, for a right password
   * @throws AppError `too_many_requests`
   */
  countPassword(address: string, account: string): Promise<() => Promise<void>>;
  /**
   * Count an answer that a browser brings from the provider of sign-in, which is asked about each.
   * @throws AppError `too_many_requests`
   */
  countProviderAnswer(address: string): Promise<void>;
  /**
   * Count a request that starts imports, of a key that has a limit of these.
   * @throws AppError `too_many_requests`
   */
  countImport(principal: Principal): Promise<void>;
  /**
   * Count a request for a link to set a password, by its address and by the e-mail address, whether somebody has it or not.
   * @throws AppError `too_many_requests`
   */
  countPasswordRequest(address: string, email: string): Promise<void>;
}

/**
 * Limit what one caller may ask. Whoever is signed in is counted as that principal, wherever they are; anyone else by address.
 * The web client's own files are free: they are for anyone, and many people may share an address.
 */
export async function limitRequests(
  app: App,
  { bounds, pool, log }: { bounds: Bounds } & Pick<Deps, 'pool' | 'log'>,
): Promise<AttemptLimits> {
  await app.register(rateLimit, {
    global: true,
    max: bounds.requestsPerMinute,
    timeWindow: MINUTE_MS,
    cache: ADDRESSES,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    keyGenerator: (request) => (request.principal ? principalKey(request.principal) : addressKey(request.ip)),
    allowList: (request) => !isGuarded(request.routeOptions.url ?? '/'),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
  const deps = { pool, log };
  const limitPasswords = limitHere(app, bounds.signInsPerMinute * ALL_PER_WRONG);
  return {
    async countPassword(address, account) {
      // Right passwords count here, too: hashing takes time.
      await limitPasswords(address);
      const callers = [`password from ${addressKey(address)}`, `password of ${hash(account)}`];
      const counts = await Promise.all(callers.map((caller) => countAttempt(pool, caller)));
      const over = counts.filter(({ count }) => count > bounds.signInsPerMinute);
      if (over.length > 0) throw tooMany(Math.max(...over.map(({ ms }) => ms)));
      return async () => {
        for (const caller of callers) await uncountAttempt(pool, caller);
      };
    },
    countProviderAnswer: limitPasswords,
    async countImport({ keyId, importRequestsPerMinute: max }) {
      if (keyId === undefined || max === undefined) return;
      const { count, ms } = await countAttempt(pool, `imports of key ${keyId}`);
      if (count > max) throw tooMany(ms);
    },
    async countPasswordRequest(address, email) {
      await limitPasswords(address);
      const counts = await Promise.all([
        countAttempt(pool, `password link from ${addressKey(address)}`),
        countAttempt(pool, `password link of ${hash(email)}`),
      ]);
      if (counts[0].count > bounds.signInsPerMinute || counts[1].count > LETTERS_PER_MINUTE)
        throw tooMany(Math.max(...counts.map(({ ms }) => ms)));
    },
    countWrongToken: limitAddresses(app, 'wrong token', bounds.signInsPerMinute, deps),
    countWrongSession: limitAddresses(app, 'wrong session', bounds.wrongSessionsPerMinute, deps),
    countAnonymousSocket: limitAddresses(app, 'anonymous socket', bounds.anonymousSocketsPerMinute, deps),
  };
}

/** Counted here first, so that a flood at one server costs Postgres no more than the limit; then with those at the other servers. */
function limitAddresses(
  app: App,
  what: string,
  max: number,
  { pool, log }: Pick<Deps, 'pool' | 'log'>,
): (address: string) => Promise<void> {
  const limit = limitHere(app, max);
  return async (ip) => {
    await limit(ip);
    const all = await countAttempt(pool, `${what} of ${addressKey(ip)}`).catch((error: unknown) => {
      log.warn({ err: error }, 'attempts are counted by this server alone');
      return undefined;
    });
    if (all && all.count > max) throw tooMany(all.ms);
  };
}

/** Count what comes from an address at this server alone. */
function limitHere(app: App, max: number): (address: string) => Promise<void> {
  const limit = app.createRateLimit({
    max,
    timeWindow: MINUTE_MS,
    allowList: [],
    keyGenerator: (request) => addressKey(request.ip),
  });
  return async (ip) => {
    // Sockets are not requests of fastify's; of one, the limit reads only these two.
    const counted = await limit({ ip, routeOptions: {} } as FastifyRequest);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttl);
  };
}

/** What somebody typed is not kept, and has a bounded length. */
function hash(text: string): string {
  return createHash('sha256').update(text.trim().toLowerCase()).digest('hex');
}

/** A key is counted by itself: a program that runs wild does not lock its person out. */
function principalKey({ id, keyId }: Principal): string {
  return keyId === undefined ? `principal ${id}` : `key ${keyId}`;
}

function addressKey(ip: string): string {
  return `address ${normalizeIP(ip, IPV6_PREFIX)}`;
}

function tooMany(ms: number): AppError {
  return new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(ms / 1000)) });
}
