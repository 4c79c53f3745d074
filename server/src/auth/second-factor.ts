/** The second factor of people: codes of an authenticator app, and recovery codes (NIST SP 800-63B, sections 3.1.2 and 3.1.5). */
import { randomBytes } from 'node:crypto';
import { AppError } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type { Records } from '@sheetport/prisma';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type pg from 'pg';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { deriveKey, hashSecret } from './secrets.ts';
import { addressOf, encodeBase32, findStep, makeSecret } from './totp.ts';

/** Wrong codes in a row, after which there is one every `LOCK_MINUTES`. */
const FAILURES = 5;
const LOCK_MINUTES = 15;
const RECOVERY_CODES = 10;
/** 80 bits: a fast hash is enough. */
const RECOVERY_BYTES = 10;

export interface SecondFactors {
  /** Whether signing in asks a person for a code. */
  isOn(personId: string): Promise<boolean>;
  recoveryCodesLeft(personId: string): Promise<number>;
  /**
   * Begin to set it up. Out: the secret in base32, and the address for a QR code. Nothing is asked for until a code confirms it.
   * @throws AppError `second_factor_on`
   */
  begin(personId: string, account: string): Promise<{ secret: string; uri: string }>;
  /**
   * Switch it on, with a code that shows that the app has the secret. Out: the recovery codes.
   * @throws AppError `wrong_setup_code`, `second_factor_on`
   */
  confirm(personId: string, code: string): Promise<string[]>;
  /** Make new recovery codes, in place of those from before. */
  renewRecoveryCodes(personId: string): Promise<string[]>;
  /**
   * Use up a code of the app or a recovery code. Out: whether it was right.
   * @throws AppError `too_many_requests` after some wrong codes of the app in a row; recovery codes still work then
   */
  use(personId: string, code: string): Promise<boolean>;
  remove(personId: string): Promise<void>;
}

const SecretRow = z.object({ secret: z.string() });
const LockRow = z.object({ ms: z.coerce.number() });

export function openSecondFactors(
  { records, pool, log, settings }: Pick<Deps, 'records' | 'pool' | 'log' | 'settings'>,
  instanceId: string,
): SecondFactors {
  const key = deriveKey(settings.ENCRYPTION_KEY ?? settings.OWNER_TOKEN, `sheetport second factors v1 ${instanceId}`);

  /** With whose it is: a row that is copied to another person is of no use. */
  const seal = (personId: string, secret: string) => symmetricEncrypt({ key, data: `${personId} ${secret}` });
  async function unseal(personId: string, sealed: string): Promise<string | undefined> {
    const data = await symmetricDecrypt({ key, data: sealed }).catch(() => '');
    if (data.startsWith(`${personId} `)) return data.slice(personId.length + 1);
    log.error('a second factor cannot be decrypted: set ENCRYPTION_KEY to the previous OWNER_TOKEN');
    return undefined;
  }

  return {
    async isOn(personId) {
      return (await records.secondFactor.count({ where: { personId, confirmedAt: { not: null } } })) > 0;
    },
    recoveryCodesLeft: (personId) => records.recoveryCode.count({ where: { personId } }),
    async begin(personId, account) {
      const secret = makeSecret();
      const sealed = await seal(personId, secret);
      const began = await pool.query(
        `INSERT INTO sheetport.second_factor AS f (person_id, secret) VALUES ($1, $2)
         ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = now() WHERE f.confirmed_at IS NULL`,
        [personId, sealed],
      );
      if (began.rowCount === 0) throw new AppError('second_factor_on');
      return { secret, uri: addressOf(secret, account) };
    },
    async confirm(personId, code) {
      const row = await records.secondFactor.findUnique({ where: { personId } });
      if (row?.confirmedAt) throw new AppError('second_factor_on');
      const secret = row ? await unseal(personId, row.secret) : undefined;
      const step = secret === undefined ? undefined : findStep(secret, withoutSpaces(code));
      if (!row || step === undefined) throw new AppError('wrong_setup_code');
      return records.$transaction(async (tx) => {
        // One of two confirmations at once switches it on, and only with the secret that the code belongs to.
        const { count } = await tx.secondFactor.updateMany({
          where: { personId, confirmedAt: null, secret: row.secret },
          data: { confirmedAt: new Date(), lastStep: step },
        });
        if (count === 0) throw new AppError('wrong_setup_code');
        return saveRecoveryCodes(tx, personId);
      });
    },
    renewRecoveryCodes: (personId) => records.$transaction((tx) => saveRecoveryCodes(tx, personId)),
    async use(personId, typed) {
      const code = withoutSpaces(typed);
      if (!/^\d+$/.test(code)) {
        const { count } = await records.recoveryCode.deleteMany({ where: { personId, codeHash: hashCode(code) } });
        return count > 0;
      }
      const sealed = await countTry(pool, personId);
      if (sealed === undefined) return false;
      const secret = await unseal(personId, sealed);
      const step = secret === undefined ? undefined : findStep(secret, code);
      if (step === undefined) return false;
      const { count } = await records.secondFactor.updateMany({
        where: { personId, lastStep: { lt: step } },
        data: { lastStep: step, failures: 0, lockedUntil: null },
      });
      return count > 0;
    },
    async remove(personId) {
      await records.secondFactor.deleteMany({ where: { personId } });
    },
  };
}

/**
 * Count a try before it is checked: of tries at once each counts.
 * @returns the encrypted secret; undefined where the person has no second factor
 * @throws AppError `too_many_requests`
 */
async function countTry(pool: pg.Pool, personId: string): Promise<string | undefined> {
  const [row] = await queryRows(
    pool,
    SecretRow,
    `UPDATE sheetport.second_factor SET failures = failures + 1,
            locked_until = CASE WHEN failures + 1 >= $2 THEN now() + make_interval(mins => $3) END
      WHERE person_id = $1 AND confirmed_at IS NOT NULL AND (locked_until IS NULL OR locked_until <= now())
      RETURNING secret`,
    [personId, FAILURES, LOCK_MINUTES],
  );
  if (row) return row.secret;
  const [lock] = await queryRows(
    pool,
    LockRow,
    `SELECT extract(epoch FROM locked_until - now()) * 1000 AS ms FROM sheetport.second_factor
      WHERE person_id = $1 AND confirmed_at IS NOT NULL AND locked_until > now()`,
    [personId],
  );
  if (lock) throw new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(lock.ms / 1000)) });
  return undefined;
}

async function saveRecoveryCodes(tx: Pick<Records, 'recoveryCode'>, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, makeRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ personId, codeHash: hashCode(code) })) });
  return codes;
}

/** As `k3vq-x7mh-2pdt-7wfa`: base32 has neither 0 nor 1, so letters are not mistaken for digits. It always has a letter. */
function makeRecoveryCode(): string {
  const code = encodeBase32(randomBytes(RECOVERY_BYTES)).toLowerCase();
  return /[a-z]/.test(code) ? code.match(/.{4}/g)!.join('-') : makeRecoveryCode();
}

function withoutSpaces(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}

function hashCode(code: string): string {
  return hashSecret(withoutSpaces(code));
}
