/** How a delimited text file is written: found from a sample of its first bytes. */
import { type FileHandle, open } from 'node:fs/promises';
import { asSheetError } from '../errors.ts';
import type { DateOrder, DecimalMark, Dialect, DialectChoice } from '../model.ts';
import {
  createRecoder,
  detectEncoding,
  findOtherEncoding,
  isUtf8Name,
  readByteOrderMark,
  SAMPLE_BYTES,
  type TextEncoding,
} from './encoding.ts';
import { readMarks } from './marks.ts';
import { findQuoting } from './quoting.ts';
import { type Marks, RecordSplitter, Split } from './record-splitter.ts';
import { readSeparatorLine } from './separator-line.ts';

/** In order of preference where two divide the sample equally well: the rarer a mark is in text, the surer it is meant. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

/** Believed only where nothing else divides anything, and where they divide every record alike. */
const RARE_DELIMITERS = ['^', '~', '¦', '§'] as const;

/** Records and fields of the sample that are looked at. */
const SAMPLE_RECORDS = 500;
const SAMPLE_FIELDS = 20_000;
/** Numbers and dates are shorter than this; longer fields are not looked at, so that a sample costs the same whatever it holds. */
const LONGEST_VALUE = 40;

/**
 * Detects encoding, delimiter (`,` `;` tab `|`, what a first line `sep=;` says, or a rarer sign that divides all lines alike), quotation
 * mark, its escape, decimal mark and date order. Also proves that the whole file is UTF-8 before it says so.
 *
 * @param choice what a person chose, which is not detected
 * @throws SheetError 'unsupported_encoding', 'bad_plan', 'cannot_read'
 */
export async function detectDialect(path: string, choice: DialectChoice = {}): Promise<Dialect> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(SAMPLE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, 0);
      const sample = buffer.subarray(0, bytesRead);
      const whole = bytesRead < SAMPLE_BYTES;
      const { name, bom } =
        choice.encoding === undefined
          ? await findEncoding(file, sample, whole)
          : { name: choice.encoding, bom: readByteOrderMark(sample)?.bom ?? 0 };
      return { encoding: name, ...describeText(toUtf8(sample.subarray(bom), name), whole, choice) };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
}

async function findEncoding(file: FileHandle, sample: Uint8Array, whole: boolean): Promise<TextEncoding> {
  const { name, bom } = detectEncoding(sample, whole);
  // A byte order mark is final; without one, a letter far down may show that the file is no UTF-8.
  const other = isUtf8Name(name) && bom === 0 && !whole ? await findOtherEncoding(file, 0) : null;
  return { name: other ?? name, bom };
}

function toUtf8(sample: Buffer, encoding: string): Buffer {
  if (isUtf8Name(encoding)) return sample;
  const recoder = createRecoder(encoding);
  const text = Buffer.allocUnsafe(recoder.bound(sample.length));
  return text.subarray(0, recoder.write(sample, text, 0));
}

/**
 * The dialect of a sample of UTF-8 text, but for its encoding.
 *
 * @param whole whether the text is all there is; if not, its last record may be cut and is left out
 * @param choice what a person chose, which is not detected
 */
export function describeText(text: Uint8Array, whole: boolean, choice: DialectChoice = {}): Omit<Dialect, 'encoding'> {
  const declared = readSeparatorLine(text);
  const body = declared ? text.subarray(declared.next) : text;
  const quote = choice.quote ?? findQuote(body);
  const delimiter = choice.delimiter ?? declared?.delimiter ?? findDelimiter(body, whole, quote);
  const found = findQuoting(body, whole, readMarks({ delimiter, quote }));
  const escapeMark = choice.escape ?? found.escape ?? quote;
  const skipSpaces = choice.skipSpaces ?? found.skipSpaces;
  const marks = readMarks({ delimiter, quote, escape: escapeMark, skipSpaces });
  const values = readRecords(body, whole, marks)
    .flat()
    .filter((value) => value.length <= LONGEST_VALUE);
  const decimal = choice.decimal ?? findDecimalMark(values, delimiter);
  const dateOrder = choice.dateOrder ?? findDateOrder(values, decimal, delimiter);
  return { delimiter, quote, escape: escapeMark, ...(skipSpaces && { skipSpaces }), decimal, dateOrder };
}

/** The fields of the sample's records, as a scanner would find them. */
function readRecords(text: Uint8Array, whole: boolean, marks: Marks): string[][] {
  const bytes = Buffer.alloc(text.length + 1);
  bytes.set(text);
  const splitter = new RecordSplitter(marks);
  const records: string[][] = [];
  let from = 0;
  let fields = 0;
  while (from < text.length && records.length < SAMPLE_RECORDS && fields < SAMPLE_FIELDS) {
    if (splitter.split(bytes, from, text.length, whole) !== Split.record) break;
    const record: string[] = [];
    for (let field = 0; field < splitter.fields; field++) {
      record.push(bytes.toString('utf8', splitter.starts[field], splitter.ends[field]));
    }
    from = splitter.next;
    if (record.length > 1 || record[0] !== '') records.push(record);
    fields += record.length;
  }
  return records;
}

