/** Which characters the bytes of a text file are, and how to make UTF-8 of them. */
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import chardet from 'chardet';
import iconv from 'iconv-lite';
import { SheetError } from '../errors.ts';

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

/**
 * What chardet may answer, and the superset that is really meant: files labelled ISO-8859-1 are windows-1252 in practice
 * (WHATWG Encoding Standard, "Names and labels"). Whatever is not here (EBCDIC, UTF-7, stateful ISO-2022) is not believed.
 */
const BELIEVED: Readonly<Record<string, string>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'windows-1250',
  'ISO-8859-5': 'iso-8859-5',
  'ISO-8859-6': 'windows-1256',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'KOI8-R': 'koi8-r',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  GB18030: 'gb18030',
  Big5: 'big5',
};

/** Below this confidence (percent) chardet guesses; windows-1252 is then the likelier answer for a spreadsheet's csv. */
const LEAST_CONFIDENCE = 25;

/** A byte order mark at the start of `bytes`, or null. */
export function readByteOrderMark(bytes: Uint8Array): TextEncoding | null {
  for (const [name, mark] of MARKS) {
    if (bytes.length >= mark.length && mark.every((byte, i) => bytes[i] === byte)) return { name, bom: mark.length };
  }
  return null;
}

/**
 * The encoding of a file from its first bytes. UTF-16 and UTF-32 without a mark are known by where their zero bytes lie.
 *
 * @param sample the file's first bytes
 * @param whole whether the sample is the whole file; if not, a character cut at its end is forgiven
 */
export function detectEncoding(sample: Uint8Array, whole: boolean): TextEncoding {
  const marked = readByteOrderMark(sample);
  if (marked) return marked;
  const wide = wideEncoding(sample);
  if (wide) return { name: wide, bom: 0 };
  if (isUtf8(whole ? sample : withoutCutCharacter(sample))) return { name: 'utf-8', bom: 0 };
  return { name: guessEightBit(sample), bom: 0 };
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

/** Eight-bit and double-byte encodings by letter statistics. */
function guessEightBit(sample: Uint8Array): string {
  for (const match of chardet.analyse(sample)) {
    if (match.confidence < LEAST_CONFIDENCE) break;
    const believed = BELIEVED[match.name];
    if (believed) return believed;
  }
  return 'windows-1252';
}

/**
 * Proves or disproves that the rest of a file is UTF-8: a file whose first megabytes are ASCII may have its first accented
 * letter far down. Returns the encoding by the first bytes that are not UTF-8, or null when all are.
 */
export async function findOtherEncoding(file: FileHandle, from: number): Promise<string | null> {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  let carried = 0;
  let position = from;
  for (;;) {
    const { bytesRead } = await file.read(buffer, carried, buffer.length - carried, position);
    const filled = buffer.subarray(0, carried + bytesRead);
    if (bytesRead === 0) return carried > 0 ? guessEightBit(filled) : null;
    position += bytesRead;
    const proven = withoutCutCharacter(filled);
    if (!isUtf8(proven)) return guessEightBit(filled);
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
  return {
    // One byte of input is at most one UTF-16 unit, and one unit at most three bytes; a few may be waiting from before.
    bound: (length) => length * 3 + 64,
    write: (piece, target, at) => target.write(decoder.write(asBuffer(piece)), at, 'utf8'),
    end: (target, at) => target.write(decoder.end() ?? '', at, 'utf8'),
  };
}

/** Whether `encoding` names UTF-8, whose bytes are read as they are. */
export function isUtf8Name(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding) || /^(us-)?ascii$/i.test(encoding);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
