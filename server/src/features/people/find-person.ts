import { AppError, Language, Role } from '@sheetport/contract';
import { Prisma, type Records } from '@sheetport/prisma';
import { EXTERNAL_PROVIDER, PASSWORD_PROVIDER } from '../../auth/accounts.ts';
import { newId } from '../../id.ts';

export interface PersonWithPassword {
  id: string;
  name: string;
  email: string | null;
  language: Language | null;
  role: Role;
  disabledAt: Date | null;
  passwordHash: string | null;
  /** Whether they also sign in with the provider. */
  isExternal: boolean;
}

/** @throws AppError `not_found` */
export async function findPerson(
  records: Pick<Prisma.TransactionClient, 'person'>,
  id: string,
): Promise<PersonWithPassword> {
  const row = await records.person.findUnique({
    where: { id },
    include: { credentials: { select: { providerId: true, password: true } } },
  });
  if (!row) throw new AppError('not_found', { what: 'person' });
  const { name, email, role, disabledAt, credentials } = row;
  const passwordHash = credentials.find(({ providerId }) => providerId === PASSWORD_PROVIDER)?.password ?? null;
  const isExternal = credentials.some(({ providerId }) => providerId === EXTERNAL_PROVIDER);
  const language = readLanguage(row.language);
  return { id, name, email, language, role: Role.parse(role), disabledAt, passwordHash, isExternal };
}

/** The language of a person, of their record; null for none, or for one of a later version. */
export function readLanguage(stored: string | null): Language | null {
  return Language.safeParse(stored).data ?? null;
}

/** Set the password of a person. In: its hash. */
export async function savePassword(tx: Pick<Records, 'credential'>, personId: string, password: string): Promise<void> {
  const account = { providerId: PASSWORD_PROVIDER, accountId: personId };
  await tx.credential.upsert({
    where: { providerId_accountId: account },
    create: { id: newId(), ...account, userId: personId, password },
    update: { password },
  });
}

/** @throws AppError `email_taken` where that is what the database refused; else the error */
export function toEmailTaken(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
    throw new AppError('email_taken', {}, { cause: error });
  throw error;
}
