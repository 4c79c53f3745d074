import type { RowLog } from '../convert/row-log.ts';
import type { NonDataRow } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { findDescriptions } from './description-rows.ts';
import { typedColumns, usualWidth } from './row-evidence.ts';
import type { SampleRow } from './sample-sink.ts';
import { looksTyped } from './typed-look.ts';

const MAX_NON_DATA_ROWS = 100;
/** So many rows show which columns hold numbers or dates. */
const TYPED_ROWS = 100;
/** What may stand under a table: more rows than these are a second table. */
const MAX_FOOTER = 20;
const TEXT_CHARACTERS = 100;
/** Answers and categories are short. */
const MAX_USUAL_BYTES = 60;
/** A name of a total is short; a sentence that begins with the word is not one. */
const MAX_TOTAL_BYTES = 80;

const TOTAL_WORDS = [
  '(?:grand |sub[- ]?)?totals?',
  'total général',
  'sum',
  'average',
  'tổng(?: cộng| số)?',
  'cộng',
  'trung bình',
  'summe',
  'gesamt',
  'somme',
  'suma',
  'итого',
  'всего',
  '合计',
  '合計',
  '总计',
  '總計',
  '小计',
  'المجموع',
  'الإجمالي',
].join('|');
/** Begins with such a word. `\b` knows ASCII only. */
const TOTALS = new RegExp(`^(?:${TOTAL_WORDS})(?![\\p{L}\\p{N}])`, 'iu');
/** Is such a word, or two: a full row of `Total Energies` is a customer's. */
const ONLY_TOTALS = new RegExp(`^(?:${TOTAL_WORDS})(?:\\s*/\\s*(?:${TOTAL_WORDS}))?[\\s:.…]*$`, 'iu');
/** Ends with such a word: `Transactions Total`. Few words, so that no sentence is one. */
const ENDS_WITH_TOTAL = new RegExp(`^(?:[\\p{L}\\p{N}&.]+ ){0,3}(?:${TOTAL_WORDS})[\\s:.…]*$`, 'iu');
const NOTE = /^([*†‡※(•]|note|source|remark|ghi chú|nguồn|lưu ý|hinweis|quelle|nota|fuente|備考|注)/iu;

/** A row as it is held back until it is known whether data follows it. */
export interface HeldRow {
  row: number;
  /** `shared` as `RowSink.cell` has it. */
  cells: { column: number; kind: Kind; bytes: Uint8Array; shared: number }[];
}

/**
 * Tells rows that are no data from those that are: rows that describe the columns, the heading repeated (on every printed page), and
 * totals and notes under the table.
 * Only rows that are narrower than is usual, or begin with a word for a total, are held back, and only until a usual row follows. So
 * it costs next to nothing, and a million rows hold at most twenty.
 */
export class NonDataRows {
  readonly found: NonDataRow[] = [];
  private held: HeldRow[] = [];
  private readonly heading: ReadonlyMap<number, Buffer>;
  private readonly usual: number;
  private readonly first: number;
  private readonly typed: ReadonlySet<number>;
  private readonly descriptions: ReadonlySet<number>;
  /** Short texts of the usual rows, by column. */
  private readonly texts = new Map<number, Set<string>>();
  private lastRow = 0;

  /**
   * @param first the first rows of the sheet, from which it is seen how many cells a row usually has, which columns hold numbers or
   *   dates, and which rows describe the columns
   */
  constructor(header: SampleRow | undefined, headerRow: number, first: readonly SampleRow[]) {
    this.heading = new Map(header?.cells.map((cell) => [cell.column, Buffer.from(cell.bytes)]));
    this.first = header?.cells[0]?.column ?? 0;
    const below = first.filter(({ row }) => row > headerRow);
    this.usual = usualWidth(below);
    this.descriptions = new Set(findDescriptions(first, headerRow));
    for (const { cells } of below.filter(({ cells }) => cells.length > this.usual / 2)) this.noteTexts(cells);
    this.typed = typedColumns(
      below
        .filter(({ row, cells }) => !this.descriptions.has(row) && cells.length > this.usual / 2)
        .slice(0, TYPED_ROWS),
    );
  }

  /** What to do with a row: `count` it, or leave it to this object, which gives back what it held when it turns out to be data. */
  judge(row: number, log: RowLog): 'count' | 'kept' {
    if (this.descriptions.has(row)) {
      this.found.push({ row, what: 'description', text: this.textOf(hold(row, log)) });
      return 'kept';
    }
    if (this.found.length < MAX_NON_DATA_ROWS && this.isHeading(log)) {
      this.found.push({ row, what: 'heading', text: this.textOf(hold(row, log)) });
      return 'kept';
    }
    const narrow = this.usual >= 3 && log.count <= this.usual * 0.75;
    if (!narrow && !isTotalAlone(log)) return 'count';
    this.held.push(hold(row, log));
    return 'kept';
  }

  /** Held rows that are data after all: all of them when data has followed, else those for which there is no more room. */
  release(all: boolean): HeldRow[] {
    if (all) return this.held.splice(0);
    return this.held.length > MAX_FOOTER ? this.held.splice(0, this.held.length - MAX_FOOTER) : [];
  }

  /** Notes which row was the last that counted, so that a gap below it is seen. */
  passed(row: number): void {
    this.lastRow = row;
  }

  /** The sheet has ended: keeps what stands under the table, and gives back the rest. */
  end(): HeldRow[] {
    const kinds: (NonDataRow['what'] | null)[] = [];
    let before = this.lastRow;
    this.held.forEach((held, at) => {
      const apart = held.row > before + 1 || (at > 0 && kinds[at - 1] !== null);
      kinds.push(this.isTotals(held) ? 'totals' : this.isNote(held, apart) ? 'note' : null);
      before = held.row;
    });
    let from = kinds.lastIndexOf(null) + 1;
    // A note of several rows may begin with a row that alone would be data.
    while (from > 0 && from < kinds.length && this.isBeginOfNote(this.held[from - 1]!, this.held[from]!))
      kinds[--from] = 'note';
    this.held.slice(from).forEach((held, at) => {
      if (this.found.length < MAX_NON_DATA_ROWS)
        this.found.push({ row: held.row, what: kinds[from + at]!, text: this.textOf(held) });
    });
    const data = this.held.slice(0, from);
    this.held = [];
    return data;
  }

  /** Three quarters of the headings, in their places. */
  private isHeading(log: RowLog): boolean {
    if (this.heading.size < 2 || log.count < this.heading.size * 0.75) return false;
    let same = 0;
    for (let i = 0; i < log.count; i++) {
      const heading = this.heading.get(log.columns[i]!);
      if (heading === undefined) continue;
      const start = log.starts[i]!;
      const equal =
        heading.length === log.ends[i]! - start && heading.compare(log.bytes[i]!, start, log.ends[i]!) === 0;
      if (equal) same++;
      // Nearly every row is told apart by its first cells.
      else if (i > 1 && same === 0) return false;
    }
    return same >= this.heading.size * 0.75;
  }

  private isTotals({ cells }: HeldRow): boolean {
    const text = cells.find(({ kind }) => kind === Kind.text);
    if (text && text.bytes.length <= MAX_TOTAL_BYTES && TOTALS.test(asText(text.bytes))) return true;
    const isAlone = cells.length <= this.usual * 0.75 && cells.every((cell) => cell === text || isNumber(cell));
    if (text && isAlone && cells.length > 1 && ENDS_WITH_TOTAL.test(asText(text.bytes))) return true;
    // Sums alone, with nothing where each row of the table begins.
    return (
      cells.every(isNumber) && cells.length <= this.usual / 2 && cells.every(({ column }) => column !== this.first)
    );
  }

  private isNote({ cells }: HeldRow, apart: boolean): boolean {
    if (cells.length > this.usual / 2 || cells.some((cell) => this.isUsual(cell))) return false;
    const texts = cells.map(({ kind, bytes }) => (kind === Kind.text ? asText(bytes) : null));
    if (texts.some((text) => text === null || looksTyped(text))) return false;
    const first = texts[0]!;
    // Words where all other rows have numbers or dates, and nothing where a row begins.
    const isOdd =
      cells.some(({ column }) => this.typed.has(column)) && cells.every(({ column }) => column !== this.first);
    return isOdd || apart || (cells.length === 1 && (NOTE.test(first) || (first.length > 40 && first.includes(' '))));
  }

  private noteTexts(cells: SampleRow['cells']): void {
    for (const { column, kind, bytes } of cells) {
      if (kind !== Kind.text || bytes.length > MAX_USUAL_BYTES) continue;
      const known = this.texts.get(column);
      if (known) known.add(asText(bytes));
      else this.texts.set(column, new Set([asText(bytes)]));
    }
  }

  /** Whether usual rows have the same text in this column: then it is an answer or a category, and no note. */
  private isUsual({ column, bytes }: HeldRow['cells'][number]): boolean {
    return bytes.length <= MAX_USUAL_BYTES && this.texts.get(column)?.has(asText(bytes)) === true;
  }

  /** Words alone, right above a note that does not begin where rows of the table begin. */
  private isBeginOfNote({ row, cells }: HeldRow, note: HeldRow): boolean {
    const isWords = cells.every(({ kind, bytes }) => kind === Kind.text && !looksTyped(asText(bytes)));
    const isBelow = note.row === row + 1 && note.cells.every(({ column }) => column !== this.first);
    return isBelow && isWords && cells.length <= this.usual / 3 && (this.typed.size > 0 || note.cells.length > 1);
  }

  private textOf({ cells }: HeldRow): string {
    const text = cells.find(({ kind }) => kind === Kind.text) ?? cells[0];
    return text ? asText(text.bytes).replace(/\s+/g, ' ').slice(0, TEXT_CHARACTERS) : '';
  }
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().replaceAll('\0', '\ufffd').trim();
}

function isNumber({ kind, bytes }: HeldRow['cells'][number]): boolean {
  return kind === Kind.number || (kind === Kind.text && looksTyped(asText(bytes)));
}

/** Enough of a row to judge it by, and to count it later. */
function hold(row: number, log: RowLog): HeldRow {
  const cells = Array.from({ length: log.count }, (_, i) => ({
    column: log.columns[i]!,
    kind: log.kinds[i] as Kind,
    shared: log.shared[i]!,
    bytes: log.bytes[i]!.slice(log.starts[i]!, log.ends[i]!),
  }));
  return { row, cells: cells.sort((a, b) => a.column - b.column) };
}

/** The small letters and lead bytes with which the words for a total begin. */
const FIRST = new Uint8Array(256);
for (const c of 'tgsamc') FIRST[c.charCodeAt(0)] = FIRST[c.toUpperCase().charCodeAt(0)] = 1;
for (const c of ['и', 'в', '合', '总', '總', '小', 'ا']) FIRST[Buffer.from(c)[0]!] = 1;

function isTotalAlone(log: RowLog): boolean {
  if (log.count === 0 || log.kinds[0] !== Kind.text) return false;
  const [bytes, start, end] = [log.bytes[0]!, log.starts[0]!, log.ends[0]!];
  if (end - start > MAX_TOTAL_BYTES || FIRST[bytes[start]!] === 0) return false;
  return ONLY_TOTALS.test(Buffer.from(bytes.subarray(start, end)).toString());
}
