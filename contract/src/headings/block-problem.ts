/** What in an export template is to be corrected before an export can fill it. */

/** How the rows of a block begin and end, as Handlebars writes it. */
export const BLOCK_OPEN = '{{#each rows}}';
export const BLOCK_CLOSE = '{{/each}}';

export const BLOCK_PROBLEMS = [
  'block_unclosed',
  'block_unopened',
  'block_nested',
  'block_second',
  'block_empty',
  'block_unsupported',
  'block_merge',
  'block_table',
  'block_formula',
  'block_range',
] as const;
export type BlockProblemCode = (typeof BLOCK_PROBLEMS)[number];

export interface BlockProblem {
  code: BlockProblemCode;
  sheet: string;
  /** As `B5`, or `B5:C7`. What is no cell is named: a chart, a name. */
  cell: string;
  /** What it clashes with: a cell, a table, what is written there. */
  other: string;
}

const TEXTS: Readonly<Record<BlockProblemCode, string>> = {
  block_unclosed: `the block that begins in {cell} has no end. Write ${BLOCK_CLOSE} below its last row`,
  block_unopened: `{cell} ends a block that begins nowhere. Write ${BLOCK_OPEN} above its first row`,
  block_nested: 'a second block begins in {cell}, inside the one of {other}. Blocks cannot stand in one another',
  block_second: 'the block that begins in {cell} shares a row with the one of {other}. Put one below the other',
  block_empty:
    'the block that begins in {cell} holds no column. Write {{Column}} into a cell between its begin and its end',
  block_unsupported: `{cell} says {other}, which templates cannot do. They have columns, single values, and ${BLOCK_OPEN} … ${BLOCK_CLOSE}`,
  block_merge: 'the merged cells {cell} cross the edge of the block {other}. Let them end where the block ends',
  block_table:
    'the block {cell} crosses the edge of the table {other}. Let it lie among the rows of the table, or outside',
  block_formula: 'the formula in {cell} fills several cells, so it cannot be repeated. Write a formula of one cell',
  block_range:
    '{cell} counts a part of the block only, and {other} holds a value in the same column. Let the range cover all rows of the block, or move that value into another column',
};

/** In English, without a full stop; the page has the same in the language of the reader. */
export function describeBlockProblem({ code, sheet, cell, other }: BlockProblem): string {
  const values: Record<string, string> = { cell, other };
  return `sheet "${sheet}": ${TEXTS[code].replace(/(?<!\{)\{(cell|other)\}(?!\})/g, (_, name: string) => values[name]!)}`;
}
