/** Fills a template with rows: only what says which rows there are is written anew, every other part is copied as it is. */
import type { FileHandle } from 'node:fs/promises';
import { chooseBlocks } from '@sheetport/contract/headings';
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
import { joinKnown, type MovedRow } from './fill-sheet.ts';
import type { SingleValues } from './fill-single.ts';
import { type Block, type Filling, placeBlock, planBlocks } from './place-blocks.ts';
import { readTemplate } from './read-template.ts';
import { CALCULATION_CHAIN, rewriteParts, STYLES } from './rewrite-parts.ts';
import { hasContent, splitSheet, TemplateBook, type TemplateSheet } from './template-book.ts';

/** A file that is being made of a template. */
interface Filled {
  zip: ZipWriter;
  spare: Buffer[];
  entry: EntryWriter | null;
  is1904: boolean;
  done: { rows: number; truncated: number; unrepeated: number; hasQuoted: boolean };
  onProgress: (rows: number, bytes: number) => void;
}

/** The plan has a template; a reader for each of its blocks gives the columns of the rows in the order of `chooseBlocks`. */
export async function fillTemplate(
  file: FileHandle,
  plan: EncodePlan,
  readers: readonly CopyReader[],
  onProgress: (rows: number, bytes: number) => void,
): Promise<Encoded> {
  const { path, tables, singles } = plan.template!;
  const chosen = chooseBlocks(await readTemplate(path), tables, Object.keys(singles));
  if (chosen.length !== readers.length) throw new SheetError('bad_plan', 'A template needs one source for each block.');
  const book = await TemplateBook.open(path);
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, 0, spare);
  const done = { rows: 0, truncated: 0, unrepeated: 0, hasQuoted: false };
  const filled: Filled = { zip, spare, entry: null, is1904: await book.is1904(), done, onProgress };
  try {
    const inEpoch = (values: SingleValues) =>
      filled.is1904 && 'exported_on' in values ? { ...values, exported_on: to1904(values.exported_on) } : values;
    const blocks = chosen.map((rows) => {
      const { columns, rows: records, singles: own } = tables[rows.source]!;
      const types = columns.map(({ type }) => type);
      return placeBlock({ rows, records, types, singles: inEpoch({ ...singles, ...own }) });
    });
    const formats = new TemplateFormats(await book.text(STYLES));
    const filling = { strings: await book.strings(), singles: inEpoch(singles), formats };
    const targets = book.sheets.filter(({ name }) => blocks.some(({ rows }) => rows.sheet === name));
    for (const target of targets) await refuseTooMany(book, target, blocks);
    // These sheets come first, as only their rows say which cell formats they need.
    const counts = [];
    for (const target of targets) {
      const before = done.rows;
      await writeSheet(filled, book, target, blocks, filling, readers);
      counts.push({ name: target.name, rows: done.rows - before });
    }
    const texts = await rewriteParts(book, targets, blocks, filling, formats.write(done.hasQuoted));
    const written = new Set(targets.map(({ part }) => part));
    for (const [key, part] of book.zip.entries) {
      if (written.has(key) || key === CALCULATION_CHAIN || part.name.endsWith('/')) continue;
      filled.entry = zip.beginEntry(part.name);
      const text = texts.get(key);
      if (text !== undefined) await filled.entry.write(Buffer.from(text));
      else for await (const chunk of readEntry(book.zip, part)) await filled.entry.write(Buffer.from(chunk));
      await filled.entry.end();
      filled.entry = null;
    }
    await zip.end();
    onProgress(done.rows, zip.position);
    return {
      bytes: zip.position,
      rows: done.rows,
      truncated: done.truncated,
      ...(done.unrepeated > 0 && { unrepeated: done.unrepeated }),
      sheets: counts,
    };
  } finally {
    await filled.entry?.settle();
    await zip.close();
    await book.close();
  }
}

/** Converts a serial of the 1900 date system to the 1904 one; other values stay. */
function to1904(value: string | number | undefined): string | number {
  return typeof value === 'number' ? value - DAYS_TO_1904 : (value ?? '');
}

async function refuseTooMany(book: TemplateBook, target: TemplateSheet, blocks: readonly Block[]): Promise<void> {
  const by = blocks.reduce((sum, { rows, shift }) => sum + (rows.sheet === target.name ? shift.by : 0), 0);
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

/** Writes a sheet: its blocks one after the other, and what stands between them. */
async function writeSheet(
  filled: Filled,
  book: TemplateBook,
  { name, part }: TemplateSheet,
  blocks: readonly Block[],
  filling: Filling,
  readers: readonly CopyReader[],
): Promise<void> {
  const own = blocks.filter(({ rows }) => rows.sheet === name);
  const planned = planBlocks(await book.text(part), name, own, blocks, filling);
  const entry = filled.zip.beginEntry(book.zip.entries.get(part)!.name);
  filled.entry = entry;
  await entry.write(Buffer.from(planned[0]!.frame.before));
  let below: readonly MovedRow[] = [];
  let areas = '';
  for (const [i, { block, frame }] of planned.entries()) {
    const between = below.filter(({ row }) => row < block.shift.first);
    below = below.slice(between.length);
    if (between.length > 0) await entry.write(Buffer.from(toXml(between)));
    const least = block.rows.isBlock ? 0 : 1;
    const limit = Math.max(least, block.records);
    const { is1904, spare } = filled;
    const encoder = new SheetEncoder({ ...frame.shape, is1904 }, { text: 0, quoted: 0 }, spare, limit);
    await writeRows(filled, entry, encoder, block, readers[blocks.indexOf(own[i]!)]!);
    if (i > 0) {
      below = joinKnown(below, frame.rowsBelow());
      continue;
    }
    below = frame.rowsBelow();
    const after = frame.areas();
    areas = after.xml;
    filled.done.unrepeated += after.unrepeated + planned[0]!.unrepeated;
  }
  await entry.write(Buffer.from(`${toXml(below)}</sheetData>${areas}`));
  await entry.end();
  filled.entry = null;
}

const toXml = (rows: readonly MovedRow[]): string => rows.map(({ xml }) => xml).join('');

async function writeRows(
  { done, zip, onProgress }: Filled,
  entry: EntryWriter,
  encoder: SheetEncoder,
  { records, rows: { fields } }: Block,
  reader: CopyReader,
): Promise<void> {
  if (encoder.rowLimit > records) {
    // The row stays, without values.
    const empty = Buffer.from(`${fields.map(() => '\\N').join('\t')}\n`);
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
    onProgress(done.rows + encoder.rows, zip.position);
  }
  if (encoder.rows !== encoder.rowLimit) throw new SheetError('bad_plan', 'There are fewer rows than were counted.');
  await entry.write(encoder.take());
  done.rows += records === 0 ? 0 : encoder.rows;
  done.truncated += encoder.truncated;
  done.hasQuoted ||= encoder.hasQuoted;
}
