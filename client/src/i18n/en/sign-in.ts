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
  codeTitle: 'Enter the code',
  codeText: 'Your password is right. Now type the code that your authenticator app shows.',
  code: 'Code of the app',
  wrongCode: 'The code is not right, is too old, or was used already. Wait for the next one.',
  useRecovery: 'Use a recovery code',
  recoveryText:
    'Type one of the recovery codes that you kept. It works once. Lost them, too? Ask an owner of this service.',
  recoveryCode: 'Recovery code',
  useApp: 'Use the app',
  back: 'Back to sign-in',
  with: 'Sign in with {{name}}',
  sso: {
    failed: 'The sign-in did not work. Try again; if it happens again, ask an owner of this service.',
    refused:
      'Nobody has invited you here yet, or your e-mail address is not confirmed there. Ask an owner of this service.',
    connect:
      'An account here has your e-mail address. Sign in with its password, and connect the two under "Your account".',
    taken: 'Another account here is connected with this one already.',
    disabled: 'Your account here is disabled. Ask an owner of this service.',
  },
  or: 'or',
  text: 'At the first start, open the link that the service printed. It ends in ?token=… and signs the owner in.',
  label: 'Or paste the token here',
  placeholder: 'Token or the whole link',
  tokenButton: 'Sign in with the token',
  wrong: 'This is not the token of this service. Copy it again from the last line the service printed.',
} as const;
