/** Short pieces of ASCII that are written again and again: eight bytes at a time, as the doubles that they look like. */

/** A piece made ready. Nothing in ASCII is a NaN, so its doubles are stored bit by bit. */
export interface AsciiTemplate {
  readonly length: number;
  /** The piece, filled up with zeros. */
  readonly words: Float64Array;
}

export function makeAsciiTemplate(text: string): AsciiTemplate {
  const bytes = Buffer.alloc(Math.ceil(text.length / 8) * 8, 0);
  bytes.write(text, 'latin1');
  return {
    length: text.length,
    words: Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(i * 8)),
  };
}

/**
 * Writes a piece. Up to 7 bytes behind it are overwritten with zeros: there must be room for them, and what they were is lost.
 * @returns where the piece ends
 */
export function writeTemplate(piece: AsciiTemplate, out: DataView, at: number): number {
  const words = piece.words;
  for (let i = 0; i < words.length; i++) out.setFloat64(at + i * 8, words[i]!, true);
  return at + piece.length;
}
