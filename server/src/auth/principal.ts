import type { KeyScopes, Role } from '@sheetport/contract';
import type { KeyLimit } from '@sheetport/core';

/** Someone who is signed in. */
export interface Principal {
  /** The id of the person. */
  id: string;
  /** The role of the person in the service. */
  role: Role;
  /** The highest that they have anywhere: theirs in the service, or one that a table or folder is shared with them as. */
  highest: Role;
  /** They must set a second factor up first: nothing but that is allowed (second-factor-rule.ts). */
  lacksFactor?: boolean;
  /** The browser session, where it is not a program with a token. */
  sessionId?: string;
  /** The API key, where it is a program with one; which of its secrets it has; and what it may do of what its person may. */
  keyId?: string;
  keyHash?: string;
  scopes?: KeyScopes;
  /** Set for a key with a limit: the most requests that start imports, in a minute. */
  importRequestsPerMinute?: number;
  /** Set for a key that is limited to some tables. In the service it is a guest, whatever the role of its person. */
  limit?: KeyLimit;
}
