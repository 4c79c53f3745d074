/** Longer texts are neither numbers nor dates. */
const MAX_FOLDED_BYTES = 400;

/** What `foldDigits` wrote. */
export const folded = { bytes: new Uint8Array(MAX_FOLDED_BYTES), length: 0 };

/**
 * Writes a number or a date of another script as ASCII writes it, into `folded`: Arabic (U+0660, U+06F0), Devanagari (U+0966), Thai (U+0E50)
 * and full-width digits with their marks, and the 年 月 日 of a date. False where there is nothing to fold, so that a caller tries no second
 * time. Letters and signs of no digit's script stay as they are.
 */
export function foldDigits(b: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_FOLDED_BYTES) return false;
  const out = folded.bytes;
  let at = 0;
  let any = false;
  for (let p = start; p < end; ) {
    const c = b[p]!;
    const length = c < 0xc0 ? 1 : c < 0xe0 ? 2 : 3;
    const code = c < 0xd9 || p + length > end ? -1 : foldOne(b, p, c);
    if (code < 0) {
      out[at++] = c;
      p++;
    } else {
      if (code > 0) out[at++] = code;
      p += length;
      any = true;
    }
  }
  folded.length = at;
  return any;
}

/** The ASCII byte that a character stands for, 0 for nothing, -1 for itself. */
function foldOne(b: Uint8Array, p: number, c: number): number {
  if (c < 0xe0) {
    const point = ((c & 0x1f) << 6) | (b[p + 1]! & 0x3f);
    if (point >= 0x660 && point <= 0x669) return point - 0x660 + 0x30;
    if (point >= 0x6f0 && point <= 0x6f9) return point - 0x6f0 + 0x30;
    if (point === 0x66a) return 0x25; // ٪
    if (point === 0x66b) return 0x2e; // ٫
    return point === 0x66c ? 0x2c : -1; // ٬
  }
  if (c >= 0xf0) return -1;
  const point = ((c & 0x0f) << 12) | ((b[p + 1]! & 0x3f) << 6) | (b[p + 2]! & 0x3f);
  if (point >= 0xff01 && point <= 0xff5e) return point - 0xff00 + 0x20;
  if (point >= 0x966 && point <= 0x96f) return point - 0x966 + 0x30;
  if (point >= 0xe50 && point <= 0xe59) return point - 0xe50 + 0x30;
  if (point === 0x5e74 || point === 0x6708) return 0x2d; // 年 月
  return point === 0x65e5 ? 0 : -1; // 日
}
