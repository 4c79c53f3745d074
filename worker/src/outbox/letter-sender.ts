/** Sends letters to people: a job that they asked about is over, their webhook was switched off. */
import type { Settings } from '@sheetport/contract';
import { findSender, toOutgoingError } from '@sheetport/core';
import type pg from 'pg';
import { composeLetter } from './letter-texts.ts';
import { type DueLetter, endLetter, noteLetterFailure, takeLetter } from './letters.ts';
import { openTransport } from './mail-transport.ts';
import { maySee } from './message-body.ts';
import type { OutboxLimits, OutboxWork } from './outbox-loop.ts';

export const LETTER_LIMITS: OutboxLimits = { atOnce: 2, perHost: 2 };
const SILENCE_MS = 30_000;

export interface LetterContext {
  pool: pg.Pool;
  settings: Pick<Settings, 'MAIL_FROM' | 'PUBLIC_URL'> & { SMTP_URL: string };
}

/** What the loop of letters takes and sends. */
export function letterWork({ pool, settings }: LetterContext): OutboxWork<DueLetter> {
  return {
    take: (busyHosts) => takeLetter(pool, busyHosts),
    async send(letter) {
      if (letter.email === null || letter.disabled || !(await mayKnow(pool, letter))) return endLetter(pool, letter);
      const transport = openTransport(settings.SMTP_URL, SILENCE_MS);
      try {
        await transport.sendMail({
          from: settings.MAIL_FROM,
          to: { name: '', address: letter.email },
          // The same at each attempt: one that was sent, and whose worker died before it could note that, is shown once.
          messageId: `<${letter.id}@sheetport>`,
          ...composeLetter(letter, settings.PUBLIC_URL ?? ''),
        });
      } catch (error) {
        const { responseCode } = error as { responseCode?: number };
        const { code, message } = toOutgoingError(error, 'smtp');
        // What the mail server says may have the address.
        const why = responseCode === undefined ? message : `the mail server answers ${responseCode}`;
        return noteLetterFailure(pool, letter, { code, message: why });
      } finally {
        transport.close();
      }
      await endLetter(pool, letter);
    },
  };
}

/** Whether the person may still know of the job, as the API would decide now. */
async function mayKnow(pool: pg.Pool, { kind, person_id, table_id, created_by }: DueLetter): Promise<boolean> {
  if (kind === 'webhook_off') return true;
  const holder = await findSender(pool, { id: person_id });
  return holder !== null && maySee(pool, holder, { tableId: table_id, createdBy: created_by });
}
