import { SignInRules, SignInRulesChange } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import { withoutFactorSql } from '../../auth/second-factor-rule.ts';
import type { App, Context } from '../../context.ts';
import { auditWithin } from '../audit/audit-hook.ts';

const RulesRow = z.object({ required: z.boolean(), people: z.coerce.number(), keys: z.coerce.number() });

/** Register the routes with which an owner sees and changes what is demanded of everybody who signs in. */
export function routeSignInRules(app: App, { pool, records }: Context): void {
  app.get(
    '/api/sign-in-rules',
    {
      config: { permission: 'signInRules.see' },
      schema: {
        operationId: 'getSignInRules',
        tags: ['People'],
        summary: 'See what signing in demands',
        description: 'Whether a second factor is required of everybody who has a password, and how many have none.',
        response: { 200: SignInRules },
      },
    },
    () => readRules(pool),
  );

  app.patch(
    '/api/sign-in-rules',
    {
      config: { permission: 'signInRules.change' },
      schema: {
        operationId: 'updateSignInRules',
        tags: ['People'],
        summary: 'Change what signing in demands',
        description:
          'Require a second factor, or no longer. It holds at once, also for pages that are open: people with a password and without a second factor can only set it up, and their API keys do not work before. Not asked of who signs in with the provider, nor with the token or the printed link.',
        body: SignInRulesChange,
        response: { 200: SignInRules },
      },
    },
    async (request) => {
      await records.$transaction(async (tx) => {
        await tx.instance.updateMany({ data: request.body });
        await auditWithin(request, tx);
      });
      return readRules(pool);
    },
  );
}

async function readRules(db: Queryable): Promise<SignInRules> {
  const [row] = await queryRows(
    db,
    RulesRow,
    `SELECT i.second_factor_required AS required,
            (SELECT count(*) FROM sheetport.person p WHERE p.disabled_at IS NULL AND ${withoutFactorSql('p.id')}) AS people,
            (SELECT count(*) FROM sheetport.api_key k JOIN sheetport.person p ON p.id = k.person_id
              WHERE p.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()) AND ${withoutFactorSql('p.id')}) AS keys
       FROM sheetport.instance i`,
    [],
  );
  return { secondFactorRequired: row!.required, peopleWithout: row!.people, keysWithout: row!.keys };
}
