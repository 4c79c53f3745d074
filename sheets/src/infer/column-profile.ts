import { booleanText, parseBooleanText } from '../convert/boolean-text.ts';
import { DAY_MS, moment, readSerial, Serial } from '../convert/calendar.ts';
import { OK } from '../convert/conversion-status.ts';
import { parseClockText, parseDateText } from '../convert/date-text.ts';
import { decimal, decimalToDouble, parseDecimal, roundDecimal } from '../convert/decimal.ts';
import { Target } from '../convert/target.ts';
import { countCharacters, SHOWN_BYTES, trimmed, trimText, writeShown } from '../convert/text.ts';
import { readFractionOfDay, readTimeOfDay } from '../convert/time-of-day.ts';
import { parseMarkedNumber } from '../convert/typed-number.ts';
import type { ColumnProfile, ColumnType, Warning } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { type NumberDisplay, showNumber } from '../xlsx/number-display.ts';
import { latinDouble, unmask } from './confusables.ts';
import { ContentCounts } from './content-kind.ts';
import { DateTraits } from './date-traits.ts';
import { Distinct } from './distinct.ts';
import { Misfits } from './misfits.ts';
import { saysNothing } from './nothing-words.ts';
import { NumberTraits } from './number-traits.ts';
import { TextMinMax } from './text-min-max.ts';

/** Numbers and dates kept for the histogram, chosen evenly (Vitter's algorithm R). */
const RESERVOIR = 4096;
const BINS = 12;
/** As many values as a person will go through to say what they become. */
const MAX_TOP = 40;
const SAMPLE_CHARACTERS = 100;
const MAX_SAMPLES = 5;
/** Values that are offered for replacing; where there are more, it is no slip but a way of writing. */
const MAX_FIXES = 50;
/** Samples are taken from the first cells only: a column of two values would otherwise be searched for a third to its end. */
const SAMPLED_CELLS = 2_000;
/** Values that are looked through for doubles in another alphabet. */
const MOST_COMPARED = 1_000;

/** Ways to write a value that exclude each other, and the warning where a column has both. */
const WAYS = {
  dmy: 'mixed_date_orders',
  mdy: 'mixed_date_orders',
  '.': 'mixed_marks',
  ',': 'mixed_marks',
  /** A moment with a time zone offset, and one without. */
  offset: 'time_zones',
  local: 'mixed_time_zones',
} as const;
type Way = keyof typeof WAYS;

/** What the cells of one column were, counted on bytes; strings are made for samples only. */
export class ColumnCounts {
  /** Cells that are not blank, and of these: */
  filled = 0;
  wholeNumbers = 0;
  fractions = 0;
  dates = 0;
  datetimes = 0;
  /** Times of day, and what is shown as a time and is none: 25:30, -1. */
  clocks = 0;
  times = 0;
  booleans = 0;
  errors = 0;
  texts = 0;
  /** Texts by what they look like. A text may look like several. */
  words = 0;
  textNumbers = 0;
  textNumbersPoint = 0;
  textNumbersComma = 0;
  /** Texts that are whole numbers where a point, or a comma, is the decimal mark. */
  textWholePoint = 0;
  textWholeComma = 0;
  textDatesDmy = 0;
  textDatesMdy = 0;
  textDatesTimed = 0;
  textDates = 0;
  textClocks = 0;
  textAmbiguous = 0;
  textBooleans = 0;
  /** Which words there were for yes and for no, one bit each (`BooleanWord`). */
  yesWords = 0;
  noWords = 0;
  /** Cells that are an x, which may be a tick or stand where there is nothing; and how it is written. */
  crosses = 0;
  readonly crossWords = new Set<string>();
  /** Text cells whose format is `@`: somebody made them texts. */
  heldAsText = 0;
  /** Texts that a date column would take for a day, although they are numbers: five digits, or eight. */
  serialTexts = 0;
  readonly numberTraits = new NumberTraits();
  readonly dateTraits = new DateTraits();
  readonly content = new ContentCounts();
  /** The first cells of each kind, to be shown where they do not fit. */
  readonly misfits = new Misfits();
  /** Digits with leading zeros, or more of them than a number can hold. */
  textIds = 0;
  textZeros = 0;
  longest = 0;
  lowest = Number.POSITIVE_INFINITY;
  highest = Number.NEGATIVE_INFINITY;
  tooLargeForInteger = 0;
  readonly samples: string[] = [];
  /** Every date so far has a day that could be a month. */
  mayBeSwapped = true;
  readonly warnings = new Map<Warning['code'], Warning>();
  /** Texts that can be read in one way only, by that way. */
  readonly only = new Map<Way, Warning>();
  private readonly distinct: Distinct | null;
  private readonly textMinMax: TextMinMax | null;
  private reservoir = new Float64Array(64);
  private measured = 0;
  private seed = 12345;
  /** Of the cell that goes by. */
  private cellRow = 0;
  private show: () => string = String;

