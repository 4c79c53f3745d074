import { damagedXml, doctype } from './elements.ts';
import { unescapeText } from './text.ts';

/**
 * Steps through XML bytes for the hand-written scanners. Each function takes a place and the end of what has arrived, and returns the
 * place after what it stepped over, or -1 where that has not arrived whole.
 */

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;

/** From anywhere inside a tag to behind its `>`; a `>` inside quotes does not count. */
export function endOfTag(b: Uint8Array, p: number, n: number): number {
  while (p < n) {
    const c = b[p]!;
    if (c === GT) return p + 1;
    if (c === 0x22 || c === 0x27) {
      p++;
      while (p < n && b[p] !== c) p++;
    }
    p++;
  }
  return -1;
}

/** From a `<!` or `<?` to behind that comment, CDATA section or processing instruction. A DOCTYPE throws. */
export function endOfMisc(b: Uint8Array, p: number, n: number): number {
  if (b[p + 1] === 0x3f) return endOfMark(b, p + 2, n, 0x3f);
  if (n - p < 4) return -1;
  if (b[p + 2] === 0x2d && b[p + 3] === 0x2d) return endOfDoubleMark(b, p + 4, n, 0x2d);
  if (b[p + 2] !== 0x5b) throw doctype();
  if (n - p < 9) return -1;
  if (!isCdata(b, p)) throw doctype();
  return endOfDoubleMark(b, p + 9, n, 0x5d);
}

/** Whether `<![CDATA[` stands at p; nine bytes must have arrived. */
export function isCdata(b: Uint8Array, p: number): boolean {
  return (
    b[p + 2] === 0x5b &&
    b[p + 3] === 0x43 &&
    b[p + 4] === 0x44 &&
    b[p + 5] === 0x41 &&
    b[p + 6] === 0x54 &&
    b[p + 7] === 0x41 &&
    b[p + 8] === 0x5b
  );
}

function endOfMark(b: Uint8Array, p: number, n: number, mark: number): number {
  for (; p + 1 < n; p++) if (b[p] === mark && b[p + 1] === GT) return p + 2;
  return -1;
}

function endOfDoubleMark(b: Uint8Array, p: number, n: number, mark: number): number {
  for (; p + 2 < n; p++) if (b[p] === mark && b[p + 1] === mark && b[p + 2] === GT) return p + 3;
  return -1;
}

/** Where the local name of the tag at `p` (a `<`, or the `/` of an end tag) begins: behind the prefix, if there is one. */
export function localNameStart(b: Uint8Array, p: number, n: number): number {
  const start = p + 1;
  for (let q = start; q < n; q++) {
    const c = b[q]!;
    if (c === 0x3a) return q + 1;
    if (c <= 0x20 || c === GT || c === SLASH) break;
  }
  return start;
}

/** Whether the name at `p` is exactly `name` (ASCII). */
export function isName(b: Uint8Array, p: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (b[p + i] !== name.charCodeAt(i)) return false;
  const c = b[p + name.length]!;
  return c <= 0x20 || c === GT || c === SLASH;
}

/** A byte buffer that text is collected in. */
export interface TextBuffer {
  bytes: Uint8Array;
  at: number;
}

/** Makes room for `extra` more bytes; the buffer may be replaced by a larger one. */
export function ensureRoom(out: TextBuffer, extra: number): void {
  if (out.at + extra <= out.bytes.length) return;
  const larger = new Uint8Array(Math.max(out.bytes.length * 2, out.at + extra));
  larger.set(out.bytes.subarray(0, out.at));
  out.bytes = larger;
}

/**
 * Collects an element's character data, from behind its start tag to behind its end tag: entities resolved, CDATA taken as it is,
 * comments and processing instructions left out, child elements' tags ignored.
 */
export function collectText(b: Uint8Array, p: number, n: number, out: TextBuffer): number {
  for (let depth = 0; ; ) {
    const start = p;
    while (p < n && b[p] !== LT) p++;
    if (p + 1 >= n) return -1;
    if (p > start) {
      ensureRoom(out, p - start);
      out.at = unescapeText(b, start, p, out.bytes, out.at);
    }
    const c = b[p + 1]!;
    if (c === SLASH) {
      p = endOfTag(b, p, n);
      if (p < 0 || depth === 0) return p;
      depth--;
    } else if (c === 0x21 || c === 0x3f) {
      const end = endOfMisc(b, p, n);
      if (end < 0) return -1;
      if (c === 0x21 && b[p + 2] === 0x5b) {
        ensureRoom(out, end - 3 - (p + 9));
        out.at = unescapeText(b, p + 9, end - 3, out.bytes, out.at, true);
      }
      p = end;
    } else {
      p = endOfTag(b, p, n);
      if (p < 0) return -1;
      if (b[p - 2] !== SLASH) depth++;
    }
  }
}

/**
 * Collects the text of a rich text container (`si` or `is`, ECMA-376 part 1 §18.4.8, §18.3.1.53), from behind its start tag to behind its end
 * tag: the texts of all runs joined, phonetic guides (rPh) left out.
 */
export function collectRichText(b: Uint8Array, p: number, n: number, out: TextBuffer): number {
  let phonetic = false;
  for (let depth = 0; ; ) {
    while (p < n && b[p] !== LT) p++;
    if (p + 1 >= n) return -1;
    const c = b[p + 1]!;
    if (c === 0x21 || c === 0x3f) {
      p = endOfMisc(b, p, n);
      if (p < 0) return -1;
      continue;
    }
    const end = endOfTag(b, p, n);
    if (end < 0) return -1;
    if (c === SLASH) {
      if (depth === 0) return end;
      depth--;
      if (phonetic && isName(b, localNameStart(b, p + 1, n), 'rPh')) phonetic = false;
    } else if (b[end - 2] !== SLASH) {
      const name = localNameStart(b, p, n);
      if (!phonetic && isName(b, name, 't')) {
        p = collectText(b, end, n, out);
        if (p < 0) return -1;
        continue;
      }
      if (isName(b, name, 'rPh')) phonetic = true;
      if (++depth > 64) throw damagedXml();
    }
    p = end;
  }
}

/** From behind an element's start tag to behind its end tag. */
export function skipElement(b: Uint8Array, p: number, n: number): number {
  for (let depth = 0; ; ) {
    while (p < n && b[p] !== LT) p++;
    if (p + 1 >= n) return -1;
    const c = b[p + 1]!;
    if (c === 0x21 || c === 0x3f) {
      p = endOfMisc(b, p, n);
      if (p < 0) return -1;
      continue;
    }
    p = endOfTag(b, p, n);
    if (p < 0) return -1;
    if (c === SLASH) {
      if (depth-- === 0) return p;
    } else if (b[p - 2] !== SLASH) {
      depth++;
    }
  }
}
