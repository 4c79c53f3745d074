/** Numbers and dates kept for the histogram, chosen evenly (Vitter's algorithm R). */
const RESERVOIR = 4096;
const BINS = 12;

/** How the numbers, days or parts of a day of a column are spread, in bounded memory. */
export class Spread {
  lowest = Number.POSITIVE_INFINITY;
  highest = Number.NEGATIVE_INFINITY;
  private reservoir = new Float64Array(64);
  private count = 0;
  private seed = 12345;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(value: number): void {
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    const n = this.count++;
    if (n < RESERVOIR) {
      if (n >= this.reservoir.length) {
        const larger = new Float64Array(this.reservoir.length * 4);
        larger.set(this.reservoir);
        this.reservoir = larger;
      }
      this.reservoir[n] = value;
      return;
    }
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) | 0;
    const at = Math.floor(((this.seed >>> 0) / 4_294_967_296) * this.count);
    if (at < RESERVOIR) this.reservoir[at] = value;
  }

  /** Counts in twelve bins of the same width from the lowest to the highest; one bin where all are the same. */
  histogram(): number[] {
    const bins = new Array<number>(this.highest > this.lowest ? BINS : 1).fill(0);
    const width = (this.highest - this.lowest) / bins.length;
    const kept = Math.min(this.count, RESERVOIR);
    for (let i = 0; i < kept; i++) {
      const bin = width > 0 && Number.isFinite(width) ? Math.floor((this.reservoir[i]! - this.lowest) / width) : 0;
      bins[Math.min(Math.max(bin, 0), bins.length - 1)]!++;
    }
    const scale = this.count / kept;
    return scale > 1 ? bins.map((count) => Math.round(count * scale)) : bins;
  }
}