  /** Without `full`, distinct values are not counted, nor the first and last of texts found. */
  constructor(full: boolean) {
    this.distinct = full ? new Distinct() : null;
    this.textMinMax = full ? new TextMinMax() : null;
  }

  /** Counts one cell. Out: the hashes of its value, which hold until the next cell; nothing for a blank cell or a first look. */
  add(
    kind: Kind,
    b: Uint8Array,
    start: number,
    end: number,
    row: number,
    date1904: boolean,
    display?: NumberDisplay | undefined,
  ): Pick<Distinct, 'lastLow' | 'lastHigh'> | null {
    if (kind === Kind.text) {
      const length = end - start;
      trimText(b, start, end);
      start = trimmed.start;
      end = trimmed.end;
      if (start >= end) return null;
      if (end - start !== length) this.warn('stray_spaces', row, kind, b, start, end, date1904);
    }
    this.filled++;
    const isCode = display?.isCode === true;
    const show = (): string =>
      (isCode ? showNumber(display, b, start, end) : null) ?? shownText(kind, b, start, end, date1904);
    this.distinct?.add(b, start, end, show);
    if (this.samples.length < MAX_SAMPLES && this.filled <= SAMPLED_CELLS) {
      const text = show();
      if (!this.samples.includes(text)) this.samples.push(text);
    }
    this.cellRow = row;
    this.show = show;
    if (kind === Kind.text) this.addText(b, start, end, row, date1904);
    else if (kind === Kind.number) {
      if (display !== undefined) this.numberTraits.addDisplay(display, row, show);
      this.addNumber(b, start, end, row, date1904);
    } else if (kind === Kind.boolean) {
      this.booleans++;
      this.misfits.note('boolean', row, show);
    } else if (kind === Kind.error) {
      this.errors++;
      this.warn('error_cells', row, kind, b, start, end, date1904);
    } else if (kind === Kind.isoDate) this.addIso(b, start, end, row);
    else this.addSerial(kind, b, start, end, row, date1904);
    return this.distinct;
  }

  private addText(b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    this.texts++;
    this.textMinMax?.add(b, start, end);
    // Bytes first: characters are only counted where they could matter.
    if (end - start > this.longest) this.longest = Math.max(this.longest, countCharacters(b, start, end));
    const first = b[start]!;
    const meant = unmask(b, start, end);
    if (meant !== null) this.noteFix('confusables', row, b, start, end, meant);
    this.content.add(b, start, end, row);
    const mayBeNumber = end - start <= 40 && (first < 0x41 || first > 0x7a || isLetterCode(b, start, end));
    if (mayBeNumber && this.addTextNumber(b, start, end, row, date1904)) return;
    if (this.addTextBoolean(b, start, end)) return;
    const dmy = parseDateText(b, start, end, 'dmy');
    let timed = dmy && (moment.hasTime || moment.hasOffset);
    let offset = dmy && moment.hasOffset;
    const day = moment.day;
    // The order only matters where a number comes first.
    const mdy = dmy || (first >= 0x30 && first <= 0x39) ? parseDateText(b, start, end, 'mdy') : false;
    if (!dmy && !mdy) {
      if (this.addTextClock(b, start, end, row)) return;
      this.words++;
      if (looksLikeDateInWords(b, start, end)) this.note('dates_in_words', row, Kind.text, b, start, end, date1904);
      if (saysNothing(b, start, end)) this.noteFix('nothing_words', row, b, start, end, null);
      else this.misfits.note('word', row, this.show);
      return;
    }
    if (mdy) {
      timed ||= moment.hasTime || moment.hasOffset;
      offset ||= moment.hasOffset;
    }
    this.noteOnly(offset ? 'offset' : 'local', row, b, start, end);
    if (dmy !== mdy) this.noteOnly(dmy ? 'dmy' : 'mdy', row, b, start, end);
    this.textDates++;
    this.dateTraits.add(b, start, end);
    this.misfits.note('date', row, this.show);
    if (dmy) this.textDatesDmy++;
    if (mdy) this.textDatesMdy++;
    if (timed) this.textDatesTimed++;
    if (dmy && mdy && day !== moment.day) {
      this.textAmbiguous++;
      this.note('ambiguous_dates', row, Kind.text, b, start, end, date1904);
    }
    this.note('dates_as_text', row, Kind.text, b, start, end, date1904);
    if (isBuddhist(moment.day)) this.note('buddhist_years', row, Kind.text, b, start, end, date1904);
    this.measure(dmy && !mdy ? day : moment.day);
  }

