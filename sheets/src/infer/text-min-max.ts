/** A text is kept up to here; what differs only behind it counts as the same. */
const KEPT_BYTES = 400;

/**
 * The first and the last of a column's texts in the order of code points, which is that of their bytes (RFC 3629, section 1):
 * the same order on every machine, and no strings are made to find them.
 */
export class TextMinMax {
  private readonly first = new Uint8Array(KEPT_BYTES);
  private firstLength = -1;
  private readonly last = new Uint8Array(KEPT_BYTES);
  private lastLength = -1;

  add(b: Uint8Array, start: number, end: number): void {
    const stop = Math.min(end, start + KEPT_BYTES);
    if (this.firstLength < 0 || order(b, start, stop, this.first, this.firstLength) < 0)
      this.firstLength = keep(this.first, b, start, stop);
    if (this.lastLength < 0 || order(b, start, stop, this.last, this.lastLength) > 0)
      this.lastLength = keep(this.last, b, start, stop);
  }

  /** The two as bytes; nothing where no text was added. */
  get ends(): { first: Uint8Array; last: Uint8Array } | null {
    if (this.firstLength < 0) return null;
    return { first: this.first.subarray(0, this.firstLength), last: this.last.subarray(0, this.lastLength) };
  }
}

/** Below 0 where the text comes before the kept one, above 0 where it comes behind it. */
function order(b: Uint8Array, start: number, end: number, kept: Uint8Array, length: number): number {
  const shared = Math.min(end - start, length);
  for (let i = 0; i < shared; i++) {
    const difference = b[start + i]! - kept[i]!;
    if (difference !== 0) return difference;
  }
  return end - start - length;
}

function keep(into: Uint8Array, b: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) into[i - start] = b[i]!;
  return end - start;
}
