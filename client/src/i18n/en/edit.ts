/** English for edits of rows, in lists and on the job's page. */

export const edit = {
  going: 'Editing {{title}}',
  done: '{{what}} in {{title}}',
  undone: '{{what}} in {{title}}, then undone',
  tried: 'Preview for {{title}}: {{what}}',
  nothing: 'Nothing changed in {{title}}',
  failed: '{{title}} was not edited',
  cells_one: '{{count, number}} cell changed',
  cells_other: '{{count, number}} cells changed',
  added_one: '{{count, number}} row added',
  added_other: '{{count, number}} rows added',
  deleted_one: '{{count, number}} row deleted',
  deleted_other: '{{count, number}} rows deleted',
  rejected_one: '{{count, number}} row could not be written, so nothing was changed.',
  rejected_other: '{{count, number}} rows could not be written, so nothing was changed.',
} as const;