  private addTextClock(b: Uint8Array, start: number, end: number, row: number): boolean {
    if (parseClockText(b, start, end)) {
      this.textClocks++;
      this.measure(moment.ms / DAY_MS);
      return true;
    }
    if (!isLongDuration(b, start, end)) return false;
    this.times++;
    this.note('long_durations', row, Kind.text, b, start, end, false);
    return true;
  }

  private addTextBoolean(b: Uint8Array, start: number, end: number): boolean {
    const value = parseBooleanText(b, start, end);
    if (value < 0) return false;
    this.textBooleans++;
    if (end - start === 1 && (b[start]! | 0x20) === 0x78) this.noteCross(b[start]!);
    this.misfits.note('boolean', this.cellRow, this.show);
    if (value === 1) this.yesWords |= booleanText.word;
    else this.noWords |= booleanText.word;
    return true;
  }

  private noteCross(letter: number): void {
    this.crosses++;
    this.crossWords.add(String.fromCharCode(letter));
  }

  /** Two words for the same, such as `x` and `y`, are told apart by whoever wrote them: as yes and no they would be lost. */
  get hasOneWordEach(): boolean {
    return (this.yesWords & (this.yesWords - 1)) === 0 && (this.noWords & (this.noWords - 1)) === 0;
  }

  private addTextNumber(b: Uint8Array, start: number, end: number, row: number, date1904: boolean): boolean {
    const comma = parseMarkedNumber(b, start, end, ',');
    const commaWhole = comma && isWhole();
    const commaValue = comma ? decimalToDouble() : 0;
    const point = parseMarkedNumber(b, start, end, '.');
    if (!point && !comma) return false;
    if (!point) parseMarkedNumber(b, start, end, ',');
    this.numberTraits.add(b, start, end, row, this.show);
    this.misfits.note('number', row, this.show);
    const digits = countDigits(b, start, end);
    if (digits === end - start && digits > 1 && (b[start] === 0x30 || digits > 15)) {
      this.textIds++;
      if (b[start] === 0x30) this.textZeros++;
    }
    this.textNumbers++;
    if (point !== comma) this.noteOnly(point ? '.' : ',', row, b, start, end);
    if (point) this.textNumbersPoint++;
    if (comma) this.textNumbersComma++;
    if (point && isWhole()) this.textWholePoint++;
    if (commaWhole) this.textWholeComma++;
    if (hasExponent(b, start, end)) this.warn('lost_precision', row, Kind.text, b, start, end, date1904);
    this.note('numbers_as_text', row, Kind.text, b, start, end, date1904);
    if (end - start === 1) this.addTextBoolean(b, start, end);
    const value = point ? decimalToDouble() : commaValue;
    if (digits === end - start && (digits === 8 || digits === 5)) this.serialTexts++;
    if (point && comma && value !== commaValue)
      this.numberTraits.addEither(b.subarray(start, end).includes(0x2e) ? 0x2e : 0x2c, row, this.show);
    if (Math.abs(value) >= 2 ** 53) this.tooLargeForInteger++;
    this.measure(value);
    return true;
  }

