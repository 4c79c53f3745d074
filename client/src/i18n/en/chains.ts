/** English for what follows a job. */

export const chains = {
  title: 'When it is done',
  nothing: 'Nothing',
  export: 'Then export the table',
  deliver: 'Then make a delivery',
  text: 'It begins once the import has succeeded. If the import fails or is cancelled, it is stopped and says so.',
  newTable: 'The delivery sends the new table in place of its own.',
  notStarted: 'The import has started, but not what is to follow it: {{why}}',
  after: 'Afterwards',
  stopped: 'Stopped',
  why: 'What it waited for has not succeeded, so it did not begin.',
} as const;
