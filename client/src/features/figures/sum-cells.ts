/** Figures of some cells, exactly: numbers are added as they are written, digit by digit. Pure. */
import type { Value } from '@sheetport/contract';

export interface Figures {
  /** Cells that are not empty. */
  filled: number;
  /** Sums of the numbers among them; absent where there is none. */
  numbers?: { count: number; sum: string; average: string; lowest: string; highest: string };
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
/** Digits of an average behind those of its sum. */
const MORE_DIGITS = 4;

/** A whole number of units of 10^-scale. */
interface Scaled {
  units: bigint;
  scale: number;
}

/** @param values cells; `isNumber` says which of them are of a column of numbers */
export function sumCells(values: Iterable<{ value: Value; isNumber: boolean }>): Figures {
  let filled = 0;
  let count = 0;
  let sum: Scaled = { units: 0n, scale: 0 };
  let lowest: Scaled | null = null;
  let highest: Scaled | null = null;
  for (const { value, isNumber } of values) {
    if (value === null || value === '') continue;
    filled += 1;
    const number = isNumber ? readScaled(value) : null;
    if (!number) continue;
    count += 1;
    sum = add(sum, number);
    if (!lowest || isLess(number, lowest)) lowest = number;
    if (!highest || isLess(highest, number)) highest = number;
  }
  if (!lowest || !highest) return { filled };
  return {
    filled,
    numbers: {
      count,
      sum: write(sum),
      average: write(divide(sum, count)),
      lowest: write(lowest),
      highest: write(highest),
    },
  };
}

/** Null where it is no number of digits, such as NaN. */
function readScaled(value: Value): Scaled | null {
  const found = DECIMAL.exec(plain(value));
  if (!found) return null;
  const [, sign, whole, fraction = ''] = found;
  const units = BigInt(`${whole}${fraction}`);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

/** JavaScript writes very large and very small numbers with an exponent. */
function plain(value: Value): string {
  const text = String(value);
  if (typeof value !== 'number' || !text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20) : BigInt(value).toString();
}

const to = ({ units, scale }: Scaled, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);

function add(a: Scaled, b: Scaled): Scaled {
  const scale = Math.max(a.scale, b.scale);
  return { units: to(a, scale) + to(b, scale), scale };
}

function isLess(a: Scaled, b: Scaled): boolean {
  const scale = Math.max(a.scale, b.scale);
  return to(a, scale) < to(b, scale);
}

/** Rounded half away from zero. */
function divide({ units, scale }: Scaled, count: number): Scaled {
  const more = units * 10n ** BigInt(MORE_DIGITS);
  const by = BigInt(count);
  const half = more < 0n ? -by : by;
  return { units: (more * 2n + half) / (by * 2n), scale: scale + MORE_DIGITS };
}

function write({ units, scale }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** An average with four decimals; one below 1 with four digits. What is no plain number stays as it is. */
export function roundAverage(average: string): string {
  if (!/^-?\d{1,15}\.\d+$/.test(average)) return average;
  const value = Number(average);
  return String(Math.abs(value) >= 1 ? Number(value.toFixed(4)) : Number(value.toPrecision(4)));
}
