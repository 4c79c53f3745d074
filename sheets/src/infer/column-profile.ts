import type { CellExample } from '@sheetport/contract';
import { booleanText, parseBooleanText } from '../convert/boolean-text.ts';
import { DAY_MS, moment, readSerial, Serial } from '../convert/calendar.ts';
import { parseClockText, parseDateText, parsePointClock } from '../convert/date-text.ts';
import { decimal, decimalToDouble, parseDecimal, roundDecimal } from '../convert/decimal.ts';
import { countCharacters, trimmed, trimText } from '../convert/text.ts';
import { readFractionOfDay, readTimeOfDay } from '../convert/time-of-day.ts';
import { parseMarkedNumber } from '../convert/typed-number.ts';
import type { ColumnProfile, ColumnType } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { type NumberDisplay, showNumber } from '../xlsx/number-display.ts';
import { ColumnNotes } from './column-notes.ts';
import { unmask } from './confusables.ts';
import { ContentCounts } from './content-kind.ts';
import { isBuddhist, isLongDuration, looksLikeDateInWords } from './date-hints.ts';
import { DateTraits } from './date-traits.ts';
import { Distinct } from './distinct.ts';
import { Misfits } from './misfits.ts';
import { saysNothing } from './nothing-words.ts';
import { NumberTraits } from './number-traits.ts';
import { shownText } from './shown-text.ts';
import { Spread } from './spread.ts';
import { TextMinMax } from './text-min-max.ts';

