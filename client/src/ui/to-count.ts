/** A whole number above 0, as a field has it; null for an empty one and for what is none. */
export function toCount(text: string): number | null {
  const count = Math.round(Number(text));
  return count > 0 ? count : null;
}
