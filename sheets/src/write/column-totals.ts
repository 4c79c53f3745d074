/** Totals below the rows of a sheet: counted while the rows are written, so that each formula carries the value that it has. */
import { columnLetters } from '@sheetport/contract/headings';
import type { Total } from '../model.ts';
import { escapeXml } from './xml-attribute.ts';

/** Numbers of Excel's SUBTOTAL that leave out hidden rows. */
const SUBTOTAL: Readonly<Record<Total, number>> = { sum: 109, average: 101, count: 103, min: 105, max: 104 };

// Places of a tally's state; wasm-encoders/tallies.ts has the same.
/** Cells that are not empty. */
const CELLS = 0;
/** Those that hold a number or a moment. Excel's totals know no others. */
const NUMBERS = 1;
const MIN = 2;
const MAX = 3;
/** Neumaier's sum: what a plain one would lose is kept beside it. */
const SUM = 4;
const LOST = 5;

/** What is known of the cells of one column. Numbers are read from their digits: no value of JavaScript is made for a cell but a number. */
export class Tally {
  #state: Float64Array = Float64Array.of(0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0);

  /** From now on it is kept there, where compiled code counts as well. In: room for six numbers. */
  moveTo(state: Float64Array): void {
    state.set(this.#state);
    this.#state = state;
  }

  addCell(): void {
    this.#state[CELLS]!++;
  }

  /** Adds a number of COPY TEXT that `isPlainNumber` accepts: at most 15 significant digits, perhaps a point and an exponent. */
  addDigits(bytes: Uint8Array, from: number, end: number): void {
    let value = 0;
    let decimals = 0;
    let seenPoint = false;
    let at = bytes[from] === 45 ? from + 1 : from;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 46) seenPoint = true;
      else if (byte === 101) break;
      else {
        value = value * 10 + (byte - 48);
        if (seenPoint) decimals++;
      }
    }
    // Digits and powers of ten up to 22 are exact as doubles, so one division rounds as reading the text would.
    const exact = value <= Number.MAX_SAFE_INTEGER && decimals <= 22 && at === end;
    if (!exact) {
      this.add(Number(Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1')));
      return;
    }
    const absolute = decimals === 0 ? value : value / POWERS[decimals]!;
    this.add(bytes[from] === 45 ? -absolute : absolute);
  }

  add(value: number): void {
    const state = this.#state;
    state[NUMBERS]!++;
    if (value < state[MIN]!) state[MIN] = value;
    if (value > state[MAX]!) state[MAX] = value;
    const before = state[SUM]!;
    const sum = before + value;
    state[LOST]! += Math.abs(before) >= Math.abs(value) ? before - sum + value : value - sum + before;
    state[SUM] = sum;
  }

  /** The value of a total, as Excel would show it; null where it has none. */
  read(total: Total): number | null {
    const [cells, numbers, min, max, sum, lost] = this.#state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (total === 'count') return cells;
    if (total === 'sum') return sum + lost;
    if (numbers === 0) return total === 'average' ? null : 0;
    return total === 'average' ? (sum + lost) / numbers : total === 'min' ? min : max;
  }
}

const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** The last row of a sheet. */
export interface TotalsRow {
  /** One for each column: what it shows, or null. */
  totals: readonly (Total | null)[];
  /** The column with the label; -1 where there is no room for one. */
  labelAt: number;
}

/** What of the totals can be said, or null where nothing was asked for. In: a tally for each column that has a total. */
export function planTotals(
  columns: readonly { total?: Total }[],
  tallies: readonly (Tally | null)[],
): TotalsRow | null {
  if (columns.every(({ total }) => total === undefined)) return null;
  const totals = columns.map(({ total }, i) =>
    total !== undefined && tallies[i]!.read(total) !== null ? total : null,
  );
  return { totals, labelAt: columns.findIndex(({ total }) => total === undefined) };
}

/** The column that shows a total, as a formula refers to it: within a table by its name. */
export function totalFormula(total: Total, reference: string): string {
  return `SUBTOTAL(${SUBTOTAL[total]},${reference})`;
}

/**
 * The row as XML.
 * @param row its number; rows of data are from the second one to the one before it
 * @param referTo how a formula refers to the cells of a column
 */
export function writeTotalsRow(
  { totals, labelAt }: TotalsRow,
  tallies: readonly (Tally | null)[],
  row: number,
  styles: { totals: readonly number[]; totalLabel: number },
  label: string,
  referTo: (column: number) => string,
): string {
  const cells = totals.map((total, i) => {
    const place = `<c r="${columnLetters(i)}${row}"`;
    if (i === labelAt) return `${place} s="${styles.totalLabel}" t="inlineStr"><is><t>${escapeXml(label)}</t></is></c>`;
    if (total === null) return `${place} s="${styles.totalLabel}"/>`;
    const formula = escapeXml(totalFormula(total, referTo(i)));
    return `${place} s="${styles.totals[i]}"><f>${formula}</f><v>${showNumber(tallies[i]!.read(total)!)}</v></c>`;
  });
  return `<row r="${row}">${cells.join('')}</row>`;
}

/** With 15 significant digits, as Excel calculates. */
function showNumber(value: number): string {
  return String(Number(value.toPrecision(15)));
}
