/**
 * Exports as Apache Parquet: row groups of bounded size, one page for each column, GZIP. Written here and not by a library, which would take
 * a JavaScript value for each cell (docs/adr).
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { ColumnType, EncodePlan, ParquetType } from '../../model.ts';
import type { CopyReader } from '../copy-reader.ts';
import { FINAL_BLOCK } from '../deflate/block-deflater.ts';
import { BlockPacker } from '../deflate/block-packer.ts';
import type { Encoded } from '../encoded.ts';
import { IncrementalFsync } from '../incremental-fsync.ts';
import { fieldEnd, isNull, LF, TAB, wrongFieldCount } from '../row-encoder.ts';
import { uniqueName } from '../unique-name.ts';
import { writeAt } from '../zip-writer.ts';
import { type ColumnPage, openPage } from './column-pages.ts';
import { FieldTable } from './field-table.ts';
import { type ParquetColumn, type RowGroup, writeFooter, writePageHeader } from './footer.ts';

const MAGIC = Buffer.from('PAR1');
/** A row group is written when it has so many rows, or so many bytes: two of them are in memory at once. */
const GROUP_ROWS = 65_536;
const GROUP_BYTES = 16 * 1024 * 1024;
/** RFC 1952: deflate, no name, no time, no system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** How a column is stored whose values nobody has looked at: a number without a known scale keeps its digits as text. */
const BY_TYPE: Readonly<Record<ColumnType, ParquetType>> = {
  text: 'text',
  integer: 'int64',
  decimal: 'text',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
};

/** The plan has one sheet; `reader` gives its rows. */
export async function writeParquet(
  file: FileHandle,
  plan: EncodePlan,
  reader: CopyReader,
  onProgress: (rows: number, bytes: number) => void,
): Promise<Encoded> {
  const { name, columns } = plan.sheets[0]!;
  const taken = new Set<string>();
  const stored = columns.map(
    ({ header, type, parquet }): ParquetColumn => ({
      name: uniqueName(header, taken),
      type: parquet ?? BY_TYPE[type],
    }),
  );
  const output = new GroupWriter(file);
  await output.append(MAGIC);
  const pages = stored.map(({ type }) => openPage(type));
  const table = new FieldTable(pages.length);
  let rows = 0;
  let inGroup = 0;
  const flush = async () => {
    await output.write(pages, inGroup);
    inGroup = 0;
  };
  try {
    for (let run = await reader.next(); run; run = await reader.next()) {
      const { bytes, end } = run;
      for (let at = run.from; at < end; ) {
        const next = table.take(bytes, at, end, GROUP_ROWS - inGroup);
        if (table.rows > 0) for (const [column, page] of pages.entries()) page.addAll(table, column);
        const added = Math.max(1, table.rows);
        at = table.rows > 0 ? next : addRow(pages, bytes, at);
        rows += added;
        inGroup += added;
        if (inGroup === GROUP_ROWS || sizeOf(pages) > GROUP_BYTES) await flush();
      }
      onProgress(rows, output.position);
    }
    if (inGroup > 0) await flush();
    await output.settle();
    const footer = writeFooter(stored, output.groups);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await output.append(Buffer.concat([footer, length, MAGIC]));
  } finally {
    await output.close();
  }
  onProgress(rows, output.position);
  return { bytes: output.position, rows, truncated: 0, sheets: [{ name, rows }] };
}

const sizeOf = (pages: readonly ColumnPage[]): number => pages.reduce((sum, { at }) => sum + at, 0);

/** Adds a row that compiled code does not take. Returns where the next row begins. */
function addRow(pages: readonly ColumnPage[], bytes: Uint8Array, from: number): number {
  const last = pages.length - 1;
  // A table without columns has rows of no fields.
  if (last < 0) return bytes.indexOf(LF, from) + 1;
  let field = from;
  for (let column = 0; column <= last; column++) {
    const end = fieldEnd(bytes, field);
    if (isNull(bytes, field)) pages[column]!.addNull();
    else pages[column]!.add(bytes, field, end);
    if (bytes[end] !== (column === last ? LF : TAB)) throw wrongFieldCount(last + 1);
    field = end + 1;
  }
  return field;
}

/** Packs and writes row groups: one is written while the next one is gathered. */
class GroupWriter {
  position = 0;
  readonly groups: RowGroup[] = [];
  readonly #file: FileHandle;
  readonly #sync: IncrementalFsync;
  readonly #packer = new BlockPacker();
  #writing: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
    this.#sync = new IncrementalFsync(file);
  }

  /** Takes the columns over, which are then empty. Resolves when the group before is written. */
  async write(pages: readonly ColumnPage[], rows: number): Promise<void> {
    const taken = pages.map((page) => {
      const nulls = page.nulls;
      const data = page.take();
      const unpacked = data.length;
      const packing = this.#pack(data);
      packing.catch(() => {}); // thrown below
      return { nulls, unpacked, packing };
    });
    await this.#writing;
    this.#writing = (async () => {
      const chunks = [];
      for (const { nulls, unpacked, packing } of taken) {
        const packed = await packing;
        const header = writePageHeader(rows, unpacked, packed.length);
        const offset = this.position;
        await this.append(header);
        await this.append(packed);
        chunks.push({ offset, packed: this.position - offset, size: header.length + unpacked, rows, nulls });
      }
      this.groups.push({ rows, chunks });
    })();
    this.#writing.catch(() => {});
  }

  /** The codec GZIP: one member of RFC 1952. */
  async #pack(data: Uint8Array): Promise<Buffer> {
    const end = Buffer.alloc(8);
    end.writeUInt32LE(crc32(data), 0);
    end.writeUInt32LE(data.length, 4);
    return Buffer.concat([GZIP_HEADER, await this.#packer.pack(data), FINAL_BLOCK, end]);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await writeAt(this.#file, bytes, this.position);
    this.position += bytes.length;
    this.#sync.wrote(bytes.length);
  }

  async settle(): Promise<void> {
    await this.#writing;
    await this.#sync.settle();
  }

  /** Waits until nothing is under way, whatever became of it: only then may the file be closed. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#writing]);
    await this.#sync.settle().catch(() => {});
  }
}
