import type { KeyScopes, Role } from '@sheetport/contract';

/** Someone who is signed in. */
export interface Principal {
  /** Of the person. */
  id: string;
  role: Role;
  /** The browser session, where it is not a program with a token. */
  sessionId?: string;
  /** The API key, where it is a program with one; which of its secrets it has; and what it may do of what its person may. */
  keyId?: string;
  keyHash?: string;
  scopes?: KeyScopes;
}
