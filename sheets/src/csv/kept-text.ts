/**
 * Whether the field is a text written as a formula that gives nothing but itself, `="0301234"`, by which other programs keep Excel from
 * taking the zeros off. Without marks within.
 */
export function isKeptText(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from < 4 || bytes[from] !== 61 || bytes[from + 1] !== 34 || bytes[end - 1] !== 34) return false;
  for (let at = from + 2; at < end - 1; at++) if (bytes[at] === 34) return false;
  return true;
}
