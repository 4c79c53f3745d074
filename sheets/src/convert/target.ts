/** A growing byte buffer that converters append to. `at` is where the next byte goes; callers make room first. */
export class Target {
  bytes: Uint8Array;
  view: DataView;
  at = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `extra` more bytes, keeping what is there. */
  ensure(extra: number): void {
    if (this.at + extra > this.bytes.length) this.replace(Math.max(this.bytes.length * 2, this.at + extra), 0);
  }

  /** Goes on in a new buffer of `capacity` bytes that begins with what lay from `start` on. The old one belongs to the caller. */
  replace(capacity: number, start: number): void {
    const old = this.bytes;
    const kept = this.at - start;
    this.bytes = new Uint8Array(Math.max(capacity, kept));
    this.view = new DataView(this.bytes.buffer);
    this.bytes.set(old.subarray(start, this.at));
    this.at = kept;
  }
}
