/** Which characters the bytes of a text file are, and how to make UTF-8 of them. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { SheetError } from '../errors.ts';
import { guessEncoding } from './guess-encoding.ts';

/** How much of a file is looked at for its encoding and its dialect. */
export const SAMPLE_BYTES = 256 * 1024;

export interface TextEncoding {
  /** A name that iconv-lite knows. */
  name: string;
  /** Bytes of the byte order mark to skip. */
  bom: number;
}

/** Byte order marks, longest first because UTF-32LE begins with the mark of UTF-16LE. Unicode 16.0, §23.8. */
const MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** A byte order mark at the start of `bytes`, or null. */
export function readByteOrderMark(bytes: Uint8Array): TextEncoding | null {
  for (const [name, mark] of MARKS) {
    if (bytes.length >= mark.length && mark.every((byte, i) => bytes[i] === byte)) return { name, bom: mark.length };
  }
  return null;
}

/**
 * The encoding of a file from its first bytes. A byte order mark is final. UTF-16 and UTF-32 without a mark are known by where their zero
 * bytes lie. A text that is UTF-8 but for a few bytes is UTF-8.
 *
 * @param sample the file's first bytes
 * @param whole whether the sample is the whole file; if not, a character cut at its end is forgiven
 */
export function detectEncoding(sample: Uint8Array, whole: boolean): TextEncoding {
  const marked = readByteOrderMark(sample);
  if (marked) return marked;
  const wide = wideEncoding(sample);
  if (wide) return { name: wide, bom: 0 };
  const evidence = new Utf8Evidence();
  evidence.add(whole ? sample : withoutCutCharacter(sample));
  return { name: evidence.encoding() ?? 'utf-8', bom: 0 };
}

/** For each fault there are at least so many characters in a text that is UTF-8 but for a few bytes. */
const CHARACTERS_PER_FAULT = 3;
/** Lines with bytes beyond ASCII that are kept to find their encoding. */
const KEPT_BYTES = 64 * 1024;

/** What speaks for UTF-8 in a text, and against it. */
class Utf8Evidence {
  /** Characters of more than one byte. */
  characters = 0;
  /** Bytes, or cut sequences of them, that are no character. */
  faults = 0;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;

  /** Takes a piece of the text that cuts no character. */
  add(piece: Uint8Array): void {
    if (isAscii(piece)) return;
    const valid = isUtf8(piece);
    // Enough characters are enough: a large file is not counted to its end.
    if (!valid || this.characters < 100_000) this.count(piece);
    if (this.faults > 0) this.keep(piece);
  }

  /** Whether so much speaks against UTF-8 that the rest of the text need not be seen. */
  get isDecided(): boolean {
    return this.faults > 1000 && !this.isUtf8;
  }

  get isUtf8(): boolean {
    return this.characters >= CHARACTERS_PER_FAULT * this.faults;
  }

  /** Null for UTF-8, or the encoding that its lines are in. */
  encoding(): string | null {
    return this.isUtf8 ? null : guessEncoding(Buffer.concat(this.kept));
  }

  private count(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const length = characterLength(piece, at);
      if (length === 1) at++;
      else if (length > 1) {
        this.characters++;
        at += length;
      } else {
        this.faults++;
        at -= length;
      }
    }
  }

  private keep(piece: Uint8Array): void {
    for (let start = 0; start < piece.length && this.keptBytes < KEPT_BYTES; ) {
      const found = piece.indexOf(10, start);
      const end = found < 0 ? piece.length : found + 1;
      const line = piece.subarray(start, Math.min(end, start + KEPT_BYTES));
      if (!isAscii(line)) {
        this.kept.push(Uint8Array.from(line));
        this.keptBytes += line.length;
      }
      start = end;
    }
  }
}

/** How many bytes the UTF-8 character at `at` has (Unicode 16.0, table 3-7); bytes that are no character have their count below zero. */
function characterLength(b: Uint8Array, at: number): number {
  const lead = b[at]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = b[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return -1;
  for (let i = 2; i < length; i++) if (((b[at + i] ?? 0) & 0xc0) !== 0x80) return -i;
  return length;
}

/** Zero bytes by their place in groups of four: ASCII text in UTF-16 has them at every second place, in UTF-32 at three of four. */
function wideEncoding(sample: Uint8Array): string | null {
  const length = Math.min(sample.length, 4096) & ~3;
  if (length < 4) return sample.length === 2 ? wideOfOneCharacter(sample) : null;
  const zeros: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) if (sample[i] === 0) zeros[i & 3]!++;
  const [a, b, c, d] = zeros;
  const places = length / 4;
  const many = places * 0.4;
  const few = places * 0.05;
  if (a + b + c + d === 0) return null;
  // Every code point is below 0x110000, so UTF-32 has one zero byte in every group whatever the script.
  if (d === places && c > places * 0.9 && a <= few) return 'utf-32le';
  if (a === places && b > places * 0.9 && d <= few) return 'utf-32be';
  if (b > many && d > many && a <= few && c <= few) return 'utf-16le';
  if (a > many && c > many && b <= few && d <= few) return 'utf-16be';
  // Text that is mostly not Latin still has its separators and line ends as ASCII: zeros on one side only.
  if (a + c === 0 && b + d > 0 && hasLineEnds(sample, length, 0)) return 'utf-16le';
  if (b + d === 0 && a + c > 0 && hasLineEnds(sample, length, 1)) return 'utf-16be';
  return null;
}

