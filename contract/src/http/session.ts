/** Signing in, one's own account, and its sessions. */
import { z } from 'zod';
import { KEPT_KINDS, type KeptKind } from '../access/kept-limits.ts';
import { Language } from '../entities/language.ts';
import { Email, Password, PersonId, PersonLimits, PersonName, Role } from '../entities/person.ts';

export const SignIn = z.union([
  z.strictObject({ token: z.string().min(1).max(1000).describe('The token of the owner.') }),
  z.strictObject({
    email: z.string().min(1).max(254).describe('The e-mail address of a person.'),
    password: z.string().min(1).max(1000),
    code: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .describe('Of the authenticator app, or a recovery code; needed where the answer is `second_factor_needed`.'),
  }),
]);

/** What the page can offer to whoever is not signed in. */
export const SignInOptions = z.object({
  sendsEmail: z
    .boolean()
    .describe('Whether the service sends e-mail: invitations, and links to whoever forgot their password.'),
  singleSignOn: z
    .object({ name: z.string() })
    .nullable()
    .describe('The provider (OpenID Connect) with which people can sign in: `GET /api/session/oidc`.'),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

export const PasswordRequest = z.strictObject({
  email: Email,
  language: Language.default('en').describe('Of the e-mail.'),
});
export type PasswordRequest = z.input<typeof PasswordRequest>;

export const Me = z.object({
  id: PersonId,
  name: z.string(),
  email: z.string().nullable(),
  language: Language.nullable().describe('Of the page and of letters; null before one was chosen.'),
  role: Role,
  highestRole: Role.optional().describe(
    'The highest role that you have anywhere: in the service, or on a table or folder that is shared with you.',
  ),
  owner: z.boolean().describe('Whether the role is `owner`.'),
  hasPassword: z.boolean(),
  singleSignOn: z.boolean().describe('Whether the account is connected with the provider.'),
  secondFactorNeeded: z
    .boolean()
    .describe(
      'Whether a second factor must be set up before anything else works: all other calls answer `second_factor_required`.',
    ),
  maxFileBytes: z.number().int(),
});
export type Me = z.infer<typeof Me>;

export const AccountChange = z.strictObject({
  name: PersonName.optional(),
  email: Email.optional(),
  language: Language.optional().describe('Of the page, wherever you sign in, and of letters to you.'),
  password: Password.optional().describe('A new password. It ends all other sessions.'),
  currentPassword: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Needed to change the e-mail address or the password of an account that has a password.'),
});
export type AccountChange = z.infer<typeof AccountChange>;

/** A browser that somebody left signed in must not be enough to change how they sign in. */
export const PasswordProof = z.strictObject({ currentPassword: z.string().min(1).max(1000) });

export const SingleSignOnStart = z.object({ url: z.string().describe('The address to send the browser to.') });
export type SingleSignOnStart = z.infer<typeof SingleSignOnStart>;

/** An account without a password has none to send. */
export const PossibleProof = PasswordProof.partial();

export const SecondFactor = z.object({
  on: z.boolean().describe('Whether signing in asks for a code.'),
  recoveryCodesLeft: z.number().int(),
});
export type SecondFactor = z.infer<typeof SecondFactor>;

export const NewSecondFactor = z.object({
  secret: z.string().describe('To type into an authenticator app (base32).'),
  uri: z.string().describe('The same for a QR code (`otpauth:`).'),
});
export type NewSecondFactor = z.infer<typeof NewSecondFactor>;

export const SecondFactorCode = z.strictObject({
  code: z.string().min(1).max(40).describe('Of the authenticator app.'),
});

export const RecoveryCodes = z.object({
  codes: z.array(z.string()).describe('Each works once, in place of a code of the app. They are shown only here.'),
});
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const Session = z.object({
  id: z.uuid(),
  current: z.boolean().describe('Whether this request came with it.'),
  browser: z.string().describe('What the browser called itself as it signed in.'),
  address: z.string().describe('The address that it signed in from.'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().describe('Its last use, within minutes.'),
  expiresAt: z.iso.datetime().describe('When it ends if it is not used, or at the latest.'),
});
export type Session = z.infer<typeof Session>;

export const Sessions = z.object({ sessions: z.array(Session) });
export type Sessions = z.infer<typeof Sessions>;

const QuotaUse = z.object({
  used: z.number().describe('By you.'),
  limit: z.number().nullable().describe('How much you may; null where there is no limit.'),
  all: z
    .object({ used: z.number(), limit: z.number() })
    .nullable()
    .describe('By all people together; null where there is no limit for all.'),
});
export type QuotaUse = z.infer<typeof QuotaUse>;

const KeptUse = z.object({
  used: z.number().describe('Those that you made and that are there.'),
  limit: z.number().describe('How many you may keep.'),
});
export type KeptUse = z.infer<typeof KeptUse>;

export const Usage = z.object({
  storedBytes: QuotaUse.describe('Bytes of uploaded and exported files that are kept.'),
  openJobs: QuotaUse.describe('Imports, exports and undos that wait or run.'),
  rowsPerDay: QuotaUse.describe('Rows that imports have inserted and updated within 24 hours.'),
  kept: z
    .object(Object.fromEntries(KEPT_KINDS.map((kind) => [kind, KeptUse])) as Record<KeptKind, typeof KeptUse>)
    .describe('How many you have of each kind of object that people make. Beyond a limit: `too_many_kept`.'),
});
export type Usage = z.infer<typeof Usage>;

/** The same of a person, for an owner. */
export const PersonUsage = z.object({
  usage: Usage,
  standard: PersonLimits.describe('What each person may who has no limits of their own; 0 is no limit.'),
});
export type PersonUsage = z.infer<typeof PersonUsage>;
