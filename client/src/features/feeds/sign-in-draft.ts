import type { MailboxOauth } from '@sheetport/contract';

export const SIGN_INS = ['password', 'google', 'microsoft', 'other'] as const;

/** What is typed of the sign-in to a mailbox. */
export interface SignInDraft {
  by: (typeof SIGN_INS)[number];
  /** The password, or the refresh token. */
  secret: string;
  /** Of Microsoft 365. */
  tenant: string;
  /** Only for another provider. */
  tokenUrl: string;
  scope: string;
  clientId: string;
  clientSecret: string;
}

const GOOGLE = 'https://oauth2.googleapis.com/token';
const MICROSOFT = /^https:\/\/login\.microsoftonline\.com\/([^/]+)\/oauth2\/v2\.0\/token$/;
const MICROSOFT_SCOPE = 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access';

/** @param oauth undefined where it is a password */
export function signInDraftOf(oauth: MailboxOauth | undefined): SignInDraft {
  const { tokenUrl = '', clientId = '', scope = '' } = oauth ?? {};
  const tenant = MICROSOFT.exec(tokenUrl)?.[1];
  const isMicrosoft = tenant !== undefined && scope === MICROSOFT_SCOPE;
  const isGoogle = tokenUrl === GOOGLE && scope === '';
  const by = !oauth ? 'password' : isGoogle ? 'google' : isMicrosoft ? 'microsoft' : 'other';
  const others = by === 'other' ? { tokenUrl, scope } : { tokenUrl: '', scope: '' };
  return { by, secret: '', tenant: tenant ?? '', ...others, clientId, clientSecret: '' };
}

/** Whether enough is typed; the service checks the rest. */
export function isSignInWhole({ by, secret, tenant, tokenUrl, clientId }: SignInDraft, isSecretKept: boolean): boolean {
  const texts = [
    ...(isSecretKept ? [] : [secret]),
    ...(by === 'password' ? [] : [clientId]),
    ...(by === 'microsoft' ? [tenant] : []),
    ...(by === 'other' ? [tokenUrl] : []),
  ];
  return texts.every((text) => text.trim() !== '');
}

/** @returns undefined for a password */
export function toOauth({ by, tenant, tokenUrl, scope, clientId }: SignInDraft): MailboxOauth | undefined {
  const program = { clientId: clientId.trim() };
  if (by === 'password') return undefined;
  if (by === 'google') return { tokenUrl: GOOGLE, ...program };
  if (by === 'other') return { tokenUrl: tokenUrl.trim(), ...program, ...(scope.trim() && { scope: scope.trim() }) };
  const tokens = `https://login.microsoftonline.com/${encodeURIComponent(tenant.trim())}/oauth2/v2.0/token`;
  return { tokenUrl: tokens, ...program, scope: MICROSOFT_SCOPE };
}
