/** Fills a template with rows: only what says which rows there are is written anew, every other part is copied as it is. */
import type { FileHandle } from 'node:fs/promises';
import { chooseRows, type TemplateRows } from '@sheetport/contract/headings';
import { SheetError } from '../errors.ts';
import { MAX_ROWS } from '../limits.ts';
import type { EncodePlan } from '../model.ts';
import type { CopyReader } from '../write/copy-reader.ts';
import type { Encoded } from '../write/encoded.ts';
import { DAYS_TO_1904 } from '../write/serial-date.ts';
import { SheetEncoder } from '../write/sheet-xml.ts';
import { type EntryWriter, ZipWriter } from '../write/zip-writer.ts';
import { readEntry } from '../zip/entry-stream.ts';
import { TemplateFormats } from './cell-formats.ts';
import {
  dropCalculationChain,
  moveBoxes,
  moveChart,
  moveComments,
  moveDrawing,
  movePivot,
  movePivotCache,
  moveTable,
  moveWorkbook,
} from './fill-parts.ts';
import { type FilledFrame, fillSingles, planSheet } from './fill-sheet.ts';
import type { FillContext } from './fill-single.ts';
import { readTemplate } from './read-template.ts';
import type { RowShift } from './row-shift.ts';
import { hasContent, splitSheet, TemplateBook, type TemplateSheet, WORKBOOK } from './template-book.ts';

const STYLES = 'xl/styles.xml';
const CALCULATION_CHAIN = 'xl/calcchain.xml';

/** The plan has one sheet and a template; `reader` gives the columns of the rows in the order of `chooseRows`. */
export async function fillTemplate(
  file: FileHandle,
  plan: EncodePlan,
  reader: CopyReader,
  onProgress: (rows: number, bytes: number) => void,
): Promise<Encoded> {
  const { path, columns, singles, rows: count } = plan.template!;
  const info = await readTemplate(path);
  const rows = chooseRows(info, columns, Object.keys(singles));
  const book = await TemplateBook.open(path);
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, 0, spare);
  let entry: EntryWriter | null = null;
  try {
    const target = book.sheets.find(({ name }) => name === rows.sheet)!;
    const shift = planShift(rows, count);
    await refuseTooMany(book, target, shift);
    const is1904 = await book.is1904();
    const formats = new TemplateFormats(await book.text(STYLES));
    const context = {
      strings: await book.strings(),
      singles: is1904 ? { ...singles, exported_on: to1904(singles.exported_on) } : singles,
      shift,
      target: target.name,
    };
    const types = columns.map(({ type }) => type);
    const sheet = await book.text(target.part);
    const frame = planSheet(sheet, rows, types, count, { ...context, sheet: target.name }, formats);
    const least = rows.isBlock ? 0 : 1;
    const encoder = new SheetEncoder({ ...frame.shape, is1904 }, { text: 0, quoted: 0 }, spare, Math.max(least, count));
    // The sheet comes first, as only its rows say which cell formats they need.
    entry = zip.beginEntry(book.zip.entries.get(target.part)!.name);
    const onRows = (done: number) => onProgress(done, zip.position);
    const unrepeated = await writeRows(entry, encoder, frame, reader, count, onRows);
    await entry.end();
    entry = null;
    const texts = await rewriteParts(book, target, context, formats.write(encoder.hasQuoted));
    for (const [key, part] of book.zip.entries) {
      if (key === target.part || key === CALCULATION_CHAIN || part.name.endsWith('/')) continue;
      entry = zip.beginEntry(part.name);
      const text = texts.get(key);
      if (text !== undefined) await entry.write(Buffer.from(text));
      else for await (const chunk of readEntry(book.zip, part)) await entry.write(Buffer.from(chunk));
      await entry.end();
      entry = null;
    }
    await zip.end();
    onProgress(encoder.rows, zip.position);
    return {
      bytes: zip.position,
      rows: count === 0 ? 0 : encoder.rows,
      truncated: encoder.truncated,
      ...(unrepeated > 0 && { unrepeated }),
      sheets: [{ name: target.name, rows: encoder.rows }],
    };
  } finally {
    await entry?.settle();
    await zip.close();
    await book.close();
  }
}

/** Converts a serial of the 1900 date system to the 1904 one; other values stay. */
function to1904(value: string | number | undefined): string | number {
  return typeof value === 'number' ? value - DAYS_TO_1904 : (value ?? '');
}

