/** English for the sign-in page. */

export const signIn = {
  title: 'You are not signed in',
  text: 'Open the link that the service printed when it started. It ends in ?token=… and signs you in.',
  label: 'Or paste the token here',
  placeholder: 'Token or the whole link',
  button: 'Sign in',
  wrong: 'This is not the token of this service. Copy it again from the last line the service printed.',
} as const;
