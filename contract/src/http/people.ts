/** Calls about people: invitations, roles, links to set a password. */
import { z } from 'zod';
import { Language } from '../entities/language.ts';
import { Email, Invitation, Password, Person, PersonId, PersonLimits, PersonName, Role } from '../entities/person.ts';

export const PersonParams = z.object({ id: PersonId });

export const People = z.object({ people: z.array(Person) });
export type People = z.infer<typeof People>;

export const PeopleNames = z.object({ people: z.array(Person.pick({ id: true, name: true })) });
export type PeopleNames = z.infer<typeof PeopleNames>;

export const PersonChange = z.strictObject({
  name: PersonName.optional(),
  role: Role.optional(),
  disabled: z.boolean().optional().describe('Disabling ends all sessions of the person at once.'),
  limits: PersonLimits.partial()
    .strict()
    .optional()
    .describe('Limits of their own; what is not named stays. What they use already stays, and nothing is added to it.'),
});
export type PersonChange = z.infer<typeof PersonChange>;

export const Invitations = z.object({ invitations: z.array(Invitation) });
export type Invitations = z.infer<typeof Invitations>;

export const NewInvitation = z.strictObject({
  role: Role,
  name: PersonName.optional().describe('Who it is for; a note for the list of invitations.'),
  email: Email.optional().describe('Where the link is sent, if the service sends e-mail.'),
  language: Language.default('en').describe('Of the e-mail.'),
});
export type NewInvitation = z.input<typeof NewInvitation>;

const LinkPath = z
  .string()
  .describe(
    'The path of the link, below the address of the service. It has the secret behind `#`, which browsers do not send, and is shown only here.',
  );

const Delivery = z
  .enum(['sent', 'failed', 'none'])
  .describe(
    'Whether the link was sent by e-mail: the mail server took it, it could not be sent, or there is no address or no mail server. The link works in each case.',
  );
export type Delivery = z.infer<typeof Delivery>;

export const NewInvitationLink = z.object({ invitation: Invitation, path: LinkPath, delivery: Delivery });
export type NewInvitationLink = z.infer<typeof NewInvitationLink>;

export const PasswordLinkQuery = z.object({ lang: Language.default('en').describe('The language of the e-mail.') });

export const PasswordLink = z.object({ path: LinkPath, expiresAt: z.iso.datetime(), delivery: Delivery });
export type PasswordLink = z.infer<typeof PasswordLink>;

/** What is demanded of everybody who signs in. */
export const SignInRules = z.object({
  secondFactorRequired: z
    .boolean()
    .describe(
      'Whether whoever signs in with a password must have a second factor. People without one can only set it up.',
    ),
  peopleWithout: z.number().int().describe('People with a password who have no second factor.'),
  keysWithout: z.number().int().describe('API keys of theirs, which do not work while one is required.'),
});
export type SignInRules = z.infer<typeof SignInRules>;

export const SignInRulesChange = z.strictObject({ secondFactorRequired: z.boolean() });
export type SignInRulesChange = z.infer<typeof SignInRulesChange>;

const LinkToken = z.string().min(1).max(200).describe('What stands behind `#` in the link.');

export const LinkInspection = z.strictObject({ token: LinkToken });

export const LinkInfo = z.object({
  purpose: z.enum(['invitation', 'password']),
  role: Role.nullable().describe('Of an invitation: the role that the new person gets.'),
  name: z.string().nullable().describe('Who it is for.'),
  email: z
    .string()
    .nullable()
    .describe('The e-mail address to sign in with: of a link that sets a password, or as the invitation notes it.'),
  expiresAt: z.iso.datetime(),
});
export type LinkInfo = z.infer<typeof LinkInfo>;

export const InvitationAcceptance = z.strictObject({
  token: LinkToken,
  name: PersonName,
  email: Email,
  password: Password,
  language: Language.optional().describe('Of their page and of letters to them.'),
});
export type InvitationAcceptance = z.infer<typeof InvitationAcceptance>;

export const PasswordReset = z.strictObject({ token: LinkToken, password: Password });