/** A single row stays where there are no records. Of a block an empty row does, so that what counts its rows still names a place. */
function planShift({ first, last, model, isBlock }: TemplateRows, records: number): RowShift {
  const height = isBlock && records === 0 ? 1 : model.last - model.first + 1;
  return { first, last, by: Math.max(1, records) * height - (last - first + 1), from: model.first, height };
}

async function refuseTooMany(book: TemplateBook, target: TemplateSheet, { by }: RowShift): Promise<void> {
  // Some programs write an empty row at the end of the sheet, which may be left out.
  const full = splitSheet(await book.text(target.part)).rows.filter(hasContent);
  const last = full.at(-1)?.row ?? 1;
  if (last + by > MAX_ROWS)
    throw new SheetError(
      'cannot_fill',
      `The rows do not fit on the sheet ${target.name} of the template: it would have ${last + by} rows, and a sheet has at most ${MAX_ROWS}. Narrow the filter.`,
      { limit: MAX_ROWS },
    );
}

/** Out: what of the template is not there for each record (see `repeatAreas`). */
async function writeRows(
  entry: EntryWriter,
  encoder: SheetEncoder,
  frame: FilledFrame,
  reader: CopyReader,
  count: number,
  onRows: (rows: number) => void,
): Promise<number> {
  encoder.put(Buffer.from(frame.before));
  if (encoder.rowLimit > count) {
    // The row stays, without values.
    const empty = Buffer.from(`${frame.shape.cells.map(() => '\\N').join('\t')}\n`);
    encoder.encode(empty, 0, empty.length);
  }
  for (let rows = await reader.next(); rows; rows = await reader.next()) {
    for (let from = rows.from; from < rows.end; ) {
      from = encoder.encode(rows.bytes, from, rows.end);
      if (from < rows.end) {
        if (encoder.rows === encoder.rowLimit)
          throw new SheetError('bad_plan', 'There are more rows than were counted.');
        await entry.write(encoder.take());
      }
    }
    onRows(encoder.rows);
  }
  if (encoder.rows !== encoder.rowLimit) throw new SheetError('bad_plan', 'There are fewer rows than were counted.');
  const { xml, unrepeated } = frame.after();
  encoder.put(Buffer.from(xml));
  await entry.write(encoder.take());
  return unrepeated;
}

/** The parts that change, by their keys. What comes out as it was is left out, and copied. */
async function rewriteParts(
  book: TemplateBook,
  target: TemplateSheet,
  context: Omit<FillContext, 'sheet'> & { shift: RowShift },
  styles: string,
): Promise<Map<string, string>> {
  const { shift } = context;
  const changed = new Map<string, string>();
  const change = async (part: string, move: (xml: string) => string) => {
    const xml = await book.text(part);
    const moved = xml === '' ? '' : move(xml);
    if (moved !== xml) changed.set(part, moved);
  };
  await change(STYLES, () => styles);
  await change(WORKBOOK, (xml) => moveWorkbook(xml, shift, target.name));
  if (book.zip.entries.has(CALCULATION_CHAIN)) {
    await change('[content_types].xml', dropCalculationChain);
    await change('xl/_rels/workbook.xml.rels', dropCalculationChain);
  }
  for (const sheet of book.sheets) {
    if (sheet !== target) await change(sheet.part, (xml) => fillSingles(xml, { ...context, sheet: sheet.name }));
  }
  const tables = target.tables.map(({ name }) => name);
  for (const { type, target: part } of target.relations) {
    if (part === null) continue;
    if (type === 'table') await change(part, (xml) => moveTable(xml, shift, target.name));
    else if (type === 'drawing') await change(part, (xml) => moveDrawing(xml, shift));
    else if (type === 'comments' || type === 'threadedComment') await change(part, (xml) => moveComments(xml, shift));
    else if (type === 'vmlDrawing') await change(part, (xml) => moveBoxes(xml, shift));
    else if (type === 'pivotTable') await change(part, (xml) => movePivot(xml, shift));
  }
  for (const key of book.zip.entries.keys()) {
    if (/^xl\/charts\/chart(?:ex)?\d*\.xml$/.test(key)) await change(key, (xml) => moveChart(xml, shift, target.name));
    else if (/^xl\/pivotcache\/pivotcachedefinition\d*\.xml$/.test(key))
      await change(key, (xml) => movePivotCache(xml, shift, target.name, tables));
  }
  return changed;
}
