const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['có', true],
  ['không', false],
]);

/** The longest word, `không`, has 6 bytes, 8 where its accent stands alone. */
const MAX_WORD_BYTES = 10;

/** 1 for true, 0 for false, -1 for neither: true/false, yes/no, y/n, 1/0, x, có/không in any case. */
export function parseBooleanText(b: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES) return -1;
  if (length === 1) {
    const c = b[start]!;
    if (c === 0x31 || c === 0x59 || c === 0x79 || c === 0x58 || c === 0x78) return 1;
    return c === 0x30 || c === 0x4e || c === 0x6e ? 0 : -1;
  }
  const first = b[start]! | 0x20;
  if (first === 0x74 && length === 4) return isWord(b, start, 'true') ? 1 : -1;
  if (first === 0x66 && length === 5) return isWord(b, start, 'false') ? 0 : -1;
  if (first === 0x79) return length === 3 && isWord(b, start, 'yes') ? 1 : -1;
  if (first === 0x6e) return length === 2 && isWord(b, start, 'no') ? 0 : -1;
  // Of the rest, có and không are not ASCII; few words get as far as being made a string.
  if ((first !== 0x63 || length > 4) && (first !== 0x6b || length < 6)) return -1;
  const word = WORDS.get(
    Buffer.from(b.buffer, b.byteOffset + start, length)
      .toString()
      .normalize('NFC')
      .toLowerCase(),
  );
  return word === undefined ? -1 : word ? 1 : 0;
}

function isWord(b: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((b[start + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
