import { decimal, decimalToDouble } from '../convert/decimal.ts';
import { currencyText, written } from '../convert/typed-number.ts';
import type { NumberDisplay } from '../xlsx/number-display.ts';
import { currencyCode } from './currencies.ts';

/** Numbers that are compared with each other for their trailing zeros. */
const MAX_COMPARED = 4_096;
/** Currencies that are told apart. */
const MAX_CURRENCIES = 8;

/** A cell that shows something of its column. */
export interface Example {
  row: number;
  sample: string;
}

/**
 * How the texts of a column that can be read as numbers are written: what of it a number would not keep. A plus, an exponent without a
 * point, zeros at the end, the currency.
 */
export class NumberTraits {
  /** A plus before whole digits, and before a number that is surely one (with a fraction, percent or currency). */
  plus: (Example & { count: number }) | null = null;
  minus = 0;
  /** `1E5`: digits, E, digits. */
  exponentCodes: (Example & { count: number }) | null = null;
  /** `1.5E-3`, `1E+05`: as programs write numbers. */
  scientific = 0;
  percents = 0;
  /** Numbers without a percent sign, zeros apart. */
  noPercents = 0;
  fractions = 0;
  grouped = 0;
  /** Two texts of the same value whose zeros at the end differ: the second of them. */
  otherZeros: Example | null = null;
  mostDigits = 0;
  /** `1.234` or `1,234`: a mark for thousands or for decimals. By the byte of the mark. */
  either: (Example & { count: number; mark: number }) | null = null;
  private readonly currencies = new Map<string, Example & { count: number }>();
  /** Numbers whose format makes codes of them: `00000`. */
  codeDisplays: (Example & { count: number }) | null = null;
  private readonly scales = new Map<number, number>();

  /** Counts the number that `parseMarkedNumber` has read last; `show` makes its text where it is kept. */
  add(b: Uint8Array, start: number, end: number, row: number, show: () => string): void {
    const { count, scale, negative } = decimal;
    if (negative) this.minus++;
    if (written.percent) this.percents++;
    else if (count > 0) this.noPercents++;
    if (written.fraction > 0) this.fractions++;
    if (written.grouped) this.grouped++;
    const isBare = written.currency === 0 && !written.percent && written.fraction === 0;
    if (written.plus && isBare) this.plus = countExample(this.plus, row, show);
    if (written.exponent) this.addExponent(b, start, end, row, show);
    else if (count > this.mostDigits || scale > 0) this.mostDigits = Math.max(this.mostDigits, count, decimal.point);
    if (written.currency !== 0) this.addCurrency(currencyCode(currencyText(written.currency)), row, show);
    if (isBare === false && written.currency === 0 && !written.percent && !written.exponent && this.otherZeros === null)
      this.compareZeros(written.fraction, row, show);
  }

  /** Notes a number that either mark makes a number of. */
  addEither(mark: number, row: number, show: () => string): void {
    if (this.either !== null) this.either.count++;
    else this.either = { count: 1, row, sample: show(), mark };
  }

  /** Counts a number that its format shows otherwise. */
  addDisplay({ isCode, currency }: NumberDisplay, row: number, show: () => string): void {
    if (isCode) this.codeDisplays = countExample(this.codeDisplays, row, show);
    if (currency !== '') this.addCurrency(currencyCode(currency), row, show);
  }

  /** The currencies by their codes, the commonest first. */
  currencyCounts(): [code: string, example: Example & { count: number }][] {
    return [...this.currencies].sort(([, one], [, other]) => other.count - one.count);
  }

  private addCurrency(code: string, row: number, show: () => string): void {
    const known = this.currencies.get(code);
    if (known !== undefined) known.count++;
    else if (this.currencies.size < MAX_CURRENCIES) this.currencies.set(code, { count: 1, row, sample: show() });
  }

  private addExponent(b: Uint8Array, start: number, end: number, row: number, show: () => string): void {
    if (isExponentCode(b, start, end)) this.exponentCodes = countExample(this.exponentCodes, row, show);
    else this.scientific++;
  }

  private compareZeros(fraction: number, row: number, show: () => string): void {
    const value = decimalToDouble();
    const known = this.scales.get(value);
    if (known === undefined) {
      if (this.scales.size < MAX_COMPARED) this.scales.set(value, fraction);
    } else if (known !== fraction) {
      this.otherZeros = { row, sample: show() };
    }
  }
}

function countExample(known: (Example & { count: number }) | null, row: number, show: () => string) {
  if (known === null) return { count: 1, row, sample: show() };
  known.count++;
  return known;
}

/** Digits, an E, digits: nothing else, so that it may be a code. */
function isExponentCode(b: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) {
    const c = b[p]!;
    if ((c < 0x30 || c > 0x39) && c !== 0x45 && c !== 0x65) return false;
  }
  return true;
}
