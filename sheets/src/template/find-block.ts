/** Finds the rows between `{{#each rows}}` and `{{/each}}`. */
import {
  type BlockProblem,
  type BlockProblemCode,
  columnLetters,
  type TemplateBlock,
} from '@sheetport/contract/headings';
import type { TemplateCell } from './template-book.ts';

interface Marker {
  sheet: string;
  cell: string;
  row: number;
  /** Whether its row holds nothing else. */
  isOnly: boolean;
}

/** Takes markers in the order of sheets, rows and cells. */
export class BlockFinder {
  block: TemplateBlock | null = null;
  /** The first thing that is wrong. */
  problem: BlockProblem | null = null;
  #open: Marker | null = null;

  /** @param names of the markers in the cell, without braces */
  add(sheet: string, { column, row }: TemplateCell, names: readonly string[], isOnly: boolean): void {
    const marker: Marker = { sheet, cell: `${columnLetters(column)}${row}`, row, isOnly };
    for (const name of names) {
      const [, sign, word = '', rest = ''] = /^([#/])(\w+)\s*(.*)$/.exec(name) ?? [];
      if (word.toLowerCase() !== 'each') this.#fail('block_unsupported', marker, `{{${name}}}`);
      else if (sign === '/') this.#close(marker);
      else if (rest !== '' && rest.toLowerCase() !== 'rows') this.#fail('block_name', marker, `{{${name}}}`);
      else this.#begin(marker);
    }
  }

  /** A block ends on the sheet on which it begins. */
  endSheet(): void {
    if (this.#open) this.#fail('block_unclosed', this.#open, '');
    this.#open = null;
  }

  #begin(marker: Marker): void {
    if (this.#open) this.#fail('block_nested', marker, this.#open.cell);
    else if (this.block) this.#fail('block_second', marker, `${this.block.sheet}!${this.block.open}`);
    else this.#open = marker;
  }

  #close(marker: Marker): void {
    const open = this.#open;
    this.#open = null;
    if (!open) {
      this.#fail('block_unopened', marker, '');
      return;
    }
    const isOneRow = open.row === marker.row;
    const first = open.isOnly && !isOneRow ? open.row + 1 : open.row;
    const last = marker.isOnly && !isOneRow ? marker.row - 1 : marker.row;
    if (last < first) this.#fail('block_empty', open, '');
    else this.block = { sheet: open.sheet, first, last, open: open.cell, close: marker.cell };
  }

  #fail(code: BlockProblemCode, { sheet, cell }: Marker, other: string): void {
    this.problem ??= { code, sheet, cell, other };
  }
}
