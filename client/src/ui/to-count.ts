/** A whole number above 0, typed in a field; null for any other text. */
export function toCount(text: string): number | null {
  const count = Math.round(Number(text));
  return count > 0 ? count : null;
}
