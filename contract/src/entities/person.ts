/** People who use the service, and the invitations of those who will. */
import { z } from 'zod';
import { PASSWORD_LENGTH } from '../access/accounts.ts';
import { ROLES } from '../access/permissions.ts';

export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const PersonId = z
  .string()
  .regex(/^(owner|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, 'must be a UUID or `owner`')
  .describe('A UUID; `owner` for the first owner.');
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Cc}*$/u, 'must have no control characters');
/** As it is compared: without spaces around it, in lower case. */
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254));

export const Password = z.string().min(PASSWORD_LENGTH.least).max(PASSWORD_LENGTH.most);

const Limit = (what: string, most: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(most)
    .nullable()
    .describe(`${what}. 0 is no limit; null is that of the service for each person.`);
/** What a person may keep and ask for. */
export const PersonLimits = z.object({
  storedBytes: Limit('Bytes of files and exports', Number.MAX_SAFE_INTEGER),
  openJobs: Limit('Imports, exports, edits and undos that wait or run', 10_000_000),
  rowsPerDay: Limit('Rows that imports insert and update within 24 hours', Number.MAX_SAFE_INTEGER),
});
export type PersonLimits = z.infer<typeof PersonLimits>;

export const Person = z.object({
  id: PersonId,
  name: z.string(),
  email: z.string().nullable().describe('What the person signs in with; null before they have set it.'),
  role: Role,
  disabled: z.boolean().describe('A disabled person cannot sign in, and has no sessions.'),
  hasPassword: z.boolean(),
  secondFactor: z.boolean().describe('Whether signing in with the password asks for a code.'),
  limits: PersonLimits.describe('Limits of their own, instead of those of the service for each person.'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().nullable().describe('The last use of a session that is still open, within minutes.'),
});
export type Person = z.infer<typeof Person>;

export const Invitation = z.object({
  id: z.uuid(),
  name: z.string().nullable().describe('Who it is for, as the owner noted it.'),
  email: z.string().nullable().describe('The e-mail address of whom it is for, as the owner noted it.'),
  role: Role,
  invitedBy: PersonId,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Invitation = z.infer<typeof Invitation>;
