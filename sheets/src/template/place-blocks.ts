/** Where the blocks of a template go: each moves by what those above it on its sheet add, and all else follows each of them. */
import type { TemplateRows } from '@sheetport/contract/headings';
import type { ColumnType } from '../model.ts';
import { type FilledFrame, fillSingles, planSheet } from './fill-sheet.ts';
import type { FillContext, SingleValues } from './fill-single.ts';
import type { RowShift } from './row-shift.ts';
import type { CellFormats } from './shape-rows.ts';

/** Rows of a template, with what fills them. */
export interface Block {
  rows: TemplateRows;
  /** How many records there are, and the types of the table's columns. */
  records: number;
  types: readonly ColumnType[];
  /** Single values in the rows of a record. */
  singles: SingleValues;
  shift: RowShift;
}

/** What is the same for all blocks. */
export interface Filling {
  strings: readonly string[];
  singles: SingleValues;
  formats: CellFormats;
}

export function placeBlock(block: Omit<Block, 'shift'>): Block {
  return { ...block, shift: planShift(block.rows, block.records) };
}

/** A single row stays where there are no records. Of a block an empty row does, so that what counts its rows still names a place. */
function planShift({ first, last, model, isBlock }: TemplateRows, records: number): RowShift {
  const height = isBlock && records === 0 ? 1 : model.last - model.first + 1;
  return { first, last, by: Math.max(1, records) * height - (last - first + 1), from: model.first, height };
}

/** From the lowest on: a block does not move those above it, so each is still where the template has it. */
export function fromBelow(blocks: readonly Block[]): Block[] {
  return [...blocks].sort((a, b) => b.rows.first - a.rows.first);
}

/**
 * Plans a sheet with blocks.
 * @param own its blocks, from the highest on
 * @param all the blocks of all sheets
 * @returns a frame for each of its blocks. The first one has what stands before the rows and behind them, but for the rows of other blocks;
 * of the others only how rows are written counts
 */
export function planBlocks(
  xml: string,
  sheet: string,
  own: readonly Block[],
  all: readonly Block[],
  filling: Filling,
): { block: Block; frame: FilledFrame; unrepeated: number }[] {
  let firstShared = 0;
  let added = 0;
  return own.map((block) => {
    let text = xml;
    let unrepeated = 0;
    for (const other of fromBelow(all.filter((one) => one !== block))) {
      const filled = leaveOut(text, sheet, other, filling);
      text = filled.xml;
      unrepeated += filled.unrepeated;
    }
    const moved = moveBlock(block, added);
    added += block.shift.by;
    const context = contextOf(moved, sheet, filling, filling.singles);
    const { rows, types, records, singles } = moved;
    const frame = planSheet(text, rows, types, records, context, filling.formats, singles, firstShared);
    firstShared = frame.nextShared;
    return { block: moved, frame, unrepeated };
  });
}

/** A sheet without blocks. */
export function fillOther(xml: string, sheet: string, all: readonly Block[], filling: Filling): string {
  const last = all.length - 1;
  return fromBelow(all).reduce(
    (text, block, i) => fillSingles(text, contextOf(block, sheet, filling, i === last ? filling.singles : null)),
    xml,
  );
}

function contextOf({ rows, shift }: Block, sheet: string, { strings }: Filling, singles: FillContext['singles']) {
  return { sheet, strings, singles, shift, target: rows.sheet };
}

/** A sheet once a block is filled, without its rows. */
function leaveOut(xml: string, sheet: string, block: Block, filling: Filling): { xml: string; unrepeated: number } {
  const context = contextOf(block, sheet, filling, null);
  if (sheet !== block.rows.sheet) return { xml: fillSingles(xml, context), unrepeated: 0 };
  const frame = planSheet(xml, block.rows, block.types, block.records, context, filling.formats);
  const rows = frame.rowsBelow().map((row) => row.xml);
  const areas = frame.areas();
  return { xml: `${frame.before}${rows.join('')}</sheetData>${areas.xml}`, unrepeated: areas.unrepeated };
}

function moveBlock(block: Block, by: number): Block {
  const { rows, shift } = block;
  return {
    ...block,
    rows: {
      ...rows,
      first: rows.first + by,
      last: rows.last + by,
      model: { first: rows.model.first + by, last: rows.model.last + by },
      cells: rows.cells.map((cell) => ({ ...cell, row: cell.row + by })),
    },
    shift: { ...shift, first: shift.first + by, last: shift.last + by, from: shift.from + by },
  };
}
