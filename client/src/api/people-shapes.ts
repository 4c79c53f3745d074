/**
 * The shapes of what the service sends about people. The build replaces this list by code without zod, as it does `shapes.ts`.
 */
export {
  ApiKeySecret,
  ApiKeys,
  Deletion,
  Invitations,
  LinkFiles,
  LinkInfo,
  MadeUploadLink,
  Me,
  NewInvitationLink,
  NewSecondFactor,
  PasswordLink,
  People,
  PeopleNames,
  Person,
  SavedMappings,
  SentFile,
  RecoveryCodes,
  SecondFactor,
  Sessions,
  SignInOptions,
  StartedVisit,
  UploadLink,
  UploadLinks,
  Visit,
} from '@sheetport/contract';
