/** Why a template cannot be filled from the tables of an export. */
import { BLOCK_CLOSE, BLOCK_OPEN, type BlockProblem, describeBlockProblem } from './block-problem.ts';

export const MISMATCHES = [
  'unknown_name',
  'mixed_cell',
  'outside_block',
  'block_without_column',
  'several_rows',
  'no_column',
  'block_of_which',
  'unknown_block',
  'same_names',
  'table_without_block',
] as const;
export type MismatchCode = (typeof MISMATCHES)[number];

export interface Mismatch {
  code: MismatchCode;
  /** As `Sheet1!B5`, or several of them. */
  cell: string;
  /** What is written there, a block by its cells, or the name of a table. */
  other: string;
}

const TEXTS: Readonly<Record<MismatchCode, string>> = {
  unknown_name: 'the template asks for "{other}" in {cell}, which the table does not have',
  mixed_cell: '{cell} mixes a column with a single value',
  outside_block: '{cell} names a column, but stands outside of the block {other}',
  block_without_column: 'no cell of the block {cell} names a column',
  several_rows: `columns are named in several rows ({cell}). To repeat them together, write ${BLOCK_OPEN} above and ${BLOCK_CLOSE} below them`,
  no_column: 'no cell names a column, as {{Column}}, and no table in it has headings of the table',
  block_of_which:
    'several tables are exported, and the block in {cell} does not say which one fills it. Write {{#each {other}}}',
  unknown_block: 'the block in {cell} is for "{other}", which is not exported',
  same_names:
    'the block in {cell} is for "{other}", and several of the exported tables or views have this name. Give each a name',
  table_without_block: 'no block of the template is for "{other}". Write {{#each {other}}} above its rows',
};

/** In English, without a full stop; the page has the same in the language of the reader. */
export function describeMismatch({ code, cell, other }: Mismatch): string {
  const values: Record<string, string> = { cell, other };
  return TEXTS[code].replace(/\{(cell|other)\}/g, (_, name: string) => values[name]!);
}

/** A template cannot be filled: by its own fault (`problem`), or as the tables do not fit it (`mismatch`). */
export class TemplateMismatch extends Error {
  readonly problem: BlockProblem | null;
  readonly mismatch: Mismatch | null;

  constructor({ problem = null, mismatch = null }: { problem?: BlockProblem | null; mismatch?: Mismatch | null }) {
    super(problem ? describeBlockProblem(problem) : mismatch ? describeMismatch(mismatch) : '');
    this.problem = problem;
    this.mismatch = mismatch;
  }
}
