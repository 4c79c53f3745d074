/**
 * Sign-in with a provider of OpenID Connect, by `openid-client`: authorization code flow with PKCE (RFC 7636), state and nonce.
 * What a flow must remember between its two requests is in a cookie of the browser that began it, encrypted.
 */
import { AppError, type Settings } from '@sheetport/contract';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import * as client from 'openid-client';
import { z } from 'zod';
import type { ServerSettings } from '../deps.ts';
import { deriveKey } from './secrets.ts';

/** How long somebody may take at the provider. */
const FLOW_MS = 10 * 60_000;
/** How long the provider may take for one answer, in seconds. */
const ANSWER_S = 8;
/** What the provider says of itself is asked for again after so long. */
const CONFIGURATION_MS = 3600_000;
export const CALLBACK_PATH = '/api/session/oidc/callback';

/** What the provider says of somebody, once all checks have passed. */
export interface ExternalPerson {
  /** Issuer and subject, which never change for a person. */
  accountId: string;
  name: string | null;
  /** In lower case; null where the provider does not say that it is theirs. */
  email: string | null;
  groups: readonly string[];
}

/** What a flow remembers. */
const Flow = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  expiresAt: z.number(),
  /** The path of the page to go back to. */
  to: z.string(),
  /** The session that the browser had: it is over once somebody signs in. */
  sessionId: z.string().optional(),
  /** Whose account the one of the provider is to be connected with. */
  connect: z.string().optional(),
});
export type Flow = z.infer<typeof Flow>;

export interface SingleSignOn {
  /** What the button says. */
  name: string;
  /**
   * Begin a flow. Out: the address of the provider, and the value of the cookie that remembers it.
   * @throws Error where the provider does not answer
   */
  begin(flow: Pick<Flow, 'to' | 'sessionId' | 'connect'>): Promise<{ url: URL; cookie: string }>;
  /** What a cookie remembers; null where it is not ours, or too old. */
  readFlow(cookie: string): Promise<Flow | null>;
  /**
   * End a flow. In: path and query of the request with which the provider sent the browser back.
   * @throws Error where one of the checks fails: state, nonce, issuer, audience, signature, expiry, PKCE
   */
  finish(flow: Flow, path: string): Promise<ExternalPerson>;
}

const Claims = z.object({
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
});
const Groups = z.union([z.array(z.string()), z.string().transform((one) => [one])]);

/** Undefined where the settings name no provider. */
export function openSingleSignOn(settings: ServerSettings, instanceId: string): SingleSignOn | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: secret, PUBLIC_URL: base } = settings;
  if (issuer === undefined || clientId === undefined || base === undefined) return undefined;
  const redirect = base + CALLBACK_PATH;
  const key = deriveKey(settings.OWNER_TOKEN, `sheetport flows v1 ${instanceId}`);
  const configure = keepFor(CONFIGURATION_MS, async () => {
    const isLocal = issuer.startsWith('http:');
    const configuration = await client.discovery(
      new URL(issuer),
      clientId,
      { redirect_uris: [redirect] },
      secret === undefined ? client.None() : client.ClientSecretBasic(secret),
      // The settings allow http on this machine alone.
      { timeout: ANSWER_S, ...(isLocal && { execute: [client.allowInsecureRequests] }) },
    );
    client.enableNonRepudiationChecks(configuration);
    return configuration;
  });

  return {
    name: settings.OIDC_NAME,
    async begin(flow) {
      const configuration = await configure();
      const whole: Flow = {
        ...flow,
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        expiresAt: Date.now() + FLOW_MS,
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirect,
        scope: settings.OIDC_SCOPE,
        state: whole.state,
        nonce: whole.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(whole.verifier),
        code_challenge_method: 'S256',
      });
      return { url, cookie: await symmetricEncrypt({ key, data: JSON.stringify(whole) }) };
    },
    async readFlow(cookie) {
      const text = await symmetricDecrypt({ key, data: cookie }).catch(() => null);
      const flow = text === null ? undefined : Flow.parse(JSON.parse(text));
      return flow && flow.expiresAt > Date.now() ? flow : null;
    },
    async finish(flow, path) {
      const configuration = await configure();
      const tokens = await client.authorizationCodeGrant(configuration, new URL(base + path), {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (!idToken) throw new Error('the provider sent no id token');
      const claims = { ...(await readUserInfo(configuration, tokens.access_token, idToken.sub)), ...idToken };
      return { accountId: `${idToken.iss} ${idToken.sub}`, ...readClaims(claims, settings) };
    },
  };
}

/** What the id token leaves out, where the provider has an address for it. */
async function readUserInfo(
  configuration: client.Configuration,
  accessToken: string,
  subject: string,
): Promise<Record<string, unknown>> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return client.fetchUserInfo(configuration, accessToken, subject);
}

function readClaims(
  claims: Record<string, unknown>,
  { OIDC_GROUPS_CLAIM: groupsClaim }: Pick<Settings, 'OIDC_GROUPS_CLAIM'>,
): Omit<ExternalPerson, 'accountId'> {
  const read = Claims.safeParse(claims);
  if (!read.success) throw new Error('the provider sent claims of another shape');
  const { email, email_verified: isVerified, name, preferred_username: userName } = read.data;
  const groups = Groups.safeParse(claims[groupsClaim]);
  return {
    name: name ?? userName ?? null,
    email: email !== undefined && isVerified === true ? email.trim().toLowerCase() : null,
    groups: groups.success ? groups.data : [],
  };
}

/** Keeps what was made; a failure is not kept. */
function keepFor<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let kept: { made: Promise<T>; until: number } | undefined;
  return () => {
    if (kept && kept.until > Date.now()) return kept.made;
    const made = make();
    kept = { made, until: Date.now() + ms };
    made.catch(() => {
      kept = undefined;
    });
    return made;
  };
}

/**
 * The path of a page of ours that somebody wants to come back to.
 * @returns `/` for everything else: an address of another site, or a call of the API
 */
export function ownPath(text: string | undefined): string {
  const here = 'http://sheetport.invalid';
  const url = text?.startsWith('/') && URL.canParse(text, here) ? new URL(text, here) : null;
  if (!url || url.origin !== here || /^\/(api|metrics|socket\.io)(\/|$)/i.test(url.pathname)) return '/';
  // One slash: two would lead to another site.
  return url.pathname.replace(/^\/+/, '/') + url.search;
}

/** What is not set up is not offered. */
export function requireSingleSignOn(singleSignOn: SingleSignOn | undefined): SingleSignOn {
  if (!singleSignOn) throw new AppError('not_offered');
  return singleSignOn;
}