  private addNumber(b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    this.misfits.note('number', row, this.show);
    if (!parseDecimal(b, start, end)) {
      this.words++;
      return;
    }
    // Sixteen and more digits in front: Excel keeps fifteen, the rest are zeros now.
    if (decimal.point > 15) this.warn('lost_precision', row, Kind.number, b, start, end, date1904);
    if (decimal.count > 15) roundDecimal();
    const value = decimalToDouble();
    if (isWhole()) this.wholeNumbers++;
    else this.fractions++;
    if (Math.abs(value) >= 2 ** 53) this.tooLargeForInteger++;
    if (end - start > this.longest) this.longest = end - start;
    this.measure(value);
  }

  private addSerial(kind: Kind, b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    this.misfits.note('date', row, this.show);
    const known = parseDecimal(b, start, end);
    const what = known && kind !== Kind.duration ? readSerial(decimalToDouble(), date1904) : Serial.impossible;
    if (what === Serial.moment && !(kind === Kind.time && moment.day < -20_000)) {
      if (kind === Kind.datetime || moment.hasTime) this.datetimes++;
      else this.dates++;
      this.measure(moment.day + moment.ms / DAY_MS);
      if (isBuddhist(moment.day)) this.note('buddhist_years', row, kind, b, start, end, date1904);
      if (this.mayBeSwapped) this.noteSwap(kind, b, start, end, row, date1904);
      this.noteOnly('local', row, b, start, end, kind, date1904);
    } else if (kind === Kind.time && readFractionOfDay(b, start, end)) {
      this.clocks++;
      this.measure(moment.ms / DAY_MS);
    } else {
      this.times++;
      if (known && decimalToDouble() >= 1) this.note('long_durations', row, kind, b, start, end, date1904);
    }
  }

  /** Excel took 03/04 for a date in its own order and left 13/04 a text: then no date of the column has a day over 12. */
  private noteSwap(kind: Kind, b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    const date = new Date(moment.day * DAY_MS);
    const day = date.getUTCDate();
    if (day > 12) this.mayBeSwapped = false;
    else if (day !== date.getUTCMonth() + 1) this.note('swapped_dates', row, kind, b, start, end, date1904);
  }

  /** Values that look just like others of the column and are in another alphabet from end to end, which no single one can tell. */
  noteDoubles(): void {
    const values = this.distinct?.top(MOST_COMPARED) ?? [];
    const counts = new Map(values.map(({ value, count }) => [value, count]));
    for (const { value, count } of values) {
      const double = latinDouble(value);
      const other = double === null ? undefined : counts.get(double);
      if (double === null || other === undefined) continue;
      const [from, to, cells] = count > other ? [double, value, other] : [value, double, count];
      const known = this.warnings.get('confusables');
      if (known === undefined) {
        this.warnings.set('confusables', { code: 'confusables', count: cells, sample: from, fixes: [{ from, to }] });
        continue;
      }
      known.count += cells;
      if (known.fixes !== undefined && known.fixes.length < MAX_FIXES) known.fixes.push({ from, to });
    }
  }

  private addIso(b: Uint8Array, start: number, end: number, row: number): void {
    if (!parseDateText(b, start, end, 'ymd')) {
      if (readTimeOfDay(Kind.isoDate, b, start, end, false)) this.clocks++;
      else this.times++;
      return;
    }
    this.noteOnly(moment.hasOffset ? 'offset' : 'local', row, b, start, end);
    if (moment.hasTime || moment.hasOffset) this.datetimes++;
    else this.dates++;
    this.measure(moment.day + moment.ms / 86_400_000);
  }

