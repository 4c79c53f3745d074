import type { PasswordLink, Person } from '@sheetport/contract';

/** What is open above the list of people. */
export type PeopleDialog =
  | { kind: 'invite' }
  | { kind: 'password-link'; person: Person; link: PasswordLink }
  | { kind: 'signOut' | 'disable' | 'delete' | 'takeFactor' | 'limits'; person: Person };
