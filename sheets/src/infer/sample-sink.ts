import { OK } from '../convert/conversion-status.ts';
import { Target } from '../convert/target.ts';
import { SHOWN_BYTES, writeShown } from '../convert/text.ts';
import { copyBytes } from '../copy-bytes.ts';
import { findDisplay, type Kind, type RowSink } from '../row-sink.ts';
import { showDay } from '../xlsx/date-display.ts';
import { type NumberDisplay, showNumber } from '../xlsx/number-display.ts';
import { LayoutSink } from './layout.ts';

/** One cell of a sample. Only the first rows are ever turned into strings. */
export interface SampleCell {
  column: number;
  kind: Kind;
  /** As a person sees it, cut at the sink's limit. */
  text: string;
  /** Its own bytes, cut at four times that. */
  bytes: Uint8Array;
  /** The display of a number, as `RowSink.cell` has it. */
  shared?: number;
  /** A day as its format shows it, where that is otherwise than `text`: what it is called as a heading. */
  heading?: string;
}

export interface SampleRow {
  row: number;
  /** Nobody sees it in the sheet. */
  hidden?: true;
  cells: SampleCell[];
}

/** Enough to judge a sheet by, and a bound on what a sheet of 16,384 columns costs. */
const MAX_SAMPLE_CELLS = 100_000;

/** A heading is kept to this length, as long as all such long texts together stay below the second number. */
const HEADING_CHARACTERS = 1000;
const MAX_LONG_CHARACTERS = 1_000_000;

/** Keeps the first rows that hold anything, as strings. */
export class SampleSink extends LayoutSink implements RowSink {
  date1904 = false;
  displays: readonly NumberDisplay[] = [];
  readonly rows: SampleRow[] = [];
  /** Some cell is kept only in part: longer than is kept, or one of too many. */
  isCut = false;
  private readonly most: number;
  private readonly first: number;
  private readonly characters: number;
  private cells: SampleCell[] = [];
  private count = 0;
  private longCharacters = 0;
  private readonly shown = new Target(1024);
  /** The format of the day that comes next, and its column. */
  private dayCode = '';
  private dayColumn = -1;

  /** `most` rows from row `first` on, texts cut at `characters`. */
  constructor(most: number, characters: number, first = 1) {
    super();
    this.most = most;
    this.first = first;
    this.characters = characters;
  }

  formatDay(column: number, code: string): void {
    this.dayColumn = column;
    this.dayCode = code;
  }

  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    if (++this.count > MAX_SAMPLE_CELLS) {
      this.isCut = true;
      return;
    }
    const shown = this.shown;
    const characters = this.longest(end - start);
    const stop = Math.min(end, start + characters * 4);
    if (stop < end) this.isCut = true;
    shown.at = 0;
    shown.ensure(stop - start + SHOWN_BYTES);
    const display = findDisplay(this.displays, shared);
    const text =
      (display && showNumber(display, bytes, start, end)) ??
      (writeShown(shown, kind, bytes, start, stop, this.date1904) === OK
        ? Buffer.from(shown.bytes.buffer, 0, shown.at).toString()
        : Buffer.from(bytes.slice(start, stop)).toString());
    const heading = column === this.dayColumn ? showDay(this.dayCode, text) : null;
    this.dayColumn = -1;
    this.cells.push({
      column,
      kind,
      text: text.slice(0, characters).replaceAll('\0', '\ufffd'),
      bytes: copyBytes(bytes, start, stop),
      ...(shared < -1 && { shared }),
      ...(heading !== null && heading !== text && { heading }),
    });
  }

  /** How many characters of a text of so many bytes are kept. */
  private longest(bytes: number): number {
    const kept = Math.min(bytes, HEADING_CHARACTERS);
    if (kept <= this.characters) return this.characters;
    if (this.longCharacters + kept > MAX_LONG_CHARACTERS) {
      this.isCut = true;
      return this.characters;
    }
    this.longCharacters += kept;
    return kept;
  }

  row(row: number): boolean {
    const hidden = this.hidden;
    this.hidden = false;
    if (row < this.first) {
      this.cells = [];
      this.count = 0;
    } else if (this.cells.length > 0) {
      const cells = dropSameHeadings(this.cells.sort((a, b) => a.column - b.column));
      this.rows.push(hidden ? { row, cells, hidden } : { row, cells });
      this.cells = [];
    }
    return this.rows.length < this.most && this.count < MAX_SAMPLE_CELLS;
  }
}

/** Days that their formats show alike, as `Jan` of two years, are called by what they are. */
function dropSameHeadings(cells: SampleCell[]): SampleCell[] {
  const days = new Map<string, string>();
  const alike = new Set<string>();
  for (const { heading, text } of cells) {
    if (heading === undefined) continue;
    const known = days.get(heading);
    if (known === undefined) days.set(heading, text);
    else if (known !== text) alike.add(heading);
  }
  if (alike.size === 0) return cells;
  return cells.map(({ heading, ...cell }) => {
    return heading === undefined || alike.has(heading) ? cell : { ...cell, heading };
  });
}
