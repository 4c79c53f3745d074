/** Values that are counted one by one; beyond, their number is estimated. */
const MAX_EXACT = 10_000;
const FIRST_SLOTS = 64;
/** Values whose texts are kept. */
const MAX_NAMED = 1_000;
const REGISTER_BITS = 12;
const REGISTERS = 1 << REGISTER_BITS;

/**
 * Counts distinct values by 64-bit hashes: exactly up to 10,000, with a count for each, then by HyperLogLog (Flajolet et al. 2007; 4,096
 * registers, standard error 1.6 %).
 */
export class Distinct {
  exact = true;
  size = 0;
  /** The hash of the value that was added last: two halves of 32 bits. */
  lastLow = 0;
  lastHigh = 0;
  private low = new Int32Array(FIRST_SLOTS);
  private high = new Int32Array(FIRST_SLOTS);
  private counts = new Int32Array(FIRST_SLOTS);
  /** In the order in which they were first seen, as indexes into the tables; only while few. */
  private slots: number[] = [];
  private registers: Uint8Array | null = null;
  private readonly texts: string[] = [];

  /** Counts one value. `text` is asked for its text the first time it is seen. */
  add(bytes: Uint8Array, start: number, end: number, text: () => string): void {
    let a = 0x811c9dc5;
    let b = 0x9747b28c;
    for (let p = start; p < end; p++) {
      const c = bytes[p]!;
      a = Math.imul(a ^ c, 0x01000193);
      b = Math.imul(b ^ c, 0x5bd1e995);
      b ^= b >>> 15;
    }
    a = mix(a);
    b = mix(b ^ (a >>> 7));
    this.lastLow = a;
    this.lastHigh = b;
    if (this.registers !== null) {
      register(this.registers, a, b);
      return;
    }
    const mask = this.counts.length - 1;
    for (let slot = b & mask; ; slot = (slot + 1) & mask) {
      if (this.counts[slot] === 0) {
        this.low[slot] = a;
        this.high[slot] = b;
        this.counts[slot] = 1;
        this.size++;
        // Columns with many values show no commonest ones, so no strings are made for them.
        if (this.size <= MAX_NAMED) {
          this.texts.push(text());
          this.slots.push(slot);
        }
        if (this.size > MAX_EXACT) this.estimate();
        else if (this.size * 2 > mask) this.grow();
        return;
      }
      if (this.low[slot] === a && this.high[slot] === b) {
        this.counts[slot]!++;
        return;
      }
    }
  }

  /** How many, exactly while `exact`. */
  count(): number {
    if (this.registers === null) return this.size;
    let sum = 0;
    for (const register of this.registers) sum += 2 ** -register;
    return Math.max(MAX_EXACT + 1, Math.round(((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum));
  }

  /** The `most` commonest values, where there are at most 1,000 in all. */
  top(most: number): { value: string; count: number }[] {
    if (this.size > MAX_NAMED) return [];
    return this.texts
      .map((value, i) => ({ value, count: this.counts[this.slots[i]!]! }))
      .sort((x, y) => y.count - x.count)
      .slice(0, most);
  }

  private grow(): void {
    const { low, high, counts } = this;
    const size = counts.length * 4;
    this.low = new Int32Array(size);
    this.high = new Int32Array(size);
    this.counts = new Int32Array(size);
    const moved = new Map<number, number>();
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] === 0) continue;
      let slot = high[old]! & (size - 1);
      while (this.counts[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.low[slot] = low[old]!;
      this.high[slot] = high[old]!;
      this.counts[slot] = counts[old]!;
      moved.set(old, slot);
    }
    this.slots = this.slots.map((slot) => moved.get(slot)!);
  }

  /** Goes over from counting to estimating. */
  private estimate(): void {
    this.exact = false;
    const registers = new Uint8Array(REGISTERS);
    for (let slot = 0; slot < this.counts.length; slot++) {
      if (this.counts[slot] !== 0) register(registers, this.low[slot]!, this.high[slot]!);
    }
    this.registers = registers;
    this.low = this.high = this.counts = new Int32Array(0);
    this.texts.length = 0;
    this.slots = [];
  }
}

function register(registers: Uint8Array, a: number, b: number): void {
  const index = a >>> (32 - REGISTER_BITS);
  const rank = Math.clz32(b) + 1;
  if (rank > registers[index]!) registers[index] = rank;
}

/** MurmurHash3's finaliser: every input bit reaches every output bit. */
export function mix(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
