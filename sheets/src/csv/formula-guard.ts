/**
 * Promise P28. A spreadsheet that opens a csv runs a text as a formula when it begins with `= + - @`, tab, CR, LF or the full-width
 * `＝ ＋ － ＠` (OWASP, "CSV Injection"). Our exports put an apostrophe before such a text; our imports take it off. Texts that begin with
 * apostrophes and then one of these get one more, so that every text comes back as it was.
 */

export const APOSTROPHE = 39;

/** Whether the text begins with apostrophes, at least one, and then with what could begin a formula: one of them is a guard. */
export function isGuarded(bytes: Uint8Array, from: number, end: number): boolean {
  return bytes[from] === APOSTROPHE && beginsFormula(bytes, from, end);
}

/** Whether what follows any apostrophes at `from` could begin a formula. */
export function beginsFormula(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end && bytes[at] === APOSTROPHE) at++;
  if (at >= end) return false;
  switch (bytes[at]) {
    case 61: // =
    case 43: // +
    case 45: // -
    case 64: // @
    case 9:
    case 10:
    case 13:
      return true;
    case 0xef: {
      // U+FF1D, U+FF0B, U+FF0D, U+FF20
      const last = bytes[at + 2];
      return (
        end - at >= 3 && bytes[at + 1] === 0xbc && (last === 0x9d || last === 0x8b || last === 0x8d || last === 0xa0)
      );
    }
    default:
      return false;
  }
}

/**
 * Whether the field is a text written as a formula that gives nothing but itself, `="0301234"`, by which other programs keep Excel from
 * taking the zeros off. Without marks within.
 */
export function isKeptText(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from < 4 || bytes[from] !== 61 || bytes[from + 1] !== 34 || bytes[end - 1] !== 34) return false;
  for (let at = from + 2; at < end - 1; at++) if (bytes[at] === 34) return false;
  return true;
}
