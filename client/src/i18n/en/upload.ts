/** English for uploads. */

export const upload = {
  waiting: 'Waiting for its turn',
  sending: '{{sent}} of {{total}}',
  rate: '{{rate}}/s',
  retrying: 'The connection was lost. Going on where it stopped…',
  arrived: 'Uploaded',
  failed: 'Not uploaded',
  label: 'Uploading {{name}}',
  remove: 'Remove {{name}}',
  stop: 'Stop uploading {{name}}',
  again: 'Try again',
} as const;
