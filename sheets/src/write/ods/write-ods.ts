/** Exports as an OpenDocument spreadsheet (ODF 1.3): `content.xml` with all tables, streamed. */
import type { FileHandle } from 'node:fs/promises';
import { columnLetters } from '@sheetport/contract/headings';
import { MAX_ROWS } from '../../limits.ts';
import type { EncodePlan } from '../../model.ts';
import { measureColumns } from '../column-widths.ts';
import type { CopyReader } from '../copy-reader.ts';
import type { Encoded } from '../encoded.ts';
import { readSample } from '../read-sample.ts';
import { refuseWideSheets } from '../refuse-wide-sheets.ts';
import { copyRow } from '../row-encoder.ts';
import { nameSheet } from '../sheet-names.ts';
import { type EntryWriter, partsRoom, ZipWriter } from '../zip-writer.ts';
import {
  contentEnd,
  contentStart,
  HEADER_END,
  HEADER_START,
  MIMETYPE,
  manifest,
  meta,
  settings,
  styles,
  TABLE_END,
  tableStart,
} from './document-parts.ts';
import { NumberStyles } from './number-styles.ts';
import { TableEncoder } from './table-rows.ts';

/** @param rowsPerSheet rows of a sheet, its header among them; the limit of LibreOffice and Excel but in tests */
export async function writeOds(
  file: FileHandle,
  plan: EncodePlan,
  readers: readonly CopyReader[],
  onProgress: (rows: number, bytes: number) => void,
  rowsPerSheet = MAX_ROWS,
): Promise<Encoded> {
  refuseWideSheets(plan);
  const front = [MIMETYPE, { name: 'META-INF/manifest.xml', bytes: Buffer.from(manifest()) }];
  const room = await partsRoom(front, 0);
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, room, spare);
  const names = new Set<string>();
  const sheets: { name: string; rows: number; lastCell: string | null }[] = [];
  let entry: EntryWriter | null = null;
  const done = { rows: 0, replaced: 0 };
  try {
    entry = zip.beginEntry('content.xml');
    const styled = new NumberStyles(plan.sheets);
    await entry.write(Buffer.from(contentStart(styled)));
    for (const [i, reader] of readers.entries()) {
      const { name: wanted, columns } = plan.sheets[i]!;
      let run = await readSample(reader);
      const widths = measureColumns(columns, run);
      for (let number = 1; number === 1 || run; number++) {
        const name = nameSheet(wanted, names, number);
        const encoder = new TableEncoder(columns, spare, rowsPerSheet - 1, plan.document?.language);
        encoder.put(Buffer.from(tableStart(name, columns, widths, styled)));
        if (columns.length > 0) {
          encoder.put(Buffer.from(HEADER_START));
          encoder.putHeader(copyRow(columns.map(({ header }) => header)));
          encoder.put(Buffer.from(HEADER_END));
        }
        while (run) {
          run.from = encoder.encode(run.bytes, run.from, run.end);
          if (run.from < run.end) {
            if (encoder.rows === encoder.rowLimit) break;
            await entry.write(encoder.take());
            continue;
          }
          onProgress(done.rows + encoder.rows, zip.position);
          run = await reader.next();
        }
        encoder.put(Buffer.from(TABLE_END));
        await entry.write(encoder.take());
        const lastCell = columns.length > 0 ? `${columnLetters(columns.length - 1)}${encoder.rows + 1}` : null;
        sheets.push({ name, rows: encoder.rows, lastCell });
        done.rows += encoder.rows;
        done.replaced += encoder.replaced;
      }
    }
    await entry.write(Buffer.from(contentEnd(sheets)));
    await entry.end();
    const parts: [string, string][] = [
      ['styles.xml', styles()],
      ['settings.xml', settings(sheets.map(({ name }) => name))],
      ['meta.xml', meta(plan.title ?? sheets[0]!.name, new Date())],
    ];
    for (const [name, text] of parts) {
      entry = zip.beginEntry(name);
      await entry.write(Buffer.from(text));
      await entry.end();
    }
    entry = null;
    await zip.writeParts(front, room);
    await zip.end();
  } finally {
    await entry?.settle();
    await zip.close();
  }
  onProgress(done.rows, zip.position);
  return {
    bytes: zip.position,
    rows: done.rows,
    truncated: 0,
    ...(done.replaced > 0 && { replaced: done.replaced }),
    sheets: sheets.map(({ name, rows }) => ({ name, rows })),
  };
}
