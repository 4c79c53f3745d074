/** The objects of a PDF (ISO 32000-2 §7), written one after the other. */
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { IncrementalFsync } from '../incremental-fsync.ts';
import { writeAt } from '../zip-writer.ts';

const pack = promisify<Uint8Array, Buffer>(deflate);

export class PdfFile {
  position = 0;
  readonly #file: FileHandle;
  readonly #sync: IncrementalFsync;
  /** Where each object begins, by its number from 1 on. */
  readonly #offsets: number[] = [];

  constructor(file: FileHandle) {
    this.#file = file;
    this.#sync = new IncrementalFsync(file);
  }

  /** The version, and bytes that say that the file is no text. */
  async begin(): Promise<void> {
    await this.#append(Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1'));
  }

  /** A number for an object that is written later. */
  reserve(): number {
    return this.#offsets.push(0);
  }

  async object(id: number, dictionary: string): Promise<void> {
    this.#offsets[id - 1] = this.position;
    await this.#append(Buffer.from(`${id} 0 obj\n${dictionary}\nendobj\n`));
  }

  /** @param entries of its dictionary, besides length and filter */
  async stream(id: number, content: Uint8Array, entries = ''): Promise<void> {
    const packed = await pack(content);
    this.#offsets[id - 1] = this.position;
    await this.#append(
      Buffer.concat([
        Buffer.from(`${id} 0 obj\n<</Length ${packed.length}/Filter/FlateDecode${entries}>>\nstream\n`),
        packed,
        Buffer.from('\nendstream\nendobj\n'),
      ]),
    );
  }

  /** The table of all objects, and where to begin. */
  async end(root: number, info: number): Promise<void> {
    const start = this.position;
    const lines = this.#offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    const size = this.#offsets.length + 1;
    await this.#append(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${lines.join('')}trailer\n<</Size ${size}/Root ${root} 0 R/Info ${info} 0 R>>\nstartxref\n${start}\n%%EOF\n`,
      ),
    );
    await this.#sync.settle();
  }

  /** Waits until nothing is under way, whatever became of it. */
  async settle(): Promise<void> {
    await this.#sync.settle().catch(() => {});
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await writeAt(this.#file, bytes, this.position);
    this.position += bytes.length;
    this.#sync.wrote(bytes.length);
  }
}

/** A text outside of pages, in UTF-16 (§7.9.2.2). */
export function pdfText(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
}
