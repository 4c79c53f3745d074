/** English for imports that bring the mended rows of another, in lists and when they are taken back. */

export const continuations = {
  imported: 'Mended rows of {{title}}',
  going: 'Bringing mended rows of {{title}}',
  failed: 'Mended rows of {{title}} were not imported',
  tookBack: 'Mended rows of {{title}}, then taken back',
  also_one: 'Also take back the import of mended rows that followed',
  also_other: 'Also take back the {{count, number}} imports of mended rows that followed',
  alsoRows_one: '{{count, number}} row. Otherwise it stays in the table.',
  alsoRows_other: '{{count, number}} rows. Otherwise they stay in the table.',
  alsoTaken_one: '{{count, number}} import of its mended rows went with it',
  alsoTaken_other: '{{count, number}} imports of its mended rows went with it',
  mendNow_one: 'Mend {{count, number}} row',
  mendNow_other: 'Mend {{count, number}} rows',
  followed: 'Mended rows that followed',
} as const;
