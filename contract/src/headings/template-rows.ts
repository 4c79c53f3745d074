/**
 * Which rows of a template an export fills: a workbook of one's own with `{{Column}}` in a row or in a block of rows, or with a table
 * whose headings are columns.
 */
import { BLOCK_CLOSE, BLOCK_OPEN, type BlockProblem, describeBlockProblem } from './block-problem.ts';

export interface TemplateMark {
  sheet: string;
  /** As `B5`. */
  cell: string;
  /** Names in the order of the text. */
  names: string[];
}

export interface TemplateTable {
  sheet: string;
  name: string;
  /** From 0. */
  column: number;
  headerRow: number;
  lastRow: number;
  columns: string[];
}

/** Rows of a sheet between `{{#each rows}}` and `{{/each}}`, which each record has. Rows from 1. */
export interface TemplateBlock {
  sheet: string;
  /** The rows that each record has. */
  first: number;
  last: number;
  /** The cells that say so. A row that holds nothing else than one of them is left out. */
  open: string;
  close: string;
}

export interface TemplateInfo {
  marks: TemplateMark[];
  tables: TemplateTable[];
  /** At most one. What was read by an earlier version has none. */
  blocks?: TemplateBlock[] | undefined;
  /** Why nothing can be filled. */
  problem?: BlockProblem | undefined;
  /** Brings macros: what is made of it does as well, and ends in .xlsm. */
  macros: boolean;
}

/** A column of the table that is exported. */
export interface TemplateColumn {
  name: string;
  label: string;
}

/** Which rows of a template are repeated, and what comes into their cells. */
export interface TemplateRows {
  sheet: string;
  /** The rows in whose place all others come. */
  first: number;
  last: number;
  /** The rows that each record has: one, or those of a block. */
  model: { first: number; last: number };
  /** Whether it is a block, which is gone where there are no records. A single row then stays, without values. */
  isBlock: boolean;
  /** Cells row by row in their order: column of the sheet from 0, and columns of the table in the order of the text. */
  cells: TemplateFill[];
  /** Columns of the table in the order in which the rows bring them: one may come twice. */
  fields: number[];
}

/** A cell that takes values of columns. */
export interface TemplateFill {
  row: number;
  column: number;
  fields: number[];
}

/** Why a template cannot be filled from a table. */
export class TemplateMismatch extends Error {}

const fold = (text: string): string => text.trim().toLowerCase();

/**
 * Finds the rows that are repeated: those of a block, else the row whose cells name columns of the table, else the rows of a table of
 * Excel's whose headings are columns of it.
 * @param known names of single values
 * @throws TemplateMismatch
 */
export function chooseRows(
  info: TemplateInfo,
  columns: readonly TemplateColumn[],
  known: readonly string[],
): TemplateRows {
  if (info.problem) throw new TemplateMismatch(describeBlockProblem(info.problem));
  const indexOf = indexColumns(columns);
  const filled = findFilled(info.marks, indexOf, known);
  const [block] = info.blocks ?? [];
  if (block) return rowsOfBlock(block, filled);
  return rowsOfCells(info, filled) ?? rowsOfTable(info, indexOf);
}

type IndexOf = (word: string) => number;
type FilledCell = TemplateFill & { sheet: string; cell: string };

function indexColumns(columns: readonly TemplateColumn[]): IndexOf {
  return (word) => {
    const exact = columns.findIndex(({ name, label }) => label === word || name === word);
    return exact >= 0
      ? exact
      : columns.findIndex(({ name, label }) => fold(label) === fold(word) || fold(name) === fold(word));
  };
}

/** Cells that name columns, row by row. */
function findFilled(marks: readonly TemplateMark[], indexOf: IndexOf, known: readonly string[]): FilledCell[] {
  const filled: FilledCell[] = [];
  for (const { sheet, cell, names } of marks) {
    const fields = names.map(indexOf);
    const strange = names.find((name, i) => fields[i]! < 0 && !known.includes(fold(name)));
    if (strange !== undefined)
      throw new TemplateMismatch(
        `the template asks for "${strange}" in ${sheet}!${cell}, which the table does not have`,
      );
    const of = fields.filter((field) => field >= 0);
    if (of.length === 0) continue;
    if (of.length < names.length) throw new TemplateMismatch(`${sheet}!${cell} mixes a column with a single value`);
    const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    const column = [...letters].reduce((sum, l) => sum * 26 + l.charCodeAt(0) - 64, 0) - 1;
    filled.push({ sheet, cell, row: Number(row), column, fields: of });
  }
  return filled.sort((a, b) => a.row - b.row || a.column - b.column);
}

const asCells = (filled: readonly FilledCell[]) => ({
  cells: filled.map(({ row, column, fields }) => ({ row, column, fields })),
  fields: filled.flatMap(({ fields }) => fields),
});

function rowsOfBlock({ sheet, first, last, open, close }: TemplateBlock, filled: readonly FilledCell[]): TemplateRows {
  const outside = filled.find((one) => one.sheet !== sheet || one.row < first || one.row > last);
  if (outside)
    throw new TemplateMismatch(
      `${outside.sheet}!${outside.cell} names a column, but stands outside of the block from ${open} to ${close}`,
    );
  if (filled.length === 0) throw new TemplateMismatch(`no cell of the block from ${open} to ${close} names a column`);
  const rowOf = (cell: string) => Number(/\d+$/.exec(cell)?.[0]);
  return {
    sheet,
    first: Math.min(first, rowOf(open)),
    last: Math.max(last, rowOf(close)),
    model: { first, last },
    isBlock: true,
    ...asCells(filled),
  };
}

/** Null where no cell names a column. */
function rowsOfCells(info: TemplateInfo, filled: readonly FilledCell[]): TemplateRows | null {
  const [marked] = filled;
  if (!marked) return null;
  const places = new Set(filled.map(({ sheet, row }) => `${sheet}!${row}`));
  if (places.size > 1)
    throw new TemplateMismatch(
      `columns are named in several rows (${[...places].join(', ')}). To repeat them together, write ${BLOCK_OPEN} above and ${BLOCK_CLOSE} below them`,
    );
  const table = info.tables.find(
    ({ sheet, headerRow, lastRow }) =>
      sheet === marked.sheet && marked.row === headerRow + 1 && headerRow > 0 && lastRow >= marked.row,
  );
  return {
    sheet: marked.sheet,
    first: marked.row,
    last: table?.lastRow ?? marked.row,
    model: { first: marked.row, last: marked.row },
    isBlock: false,
    ...asCells(filled),
  };
}

function rowsOfTable(info: TemplateInfo, indexOf: IndexOf): TemplateRows {
  let best: TemplateRows | null = null;
  for (const { sheet, column, headerRow, lastRow, columns } of info.tables) {
    if (headerRow === 0) continue;
    const row = headerRow + 1;
    const cells = columns.flatMap((heading, i) => {
      const field = indexOf(heading);
      return field < 0 ? [] : [{ row, column: column + i, fields: [field] }];
    });
    if (cells.length > (best?.cells.length ?? 0))
      best = {
        sheet,
        first: row,
        last: Math.max(lastRow, row),
        model: { first: row, last: row },
        isBlock: false,
        cells,
        fields: cells.flatMap(({ fields }) => fields),
      };
  }
  if (!best)
    throw new TemplateMismatch('no cell names a column, as {{Column}}, and no table in it has headings of the table');
  return best;
}