function wideOfOneCharacter(sample: Uint8Array): string | null {
  if (sample[1] === 0 && sample[0] !== 0) return 'utf-16le';
  if (sample[0] === 0 && sample[1] !== 0) return 'utf-16be';
  return null;
}

function hasLineEnds(sample: Uint8Array, length: number, at: 0 | 1): boolean {
  for (let i = at; i < length; i += 2) {
    if ((sample[i] === 10 || sample[i] === 13) && sample[at === 0 ? i + 1 : i - 1] === 0) return true;
  }
  return false;
}

/** `sample` without a UTF-8 sequence that its end cuts in two. */
export function withoutCutCharacter(sample: Uint8Array): Uint8Array {
  let end = sample.length;
  for (let back = 1; back <= 3 && end - back >= 0; back++) {
    const byte = sample[end - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (needs > back) end -= back;
    break;
  }
  return sample.subarray(0, end);
}

/**
 * Proves or disproves that a whole file is UTF-8: a file whose first megabytes are ASCII may have its first accented letter far down.
 * Returns its other encoding, or null when it is UTF-8, but for a few bytes at most.
 *
 * @param from the byte to begin with
 */
export async function findOtherEncoding(file: FileHandle, from: number): Promise<string | null> {
  const evidence = new Utf8Evidence();
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  let carried = 0;
  let position = from;
  for (;;) {
    const { bytesRead } = await file.read(buffer, carried, buffer.length - carried, position);
    const filled = buffer.subarray(0, carried + bytesRead);
    if (bytesRead === 0) {
      evidence.add(filled);
      return evidence.encoding();
    }
    position += bytesRead;
    const proven = withoutCutCharacter(filled);
    evidence.add(proven);
    if (evidence.isDecided) return evidence.encoding();
    carried = filled.length - proven.length;
    buffer.copyWithin(0, proven.length, filled.length);
  }
}

/** Turns pieces of a file into UTF-8 bytes. UTF-8 itself never passes through here. */
export interface Recoder {
  /** The longest output that `length` bytes of input can give. */
  bound(length: number): number;
  /** Writes the characters of `piece` to `target` at `at`; returns the bytes written. Cut characters wait for the next piece. */
  write(piece: Uint8Array, target: Buffer, at: number): number;
  /** What was still waiting at the end. */
  end(target: Buffer, at: number): number;
}

/** A recoder from `encoding`. Throws SheetError 'unsupported_encoding' for a name that iconv-lite does not know. */
export function createRecoder(encoding: string): Recoder {
  if (!iconv.encodingExists(encoding)) {
    throw new SheetError('unsupported_encoding', 'The text encoding is not known.', { encoding });
  }
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  const compose = /^(windows-?|cp)1258$/i.test(encoding) ? new Composer() : null;
  return {
    // One byte of input is at most one UTF-16 unit, and one unit at most three bytes; a few may be waiting from before.
    bound: (length) => length * 3 + 64,
    write(piece, target, at) {
      const text = decoder.write(asBuffer(piece));
      return target.write(compose === null ? text : compose.write(text), at, 'utf8');
    },
    end(target, at) {
      const text = decoder.end() ?? '';
      return target.write(compose === null ? text : compose.end(text), at, 'utf8');
    },
  };
}

/** Composes the tone marks that windows-1258 writes behind their letters (Unicode 16.0, NFC). */
class Composer {
  private waiting = '';

  write(text: string): string {
    const all = this.waiting + text;
    // The last letter waits for its mark.
    this.waiting = all.slice(-1);
    return all.slice(0, -1).normalize('NFC');
  }

  end(text: string): string {
    const all = this.waiting + text;
    this.waiting = '';
    return all.normalize('NFC');
  }
}

/** Whether `encoding` names UTF-8, whose bytes are read as they are. */
export function isUtf8Name(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding) || /^(us-)?ascii$/i.test(encoding);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