  private measure(value: number): void {
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    const n = this.measured++;
    if (n < RESERVOIR) {
      if (n >= this.reservoir.length) {
        const larger = new Float64Array(this.reservoir.length * 4);
        larger.set(this.reservoir);
        this.reservoir = larger;
      }
      this.reservoir[n] = value;
      return;
    }
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) | 0;
    const at = Math.floor(((this.seed >>> 0) / 4_294_967_296) * this.measured);
    if (at < RESERVOIR) this.reservoir[at] = value;
  }

  /** Counts a cell that a person should know of. */
  warn(
    code: Warning['code'],
    row: number,
    kind: Kind,
    b: Uint8Array,
    start: number,
    end: number,
    date1904: boolean,
  ): void {
    this.note(code, row, kind, b, start, end, date1904);
  }

  private note(
    code: Warning['code'],
    row: number,
    kind: Kind,
    b: Uint8Array,
    start: number,
    end: number,
    date1904: boolean,
  ): void {
    const known = this.warnings.get(code);
    if (known !== undefined) known.count++;
    else this.warnings.set(code, { code, count: 1, row, sample: shownText(kind, b, start, end, date1904) });
  }

  private noteOnly(
    way: Way,
    row: number,
    b: Uint8Array,
    start: number,
    end: number,
    kind: Kind = Kind.text,
    date1904 = false,
  ): void {
    const known = this.only.get(way);
    if (known !== undefined) known.count++;
    else this.only.set(way, { code: WAYS[way], count: 1, row, sample: shownText(kind, b, start, end, date1904) });
  }

  /** A cell that probably means something else. Its values are offered for replacing while they are few. */
  private noteFix(
    code: Warning['code'],
    row: number,
    b: Uint8Array,
    start: number,
    end: number,
    to: string | null,
  ): void {
    const from = shownText(Kind.text, b, start, end, false);
    let known = this.warnings.get(code);
    if (known === undefined) {
      known = { code, count: 0, row, sample: from, fixes: [] };
      this.warnings.set(code, known);
    }
    known.count++;
    if (known.fixes === undefined || known.fixes.some((fix) => fix.from === from)) return;
    if (known.fixes.length < MAX_FIXES && from.length < SAMPLE_CHARACTERS) known.fixes.push({ from, to });
    else delete known.fixes;
  }

  /** Cells whose value was there before, and such a value; null where that is not known exactly. */
  get repeats(): { count: number; sample?: string } | null {
    const { distinct } = this;
    if (distinct === null || !distinct.exact) return null;
    const [top] = distinct.top(1);
    const count = this.filled - distinct.count();
    return top === undefined || count === 0 ? { count } : { count, sample: top.value };
  }

  /** The profile of a column of this type. */
  profile(type: ColumnType): ColumnProfile {
    const show = MEASURES[type];
    const distinct = this.distinct;
    const top = distinct?.top(MAX_TOP) ?? [];
    const profile: ColumnProfile = {
      filled: this.filled,
      distinct: distinct?.count() ?? 0,
      distinctIsExact: distinct?.exact ?? false,
      longest: this.longest,
    };
    if (top.length > 0) profile.top = top;
    if (show && this.measured > 0) {
      profile.lowest = show(this.lowest);
      profile.highest = show(this.highest);
      profile.histogram = this.histogram();
    } else if (this.texts > 0 && this.texts === this.filled) {
      // Among other kinds, which have an order of their own, it would say nothing of the column.
      const ends = this.textMinMax?.ends;
      if (ends) {
        profile.lowest = shownText(Kind.text, ends.first, 0, ends.first.length, false);
        profile.highest = shownText(Kind.text, ends.last, 0, ends.last.length, false);
      }
    }
    return profile;
  }

  private histogram(): number[] {
    const bins = new Array<number>(this.highest > this.lowest ? BINS : 1).fill(0);
    const width = (this.highest - this.lowest) / bins.length;
    const kept = Math.min(this.measured, RESERVOIR);
    for (let i = 0; i < kept; i++) {
      const bin = width > 0 && Number.isFinite(width) ? Math.floor((this.reservoir[i]! - this.lowest) / width) : 0;
      bins[Math.min(Math.max(bin, 0), bins.length - 1)]!++;
    }
    const scale = this.measured / kept;
    return scale > 1 ? bins.map((count) => Math.round(count * scale)) : bins;
  }
}

const shown = new Target(1024);

