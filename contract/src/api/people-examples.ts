/** Two people of a service, as requests and answers about them look. A test checks each against its schema. */
import type { z } from 'zod';
import type { ApiKey } from '../entities/api-key.ts';
import type { Invitation, Person } from '../entities/person.ts';
import type { SentFile, UploadLink } from '../entities/upload-link.ts';
import type { ApiKeyChange, ApiKeyRotation, ApiKeySecret, NewApiKey } from '../http/api-keys.ts';
import type { AuditEvent } from '../http/audit.ts';
import type {
  InvitationAcceptance,
  LinkInfo,
  NewInvitation,
  NewInvitationLink,
  PasswordLink,
  PersonChange,
} from '../http/people.ts';
import type { AccountChange, Me, Session, SignIn, Usage } from '../http/session.ts';
import type {
  LinkFiles,
  MadeUploadLink,
  NewUploadLink,
  StartedVisit,
  UploadLinkChange,
  Visit,
} from '../http/upload-links.ts';

const PERSON_ID = '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6607';
const AT = '2026-01-15T09:30:00.000Z';
const LATER = '2026-01-15T09:35:00.000Z';
const WEEK_LATER = '2026-01-22T09:30:00.000Z';
const TOKEN = 'pQ2m5o1uW8s0kXqVb7yTn3cRzLh4dEaF';
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const PASSWORD = 'correct horse battery';
const account = { name: 'Ann Brown', email: 'ann@example.com' };

const signIn: z.input<typeof SignIn> = { email: account.email, password: PASSWORD };
const signInByToken: z.input<typeof SignIn> = { token: 'the-token-that-was-printed-at-the-start' };
const me: Me = {
  id: PERSON_ID,
  ...account,
  language: 'en',
  role: 'editor',
  highestRole: 'editor',
  owner: false,
  hasPassword: true,
  singleSignOn: false,
  secondFactorNeeded: false,
  maxFileBytes: 1_073_741_824,
};
const person: Person = {
  id: PERSON_ID,
  ...account,
  role: 'editor',
  disabled: false,
  hasPassword: true,
  secondFactor: true,
  limits: { storedBytes: 10_737_418_240, openJobs: null, rowsPerDay: null },
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
  tables: { tableIds: ['0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03'], folderIds: [] },
  start: 'sp_0199c1b0',
  importRequestsPerMinute: 60,
  createdAt: AT,
  expiresAt: '2026-04-15T09:30:00.000Z',
  lastUsedAt: LATER,
  earlierSecretUntil: null,
};
const newApiKey: NewApiKey = {
  name: apiKey.name,
  scopes: ['import'],
  tables: { tableIds: ['0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03'] },
  expiresAt: apiKey.expiresAt,
};
const apiKeySecret: ApiKeySecret = {
  key: apiKey,
  secret: `sp_0199c1b011f24c3bb2aa0d9c4e7f660a_${'x'.repeat(43)}`,
};
const apiKeyUpdate: ApiKeyChange = { scopes: ['import', 'export'] };
const apiKeyRotation: ApiKeyRotation = { graceHours: 24 };
const usage: Usage = {
  storedBytes: { used: 48_213_771, limit: 10_737_418_240, all: { used: 1_204_882_113, limit: 107_374_182_400 } },
  openJobs: { used: 1, limit: 5000, all: { used: 3, limit: 20_000 } },
  rowsPerDay: { used: 120_000, limit: null, all: null },
  kept: {
    apiKeys: { used: 2, limit: 100 },
    views: { used: 11, limit: 500 },
    templates: { used: 1, limit: 100 },
    uploadLinks: { used: 3, limit: 200 },
    schedules: { used: 2, limit: 200 },
    feeds: { used: 0, limit: 200 },
    deliveries: { used: 1, limit: 200 },
    webhooks: { used: 1, limit: 50 },
  },
};
const auditEvent: AuditEvent = {
  id: '1204',
  at: AT,
  action: 'createExport',
  outcome: 'done',
  person: { id: PERSON_ID, name: account.name },
  via: { kind: 'session', id: session.id },
  address: session.address,
  object: { kind: 'job', id: '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f6605', name: 'Customers' },
  details: {
    tableId: '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03',
    format: 'xlsx',
    columns: ['name', 'city', 'country'],
    columnCount: 3,
    filter: [{ column: 'city', op: 'eq' }],
  },
};

