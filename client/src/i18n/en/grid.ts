/** English for the grid. */

export const grid = {
  cell: 'Cell',
  rowNumber: 'Row',
  loading: 'Loading more rows',
  nothing: 'Choose a cell to read all of it.',
  selected: '{{rows, number}} × {{columns, number}} cells selected',
  resize: 'Drag to resize, double-click to fit',
} as const;
