import { AppError, PasswordRequest } from '@sheetport/contract';
import { z } from 'zod';
import { EXTERNAL_PROVIDER, PASSWORD_PROVIDER } from '../../auth/accounts.ts';
import type { App, Context } from '../../context.ts';
import { writePasswordLink } from '../../mail/letters.ts';
import { createLink } from './access-links.ts';
import { readLanguage } from './find-person.ts';

/** How long a link works that somebody asked for who is not signed in. */
const LINK_MS = 3600 * 1000;
/** Letters that one person gets within that time, whoever asks. */
const LETTERS = 5;

/** Register the route for whoever forgot their password. */
export function routePasswordRequests(app: App, { attempts, log, mailer, records }: Context): void {
  /** Send a link to whoever has this address, if somebody has it who signs in with a password. */
  async function sendLink({ email, language }: z.output<typeof PasswordRequest>): Promise<void> {
    const person = await records.person.findUnique({
      where: { email },
      include: { credentials: { select: { providerId: true } } },
    });
    if (!person || person.disabledAt) return;
    const { id: personId, name } = person;
    const spoken = readLanguage(person.language) ?? language;
    // For a person who only signs in with a provider, the provider decides whether they may.
    const providers = person.credentials.map(({ providerId }) => providerId);
    if (providers.includes(EXTERNAL_PROVIDER) && !providers.includes(PASSWORD_PROVIDER)) return;
    const asked = { personId, createdBy: personId, createdAt: { gt: new Date(Date.now() - LINK_MS) } };
    const link = await records.$transaction(async (tx) => {
      // Requests run one after the other, so that each sees the links of earlier ones.
      await tx.$executeRaw`SELECT 1 FROM sheetport.person WHERE id = ${personId} FOR UPDATE`;
      if ((await tx.accessLink.count({ where: asked })) >= LETTERS) return undefined;
      return createLink(tx, { personId }, personId, LINK_MS);
    });
    if (!link) return;
    const { row, path } = link;
    await mailer.send(email, writePasswordLink(spoken, { name, url: mailer.urlOf(path), until: row.expiresAt }));
  }

  app.post(
    '/api/password-requests',
    {
      config: { open: true },
      schema: {
        operationId: 'requestPassword',
        tags: ['Session'],
        summary: 'Ask for a link to set a new password',
        description:
          'Sends the link by e-mail, to whoever has an account with this address; it works once, for an hour. The answer is the same whether anybody has.',
        errors: ['not_offered'],
        body: PasswordRequest,
        response: { 202: z.undefined() },
      },
    },
    async (request, reply) => {
      if (!mailer.sends) throw new AppError('not_offered');
      await attempts.countPasswordRequest(request.ip, request.body.email);
      // After the answer, which thus takes as long for an address that nobody has.
      setImmediate(() => {
        sendLink(request.body).catch((error: unknown) =>
          log.warn({ err: error }, 'a link to set a password could not be made'),
        );
      });
      return reply.code(202).send();
    },
  );
}
