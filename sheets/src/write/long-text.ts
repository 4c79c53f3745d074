/** Texts that are longer than a cell can be. */
import { BACKSLASH, LF, TAB } from './row-encoder.ts';

/**
 * A COPY TEXT row with every field cut at `limit` characters, counted as Excel does: in UTF-16 units, and never between the two of
 * one character.
 *
 * @returns the row, with its line feed, and how many fields were cut; the row itself is only made anew when there are any
 */
export function shortenRow(
  bytes: Uint8Array,
  from: number,
  end: number,
  limit: number,
): { bytes: Uint8Array; cut: number } {
  const pieces: Uint8Array[] = [];
  let cut = 0;
  let kept = from;
  let units = 0;
  for (let at = from; at <= end; ) {
    const byte = bytes[at]!;
    if (byte === TAB || byte === LF) {
      units = 0;
      at++;
      continue;
    }
    const size = byte < 128 ? (byte === BACKSLASH ? 2 : 1) : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    units += size === 4 ? 2 : 1;
    if (units <= limit) {
      at += size;
      continue;
    }
    cut++;
    pieces.push(bytes.subarray(kept, at));
    while (bytes[at] !== TAB && bytes[at] !== LF) at++;
    kept = at;
  }
  if (cut === 0) return { bytes, cut };
  pieces.push(bytes.subarray(kept, end + 1));
  return { bytes: Buffer.concat(pieces), cut };
}
