/** English for the sign-in page. */

export const signIn = {
  title: 'You are not signed in',
  expired: 'Your session has ended',
  expiredText: 'Sign in again, and you are back on this page. Your choices and edits are kept in this tab.',
  email: 'E-mail',
  password: 'Password',
  button: 'Sign in',
  wrongPassword: 'The e-mail address or the password is not right, or the account is disabled.',
  forgotten: 'Forgot your password? Ask an owner of this service for a link to set a new one.',
  forgot: 'Forgot your password?',
  forgotTitle: 'Get a new password',
  forgotText: 'Type the e-mail address that you sign in with. We send a link there to set a new password.',
  sendLink: 'Send the link',
  linkSent: 'Look into your e-mail',
  linkSentText:
    'If somebody here signs in with {{email}}, a link is on its way. It works for an hour. Nothing came? Look into the spam folder, or ask an owner of this service.',
  back: 'Back to sign-in',
  or: 'or',
  text: 'At the first start, open the link that the service printed. It ends in ?token=… and signs the owner in.',
  label: 'Or paste the token here',
  placeholder: 'Token or the whole link',
  tokenButton: 'Sign in with the token',
  wrong: 'This is not the token of this service. Copy it again from the last line the service printed.',
} as const;