/** Most programs quote with `"`; some with `'`, then around whole fields, which no text does by chance more than once. */
function findQuote(text: Uint8Array): string {
  const start = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, 64 * 1024)).toString('utf8');
  if (/(^|[\t;|,\r\n])"/.test(start)) return '"';
  const single = start.match(/(?:^|[\t;|,\r\n])'[^'\r\n]*'(?=[\t;|,\r\n]|$)/g)?.length ?? 0;
  const other = start.match(/(?:^|[\t;|,\r\n])'/g)?.length ?? 0;
  return single >= 2 && single === other ? "'" : '"';
}

function findDelimiter(text: Uint8Array, whole: boolean, quote: string): string {
  const read = (delimiter: string) => readRecords(text, whole, readMarks({ delimiter, quote }));
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = rateRecords(read(delimiter));
    if (delimiter === ',' && best === ';' && bestScore > 0 && hasDecimalCommas(read(';'))) continue;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  if (bestScore > 0) return best;
  return RARE_DELIMITERS.find((delimiter) => dividesAll(read(delimiter))) ?? best;
}

/** Whether every record has the same number of fields, two or more. */
function dividesAll(records: string[][]): boolean {
  const width = records[0]?.length ?? 0;
  return width > 1 && records.length > 1 && records.every(({ length }) => length === width);
}

/** How well a delimiter divides: the share of records with the commonest number of fields, and more fields are better. */
function rateRecords(records: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  let score = 0;
  for (const [length, count] of counts) {
    if (length > 1) score = Math.max(score, (count / records.length) * (1 - 1 / length));
  }
  return score;
}

/** Whether commas stand inside numbers, as in `1,5;2,25`. */
function hasDecimalCommas(records: string[][]): boolean {
  let withComma = 0;
  let numbers = 0;
  for (const value of records.flat()) {
    if (!value.includes(',')) continue;
    withComma++;
    if (value.length <= LONGEST_VALUE && /^\s*[-+]?[\d.]*\d,\d+\s*%?$/.test(value)) numbers++;
  }
  return numbers * 2 > withComma;
}

function findDecimalMark(values: string[], delimiter: string): DecimalMark {
  let points = 0;
  let commas = 0;
  let unsureCommas = 0;
  let unsurePoints = 0;
  for (const raw of values) {
    const value = raw.replace(/^["'\s]*[-+]?[€$£¥]?\s?|\s?[%€$£¥]?["'\s]*$/g, '');
    if (!/^\d[\d., ]*$/.test(value)) continue;
    // One mark before three digits may group thousands: it proves nothing.
    if (/^[1-9]\d{0,2},\d{3}$/.test(value)) unsureCommas++;
    else if (/^[1-9]\d{0,2}\.\d{3}$/.test(value)) unsurePoints++;
    else if (/^(\d+|\d{1,3}([. ]\d{3})+),\d+$/.test(value) || /^\d{1,3}(\.\d{3}){2,}$/.test(value)) commas++;
    else if (/^(\d+|\d{1,3}([, ]\d{3})+)\.\d+$/.test(value) || /^\d{1,3}(,\d{3}){2,}$/.test(value)) points++;
  }
  if (commas !== points) return commas > points ? ',' : '.';
  // Where the comma is the decimal mark, Excel writes semicolons between fields.
  return delimiter === ';' && unsureCommas > unsurePoints ? ',' : '.';
}

function findDateOrder(values: string[], decimal: DecimalMark, delimiter: string): DateOrder {
  const seen = { dmy: 0, mdy: 0, ymd: 0 };
  let slashes = 0;
  let others = 0;
  for (const value of values) {
    const date = /^["'\s]*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?=$|[\sT"'])/.exec(value);
    if (!date) continue;
    const [first, second] = [Number(date[1]), Number(date[3])];
    if (date[1]!.length > 2) seen.ymd++;
    else if (first > 12 && first <= 31 && second <= 12) seen.dmy++;
    else if (second > 12 && second <= 31 && first <= 12) seen.mdy++;
    else if (date[2] === '/') slashes++;
    else others++;
  }
  if (seen.dmy > 0 || seen.mdy > 0) return seen.dmy >= seen.mdy ? 'dmy' : 'mdy';
  if (slashes + others <= seen.ymd) return 'ymd';
  // Nothing settles it: points, and commas in numbers, are not written where months come first.
  return slashes > others && decimal === '.' && delimiter !== ';' ? 'mdy' : 'dmy';
}
