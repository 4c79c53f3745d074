/** English for the sign-in page. */

export const signIn = {
  title: 'You are not signed in',
  expired: 'Your session has ended',
  expiredText: 'Sign in again, and you are back on this page. Your choices and edits are kept in this tab.',
  text: 'Open the link that the service printed when it started. It ends in ?token=… and signs you in.',
  label: 'Or paste the token here',
  placeholder: 'Token or the whole link',
  button: 'Sign in',
  wrong: 'This is not the token of this service. Copy it again from the last line the service printed.',
} as const;
