/** English for the second factor of one's own account. */

export const secondFactor = {
  title: 'Second factor',
  off: 'Off. With a second factor, signing in with your password also asks for a code of an app on your phone.',
  on: 'Signing in with your password also asks for a code of your app.',
  needsPassword: 'A second factor goes with a password. Set a password first.',
  gateTitle: 'Set up a second factor',
  gateText:
    'This service requires it of everybody who signs in with a password. You need an authenticator app on your phone. Then everything works as before.',
  signOut: 'Sign out',
  badge: 'On',
  codesLeft_one: '{{count}} recovery code is left.',
  codesLeft_other: '{{count}} recovery codes are left.',
  setUp: 'Set it up',
  passwordTitle: 'Your password, please',
  next: 'Continue',
  scanTitle: 'Add Sheetport to your app',
  scanText:
    'Scan this with an authenticator app, for example Aegis, Google Authenticator, 1Password or iCloud Passwords.',
  qr: 'QR code with the key for your app',
  key: 'Or type this key into the app',
  code: 'Code that the app shows now',
  turnOn: 'Switch it on',
  recoveryTitle: 'Keep these recovery codes',
  recoveryText:
    'Each signs you in once, in place of a code of the app. Keep them where you find them without your phone. They are shown only now.',
  copy: 'Copy the codes',
  download: 'Download',
  kept: 'I have kept them',
  newCodes: 'New recovery codes',
  newCodesText: 'The codes from before no longer work.',
  turnOff: 'Switch it off',
  turnOffText: 'Your password alone signs you in then. Your other browsers are signed out.',
} as const;
