/** Calls about people: invitations, roles, links to set a password. */
import { z } from 'zod';
import { Email, Invitation, Password, Person, PersonId, PersonName, Role } from '../entities/person.ts';

export const PersonParams = z.object({ id: PersonId });

export const People = z.object({ people: z.array(Person) });
export type People = z.infer<typeof People>;

export const PeopleNames = z.object({ people: z.array(Person.pick({ id: true, name: true })) });
export type PeopleNames = z.infer<typeof PeopleNames>;

export const PersonChange = z.strictObject({
  name: PersonName.optional(),
  role: Role.optional(),
  disabled: z.boolean().optional().describe('Disabling ends all sessions of the person at once.'),
});
export type PersonChange = z.infer<typeof PersonChange>;

export const Invitations = z.object({ invitations: z.array(Invitation) });
export type Invitations = z.infer<typeof Invitations>;

export const NewInvitation = z.strictObject({
  role: Role,
  name: PersonName.optional().describe('Who it is for; a note for the list of invitations.'),
});
export type NewInvitation = z.infer<typeof NewInvitation>;

const LinkPath = z
  .string()
  .describe(
    'The path of the link, below the address of the service. It has the secret behind `#`, which browsers do not send, and is shown only here.',
  );

export const NewInvitationLink = z.object({ invitation: Invitation, path: LinkPath });
export type NewInvitationLink = z.infer<typeof NewInvitationLink>;

export const PasswordLink = z.object({ path: LinkPath, expiresAt: z.iso.datetime() });
export type PasswordLink = z.infer<typeof PasswordLink>;

const LinkToken = z.string().min(1).max(200).describe('What stands behind `#` in the link.');

export const LinkInspection = z.strictObject({ token: LinkToken });

export const LinkInfo = z.object({
  purpose: z.enum(['invitation', 'password']),
  role: Role.nullable().describe('Of an invitation: the role that the new person gets.'),
  name: z.string().nullable().describe('Who it is for.'),
  email: z.string().nullable().describe('Of a link that sets a password: the e-mail address to sign in with.'),
  expiresAt: z.iso.datetime(),
});
export type LinkInfo = z.infer<typeof LinkInfo>;

export const InvitationAcceptance = z.strictObject({
  token: LinkToken,
  name: PersonName,
  email: Email,
  password: Password,
});
export type InvitationAcceptance = z.infer<typeof InvitationAcceptance>;

export const PasswordReset = z.strictObject({ token: LinkToken, password: Password });
