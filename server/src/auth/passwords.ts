/** Hashes of passwords: scrypt (RFC 7914) at a cost of the OWASP Password Storage Cheat Sheet, kept in the PHC string format. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '@sheetport/contract';

/** What one hash costs: 128 · N · r bytes of memory, and time in proportion to N · r · p. */
export interface PasswordCost {
  N: number;
  r: number;
  p: number;
}

/**
 * OWASP's rows are worth the same; this one takes 32 MiB. It is three times the work of `EARLIER_COST`, so `FILLER_COST` makes up for
 * the difference exactly.
 */
export const PASSWORD_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
/** What better-auth takes, which hashed passwords before. */
const EARLIER_COST: PasswordCost = { N: 2 ** 14, r: 16, p: 1 };
/** With one earlier hash, the work of one of today. */
const FILLER_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 2 };

/** Hashes at once: they take 64 MiB in all, and leave half of the four threads that read files and resolve names. */
const AT_ONCE = 2;
/** Hashes that wait, at most a minute of work. Whoever comes after them is told to try again. */
const WAITING = 200;
const KEY_BYTES = 64;
const SALT_BYTES = 16;
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;
const EARLIER_FORM = /^([0-9a-f]{32}):([0-9a-f]{128})$/;

export interface Passwords {
  /** @throws AppError `busy` */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is that of a hash. A wrong one takes the work of one hash of today, whatever the kept hash is, also where there
   * is none.
   * @throws AppError `busy`
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** Whether a kept hash has another cost than those of today. */
  isOutdated(stored: string): boolean;
}

interface Kept {
  cost: PasswordCost;
  salt: Buffer | string;
  key: Buffer;
}

/** @param cost of new hashes; only tests have another */
export function openPasswords(cost: PasswordCost = PASSWORD_COST): Passwords {
  const derive = limitWork(deriveKey, AT_ONCE, WAITING);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return write({ cost, salt, key: await derive(password, salt, cost) });
    },
    async verify(password, stored) {
      const kept = stored === null ? undefined : read(stored);
      if (!kept) {
        await derive(password, randomBytes(SALT_BYTES), cost);
        return false;
      }
      const isRight = timingSafeEqual(await derive(password, kept.salt, kept.cost), kept.key);
      if (!isRight && isSame(kept.cost, EARLIER_COST)) await derive(password, kept.salt, FILLER_COST);
      return isRight;
    },
    isOutdated(stored) {
      const kept = read(stored);
      return kept !== undefined && !isSame(kept.cost, cost);
    },
  };
}

function write({ cost, salt, key }: Kept): string {
  const encode = (bytes: Buffer | string) =>
    Buffer.from(bytes as Buffer)
      .toString('base64')
      .replace(/=+$/, '');
  return `$scrypt$ln=${Math.log2(cost.N)},r=${cost.r},p=${cost.p}$${encode(salt)}$${encode(key)}`;
}

function read(stored: string): Kept | undefined {
  const earlier = EARLIER_FORM.exec(stored);
  // Its salt is the text of the digits.
  if (earlier) return { cost: EARLIER_COST, salt: earlier[1]!, key: Buffer.from(earlier[2]!, 'hex') };
  const parts = FORM.exec(stored);
  if (!parts) return undefined;
  const [ln, r, p] = parts.slice(1, 4).map(Number) as [number, number, number];
  const key = Buffer.from(parts[5]!, 'base64');
  return key.length === KEY_BYTES
    ? { cost: { N: 2 ** ln, r, p }, salt: Buffer.from(parts[4]!, 'base64'), key }
    : undefined;
}

function isSame(one: PasswordCost, other: PasswordCost): boolean {
  return one.N === other.N && one.r === other.r && one.p === other.p;
}

function deriveKey(password: string, salt: Buffer | string, { N, r, p }: PasswordCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Letters with marks are typed in two ways (NFC, NFD) on different systems.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/**
 * The same work, a few at once and in order.
 * @throws AppError `busy` where too much of it waits
 */
export function limitWork<A extends unknown[], R>(
  work: (...args: A) => Promise<R>,
  atOnce: number,
  waiting: number,
): (...args: A) => Promise<R> {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (...args) => {
    if (running < atOnce) running += 1;
    else if (queue.length >= waiting) throw new AppError('busy');
    // Whoever ends hands the turn over.
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work(...args);
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
