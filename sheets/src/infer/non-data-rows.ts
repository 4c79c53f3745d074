import type { RowLog } from '../convert/row-log.ts';
import { copyBytes } from '../copy-bytes.ts';
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

/** Words for a total or an average that begin the row of one, whatever follows them. Lower case. */
const TOTAL_WORDS = `total totals grand~total grand~totals sub~total sub~totals sub-total subtotal subtotals net~total overall~total sum average
  total~général total~geral total~general sous-total total~ttc total~ht somme suma~total suma summe gesamt gesamtsumme gesamtergebnis
  gesamtbetrag gesamtwert endsumme endergebnis endbetrag zwischensumme teilsumme insgesamt totale totale~generale totale~complessivo
  totaal subtotaal eindtotaal totalt sammanlagt yhteensä razem ogółem łącznie celkem spolu összesen mindösszesen végösszeg toplam genel~toplam
  ara~toplam tổng tổng~cộng tổng~số cộng trung~bình итого всего подытог итог разом усього всього общо jumlah~total total~keseluruhan σύνολο
  合计 合計 总计 總計 小计 小計 总和 總和 共计 累计 累計 総計 総合計 합계 총계 소계 총합계 รวม รวมทั้งสิ้น รวมทั้งหมด المجموع الإجمالي סה"כ कुल`;
/** Such words that also begin other texts: they count where nothing follows them. */
const WORDS_ALONE = `summa media média promedio moyenne durchschnitt mittelwert gemiddelde średnia среднее среднее~значение mean avg median
  i~alt jumlah ukupno skupaj viso kokku ortalama medelvärde gennemsnitt 平均 平均值 平均値 평균 เฉลี่ย ค่าเฉลี่ย`;

const wordsOf = (list: string) => list.split(/\s+/).map((word) => word.replaceAll('~', ' '));
const TOTAL = wordsOf(TOTAL_WORDS).join('|');
const ALONE = [...wordsOf(TOTAL_WORDS), ...wordsOf(WORDS_ALONE)].join('|');
/** Begins with such a word. `\b` knows ASCII only. */
const TOTALS = new RegExp(`^(?:${TOTAL})(?![\\p{L}\\p{N}])`, 'iu');
/** Is such a word, or two: a full row of `Total Energies` is a customer's. */
const ONLY_TOTALS = new RegExp(`^(?:${ALONE})(?:\\s*/\\s*(?:${ALONE}))?[\\s:.…]*$`, 'iu');
/** Ends with such a word: `Transactions Total`. Few words, so that no sentence is one. */
const ENDS_WITH_TOTAL = new RegExp(`^(?:[\\p{L}\\p{N}&.]+ ){0,3}(?:${TOTAL})[\\s:.…]*$`, 'iu');
/** Begins a note: a sign; a word, with what it says behind it; or where the file comes from, and when. */
const NOTE = new RegExp(
  [
    '[*†‡※(•]',
    '(?:notes?|sources?|remarks?|legend|ghi chú|nguồn|lưu ý|hinweise?|quellen?|anmerkung(?:en)?|notas?|fuentes?|remarques?|fonte|bron|źródło|zdroj|источник|примечани[ея]|end of|as of|\\d+ (?:rows|records))(?!\\p{L})\\s*[\\p{L}\\p{N}:：.,(–-]',
    '(?:stand|erstellt|exported|generated|printed|created|retrieved|downloaded|last updated|updated)\\s*(?:[:：\\d(]|(?:on|at|by|from|am|vom|von|mit)\\s)',
    '備考|注|备注|来源|资料来源|出典|資料',
  ]
    .map((form) => `^(?:${form})`)
    .join('|'),
  'iu',
);
/** `Prepared by: An`: what something is, and the thing. */
const LABEL = /^\p{L}[\p{L} ]{1,30}[:：]\s*\S/u;

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
  /** Columns in which usual rows have long texts, as answers and remarks are. */
  private readonly longTexts = new Set<number>();
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
    if (text && text.bytes.length <= MAX_TOTAL_BYTES && isTotal(asText(text.bytes))) return true;
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
    if (isOdd || apart) return true;
    if (cells.length > 1) return false;
    const { column } = cells[0]!;
    if (NOTE.test(first) || (LABEL.test(first) && !this.hasLabels(column))) return true;
    return first.length > 40 && first.includes(' ') && (column === this.first || !this.longTexts.has(column));
  }

  /** Whether usual rows have such a text, as titles of films do. */
  private hasLabels(column: number): boolean {
    return this.longTexts.has(column) || [...(this.texts.get(column) ?? [])].some((text) => LABEL.test(text));
  }

  private noteTexts(cells: SampleRow['cells']): void {
    for (const { column, kind, bytes } of cells) {
      if (kind !== Kind.text) continue;
      if (bytes.length > MAX_USUAL_BYTES) {
        this.longTexts.add(column);
        continue;
      }
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
    const isWords = cells.every(
      (cell) => cell.kind === Kind.text && !looksTyped(asText(cell.bytes)) && !this.isUsual(cell),
    );
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
    bytes: copyBytes(log.bytes[i]!, log.starts[i]!, log.ends[i]!),
  }));
  return { row, cells: cells.sort((a, b) => a.column - b.column) };
}

function isTotal(text: string): boolean {
  return TOTALS.test(text) || ONLY_TOTALS.test(text);
}

/** The first three bytes of the words for a total: few other texts begin so, and no string is made of those that do not. */
const BEGINNINGS = new Set<number>();
for (const word of [...wordsOf(TOTAL_WORDS), ...wordsOf(WORDS_ALONE)]) {
  for (const form of [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]) {
    for (const bytes of [Buffer.from(form), Buffer.from(form.normalize('NFD'))]) BEGINNINGS.add(beginningOf(bytes, 0));
  }
}

/** Three bytes as one number, capitals of ASCII as small letters. */
function beginningOf(b: Uint8Array, at: number): number {
  const fold = (byte: number) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
  return (fold(b[at]!) << 16) | (fold(b[at + 1]!) << 8) | fold(b[at + 2]!);
}

function isTotalAlone(log: RowLog): boolean {
  if (log.count === 0 || log.kinds[0] !== Kind.text) return false;
  const [bytes, start, end] = [log.bytes[0]!, log.starts[0]!, log.ends[0]!];
  if (end - start < 3 || end - start > MAX_TOTAL_BYTES || !BEGINNINGS.has(beginningOf(bytes, start))) return false;
  return ONLY_TOTALS.test(Buffer.from(bytes.subarray(start, end)).toString());
}
