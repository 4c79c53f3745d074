/** Exports as csv, tsv, JSON Lines or a page. */
import type { FileHandle } from 'node:fs/promises';
import type { EncodePlan } from '../model.ts';
import type { CopyReader } from './copy-reader.ts';
import { DelimitedEncoder } from './delimited-rows.ts';
import type { Encoded } from './encoded.ts';
import { HtmlEncoder } from './html-rows.ts';
import { IncrementalFsync } from './incremental-fsync.ts';
import { JsonEncoder } from './json-rows.ts';
import { copyRow, recycle } from './row-encoder.ts';
import { Transcoder } from './transcoder.ts';
import { writeAt } from './zip-writer.ts';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The plan has one sheet; `reader` gives its rows. */
export async function writeText(
  file: FileHandle,
  plan: EncodePlan,
  reader: CopyReader,
  onProgress: (rows: number, bytes: number) => void,
): Promise<Encoded> {
  const { name, columns } = plan.sheets[0]!;
  const spare: Buffer[] = [];
  const encoder = openEncoder(plan, spare);
  const encoding = plan.text?.encoding ?? 'utf-8';
  const transcoder = encoding === 'utf-8' ? null : new Transcoder(encoding);
  const hasMark = plan.bom ?? (encoding === 'utf-8' ? plan.format === 'csv' : encoding === 'utf-16le');
  if (hasMark && encoding !== 'windows-1252') encoder.put(BYTE_ORDER_MARK);
  if (encoder instanceof HtmlEncoder) encoder.putStart(plan.title ?? name, columns);
  if (encoder instanceof DelimitedEncoder && columns.length > 0)
    encoder.putHeader(copyRow(columns.map(({ header }) => header)));
  const sync = new IncrementalFsync(file);
  let bytes = 0;
  let writing: Promise<void> = Promise.resolve();
  // One block is on its way to the disk while the next is made.
  const flush = async () => {
    const block = encoder.take();
    // A block ends with a row, so never within a character.
    const written = transcoder ? transcoder.encode(block) : block;
    await writing;
    writing = writeAt(file, written, bytes).then(() => {
      sync.wrote(written.length);
      recycle(spare, block);
    });
    writing.catch(() => {});
    bytes += written.length;
  };
  try {
    for (let rows = await reader.next(); rows; rows = await reader.next()) {
      let from = encoder.encode(rows.bytes, rows.from, rows.end);
      while (from < rows.end) {
        await flush();
        from = encoder.encode(rows.bytes, from, rows.end);
      }
      onProgress(encoder.rows, bytes);
    }
    if (encoder instanceof HtmlEncoder) encoder.putEnd();
    await flush();
    await writing;
    await sync.settle();
  } finally {
    await Promise.allSettled([writing, sync.settle()]);
  }
  onProgress(encoder.rows, bytes);
  const replaced = transcoder?.replaced ?? 0;
  return {
    bytes,
    rows: encoder.rows,
    truncated: 0,
    ...(replaced > 0 && { replaced }),
    sheets: [{ name, rows: encoder.rows }],
  };
}

function openEncoder(
  { format, sheets, text, document }: EncodePlan,
  spare: Buffer[],
): JsonEncoder | HtmlEncoder | DelimitedEncoder {
  const { columns } = sheets[0]!;
  if (format === 'jsonl') return new JsonEncoder(columns, spare);
  if (format === 'html') return new HtmlEncoder(columns, spare, document?.language);
  return new DelimitedEncoder(columns, { delimiter: format === 'tsv' ? '\t' : ',', ...text }, spare);
}
