import { isEscape, TEXT_SPECIAL } from './text.ts';

/**
 * The short way for texts without entities, runs or escapes, which are nearly all: `<t>…</t>` is found where it lies, and not copied.
 */

const GT = 0x3e;

/** From behind `<t` to where its text begins; 0 where the element is empty or not all there. */
export function startOfPlainText(b: Uint8Array, q: number, n: number): number {
  if (b[q] === 0x20) {
    // Only `xml:space` can stand here.
    while (q < n && b[q] !== GT) q++;
    if (b[q - 1] === 0x2f) return 0;
  }
  return b[q] === GT && q < n ? q + 1 : 0;
}

/** From where the text begins to its `</t></`, whose whole must have arrived with four bytes behind it; 0 where it is not that plain. */
export function endOfPlainText(b: Uint8Array, start: number, n: number): number {
  let q = start;
  for (; q < n; q++) {
    const special = TEXT_SPECIAL[b[q]!]!;
    if (special === 0 || (special === 4 && !isEscape(b, q, n))) continue;
    if (special !== 1) return 0;
    break;
  }
  if (q + 9 > n || b[q + 1] !== 0x2f || b[q + 2] !== 0x74 || b[q + 3] !== GT || b[q + 4] !== 0x3c || b[q + 5] !== 0x2f)
    return 0;
  return q;
}
