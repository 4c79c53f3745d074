import { SheetError } from '../errors.ts';
import { MAX_ROWS } from '../limits.ts';

/**
 * The number of a row (ECMA-376 part 1 §18.3.1.73): its `r`, found between the element's name at `p` and its `>` before `end`, or one more than
 * `previous` where it has none. Throws SheetError too_many_rows.
 */
export function readRowNumber(b: Uint8Array, p: number, end: number, previous: number): number {
  let row = previous + 1;
  for (let q = p; q < end; q++) {
    const c = b[q]!;
    if (c !== 0x22 && c !== 0x27) continue;
    const isRow = attributeNamedR(b, q);
    let value = 0;
    for (q++; b[q] !== c && q < end; q++) {
      const digit = b[q]! - 0x30;
      if (isRow && digit >= 0 && digit <= 9 && value <= MAX_ROWS) value = value * 10 + digit;
    }
    if (isRow && value > 0) row = value;
  }
  if (row > MAX_ROWS)
    throw new SheetError('too_many_rows', 'The sheet has a row beyond the last that a sheet can have.', {
      limit: MAX_ROWS,
    });
  return row;
}

const HIDDEN = Buffer.from('hidden');

/** Whether a row's or column's tag says `hidden` (xsd:boolean): looked for between its name at `p` and its `>` before `end`. */
export function saysHidden(b: Uint8Array, p: number, end: number): boolean {
  for (let q = p; q < end; q++) {
    const quote = b[q]!;
    if (quote !== 0x22 && quote !== 0x27) continue;
    let name = q - 1;
    while (b[name]! <= 0x20) name--;
    if (b[name] === 0x3d) name--;
    while (b[name]! <= 0x20) name--;
    const start = name - HIDDEN.length + 1;
    const value = b[++q]!;
    while (q < end && b[q] !== quote) q++;
    if (start > p && b[start - 1]! <= 0x20 && HIDDEN.every((letter, i) => b[start + i] === letter))
      return value === 0x31 || value === 0x74; // 1, true
  }
  return false;
}

/** Whether the attribute whose value opens at the quote `q` is named exactly `r`. */
function attributeNamedR(b: Uint8Array, q: number): boolean {
  let p = q - 1;
  while (b[p]! <= 0x20) p--;
  if (b[p] !== 0x3d) return false;
  p--;
  while (b[p]! <= 0x20) p--;
  return b[p] === 0x72 && b[p - 1]! <= 0x20;
}
