/** Where a triple such as `5.7.44` has its parts. */
const parts = { first: 0, second: 0, third: 0, padded: false };

/**
 * How the texts of a column that can be read as dates are written. `5.7.44` may be a day, a version, or a place in a store: what tells is
 * how the three numbers vary.
 */
export class DateTraits {
  /** Texts of three numbers with points or dashes between them, the last of two digits. */
  triples = 0;
  private padded = false;
  private readonly firsts = new Uint8Array(100);
  private readonly thirds = new Uint8Array(100);
  private distinctFirsts = 0;
  private distinctThirds = 0;
  private years = { lowest: 9999, highest: 0 };

  /** Counts a text that is a date. */
  add(b: Uint8Array, start: number, end: number): void {
    if (!readTriple(b, start, end)) return;
    this.triples++;
    if (parts.padded) this.padded = true;
    if (this.firsts[parts.first] === 0) this.distinctFirsts++;
    if (this.thirds[parts.third] === 0) this.distinctThirds++;
    this.firsts[parts.first] = this.thirds[parts.third] = 1;
    const year = parts.third < 30 ? 2000 + parts.third : 1900 + parts.third;
    this.years.lowest = Math.min(this.years.lowest, year);
    this.years.highest = Math.max(this.years.highest, year);
  }

  /**
   * Whether the triples look like days: written with a zero in front, or of years close together and not far from now, which vary less
   * than the days do. Versions vary most in their last number.
   */
  get looksLikeDays(): boolean {
    if (this.padded) return true;
    const { lowest, highest } = this.years;
    return lowest >= 1990 && highest - lowest <= 10 && this.distinctThirds <= this.distinctFirsts;
  }
}

function readTriple(b: Uint8Array, start: number, end: number): boolean {
  parts.padded = false;
  let mark = 0;
  let part = 0;
  let digits = 0;
  let value = 0;
  for (let p = start; p <= end; p++) {
    const c = p < end ? b[p]! : mark;
    if (p < end && c >= 0x30 && c <= 0x39) {
      if (digits === 2) return false;
      if (digits === 0 && c === 0x30 && part < 2) parts.padded = true;
      value = value * 10 + c - 0x30;
      digits++;
      continue;
    }
    if (digits === 0 || part === 3 || (p < end && c !== 0x2e && c !== 0x2d) || (mark !== 0 && c !== mark)) return false;
    mark = c;
    if (part === 0) parts.first = value;
    else if (part === 1) parts.second = value;
    else parts.third = value;
    if (part === 2 && digits !== 2) return false;
    part++;
    digits = 0;
    value = 0;
  }
  return part === 3;
}
