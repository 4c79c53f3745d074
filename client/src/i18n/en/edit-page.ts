/** English for the page of an edit, and for undoing one. */

export const editPage = {
  isUndone: 'This edit was undone',
  wasUndone: 'The edit was undone.',
  wasUndoneButKept_one: 'The edit was undone, except for {{count, number}} row that was changed since.',
  wasUndoneButKept_other: 'The edit was undone, except for {{count, number}} rows that were changed since.',
  undoTitle: 'Undo this edit?',
  undoKeep: 'Keep the edit',
  undoDo: 'Undo edit',
  nothingLeft: 'Nothing of the edit was left to undo.',
  see: 'See the edit',
  nextRows: 'See below what is wrong, read the rows again, and edit them as they are now.',
  someRejected_one: '{{count, number}} row could not be written. The rest is in the table.',
  someRejected_other: '{{count, number}} rows could not be written. The rest is in the table.',
} as const;
