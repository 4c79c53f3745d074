/**
 * Which rows of a template an export fills: a workbook of one's own with `{{Column}}` in a row or in a block of rows, or with a table
 * whose headings are columns.
 */
import type { BlockProblem } from './block-problem.ts';
import { type MismatchCode, TemplateMismatch } from './template-mismatch.ts';

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
  /** The table or view that fills it, of `{{#each Orders}}`; absent: the only one. */
  name?: string | undefined;
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
  /** In the order of sheets and rows. What was read by an earlier version has none. */
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

/** What fills blocks: a table or a view that is exported. */
export interface TemplateSource {
  /** By which a block may name it, at most three: the first one counts more than those of others. */
  names: readonly string[];
  columns: readonly TemplateColumn[];
}

/** Which rows of a template are repeated, and what comes into their cells. */
export interface TemplateRows {
  /** Which of the sources fills them. */
  source: number;
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

/** Letters of either case, accents written in either way, blanks and line ends of any kind are the same. */
const fold = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Finds the rows that are repeated: those of blocks, each of which a source fills that it names; else, of one source, the row whose cells name
 * its columns; else the rows of a table of Excel's whose headings are its columns.
 * @param known names of single values
 * @returns in the order of sheets and rows
 * @throws TemplateMismatch
 */
export function chooseBlocks(
  info: TemplateInfo,
  sources: readonly TemplateSource[],
  known: readonly string[],
): TemplateRows[] {
  if (info.problem) throw new TemplateMismatch({ problem: info.problem });
  const blocks = (info.blocks ?? []).map((block) => ({ block, source: findSource(block, sources) }));
  const idle = sources.findIndex((_, i) => blocks.every(({ source }) => source !== i));
  if (sources.length > 1 && idle >= 0) throw mismatch('table_without_block', '', sources[idle]!.names[0] ?? '');
  if (blocks.length === 0) {
    const indexOf = indexColumns(sources[0]!.columns);
    return [rowsOfCells(info, findFilled(info.marks, indexOf, known)) ?? rowsOfTable(info, indexOf)];
  }
  refuseOutside(info, sources, known);
  return blocks.map(({ block, source }) => {
    const inside = info.marks.filter((mark) => isInside(mark, block));
    return rowsOfBlock(block, source, findFilled(inside, indexColumns(sources[source]!.columns), known));
  });
}

function mismatch(code: MismatchCode, cell: string, other = ''): TemplateMismatch {
  return new TemplateMismatch({ mismatch: { code, cell, other } });
}

function findSource({ sheet, open, name }: TemplateBlock, sources: readonly TemplateSource[]): number {
  const cell = `${sheet}!${open}`;
  if (name === undefined) {
    if (sources.length > 1) throw mismatch('block_of_which', cell, sources[0]!.names[0] ?? '');
    return 0;
  }
  const findNamed = (most: number) =>
    sources.flatMap(({ names }, i) => (names.slice(0, most).some((one) => fold(one) === fold(name)) ? [i] : []));
  // What is exported as a view has the name of the view first, and that of its table where nothing else has it.
  const first = findNamed(1);
  const found = first.length > 0 ? first : findNamed(3);
  if (found.length === 0) throw mismatch('unknown_block', cell, name);
  if (found.length > 1) throw mismatch('same_names', cell, name);
  return found[0]!;
}

const rowOf = (cell: string): number => Number(/\d+$/.exec(cell)?.[0]);

function isInside({ sheet, cell }: TemplateMark, block: TemplateBlock): boolean {
  return sheet === block.sheet && rowOf(cell) >= block.first && rowOf(cell) <= block.last;
}

/** Outside of blocks there are single values only. */
function refuseOutside(info: TemplateInfo, sources: readonly TemplateSource[], known: readonly string[]): void {
  const blocks = info.blocks ?? [];
  const outside = info.marks.filter((mark) => !blocks.some((block) => isInside(mark, block)));
  const [filled] = findFilled(outside, indexColumns(sources.flatMap(({ columns }) => columns)), known);
  const shown = blocks.map(({ open, close }) => `${open}:${close}`).join(', ');
  if (filled) throw mismatch('outside_block', `${filled.sheet}!${filled.cell}`, shown);
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
    if (strange !== undefined) throw mismatch('unknown_name', `${sheet}!${cell}`, strange);
    const of = fields.filter((field) => field >= 0);
    if (of.length === 0) continue;
    if (of.length < names.length) throw mismatch('mixed_cell', `${sheet}!${cell}`);
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

function rowsOfBlock(
  { sheet, first, last, open, close }: TemplateBlock,
  source: number,
  filled: readonly FilledCell[],
): TemplateRows {
  if (filled.length === 0) throw mismatch('block_without_column', `${sheet}!${open}:${close}`);
  return {
    source,
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
  if (places.size > 1) throw mismatch('several_rows', [...places].join(', '));
  const table = info.tables.find(
    ({ sheet, headerRow, lastRow }) =>
      sheet === marked.sheet && marked.row === headerRow + 1 && headerRow > 0 && lastRow >= marked.row,
  );
  return {
    source: 0,
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
        source: 0,
        sheet,
        first: row,
        last: Math.max(lastRow, row),
        model: { first: row, last: row },
        isBlock: false,
        cells,
        fields: cells.flatMap(({ fields }) => fields),
      };
  }
  if (!best) throw mismatch('no_column', '');
  return best;
}
