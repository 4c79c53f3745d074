/** Delimited text (csv, tsv and their kin), from a file to a RowSink, with no JavaScript value per cell. */
import { type FileHandle, open } from 'node:fs/promises';
import { APOSTROPHE, INNER_GUARD, isGuarded, takeInnerGuards } from '@sheetport/contract/formulas';
import { asSheetError, SheetError } from '../errors.ts';
import { MAX_RECORD_BYTES } from '../limits.ts';
import type { Dialect } from '../model.ts';
import { Kind, type RowSink } from '../row-sink.ts';
import { FAST_PATH_SLACK } from '../wasm-fast-path/fast-path.ts';
import { detectDialect } from './dialect.ts';
import { type FastRecords, openFastRecords } from './fast-records.ts';
import { isKeptText } from './kept-text.ts';
import { readMarks } from './marks.ts';
import { RecordRemarks } from './record-remarks.ts';
import { RecordSplitter, Split } from './record-splitter.ts';
import { readSeparatorLine } from './separator-line.ts';
import { openText, type Text } from './text-source.ts';

/**
 * Reads delimited text by RFC 4180, as leniently as Excel: CR, LF and CRLF end a record outside quotation marks, stray marks are
 * text, records may differ in length. Every non-empty field is a cell of `Kind.text`; rows are counted from 1 as a spreadsheet
 * shows them, so blank lines count but are not handed on, and a first line `sep=;` does not count. Bytes that are not
 * UTF-8 although the dialect says so become U+FFFD. Apostrophes that guard a text from being run as a formula (`formula-guard.ts`) are taken off.
 *
 * @param where `dialect` is detected when absent; `sheet` is ignored, for such a file has one
 * @param report awaited after every 256 KiB or less of the file: bytes consumed so far, and the file's size
 * @throws SheetError 'record_too_long', 'unclosed_quote', 'too_many_columns', 'unsupported_encoding', 'bad_plan', 'cannot_read'
 */
export async function scanDelimited(
  path: string,
  where: { sheet: number; dialect?: Dialect },
  sink: RowSink,
  report: (consumed: number, total: number) => void | Promise<void>,
): Promise<void> {
  const dialect = where.dialect ?? (await detectDialect(path));
  const marks = readMarks(dialect);
  const splitter = new RecordSplitter(marks);
  const remarks = sink.remark === undefined ? null : new RecordRemarks(marks, (remark) => sink.remark?.(remark));
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw asSheetError(error);
  }
  try {
    const text = await openText(file, dialect.encoding);
    const fast = remarks === null ? openFastRecords(marks, sink, text.most) : null;
    await scanRecords(text, splitter, sink, report, remarks, fast);
  } finally {
    await file.close();
  }
}

const REPLACEMENT = Buffer.from('\ufffd');

async function scanRecords(
  text: Text,
  splitter: RecordSplitter,
  sink: RowSink,
  report: (consumed: number, total: number) => void | Promise<void>,
  remarks: RecordRemarks | null,
  fast: FastRecords | null,
): Promise<void> {
  sink.lasting = true; // a row's bytes stay in `buffer` and `scratch` until the next row
  // More than is filled: the splitter puts its sentinel there, the fast path wants zeros.
  let buffer = fast?.buffer ?? Buffer.allocUnsafe(2 * text.most + FAST_PATH_SLACK);
  let scratch = Buffer.allocUnsafe(1024);
  let from = 0;
  let end = 0;
  let row = 0;
  let started = false;
  let least = 0;
  for (;;) {
    if (end + text.most + FAST_PATH_SLACK > buffer.length) {
      const kept = end - from;
      const target =
        kept + text.most + FAST_PATH_SLACK > buffer.length ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
      buffer.copy(target, 0, from, end);
      buffer = target;
      end = kept;
      least -= from;
      from = 0;
    }
    end += await text.read(buffer, end);
    // A record that did not fit is only tried again once twice as much of it is there: the work stays linear.
    if (end < least && !text.ended) {
      await report(text.consumed, text.total);
      continue;
    }
    if (!started) {
      started = true;
      from = readSeparatorLine(buffer.subarray(0, end))?.next ?? 0;
    }
    let split: Split = Split.more;
    const mayBeBroken = remarks !== null && buffer.subarray(from, end).includes(REPLACEMENT);
    // Guards within texts are rare: a native search says where none need be looked for.
    const mayHoldGuards = buffer.subarray(from, end).includes(INNER_GUARD);
    // One of a larger buffer cannot be read there.
    const mayBeFast = fast !== null && buffer === fast.buffer && !mayHoldGuards;
    while (from < end) {
      if (mayBeFast && fast.open) {
        const isFull = fast.read(from, end, row);
        from = fast.position;
        row = fast.rowNumber;
        if (sink.full === true) await report(text.consumed, text.total);
        if (isFull) continue;
        if (from === end) break;
      }
      split = splitter.split(buffer, from, end, text.ended);
      if (split !== Split.record) break;
      row++;
      const fields = splitter.fields;
      const { starts, ends, marked } = splitter;
      const first = from;
      remarks?.look(buffer, splitter, from, row, mayBeBroken);
      let scratchAt = 0;
      for (let field = 0; field < fields; field++) {
        const start = starts[field]!;
        const stop = ends[field]!;
        if (start === stop) continue;
        if (marked[field] === 0) {
          const guard = buffer[start] === APOSTROPHE && isGuarded(buffer, start, stop) ? 1 : 0;
          const kept = isKeptText(buffer, start, stop) ? 1 : 0;
          const last = mayHoldGuards ? takeInnerGuards(buffer, start + guard, stop) : stop;
          sink.cell(field, Kind.text, buffer, start + guard + 2 * kept, last - kept, -1);
        } else {
          // A larger scratch leaves the old one to the cells of this row that lie in it.
          if (scratchAt + stop - start > scratch.length) {
            scratch = Buffer.allocUnsafe(2 * (stop - start) + 1024);
            scratchAt = 0;
          }
          const at = scratchAt;
          scratchAt += splitter.unquote(buffer, field, scratch, at);
          const guard = isGuarded(scratch, at, scratchAt) ? 1 : 0;
          const kept = isKeptText(scratch, at, scratchAt) ? 1 : 0;
          if (mayHoldGuards) scratchAt = takeInnerGuards(scratch, at + guard, scratchAt);
          const [begin, stopAt] = [at + guard + 2 * kept, scratchAt - kept];
          if (stopAt > begin) sink.cell(field, Kind.text, scratch, begin, stopAt, -1);
        }
      }
      from = splitter.next;
      // A record that is one pair of marks is a row of one empty text; only a line of no bytes is blank.
      const blank = fields === 1 && starts[0] === ends[0] && starts[0] === first;
      if (blank) continue;
      if (!sink.row(row)) return;
      if (sink.full === true) await report(text.consumed, text.total);
    }
    await report(text.consumed, text.total);
    if (text.ended) {
      if (from < end) throw unclosedQuote(row + 1);
      return;
    }
    if (end - from > MAX_RECORD_BYTES) {
      throw split === Split.quoted
        ? unclosedQuote(row + 1)
        : new SheetError('record_too_long', 'One record is larger than any honest row.', {
            row: row + 1,
            limit: MAX_RECORD_BYTES,
          });
    }
    least = from + 2 * (end - from);
  }
}

function unclosedQuote(row: number): SheetError {
  return new SheetError('unclosed_quote', 'A quotation mark is opened and never closed.', { row });
}
