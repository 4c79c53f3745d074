/** Secrets of which only a hash is kept, and keys that are made of the settings. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: not to be guessed, so a plain hash of them tells nothing. */
const SECRET_BYTES = 32;
const FORM = /^([a-z]{2})_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/;

export function makeSecret(): { secret: string; hash: string } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256, in hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function areSameHashes(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** A secret with the id of its record before it. In: two letters that say what it is, and a UUID. */
export function joinToken(kind: string, id: string, secret: string): string {
  return `${kind}_${id.replaceAll('-', '')}_${secret}`;
}

/** The id and the hash of the secret of such a token; null for another text. */
export function splitToken(kind: string, token: string): { id: string; hash: string } | null {
  const parts = FORM.exec(token);
  return parts && parts[1] === kind ? { id: parts.slice(2, 7).join('-'), hash: hashSecret(parts[7]!) } : null;
}

/** What follows `Bearer` in an `Authorization` header (RFC 6750); undefined where it is another. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/**
 * A key for one purpose, made of a secret of the settings.
 * @param purpose names what it is for, with a version and the instance: no two purposes have the same key
 * @returns in base64url
 */
export function deriveKey(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
