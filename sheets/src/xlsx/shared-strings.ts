import { SheetError } from '../errors.ts';
import {
  MAX_CELL_BYTES,
  MAX_SHARED_STRING_BYTES,
  MAX_SHARED_STRINGS,
  SHARED_STRING_GROWTH,
  SMALL_READING_BYTES,
} from '../limits.ts';
import { reserveMemory } from '../threads/thread-memory.ts';
import { FAST_PATH_SLACK, type FastPath } from '../wasm-fast-path/fast-path.ts';
import { damagedXml } from '../xml/elements.ts';
import { toUtf8 } from '../xml/encoding.ts';
import {
  collectRichText,
  endOfMisc,
  endOfTag,
  ensureRoom,
  isName,
  localNameStart,
  type TextBuffer,
} from '../xml/markup.ts';
import { endOfPlainText, startOfPlainText } from '../xml/plain-text.ts';
import type { Zip, ZipEntry } from '../zip/central-directory.ts';
import { type EntryStream, readEntry } from '../zip/entry-stream.ts';
import type { Workbook } from './workbook.ts';

const LT = 0x3c;
const GT = 0x3e;

/**
 * The shared strings (ECMA-376 part 1 §18.4.9) as one buffer of UTF-8 with offsets: its memory is its own size, where two million
 * JavaScript strings take 200 MB. Read as far as the cells need: text `i` lies in `bytes` from `offsets[i]` to `offsets[i + 1]`.
 */
export class SharedStrings {
  /** Texts read so far. */
  count = 0;
  /** All have been read. */
  complete = false;
  offsets: Uint32Array;
  /** What is to be waited for before more than a little is read, in bytes; 0 where whoever reads holds it already. */
  private toReserve: number;
  private readonly out: TextBuffer;
  private readonly fastPath: FastPath | null;
  private readonly stream: EntryStream | null;
  private readonly chunks: AsyncGenerator<Uint8Array> | null;
  private work: Uint8Array;
  private from = 0;
  private to = 0;

  /** Reads the XML of `stream`, which unpacks to `size` bytes; null where the workbook has no shared strings. Kept in the memory of `fastPath`, if there is one. */
  constructor(stream: EntryStream | null, size: number, fastPath: FastPath | null = null, toReserve = 0) {
    if (size > MAX_SHARED_STRING_BYTES) {
      throw new SheetError('too_many_shared_strings', 'The workbook has too many shared texts.', {
        limit: MAX_SHARED_STRING_BYTES,
      });
    }
    this.stream = stream;
    this.toReserve = toReserve;
    this.chunks = stream === null ? null : toUtf8(stream);
    // Unescaped text is never longer than the XML around it. Pages that are not written to take no memory.
    this.fastPath = fastPath?.strings ? fastPath : null;
    this.out = { bytes: this.fastPath?.strings?.bytes ?? new Uint8Array(Math.max(size, 16)), at: 0 };
    this.offsets = this.fastPath?.strings?.offsets ?? new Uint32Array(1024);
    this.work = this.fastPath?.strings?.work ?? new Uint8Array(0);
    this.complete = stream === null;
  }

  get bytes(): Uint8Array {
    return this.out.bytes;
  }

  /** Packed bytes read so far. */
  get consumed(): number {
    return this.stream?.consumed ?? 0;
  }

  /** Reads on until text `index` is there, or all are; `each` is awaited between chunks. Throws SheetError. */
  async readTo(index: number, each?: () => void | Promise<void>): Promise<void> {
    while (this.count <= index && !this.complete) {
      const next = await this.chunks!.next();
      if (next.done) {
        this.complete = true;
        // Everything behind the last whole text is `</sst>`.
        if (this.from < this.to && isName(this.work, localNameStart(this.work, this.from, this.to), 'si'))
          throw damagedXml();
        this.work = new Uint8Array(0);
        return;
      }
      if (this.out.at > SMALL_READING_BYTES && this.toReserve > 0) {
        await reserveMemory(this.toReserve);
        this.toReserve = 0;
      }
      this.push(next.value);
      this.scan();
      await each?.();
    }
  }

  /** Stops reading and lets go of the file. */
  async close(): Promise<void> {
    await this.chunks?.return(undefined);
  }

  private push(chunk: Uint8Array): void {
    const tail = this.to - this.from;
    if (tail > MAX_CELL_BYTES)
      throw new SheetError('cell_too_long', 'A text of the workbook is too long.', { limit: MAX_CELL_BYTES });
    if (tail + chunk.length + FAST_PATH_SLACK > this.work.length) {
      const larger = new Uint8Array(tail + chunk.length + 64 * 1024);
      larger.set(this.work.subarray(this.from, this.to));
      this.work = larger;
    } else {
      this.work.copyWithin(0, this.from, this.to);
    }
    this.work.set(chunk, tail);
    this.from = 0;
    this.to = tail + chunk.length;
    this.work.fill(0, this.to, this.to + FAST_PATH_SLACK);
  }

