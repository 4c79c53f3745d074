/** Buffers are of a few sizes only, so that one can stand in for another. */
const SPARE_BYTES = 64 * 1024;

/** A growing byte buffer that converters append to. `at` is where the next byte goes; callers make room first. */
export class Target {
  bytes: Uint8Array;
  view: DataView;
  at = 0;
  /** A buffer that belongs to somebody else: used again and again, and never given away. */
  private home: Uint8Array | null = null;
  private readonly spares: ArrayBuffer[];

  /** Buffers that come back from whoever had them may be put into `spares` at any time. */
  constructor(capacity: number, spares: ArrayBuffer[] = []) {
    this.spares = spares;
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Goes on in `home`, with what there is. */
  settle(home: Uint8Array): void {
    this.home = home;
    this.moveTo(home, 0);
  }

  /** Makes room for `extra` more bytes, keeping what is there. */
  ensure(extra: number): void {
    if (this.at + extra > this.bytes.length)
      this.moveTo(new Uint8Array(Math.max(this.bytes.length * 2, this.at + extra)), 0);
  }

  /** Gives away the bytes before `end`; what lies behind goes on in a buffer of at least `capacity` bytes. */
  cut(end: number, capacity: number): Uint8Array {
    const { home, bytes } = this;
    const needed = Math.max(capacity, this.at - end);
    let given = bytes.subarray(0, end);
    if (bytes === home) {
      given = this.take(end).subarray(0, end);
      given.set(bytes.subarray(0, end));
    }
    this.moveTo(home !== null && needed <= home.length ? home : this.take(needed), end);
    return given;
  }

  /** A buffer of at least `capacity` bytes, used before if there is one. */
  private take(capacity: number): Uint8Array {
    const spare = this.spares.pop();
    if (spare !== undefined && spare.byteLength >= capacity) return new Uint8Array(spare);
    return new Uint8Array(Math.ceil(capacity / SPARE_BYTES) * SPARE_BYTES);
  }

  private moveTo(bytes: Uint8Array, start: number): void {
    const kept = this.at - start;
    if (bytes === this.bytes) bytes.copyWithin(0, start, this.at);
    else bytes.set(this.bytes.subarray(start, this.at));
    if (bytes !== this.bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.at = kept;
  }
}
