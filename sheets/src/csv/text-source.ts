/** A text file as a run of UTF-8 bytes, whatever its encoding. UTF-8 is read straight into the reader's own buffer. */
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { asSheetError } from '../errors.ts';
import { createRecoder, isUtf8Name, type Recoder, readByteOrderMark, withoutCutCharacter } from './encoding.ts';

/** Bytes per read: small enough to stay in the processor's cache between reading and scanning. */
const READ_BYTES = 256 * 1024;

/** A file that is read as UTF-8 from front to back. */
export interface Text {
  /** The file's size in bytes. */
  readonly total: number;
  /** Bytes of the file read so far. */
  consumed: number;
  /** Set by the read that found nothing more. */
  ended: boolean;
  /** The most that one `read` appends. */
  readonly most: number;
  /** Appends text to `buffer` at `at`, which must have room for `most` bytes, and returns how many bytes. */
  read(buffer: Buffer, at: number): Promise<number>;
}

/**
 * @param encoding a name that iconv-lite knows; a byte order mark that agrees with it is skipped
 * @throws SheetError 'unsupported_encoding', 'cannot_read'
 */
export async function openText(file: FileHandle, encoding: string): Promise<Text> {
  const head = Buffer.alloc(4);
  const total = (await file.stat()).size;
  const mark = readByteOrderMark(head.subarray(0, await readAt(file, head, 0, 4, 0)));
  if (isUtf8Name(encoding)) return plainText(file, total, mark?.name === 'utf-8' ? mark.bom : 0);
  const family = encoding
    .toLowerCase()
    .replace(/^utf-?/, 'utf-')
    .slice(0, 6);
  return recodedText(file, total, mark?.name.startsWith(family) ? mark.bom : 0, createRecoder(encoding));
}

async function readAt(file: FileHandle, buffer: Buffer, at: number, length: number, position: number): Promise<number> {
  try {
    return (await file.read(buffer, at, length, position)).bytesRead;
  } catch (error) {
    throw asSheetError(error);
  }
}

function plainText(file: FileHandle, total: number, skip: number): Text {
  const text: Text = {
    total,
    consumed: skip,
    ended: false,
    most: READ_BYTES,
    async read(buffer, at) {
      const length = await readAt(file, buffer, at, READ_BYTES, text.consumed);
      text.ended = length === 0;
      const piece = buffer.subarray(at, at + length);
      const whole = withoutCutCharacter(piece);
      if (whole.length > 0 && isUtf8(whole)) {
        text.consumed += whole.length;
        return whole.length;
      }
      // Not UTF-8 after all. A third of the piece, so that it fits even if every byte becomes the three of U+FFFD.
      let broken = piece.subarray(0, Math.max(4, Math.floor(READ_BYTES / 3)));
      if (broken.length > 4) broken = broken.subarray(0, withoutCutCharacter(broken).length);
      text.consumed += broken.length;
      return buffer.write(broken.toString('utf8'), at, 'utf8');
    },
  };
  return text;
}

function recodedText(file: FileHandle, total: number, skip: number, recoder: Recoder): Text {
  const piece = Buffer.allocUnsafe(READ_BYTES);
  const text: Text = {
    total,
    consumed: skip,
    ended: false,
    most: recoder.bound(READ_BYTES),
    async read(buffer, at) {
      for (;;) {
        const length = await readAt(file, piece, 0, READ_BYTES, text.consumed);
        text.consumed += length;
        text.ended = length === 0;
        if (text.ended) return recoder.end(buffer, at);
        const written = recoder.write(piece.subarray(0, length), buffer, at);
        if (written > 0) return written;
      }
    },
  };
  return text;
}
