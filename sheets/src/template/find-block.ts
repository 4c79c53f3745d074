/** Finds the rows between `{{#each rows}}`, or `{{#each Orders}}`, and `{{/each}}`. */
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
  /** Of a begin: what it is for, where it says so. */
  name?: string;
}

/** The only table, whatever its name is. */
const ANY = 'rows';

/** Takes markers in the order of sheets, rows and cells. */
export class BlockFinder {
  readonly blocks: TemplateBlock[] = [];
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
      else this.#begin(rest === '' || rest.toLowerCase() === ANY ? marker : { ...marker, name: rest });
    }
  }

  /** A block ends on the sheet on which it begins. */
  endSheet(): void {
    if (this.#open) this.#fail('block_unclosed', this.#open, '');
    this.#open = null;
  }

  #begin(marker: Marker): void {
    const before = this.blocks.at(-1);
    if (this.#open) this.#fail('block_nested', marker, this.#open.cell);
    else if (before?.sheet === marker.sheet && rowOf(before.close) === marker.row)
      this.#fail('block_second', marker, before.open);
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
    else {
      const name = open.name === undefined ? {} : { name: open.name };
      this.blocks.push({ sheet: open.sheet, ...name, first, last, open: open.cell, close: marker.cell });
    }
  }

  #fail(code: BlockProblemCode, { sheet, cell }: Marker, other: string): void {
    this.problem ??= { code, sheet, cell, other };
  }
}

const rowOf = (cell: string): number => Number(/\d+$/.exec(cell)?.[0]);
