/** Two people of a service, as requests and answers about them look. A test checks each against its schema. */
import type { z } from 'zod';
import type { ApiKey } from '../entities/api-key.ts';
import type { Invitation, Person } from '../entities/person.ts';
import type { ApiKeyChange, ApiKeyRotation, ApiKeySecret, NewApiKey } from '../http/api-keys.ts';
import type {
  InvitationAcceptance,
  LinkInfo,
  NewInvitation,
  NewInvitationLink,
  PasswordLink,
  PersonChange,
} from '../http/people.ts';
import type { AccountChange, Me, Session, SignIn } from '../http/session.ts';

const PERSON_ID = '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6607';
const AT = '2026-01-15T09:30:00.000Z';
const LATER = '2026-01-15T09:35:00.000Z';
const WEEK_LATER = '2026-01-22T09:30:00.000Z';
const TOKEN = 'pQ2m5o1uW8s0kXqVb7yTn3cRzLh4dEaF';
const PASSWORD = 'correct horse battery';
const account = { name: 'Ann Brown', email: 'ann@example.com' };

const signIn: z.input<typeof SignIn> = { email: account.email, password: PASSWORD };
const signInByToken: z.input<typeof SignIn> = { token: 'the-token-that-was-printed-at-the-start' };
const me: Me = {
  id: PERSON_ID,
  ...account,
  role: 'editor',
  owner: false,
  hasPassword: true,
  maxFileBytes: 1_073_741_824,
};
const person: Person = {
  id: PERSON_ID,
  ...account,
  role: 'editor',
  disabled: false,
  hasPassword: true,
  createdAt: AT,
  lastSeenAt: LATER,
};
const personUpdate: PersonChange = { role: 'viewer' };
const invitation: Invitation = {
  id: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6608',
  name: 'Ben',
  email: 'ben@example.com',
  role: 'viewer',
  invitedBy: 'owner',
  createdAt: AT,
  expiresAt: WEEK_LATER,
};
const newInvitation: NewInvitation = { role: 'viewer', name: 'Ben', email: 'ben@example.com', language: 'en' };
const invitationLink: NewInvitationLink = { invitation, path: `/join#${TOKEN}`, delivery: 'sent' };
const passwordLink: PasswordLink = { path: `/join#${TOKEN}`, expiresAt: WEEK_LATER, delivery: 'sent' };
const linkInfo: LinkInfo = {
  purpose: 'invitation',
  role: 'viewer',
  name: 'Ben',
  email: 'ben@example.com',
  expiresAt: WEEK_LATER,
};
const acceptance: InvitationAcceptance = { token: TOKEN, ...account, password: PASSWORD };
const accountUpdate: AccountChange = { password: 'a longer one than before', currentPassword: PASSWORD };
const session: Session = {
  id: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6609',
  current: true,
  browser: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  address: '192.0.2.7',
  createdAt: AT,
  lastSeenAt: LATER,
  expiresAt: WEEK_LATER,
};

const apiKey: ApiKey = {
  id: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f660a',
  name: 'Nightly import',
  personId: PERSON_ID,
  scopes: ['import'],
  start: 'sp_0199c1b0',
  createdAt: AT,
  expiresAt: '2026-04-15T09:30:00.000Z',
  lastUsedAt: LATER,
  earlierSecretUntil: null,
};
const newApiKey: NewApiKey = { name: apiKey.name, scopes: ['import'], expiresAt: apiKey.expiresAt };
const apiKeySecret: ApiKeySecret = {
  key: apiKey,
  secret: `sp_0199c1b011f24c3bb2aa0d9c4e7f660a_${'x'.repeat(43)}`,
};
const apiKeyUpdate: ApiKeyChange = { scopes: ['import', 'export'] };
const apiKeyRotation: ApiKeyRotation = { graceHours: 24 };

/** By the name of the schema, as in API_EXAMPLES. */
export const PEOPLE_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SignInRequest: { password: signIn, token: signInByToken },
  SignInOptions: { email: { sendsEmail: true } },
  PasswordRequest: { english: { email: account.email, language: 'en' } },
  Principal: { editor: me },
  AccountUpdate: { password: accountUpdate },
  Sessions: { one: { sessions: [session] } },
  Person: { editor: person },
  People: { people: { people: [person] } },
  PeopleNames: { names: { people: [{ id: PERSON_ID, name: account.name }] } },
  PersonUpdate: { role: personUpdate, disable: { disabled: true } },
  Invitations: { one: { invitations: [invitation] } },
  NewInvitation: { viewer: newInvitation },
  InvitationLink: { viewer: invitationLink },
  PasswordLink: { link: passwordLink },
  LinkRequest: { link: { token: TOKEN } },
  LinkInfo: { invitation: linkInfo },
  InvitationAcceptance: { account: acceptance },
  ApiKeys: { one: { keys: [apiKey] } },
  ApiKey: { import: apiKey },
  NewApiKey: { import: newApiKey },
  ApiKeySecret: { import: apiKeySecret },
  ApiKeyUpdate: { scopes: apiKeyUpdate },
  ApiKeyRotation: { day: apiKeyRotation, atOnce: { graceHours: 0 } },
  PasswordReset: { password: { token: TOKEN, password: PASSWORD } },
};
