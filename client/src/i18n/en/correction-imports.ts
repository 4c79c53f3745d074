/** English for imports of corrected rows, in lists and in the undo dialog. */

export const correctionImports = {
  imported: 'Corrected rows of {{title}}',
  going: 'Importing corrected rows of {{title}}',
  failed: 'Corrected rows of {{title}} were not imported',
  undone: 'Corrected rows of {{title}}, then undone',
  cascade_one: 'Also undo the import of corrected rows that followed',
  cascade_other: 'Also undo the {{count, number}} imports of corrected rows that followed',
  cascadeRows_one: '{{count, number}} row. Otherwise it stays in the table.',
  cascadeRows_other: '{{count, number}} rows. Otherwise they stay in the table.',
  cascadeUndone_one: '{{count, number}} import of its corrected rows was undone too',
  cascadeUndone_other: '{{count, number}} imports of its corrected rows were undone too',
  fix_one: 'Fix {{count, number}} row',
  fix_other: 'Fix {{count, number}} rows',
} as const;
