/** What totals below the rows are made of, as `Tally` of src/write/column-totals.ts counts it, in the same places of memory. */
import { MINUS, POINT } from './fields';

// Six numbers as `Tally` has them, then what the row at hand adds: 1 for a cell, 2 for a cell with a number (u32), and the number.
const CELLS: usize = 0;
const NUMBERS: usize = 8;
const MIN: usize = 16;
const MAX: usize = 24;
const SUM: usize = 32;
const LOST: usize = 40;
const KIND: usize = 48;
const VALUE: usize = 56;

const CELL: u32 = 1;
const NUMBER: u32 = 2;
/** Powers of ten up to here are exact as doubles. */
const MAX_DECIMALS: i32 = 22;

export function noteCell(tally: usize): void {
  store<u32>(tally, CELL, KIND);
}

export function noteValue(tally: usize, value: f64): void {
  store<u32>(tally, NUMBER, KIND);
  store<f64>(tally, value, VALUE);
}

/** The same for digits that Excel keeps as they are. Returns false where a double cannot be made of them exactly by one division. */
export function noteDigits(tally: usize, from: usize, end: usize): bool {
  let value: f64 = 0;
  let decimals: i32 = 0;
  let zeros: i32 = 0;
  let fraction: bool = false;
  const negative = load<u8>(from) === MINUS;
  for (let p = negative ? from + 1 : from; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === POINT) fraction = true;
    else if (byte - 48 > 9) return false;
    else if (!fraction) value = value * 10 + <f64>(byte - 48);
    else if (byte === 48) zeros++;
    else {
      decimals += zeros + 1;
      if (decimals > MAX_DECIMALS) return false;
      for (; zeros > 0; zeros--) value *= 10;
      value = value * 10 + <f64>(byte - 48);
    }
  }
  if (value > <f64>F64.MAX_SAFE_INTEGER) return false;
  let power: f64 = 1;
  for (; decimals > 0; decimals--) power *= 10;
  value /= power;
  noteValue(tally, negative ? -value : value);
  return true;
}

/** Nothing is noted for the row at hand. */
export function forgetRow(tallies: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) store<u32>(load<u32>(tallies + ((<usize>i) << 2)), 0, KIND);
}

/** Counts what was noted. Sums are Neumaier's. */
export function countRow(tallies: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    const tally: usize = load<u32>(tallies + ((<usize>i) << 2));
    const kind = load<u32>(tally, KIND);
    if (kind === 0) continue;
    store<u32>(tally, 0, KIND);
    store<f64>(tally, load<f64>(tally, CELLS) + 1, CELLS);
    if (kind !== NUMBER) continue;
    const value = load<f64>(tally, VALUE);
    store<f64>(tally, load<f64>(tally, NUMBERS) + 1, NUMBERS);
    if (value < load<f64>(tally, MIN)) store<f64>(tally, value, MIN);
    if (value > load<f64>(tally, MAX)) store<f64>(tally, value, MAX);
    const before = load<f64>(tally, SUM);
    const sum = before + value;
    const lost = Math.abs(before) >= Math.abs(value) ? before - sum + value : value - sum + before;
    store<f64>(tally, load<f64>(tally, LOST) + lost, LOST);
    store<f64>(tally, sum, SUM);
  }
}
