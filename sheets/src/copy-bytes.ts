/**
 * The bytes from `start` to `end` as an array of their own. A scanner may hand over a `Buffer`, whose `slice` is a view of what is overwritten
 * by the next cell.
 */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end);
}