  private scan(): void {
    const b = this.work;
    const n = this.to;
    let p = this.from;
    for (;;) {
      p = this.readFastPath(p, n);
      while (p < n && b[p] !== LT) p++;
      this.from = p;
      if (p + 1 >= n) return;
      // The whole of nearly every file: `<si><t>…</t></si>`.
      if (b[p + 1] === 0x73 && b[p + 2] === 0x69 && b[p + 3] === GT && b[p + 4] === LT && b[p + 5] === 0x74) {
        const plain = this.plainText(b, p + 6, n);
        if (plain > 0) {
          p = plain;
          continue;
        }
      }
      const c = b[p + 1]!;
      if (c === 0x21 || c === 0x3f) {
        p = endOfMisc(b, p, n);
        if (p < 0) return;
        continue;
      }
      const end = endOfTag(b, p, n);
      if (end < 0) return;
      if (c !== 0x2f && isName(b, localNameStart(b, p, n), 'si')) {
        const start = this.out.at;
        if (b[end - 2] !== 0x2f) {
          p = collectRichText(b, end, n, this.out);
          if (p < 0) {
            this.out.at = start;
            return;
          }
        } else {
          p = end;
        }
        this.add();
      } else {
        p = end;
      }
    }
  }

  /** Reads what it can of the plain texts from `p` on; returns where the next element begins. */
  private readFastPath(p: number, n: number): number {
    const { fastPath, out } = this;
    if (fastPath === null || !fastPath.open) return p;
    const { strings: shared } = fastPath;
    if (this.work !== shared?.work || out.bytes !== shared.bytes || this.offsets !== shared.offsets) {
      // A buffer was replaced by a larger one outside the shared memory, which the fast path cannot read.
      fastPath.open = false;
      return p;
    }
    const read = fastPath.readStrings(p, n, out.at, this.count);
    out.at = read.end;
    this.count = read.count;
    return read.position;
  }

  /** From behind `<si><t` of a text without entities to behind its `</si>`; 0 where it is not that simple, or not all there. */
  private plainText(b: Uint8Array, q: number, n: number): number {
    const start = startOfPlainText(b, q, n);
    if (start === 0) return 0;
    const end = endOfPlainText(b, start, n);
    if (end === 0 || b[end + 6] !== 0x73 || b[end + 7] !== 0x69 || b[end + 8] !== GT) return 0;
    const out = this.out;
    const length = end - start;
    if (out.at + length > out.bytes.length) ensureRoom(out, length);
    const target = out.bytes;
    let at = out.at;
    if (length > 200) {
      target.set(b.subarray(start, end), at);
      at += length;
    } else {
      for (let i = start; i < end; i++) target[at++] = b[i]!;
    }
    out.at = at;
    this.add();
    return end + 9;
  }

  private add(): void {
    const next = this.count + 1;
    if (next >= this.offsets.length) {
      if (next >= MAX_SHARED_STRINGS) {
        throw new SheetError('too_many_shared_strings', 'The workbook has too many shared texts.', {
          limit: MAX_SHARED_STRINGS,
        });
      }
      const larger = new Uint32Array(this.offsets.length * 2);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.offsets[next] = this.out.at;
    this.count = next;
  }
}

/** What of a workbook has its texts. */
type Texts = Pick<Workbook, 'zip' | 'sharedStrings'>;

/**
 * What the shared strings of a workbook take in memory, in bytes, as the directory of its zip says. A part that is larger than it says is
 * refused while it is read.
 */
export function bytesOfStrings({ sharedStrings }: Pick<Texts, 'sharedStrings'>): number {
  const size = sharedStrings?.size ?? 0;
  // What has more is refused for it.
  return size > MAX_SHARED_STRING_BYTES ? 0 : size * SHARED_STRING_GROWTH;
}

/** The shared strings of a workbook, if it has any, for a reader whose memory is held (`holdReadingMemory`). Nothing is read yet. */
export function openSharedStrings({ zip, sharedStrings }: Texts, fastPath: FastPath | null): SharedStrings {
  return new SharedStrings(openEntry(zip, sharedStrings), sharedStrings?.size ?? 0, fastPath);
}

/** As `openSharedStrings`, for a reader that may need few of them: memory is waited for once it does not. */
export function openStringsAsNeeded(book: Texts): SharedStrings {
  const { zip, sharedStrings } = book;
  return new SharedStrings(openEntry(zip, sharedStrings), sharedStrings?.size ?? 0, null, bytesOfStrings(book));
}

function openEntry(zip: Zip, entry: ZipEntry | null): EntryStream | null {
  return entry === null ? null : readEntry(zip, entry);
}
