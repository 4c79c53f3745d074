/**
 * The shapes of what the service sends about people. The build replaces this list by code without zod, as it does `shapes.ts`.
 */
export {
  Deletion,
  Invitations,
  LinkInfo,
  Me,
  NewInvitationLink,
  PasswordLink,
  People,
  PeopleNames,
  Person,
  Sessions,
  SignInOptions,
} from '@sheetport/contract';
