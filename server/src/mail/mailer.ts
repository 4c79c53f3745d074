/** E-mail by the SMTP server of the settings. */
import type { Delivery, Settings } from '@sheetport/contract';
import type { Letter } from '@sheetport/core';
import type { FastifyBaseLogger } from 'fastify';
import { createTransport } from 'nodemailer';

export interface Mailer {
  /** Whether e-mail is set up. */
  sends: boolean;
  /** The whole address of a path of the page, for a letter. */
  urlOf(path: string): string;
  /** Send a letter. What fails is logged, and answers `failed`; no address or no mail server answers `none`. It never throws. */
  send(to: string | null, letter: Letter): Promise<Delivery>;
}

/**
 * In: the settings, and how long a letter may take, in milliseconds.
 * A letter that takes longer counts as failed, though the server may have it.
 */
export function openMailer(
  settings: Pick<Settings, 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL'>,
  { mailMs }: { mailMs: number },
  log: FastifyBaseLogger,
): Mailer {
  const { SMTP_URL: url, MAIL_FROM: from, PUBLIC_URL: base = '' } = settings;
  const transport =
    url === undefined
      ? undefined
      : createTransport({
          url,
          connectionTimeout: mailMs,
          greetingTimeout: mailMs,
          socketTimeout: mailMs,
          dnsTimeout: mailMs,
          disableFileAccess: true,
          disableUrlAccess: true,
        });
  return {
    sends: transport !== undefined,
    urlOf: (path) => base + path,
    async send(to, letter) {
      if (transport === undefined || to === null) return 'none';
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${mailMs} ms`)), mailMs);
      });
      try {
        const sending = transport.sendMail({ from, to: { name: '', address: to }, ...letter });
        // It may fail after nobody waits for it.
        sending.catch(() => undefined);
        await Promise.race([sending, late]);
        return 'sent';
      } catch (error) {
        // Its message has the address, and what the server says may have it, too.
        const { code, responseCode } = error as { code?: string; responseCode?: number };
        log.warn({ code: code ?? 'ETIMEDOUT', responseCode }, 'an e-mail could not be sent');
        return 'failed';
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