const uploadLink: UploadLink = {
  id: '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f660b',
  tableId: '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03',
  name: 'Orders of May',
  message: 'Please send your orders by Friday.',
  state: 'open',
  headings: ['Order no', 'Quantity'],
  mode: 'insert',
  onReject: 'skip',
  newColumns: 'table',
  limits: null,
  priority: 'normal',
  rate: null,
  retries: 3,
  maxFiles: 20,
  maxFileBytes: 10_485_760,
  filesTaken: 1,
  createdBy: PERSON_ID,
  createdAt: AT,
  expiresAt: WEEK_LATER,
};
const newUploadLink: NewUploadLink = {
  mappingId: '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f6606',
  name: uploadLink.name,
  message: uploadLink.message,
  expiresAt: WEEK_LATER,
};
const madeUploadLink: MadeUploadLink = { link: uploadLink, path: `/send#${TOKEN}` };
const uploadLinkUpdate: UploadLinkChange = { paused: true };
const sentFile: SentFile = {
  id: '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f660c',
  name: 'orders.xlsx',
  bytes: 48_213,
  sentAt: LATER,
  state: 'refused',
  error: { code: 'missing_headings', message: 'The file lacks these headings: Quantity.' },
  missing: ['Quantity'],
  jobState: null,
  phase: null,
  progress: null,
  counts: null,
};
const linkFiles: LinkFiles = {
  files: [{ ...sentFile, fileId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c01', jobId: null, triesAt: null }],
};
const visit: Visit = {
  name: uploadLink.name,
  message: uploadLink.message,
  state: 'open',
  headings: uploadLink.headings,
  filesLeft: 19,
  maxFileBytes: uploadLink.maxFileBytes,
  expiresAt: WEEK_LATER,
  files: [sentFile],
};
const startedVisit: StartedVisit = {
  visit: { ...visit, files: [] },
  secret: `sv_0199c1b011f27c3bb2aa0d9c4e7f660d_${'x'.repeat(43)}`,
};

/** By the name of the schema, as in API_EXAMPLES. */
export const PEOPLE_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SignInRequest: { password: signIn, secondFactor: { ...signIn, code: '287082' }, token: signInByToken },
  SignInOptions: { all: { sendsEmail: true, singleSignOn: { name: 'Keycloak' } } },
  PasswordRequest: { english: { email: account.email, language: 'en' } },
  Principal: { editor: me },
  PasswordProof: { password: { currentPassword: PASSWORD } },
  SingleSignOnStart: {
    keycloak: { url: 'https://login.example.com/realms/x/protocol/openid-connect/auth?client_id=sheetport' },
  },
  PossibleProof: { password: { currentPassword: PASSWORD } },
  SecondFactor: { on: { on: true, recoveryCodesLeft: 10 } },
  NewSecondFactor: {
    key: {
      secret: SECRET,
      uri: `otpauth://totp/Sheetport:ann%40example.com?secret=${SECRET}&issuer=Sheetport&algorithm=SHA1&digits=6&period=30`,
    },
  },
  SecondFactorCode: { code: { code: '287082' } },
  RecoveryCodes: { codes: { codes: ['k3vq-x7mh-2pdt-7wfa', 'b6zn-4rye-6cju-s5gl'] } },
  AccountUpdate: { password: accountUpdate },
  Usage: { editor: usage },
  PersonUsage: { editor: { usage, standard: { storedBytes: 0, openJobs: 5000, rowsPerDay: 0 } } },
  Sessions: { one: { sessions: [session] } },
  Person: { editor: person },
  People: { people: { people: [person] } },
  PeopleNames: { names: { people: [{ id: PERSON_ID, name: account.name }] } },
  PersonUpdate: { role: personUpdate, disable: { disabled: true }, limits: { limits: { rowsPerDay: 1_000_000 } } },
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
  ApiKeyUpdate: { scopes: apiKeyUpdate, allTables: { tables: null } },
  ApiKeyRotation: { day: apiKeyRotation, atOnce: { graceHours: 0 } },
  UploadLinks: { one: { links: [uploadLink] } },
  UploadLink: { open: uploadLink },
  NewUploadLink: { orders: newUploadLink },
  MadeUploadLink: { orders: madeUploadLink },
  UploadLinkUpdate: { pause: uploadLinkUpdate, end: { ended: true } },
  LinkFiles: { one: linkFiles },
  NewVisit: { link: { token: TOKEN } },
  Visit: { refused: visit },
  StartedVisit: { first: startedVisit },
  SentFile: { refused: sentFile },
  SentRejects: { half: { state: 'running', fraction: 0.5 } },
  AuditEvents: { page: { events: [auditEvent], next: null } },
  SignInRules: { required: { secondFactorRequired: true, peopleWithout: 2, keysWithout: 1 } },
  SignInRulesUpdate: { require: { secondFactorRequired: true } },
  PasswordReset: { password: { token: TOKEN, password: PASSWORD } },
};