/** A cell as a person sees it, cut for showing. */
function shownText(kind: Kind, b: Uint8Array, start: number, end: number, date1904: boolean): string {
  const stop = Math.min(end, start + SAMPLE_CHARACTERS * 4);
  shown.at = 0;
  shown.ensure(stop - start + SHOWN_BYTES);
  const clean = writeShown(shown, kind, b, start, stop, date1904) === OK;
  const text = clean
    ? Buffer.from(shown.bytes.buffer, 0, shown.at).toString()
    : Buffer.from(b.slice(start, stop)).toString();
  return text.slice(0, SAMPLE_CHARACTERS).replaceAll('\0', '\ufffd');
}

/** How what was measured of a type is shown. Others have no measure. */
const MEASURES: Readonly<Partial<Record<ColumnType, (measured: number) => string>>> = {
  integer: String,
  decimal: String,
  date: dayText,
  datetime: dayText,
  time: (part) => new Date(Math.round(part * DAY_MS)).toISOString().slice(11, 19),
};

function dayText(day: number): string {
  const text = new Date(Math.round(day * 86_400_000)).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** `25:30` and `100:00:00`: hours of a duration, which no day has. */
function isLongDuration(b: Uint8Array, start: number, end: number): boolean {
  if (b[start]! < 0x30 || b[start]! > 0x39 || end - start > 16) return false;
  const hours = /^(\d+):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?$/.exec(
    Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1'),
  )?.[1];
  return hours !== undefined && Number(hours) >= 24;
}

/** Years of the Buddhist era from 1900 to 2100 of the common era, which no date of today has; as days. */
const BUDDHIST_FIRST = Date.UTC(2443, 0) / DAY_MS;
const BUDDHIST_LAST = Date.UTC(2644, 0) / DAY_MS;

function isBuddhist(day: number): boolean {
  return day >= BUDDHIST_FIRST && day < BUDDHIST_LAST;
}

/** `5 března 2024`, `2024 m. kovo 5`: a day, a word of letters and a year of four digits, in a text of the length of a date. */
const IN_WORDS =
  /^(?:\p{L}+,?\s+)?(?:\d{1,2}(?:\.|st|nd|rd|th|er|º)?[\s.-]+(?:de\s+)?\p{L}{3,}\.?,?[\s.-]+(?:de\s+)?\d{4}|\p{L}{3,}\.?\s+\d{1,2},?\s+\d{4}|\d{4}\s(?:\p{L}\.\s)?\p{L}{3,}\s\d{1,2})\b/u;

function looksLikeDateInWords(b: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8 || end - start > 60) return false;
  return hasYear(b, start, end) && IN_WORDS.test(Buffer.from(b.buffer, b.byteOffset + start, end - start).toString());
}

/** Whether somewhere exactly four digits stand in a row. */
function hasYear(b: Uint8Array, start: number, end: number): boolean {
  let run = 0;
  for (let p = start; p < end; p++) {
    const isDigit = b[p]! >= 0x30 && b[p]! <= 0x39;
    if (!isDigit && run === 4) return true;
    run = isDigit ? run + 1 : 0;
  }
  return run === 4;
}

/** Whether the number in `decimal` is whole. */
function isWhole(): boolean {
  for (let i = Math.max(decimal.point, 0); i < decimal.count; i++) if (decimal.digits[i] !== 0) return false;
  return decimal.scale === 0 || decimal.count <= decimal.point;
}

function countDigits(b: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let p = start; p < end; p++) if (b[p]! >= 0x30 && b[p]! <= 0x39) count++;
  return count;
}

function hasExponent(b: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p + 1 < end; p++) if ((b[p]! | 0x20) === 0x65 && b[p + 1] === 0x2b) return true;
  return false;
}

/** A currency code such as `USD 5`: three capitals, then something else; or `R$ 5`. */
function isLetterCode(b: Uint8Array, start: number, end: number): boolean {
  if (b[start] === 0x52 && b[start + 1] === 0x24) return true;
  return end - start > 3 && b[start + 1]! <= 0x5a && b[start + 2]! <= 0x5a && b[start + 3]! < 0x41;
}
