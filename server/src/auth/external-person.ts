/** Who may come in by the provider of the settings, and as whom. */
import { FIRST_OWNER, PersonName, ROLES, type Role, type Settings } from '@sheetport/contract';
import { Prisma, type Records } from '@sheetport/prisma';
import { newId } from '../id.ts';
import { EXTERNAL_PROVIDER } from './accounts.ts';
import type { ExternalPerson } from './oidc.ts';

/** Why somebody does not come in: nobody invited them, an account here has their address, theirs is another's, or is disabled. */
export type EntryProblem = 'refused' | 'connect' | 'taken' | 'disabled';

type Rules = Pick<Settings, 'OIDC_ALLOWED_DOMAINS' | 'OIDC_ROLE' | 'OIDC_GROUP_ROLES'>;

/** The role that the groups of somebody give them: the highest; undefined where none of them gives one. */
export function roleOfGroups(groups: readonly string[], roles: Rules['OIDC_GROUP_ROLES']): Role | undefined {
  return ROLES.findLast((role) => groups.some((group) => roles.get(group) === role));
}

/**
 * Find or make the person of an account at the provider.
 * - Whoever has come before is the same person.
 * - Somebody new is let in by an invitation for their verified e-mail address, or by its domain.
 * - An account that was here before is never taken over by its address: its owner connects the two while signed in.
 * Where groups give roles, they decide at each sign-in: who is in none of them is refused. The first owner stays an owner.
 */
export async function admitExternal(
  records: Records,
  external: ExternalPerson,
  rules: Rules,
): Promise<{ personId: string } | { problem: EntryProblem }> {
  const hasGroups = rules.OIDC_GROUP_ROLES.size > 0;
  const groupRole = roleOfGroups(external.groups, rules.OIDC_GROUP_ROLES);
  const account = { providerId: EXTERNAL_PROVIDER, accountId: external.accountId };
  const known = await records.credential.findUnique({
    where: { providerId_accountId: account },
    include: { person: true },
  });
  if (known) {
    const { id, role, disabledAt } = known.person;
    if (disabledAt) return { problem: 'disabled' };
    if (hasGroups && !groupRole) return { problem: 'refused' };
    if (groupRole && groupRole !== role && id !== FIRST_OWNER)
      await records.person.update({ where: { id }, data: { role: groupRole } });
    return { personId: id };
  }
  const { email } = external;
  if (email === null || (hasGroups && !groupRole)) return { problem: 'refused' };
  if ((await records.person.count({ where: { email } })) > 0) return { problem: 'connect' };
  const id = newId();
  return records
    .$transaction(async (tx): Promise<{ personId: string } | { problem: EntryProblem }> => {
      const invitation = await tx.accessLink.findFirst({
        where: { email, role: { not: null }, expiresAt: { gt: new Date() } },
        orderBy: { createdAt: 'desc' },
      });
      const domain = email.slice(email.lastIndexOf('@') + 1);
      const isOfDomain = rules.OIDC_ALLOWED_DOMAINS.includes(domain);
      if (!invitation && !isOfDomain && !groupRole) return { problem: 'refused' };
      const role = groupRole ?? invitation?.role ?? rules.OIDC_ROLE;
      await tx.person.create({ data: { id, name: nameOf(external.name, email), email, role } });
      await tx.credential.create({ data: { id: newId(), ...account, userId: id } });
      // It works once.
      if (invitation) await tx.accessLink.deleteMany({ where: { email, role: { not: null } } });
      return { personId: id };
    })
    .catch((error: unknown) => {
      // Somebody took the address, or the same person came twice at once.
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        return { problem: 'connect' };
      throw error;
    });
}

/** Connect the account of a person with one at the provider, by which they then sign in, too. */
export async function connectExternal(
  records: Records,
  personId: string,
  { accountId }: Pick<ExternalPerson, 'accountId'>,
): Promise<EntryProblem | undefined> {
  const account = { providerId: EXTERNAL_PROVIDER, accountId };
  const row = await records.credential.upsert({
    where: { providerId_accountId: account },
    create: { id: newId(), ...account, userId: personId },
    update: {},
  });
  return row.userId === personId ? undefined : 'taken';
}

/** A name that the provider may say anything in. */
function nameOf(name: string | null, email: string): string {
  const clean = (name ?? '').replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 120);
  const read = PersonName.safeParse(clean);
  return read.success ? read.data : email.slice(0, email.lastIndexOf('@')).slice(0, 120);
}
