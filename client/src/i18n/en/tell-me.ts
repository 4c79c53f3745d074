/** English for being told that a job is over. */

export const tellMe = {
  button: 'Tell me when it is done',
  byMail: 'By e-mail to {{email}}',
  noMail: 'By e-mail: not set up here, or you have no address',
  on: 'chosen',
  here: 'By this browser, while a page of Sheetport is open',
  notAllowed: 'This browser shows no notifications of Sheetport. Allow them in its settings for this site.',
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;
