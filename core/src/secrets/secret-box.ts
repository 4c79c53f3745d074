/** Secrets that the service has to know again, as it sends them to other systems: encrypted in its records. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError, type Settings } from '@sheetport/contract';

/** AES-256-GCM with a random nonce of 96 bits and a tag of 128 (NIST SP 800-38D, sections 5.2.1 and 8.2.2). */
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The form of what is stored: a later one gets another number. */
const FORM = /^s1\.([\w-]+)$/;

export interface SecretBox {
  /**
   * Encrypt a secret.
   * @param place names the record and the column, as `webhook 018f… secret`: copied to another place it cannot be opened
   * @returns text for a column
   */
  seal(place: string, secret: string): string;
  /**
   * Decrypt what `seal` returned for the same place.
   * @throws AppError `secret_unreadable` where the key, the place or the text is another
   */
  open(place: string, sealed: string): string;
}

/**
 * Open the box of an installation. Its key is made of ENCRYPTION_KEY, or else of OWNER_TOKEN, and of the id of the instance (HKDF, RFC 5869),
 * so all servers and workers with the same settings have the same one.
 * @returns undefined where neither is set, as in a worker that was started without them
 */
export function openSecretBox(
  { ENCRYPTION_KEY, OWNER_TOKEN }: Pick<Settings, 'ENCRYPTION_KEY' | 'OWNER_TOKEN'>,
  instanceId: string,
): SecretBox | undefined {
  const source = ENCRYPTION_KEY ?? OWNER_TOKEN;
  if (source === undefined) return undefined;
  const key = Buffer.from(hkdfSync('sha256', source, instanceId, 'sheetport secrets at rest v1', 32));
  return {
    seal(place, secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place));
      const sealed = [nonce, cipher.update(secret, 'utf8'), cipher.final()];
      return `s1.${Buffer.concat([...sealed, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open(place, sealed) {
      try {
        const bytes = Buffer.from(FORM.exec(sealed)![1]!, 'base64url');
        const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
        cipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
        return cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + cipher.final('utf8');
      } catch (error) {
        throw new AppError('secret_unreadable', {}, { cause: error });
      }
    },
  };
}
