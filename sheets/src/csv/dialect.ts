/** How a delimited text file is written: found from a sample of its first bytes. */
import { open } from 'node:fs/promises';
import { asSheetError } from '../errors.ts';
import type { DateOrder, DecimalMark, Dialect } from '../model.ts';
import { createRecoder, detectEncoding, findOtherEncoding, isUtf8Name, SAMPLE_BYTES } from './encoding.ts';
import { RecordSplitter, Split } from './record-splitter.ts';
import { readSeparatorLine } from './separator-line.ts';

/** In order of preference where two divide the sample equally well: the rarer a mark is in text, the surer it is meant. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

/** Records and fields of the sample that are looked at. */
const SAMPLE_RECORDS = 500;
const SAMPLE_FIELDS = 20_000;
/** Numbers and dates are shorter than this; longer fields are not looked at, so that a sample costs the same whatever it holds. */
const LONGEST_VALUE = 40;

/**
 * Detects encoding, delimiter (`,` `;` tab `|`, or what a first line `sep=;` says), quotation mark, decimal mark and date order.
 * Also proves that the whole file is UTF-8 before it says so.
 *
 * @throws SheetError 'cannot_read'
 */
export async function detectDialect(path: string): Promise<Dialect> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(SAMPLE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, 0);
      const sample = buffer.subarray(0, bytesRead);
      const whole = bytesRead < SAMPLE_BYTES;
      const { name, bom } = detectEncoding(sample, whole);
      // A byte order mark is final; without one, a letter far down may show that the file is no UTF-8.
      const other = isUtf8Name(name) && bom === 0 && !whole ? await findOtherEncoding(file, 0) : null;
      return { encoding: other ?? name, ...describeText(toUtf8(sample.subarray(bom), other ?? name), whole) };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
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
 */
export function describeText(text: Uint8Array, whole: boolean): Omit<Dialect, 'encoding'> {
  const declared = readSeparatorLine(text);
  const body = declared ? text.subarray(declared.next) : text;
  const quote = findQuote(body);
  const delimiter = declared?.delimiter ?? findDelimiter(body, whole, quote);
  const values = readRecords(body, whole, delimiter, quote)
    .flat()
    .filter((value) => value.length <= LONGEST_VALUE);
  const decimal = findDecimalMark(values, delimiter);
  return { delimiter, quote, decimal, dateOrder: findDateOrder(values, decimal, delimiter) };
}

/** The fields of the sample's records, as a scanner would find them. */
function readRecords(text: Uint8Array, whole: boolean, delimiter: string, quote: string): string[][] {
  const bytes = Buffer.alloc(text.length + 1);
  bytes.set(text);
  const splitter = new RecordSplitter(delimiter.charCodeAt(0), quote.charCodeAt(0));
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
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const records = readRecords(text, whole, delimiter, quote);
    const score = rateRecords(records);
    if (delimiter === ',' && best === ';' && bestScore > 0 && hasDecimalCommas(readRecords(text, whole, ';', quote)))
      continue;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
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
