import { MAX_COLUMNS, MAX_ROWS } from '../limits.ts';
import type { Merge } from '../model.ts';
import type { RowSink } from '../row-sink.ts';
import { endOfMisc, endOfTag, isName, localNameStart } from '../xml/markup.ts';

/** A longer tag after the rows is none of those that are read here. */
const MAX_TAG_BYTES = 64 * 1024;
/** A workbook of a spreadsheet program has at most one for each row. */
const MAX_MERGES = MAX_ROWS;

/**
 * Reads the merged cells of a sheet (`mergeCells`, ECMA-376 part 1 §18.3.1.55), which follow its rows, from bytes as they arrive.
 * They only help the inspection, so what cannot be read is ignored, and never an error.
 */
export class MergedCells {
  private readonly sink: RowSink;
  private kept: Uint8Array = new Uint8Array(0);
  private left = MAX_MERGES;

  constructor(sink: RowSink) {
    this.sink = sink;
  }

  /** Takes the UTF-8 XML that follows `sheetData`. */
  push(chunk: Uint8Array): void {
    if (this.left === 0 || chunk.length === 0) return;
    const b = this.kept.length === 0 ? chunk : Buffer.concat([this.kept, chunk]);
    const n = b.length;
    let p = 0;
    for (;;) {
      p = b.indexOf(0x3c, p);
      if (p < 0) p = n;
      // Enough to tell a comment from a tag.
      if (p + 9 > n) break;
      const next = b[p + 1]!;
      const end = next === 0x21 || next === 0x3f ? endOfMisc(b, p, n) : endOfTag(b, p, n);
      if (end < 0) break;
      if (next === 0x2f && isName(b, localNameStart(b, p + 1, n), 'mergeCells')) this.left = 0;
      else if (isName(b, localNameStart(b, p, n), 'mergeCell')) this.take(b, p, end);
      if (this.left === 0) break;
      p = end;
    }
    if (n - p > MAX_TAG_BYTES) this.left = 0;
    this.kept = this.left === 0 ? new Uint8Array(0) : b.slice(p);
  }

  private take(b: Uint8Array, p: number, end: number): void {
    this.left--;
    const tag = Buffer.from(b.subarray(p, end)).toString();
    const merge = readRange(/\sref\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? '');
    if (merge) this.sink.merge?.(merge);
  }
}

/** `A1:C2` (ST_Ref, ECMA-376 part 1 §18.18.62); null for any other text. */
export function readRange(text: string): Merge | null {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(text);
  if (!found) return null;
  const [left, right] = [columnOf(found[1]!), columnOf(found[3]!)];
  const [top, bottom] = [Number(found[2]), Number(found[4])];
  if (top < 1 || bottom < top || right < left || bottom > MAX_ROWS || right >= MAX_COLUMNS) return null;
  return { top, left, bottom, right };
}

function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
