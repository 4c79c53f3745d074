/** The calls about people and accounts, and under which key their answers are kept. Not part of what the home page loads. */
import type {
  AccountChange,
  AuditFilter,
  AuditFormat,
  InvitationAcceptance,
  KeptKind,
  Language,
  NewInvitation,
  PersonChange,
  SignInRulesChange,
} from '@sheetport/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { act, json, readAs, type Signal, withQuery } from './api.ts';
import {
  AuditEvents,
  Invitations,
  LinkInfo,
  Me,
  NewInvitationLink,
  NewSecondFactor,
  PasswordLink,
  People,
  PeopleNames,
  Person,
  PersonUsage,
  RecoveryCodes,
  SecondFactor,
  Sessions,
  SignInOptions,
  SignInRules,
  SingleSignOnStart,
  Usage,
} from './page-shapes.ts';
import { KEYS } from './query-keys.ts';

export const changeAccount = (change: AccountChange) => readAs(Me, '/api/me', json('PATCH', change));
const getSessions = (init?: Signal) => readAs(Sessions, '/api/me/sessions', init);
/** In: the password of an account that has one. */
export const endSession = (id: string, currentPassword: string | undefined) =>
  act(`/api/me/sessions/${id}/end`, json('POST', { currentPassword }));
export const endOtherSessions = (currentPassword: string | undefined) =>
  act('/api/me/sessions/end-others', json('POST', { currentPassword }));

const getSecondFactor = (init?: Signal) => readAs(SecondFactor, '/api/me/second-factor', init);
export const beginSecondFactor = (currentPassword: string) =>
  readAs(NewSecondFactor, '/api/me/second-factor', json('POST', { currentPassword }));
export const confirmSecondFactor = (code: string) =>
  readAs(RecoveryCodes, '/api/me/second-factor/confirm', json('POST', { code }));
export const renewRecoveryCodes = (currentPassword: string) =>
  readAs(RecoveryCodes, '/api/me/second-factor/recovery-codes', json('POST', { currentPassword }));
export const removeSecondFactor = (currentPassword: string) =>
  act('/api/me/second-factor/remove', json('POST', { currentPassword }));

export const connectSingleSignOn = (currentPassword: string | undefined) =>
  readAs(SingleSignOnStart, '/api/me/single-sign-on', json('POST', { currentPassword }));
export const disconnectSingleSignOn = (currentPassword: string) =>
  act('/api/me/single-sign-on/remove', json('POST', { currentPassword }));

const getPeople = (init?: Signal) => readAs(People, '/api/people', init);
/** What people are called, for everyone who is signed in. */
const getNames = (init?: Signal) => readAs(PeopleNames, '/api/people/names', init);
export const changePerson = (id: string, change: PersonChange) =>
  readAs(Person, `/api/people/${id}`, json('PATCH', change));
const getUsageOf = (id: string, init?: Signal) => readAs(PersonUsage, `/api/people/${id}/usage`, init);
export const signOutPerson = (id: string) => act(`/api/people/${id}/sessions`, { method: 'DELETE' });
export const takeSecondFactor = (id: string) => act(`/api/people/${id}/second-factor`, { method: 'DELETE' });
export const deletePerson = (id: string) => act(`/api/people/${id}`, { method: 'DELETE' });
export const makePasswordLink = (id: string, language: Language) =>
  readAs(PasswordLink, `/api/people/${id}/password-link?lang=${language}`, { method: 'POST' });
const getSignInRules = (init?: Signal) => readAs(SignInRules, '/api/sign-in-rules', init);
export const changeSignInRules = (change: SignInRulesChange) =>
  readAs(SignInRules, '/api/sign-in-rules', json('PATCH', change));
const getInvitations = (init?: Signal) => readAs(Invitations, '/api/invitations', init);
export const invite = (invitation: NewInvitation) =>
  readAs(NewInvitationLink, '/api/invitations', json('POST', invitation));
export const withdrawInvitation = (id: string) => act(`/api/invitations/${id}`, { method: 'DELETE' });
/** What somebody was given a link for, and what it leads to. */
const inspectLink = (token: string, init?: Signal) =>
  readAs(LinkInfo, '/api/links/inspect', { ...json('POST', { token }), ...init });
export const acceptInvitation = (account: InvitationAcceptance) => act('/api/links/accept', json('POST', account));
export const resetPassword = (token: string, password: string) =>
  act('/api/links/password', json('POST', { token, password }));

const getSignInOptions = (init?: Signal) => readAs(SignInOptions, '/api/session/options', init);
/** Sends a link to whoever has this address; nobody learns whether anybody has. */
export const requestPassword = (email: string, language: Language) =>
  act('/api/password-requests', json('POST', { email, language }));

/** What the service is set up for. It stays so while it runs. */
export const signInOptionsQuery = queryOptions({
  queryKey: KEYS.signInOptions,
  queryFn: ({ signal }) => getSignInOptions({ signal }),
  staleTime: 300_000,
});
const getUsage = (init?: Signal) => readAs(Usage, '/api/me/usage', init);
const getAudit = (query: AuditFilter & { after?: string | undefined }, init?: Signal) =>
  readAs(AuditEvents, withQuery('/api/audit', { ...query, limit: 50 }), init);
/** Where the audit trail is downloaded. */
export const auditFile = (filter: AuditFilter, format: AuditFormat) =>
  withQuery('/api/audit/export', { ...filter, format });

export const usageOfQuery = (id: string) =>
  queryOptions({ queryKey: KEYS.usageOf(id), queryFn: ({ signal }) => getUsageOf(id, { signal }) });
/** In: how many of what kind are listed. Another number asks again. */
export const keptQuery = (kind: KeptKind, listed: number) =>
  queryOptions({ queryKey: KEYS.kept(kind, listed), queryFn: ({ signal }) => getUsage({ signal }) });
export const usageQuery = queryOptions({ queryKey: KEYS.usage, queryFn: ({ signal }) => getUsage({ signal }) });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: KEYS.audit(filter),
    queryFn: ({ signal, pageParam }) => getAudit({ ...filter, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const sessionsQuery = queryOptions({
  queryKey: KEYS.sessions,
  queryFn: ({ signal }) => getSessions({ signal }),
});

export const secondFactorQuery = queryOptions({
  queryKey: KEYS.secondFactor,
  queryFn: ({ signal }) => getSecondFactor({ signal }),
});

export const peopleQuery = queryOptions({ queryKey: KEYS.people, queryFn: ({ signal }) => getPeople({ signal }) });

export const signInRulesQuery = queryOptions({
  queryKey: KEYS.signInRules,
  queryFn: ({ signal }) => getSignInRules({ signal }),
});

export const namesQuery = queryOptions({
  queryKey: KEYS.names,
  queryFn: ({ signal }) => getNames({ signal }),
  staleTime: 60_000,
});

export const invitationsQuery = queryOptions({
  queryKey: KEYS.invitations,
  queryFn: ({ signal }) => getInvitations({ signal }),
});

export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: KEYS.link(token),
    queryFn: ({ signal }) => inspectLink(token, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
