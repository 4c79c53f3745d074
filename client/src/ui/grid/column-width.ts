const CHARACTER = 7.8;
const AROUND = 30;
const NARROW = 72;
const WIDE = 340;

/** A width that shows the heading and most of the values without one long text pushing all others away. */
export function columnWidth(heading: string, texts: Iterable<string | null>): number {
  const lengths = [...texts].map((text) => text?.length ?? 0).sort((a, b) => a - b);
  // Nine in ten: one long note does not make a wide column.
  const usual = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  const characters = Math.max(usual, Math.min(heading.length + 3, 28));
  return Math.round(Math.max(NARROW, Math.min(WIDE, characters * CHARACTER + AROUND)));
}
