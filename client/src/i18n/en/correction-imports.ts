/** English for imports that bring the mended rows of another, in lists and when they are taken back. */

export const continuations = {
  imported: 'Corrected rows of {{title}}',
  going: 'Importing corrected rows of {{title}}',
  failed: 'Corrected rows of {{title}} were not imported',
  tookBack: 'Corrected rows of {{title}}, then undone',
  also_one: 'Also undo the import of corrected rows that followed',
  also_other: 'Also undo the {{count, number}} imports of corrected rows that followed',
  alsoRows_one: '{{count, number}} row. Otherwise it stays in the table.',
  alsoRows_other: '{{count, number}} rows. Otherwise they stay in the table.',
  alsoTaken_one: '{{count, number}} import of its corrected rows was undone too',
  alsoTaken_other: '{{count, number}} imports of its corrected rows were undone too',
  mendNow_one: 'Fix {{count, number}} row',
  mendNow_other: 'Fix {{count, number}} rows',
  followed: 'Corrected rows imported later',
} as const;
