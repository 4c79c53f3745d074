/** Exports as a PDF for people: pages that are written as they fill, with an embedded font. */

import type { FileHandle } from 'node:fs/promises';
import { makeShow } from '@sheetport/contract/formats';
import type { DocumentPlan, EncodePlan, ExportColumn } from '../../model.ts';
import type { CopyReader, Rows } from '../copy-reader.ts';
import type { Encoded } from '../encoded.ts';
import { readSample } from '../read-sample.ts';
import { BACKSLASH, fieldEnd, isNull, LF, TAB, unescapeCode, wrongFieldCount } from '../row-encoder.ts';
import { EmbeddedFont } from './embedded-font.ts';
import { PdfFile, pdfText } from './pdf-file.ts';
import { TablePages } from './table-pages.ts';

/** More rows are left out, and the file says so: nobody reads thousands of pages. */
export const MAX_PDF_ROWS = 50_000;
/** Rows that columns are measured by. */
const SAMPLE_ROWS = 200;
/** Other work of the thread, such as a stop, gets its turn so often. */
const ROWS_AT_ONCE = 500;

type Show = ReturnType<typeof makeShow>;

const PLAIN: DocumentPlan = { lines: [], page: '{page} / {pages}', omitted: '+ {rows}', language: 'en' };

/** The plan has one sheet; `reader` gives its rows. */
export async function writePdf(
  file: FileHandle,
  plan: EncodePlan,
  reader: CopyReader,
  onProgress: (rows: number, bytes: number) => void,
  maxRows = MAX_PDF_ROWS,
): Promise<Encoded> {
  const { name, columns } = plan.sheets[0]!;
  const document = plan.document ?? PLAIN;
  const shows = columns.map((column) => makeShow(column, document.language));
  const pdf = new PdfFile(file);
  try {
    await pdf.begin();
    const fonts = { regular: new EmbeddedFont(pdf, 'regular'), bold: new EmbeddedFont(pdf, 'bold') };
    let run: Rows | null = await readSample(reader);
    const pages = new TablePages(pdf, fonts, columns, firstRows(run, columns, shows), document);
    await pages.begin(plan.title ?? name);
    let rows = 0;
    let omitted = 0;
    for (; run; run = await reader.next()) {
      for (let at = run.from; at < run.end; ) {
        if (rows === maxRows) {
          omitted += countRows(run.bytes, at, run.end);
          break;
        }
        const { row, next } = readRow(run.bytes, at, columns, shows);
        await pages.add(row);
        at = next;
        rows++;
        if (rows % ROWS_AT_ONCE === 0) {
          onProgress(rows, pdf.position);
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      onProgress(rows, pdf.position);
    }
    if (omitted > 0) await pages.note(document.omitted.replaceAll('{rows}', String(omitted)));
    const catalogue = await pages.end();
    await fonts.regular.write(pdf);
    await fonts.bold.write(pdf);
    const info = pdf.reserve();
    await pdf.object(info, `<</Title${pdfText(plan.title ?? name)}/Producer(Sheetport)>>`);
    await pdf.end(catalogue, info);
    onProgress(rows, pdf.position);
    const replaced = fonts.regular.replaced + fonts.bold.replaced;
    return {
      bytes: pdf.position,
      rows,
      truncated: pages.truncated,
      ...(replaced > 0 && { replaced }),
      ...(omitted > 0 && { omitted }),
      sheets: [{ name, rows }],
    };
  } finally {
    await pdf.settle();
  }
}

function firstRows(run: Rows | null, columns: readonly ExportColumn[], shows: readonly Show[]): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (let at = run?.from ?? 0; run && at < run.end && rows.length < SAMPLE_ROWS; ) {
    const { row, next } = readRow(run.bytes, at, columns, shows);
    rows.push(row);
    at = next;
  }
  return rows;
}

function countRows(bytes: Uint8Array, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at = bytes.indexOf(LF, at) + 1) count++;
  return count;
}

/** Values as people read them: few enough rows that each may be a text of JavaScript. */
function readRow(
  bytes: Uint8Array,
  from: number,
  columns: readonly ExportColumn[],
  shows: readonly Show[],
): { row: (string | null)[]; next: number } {
  if (columns.length === 0) return { row: [], next: bytes.indexOf(LF, from) + 1 };
  const row: (string | null)[] = [];
  let field = from;
  for (const [i, { type }] of columns.entries()) {
    const end = fieldEnd(bytes, field);
    if (isNull(bytes, field)) row.push(null);
    else if (type === 'boolean') row.push(bytes[field] === 116 ? 'true' : 'false');
    else {
      const text = readText(bytes, field, end);
      row.push(shows[i]?.(text) ?? text);
    }
    if (bytes[end] !== (i === columns.length - 1 ? LF : TAB)) throw wrongFieldCount(columns.length);
    field = end + 1;
  }
  return { row, next: field };
}

function readText(bytes: Uint8Array, from: number, end: number): string {
  const out = Buffer.allocUnsafe(end - from);
  let at = 0;
  for (let i = from; i < end; i++) {
    const byte = bytes[i]!;
    out[at++] = byte === BACKSLASH ? unescapeCode(bytes[++i]!) : byte;
  }
  return out.toString('utf8', 0, at);
}