/** As many values as a person will go through to say what they become. */
const MAX_TOP = 40;
const MAX_SAMPLES = 5;
/** Samples are taken from the first cells only: a column of two values would otherwise be searched for a third to its end. */
const SAMPLED_CELLS = 2_000;

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
  /** Texts that are numbers or days unless a time is meant: `9.30`. */
  pointClocks = 0;
  pointClock: CellExample | null = null;
  /** Numbers of eight digits that are years, months and days: `20240305`. */
  packedDays = 0;
  packedDay: CellExample | null = null;
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
  tooLargeForInteger = 0;
  readonly samples: string[] = [];
  /** Every date so far has a day that could be a month. */
  mayBeSwapped = true;
  readonly notes = new ColumnNotes();
  private readonly spread = new Spread();
  private readonly packedSpread = new Spread();
  private readonly distinct: Distinct | null;
  private readonly textMinMax: TextMinMax | null;
  /** Of the current cell. */
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
      if (end - start !== length) this.notes.add('stray_spaces', row, kind, b, start, end, date1904);
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
      this.notes.add('error_cells', row, kind, b, start, end, date1904);
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
    if (meant !== null) this.notes.addFix('confusables', row, b, start, end, meant);
    this.content.add(b, start, end, row);
    if (first <= 0x39 && end - start <= 8 && parsePointClock(b, start, end)) {
      this.pointClocks++;
      this.pointClock ??= { row, value: this.show() };
    }
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
      if (looksLikeDateInWords(b, start, end))
        this.notes.add('dates_in_words', row, Kind.text, b, start, end, date1904);
      if (saysNothing(b, start, end)) this.notes.addFix('nothing_words', row, b, start, end, null);
      else this.misfits.note('word', row, this.show);
      return;
    }
    if (mdy) {
      timed ||= moment.hasTime || moment.hasOffset;
      offset ||= moment.hasOffset;
    }
    this.notes.addWay(offset ? 'offset' : 'local', row, b, start, end);
    if (dmy !== mdy) this.notes.addWay(dmy ? 'dmy' : 'mdy', row, b, start, end);
    this.textDates++;
    this.dateTraits.add(b, start, end);
    this.misfits.note('date', row, this.show);
    if (dmy) this.textDatesDmy++;
    if (mdy) this.textDatesMdy++;
    if (timed) this.textDatesTimed++;
    if (dmy && mdy && day !== moment.day) {
      this.textAmbiguous++;
      this.notes.add('ambiguous_dates', row, Kind.text, b, start, end, date1904);
    }
    this.notes.add('dates_as_text', row, Kind.text, b, start, end, date1904);
    if (isBuddhist(moment.day)) this.notes.add('buddhist_years', row, Kind.text, b, start, end, date1904);
    this.spread.add(dmy && !mdy ? day : moment.day);
  }

  private addTextClock(b: Uint8Array, start: number, end: number, row: number): boolean {
    if (parseClockText(b, start, end)) {
      this.textClocks++;
      this.spread.add(moment.ms / DAY_MS);
      return true;
    }
    if (!isLongDuration(b, start, end)) return false;
    this.times++;
    this.notes.add('long_durations', row, Kind.text, b, start, end, false);
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
    if (point !== comma) this.notes.addWay(point ? '.' : ',', row, b, start, end);
    if (point) this.textNumbersPoint++;
    if (comma) this.textNumbersComma++;
    if (point && isWhole()) this.textWholePoint++;
    if (commaWhole) this.textWholeComma++;
    if (hasExponent(b, start, end)) this.notes.add('lost_precision', row, Kind.text, b, start, end, date1904);
    this.notes.add('numbers_as_text', row, Kind.text, b, start, end, date1904);
    if (end - start === 1) this.addTextBoolean(b, start, end);
    const value = point ? decimalToDouble() : commaValue;
    if (digits === end - start && (digits === 8 || digits === 5)) this.serialTexts++;
    if (digits === end - start) this.addPackedDay(b, start, end, row);
    if (point && comma && value !== commaValue)
      this.numberTraits.addEither(b.subarray(start, end).includes(0x2e) ? 0x2e : 0x2c, row, this.show);
    if (Math.abs(value) >= 2 ** 53) this.tooLargeForInteger++;
    this.spread.add(value);
    return true;
  }

  private addNumber(b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    this.misfits.note('number', row, this.show);
    if (!parseDecimal(b, start, end)) {
      this.words++;
      return;
    }
    // Sixteen and more digits in front: Excel keeps fifteen, the rest are zeros now.
    if (decimal.point > 15) this.notes.add('lost_precision', row, Kind.number, b, start, end, date1904);
    if (decimal.count > 15) roundDecimal();
    const value = decimalToDouble();
    if (isWhole()) this.wholeNumbers++;
    else this.fractions++;
    if (Math.abs(value) >= 2 ** 53) this.tooLargeForInteger++;
    if (end - start > this.longest) this.longest = end - start;
    this.spread.add(value);
    this.addPackedDay(b, start, end, row);
  }

  private addPackedDay(b: Uint8Array, start: number, end: number, row: number): void {
    if (end - start !== 8 || !isPackedYear(b, start) || !parseDateText(b, start, end, 'ymd')) return;
    this.packedDays++;
    this.packedDay ??= { row, value: this.show() };
    this.packedSpread.add(moment.day);
  }

  private addSerial(kind: Kind, b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    this.misfits.note('date', row, this.show);
    const known = parseDecimal(b, start, end);
    const what = known && kind !== Kind.duration ? readSerial(decimalToDouble(), date1904) : Serial.impossible;
    if (what === Serial.moment && !(kind === Kind.time && moment.day < -20_000)) {
      if (kind === Kind.datetime || moment.hasTime) this.datetimes++;
      else this.dates++;
      this.spread.add(moment.day + moment.ms / DAY_MS);
      if (isBuddhist(moment.day)) this.notes.add('buddhist_years', row, kind, b, start, end, date1904);
      if (this.mayBeSwapped) this.noteSwap(kind, b, start, end, row, date1904);
      this.notes.addWay('local', row, b, start, end, kind, date1904);
    } else if (kind === Kind.time && readFractionOfDay(b, start, end)) {
      this.clocks++;
      this.spread.add(moment.ms / DAY_MS);
    } else {
      this.times++;
      if (known && decimalToDouble() >= 1) this.notes.add('long_durations', row, kind, b, start, end, date1904);
    }
  }

  /** Excel took 03/04 for a date in its own order and left 13/04 a text: then no date of the column has a day over 12. */
  private noteSwap(kind: Kind, b: Uint8Array, start: number, end: number, row: number, date1904: boolean): void {
    const date = new Date(moment.day * DAY_MS);
    const day = date.getUTCDate();
    if (day > 12) this.mayBeSwapped = false;
    else if (day !== date.getUTCMonth() + 1) this.notes.add('swapped_dates', row, kind, b, start, end, date1904);
  }

  /** Values that look just like others of the column and are in another alphabet from end to end, which no single one can tell. */
  noteDoubles(): void {
    if (this.distinct !== null) this.notes.addDoubles(this.distinct);
  }

  private addIso(b: Uint8Array, start: number, end: number, row: number): void {
    if (!parseDateText(b, start, end, 'ymd')) {
      if (readTimeOfDay(Kind.isoDate, b, start, end, false)) this.clocks++;
      else this.times++;
      return;
    }
    this.notes.addWay(moment.hasOffset ? 'offset' : 'local', row, b, start, end);
    if (moment.hasTime || moment.hasOffset) this.datetimes++;
    else this.dates++;
    this.spread.add(moment.day + moment.ms / 86_400_000);
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
    const isPacked = this.packedDays > 0 && (type === 'date' || type === 'datetime');
    const spread = isPacked ? this.packedSpread : this.spread;
    const distinct = this.distinct;
    const top = distinct?.top(MAX_TOP) ?? [];
    const profile: ColumnProfile = {
      filled: this.filled,
      distinct: distinct?.count() ?? 0,
      distinctIsExact: distinct?.exact ?? false,
      longest: this.longest,
    };
    if (top.length > 0) profile.top = top;
    if (show && !spread.isEmpty) {
      profile.lowest = show(spread.lowest);
      profile.highest = show(spread.highest);
      profile.histogram = spread.histogram();
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

/** From 1900 to 2199, or 9999, which stands for no end. */
function isPackedYear(b: Uint8Array, start: number): boolean {
  const century = (b[start]! - 0x30) * 10 + b[start + 1]! - 0x30;
  return (century >= 19 && century <= 21) || (century === 99 && b[start + 2] === 0x39 && b[start + 3] === 0x39);
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
