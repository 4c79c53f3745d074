import type { CellExample, TypeDoubt } from '@sheetport/contract';
import { arePoles, CROSS, SURE_NO, SURE_YES } from '../convert/boolean-text.ts';
import type { ColumnMark, ColumnType, DateOrder, Dialect } from '../model.ts';
import type { ColumnCounts } from './column-profile.ts';
import { type HeadingEvidence, readHeading } from './heading-evidence.ts';
import type { ColumnContext, Inferred, Shares } from './inferred.ts';
import { findNumberDoubt, type NumberDoubt } from './number-doubt.ts';
import { warningsOf } from './warnings.ts';

/** Numbers or dates that a column must have beside words for nothing: two, and a fifth of its cells. */
const FEW = 2;
const SHARE_BESIDE_NOTHING = 0.2;
/** A column is proposed as dates where all but one of twenty are, and ten at least. */
const SURE_DATES = 10;
const SHARE_OF_DATES = 0.95;
/** Another type is offered where four of five cells fit it, and three at least. */
const OFFERED = 3;
const SHARE_OFFERED = 0.8;
/** A column has the currency that at least half of its amounts have. */
const SHARE_OF_CURRENCY = 0.5;

/**
 * Decides a column's type from what its cells were and what its heading says. Text is the refuge: a guess may not change what a value
 * means, so a column that could be codes, versions or telephone numbers stays text, and `doubt` says what else it could be. Words for
 * nothing leave numbers and dates what they are; a column of dates may have a few cells that are none.
 */
export function inferColumn(counts: ColumnCounts, context: ColumnContext = {}): Inferred {
  counts.noteDoubles();
  const heading = readHeading(context.heading ?? '');
  const shares = countShares(counts);
  const inferred: Inferred = { type: 'text', warnings: [] };
  if (shares.cells > 0) decideType(inferred, counts, shares, heading, context);
  if (inferred.type === 'text') {
    const content = counts.content.kind(shares.cells - shares.nothing, heading.phone && !heading.quantity);
    if (content !== undefined) inferred.content = content;
  }
  inferred.warnings = warningsOf(counts, inferred, shares, context);
  return inferred;
}

function countShares(counts: ColumnCounts): Shares {
  return {
    cells: counts.filled - counts.errors,
    numbers: counts.wholeNumbers + counts.fractions,
    textNumbers: Math.max(counts.textNumbersPoint, counts.textNumbersComma),
    moments: counts.dates + counts.datetimes,
    textDates: Math.max(counts.textDatesDmy, counts.textDatesMdy),
    nothing: counts.notes.warnings.get('nothing_words')?.count ?? 0,
  };
}

function decideType(
  inferred: Inferred,
  counts: ColumnCounts,
  shares: Shares,
  heading: HeadingEvidence,
  context: ColumnContext,
): void {
  const { cells, numbers, textNumbers } = shares;
  const isBoolean = counts.booleans + counts.textBooleans === cells && counts.hasOneWordEach;
  if (isBoolean && (counts.booleans > 0 || counts.textBooleans > textNumbers)) {
    if (isSureBoolean(counts, heading, context.blanks ?? 0)) inferred.type = 'boolean';
    else inferred.doubt = doubtOf('one_word', 'boolean', counts.misfits.first('boolean')[0]);
    return;
  }
  if (decidePointClock(inferred, counts, shares, heading)) return;
  if (decidePackedDay(inferred, counts, shares, heading)) return;
  if (decideNumber(inferred, counts, shares, heading, context)) return;
  if (decideDate(inferred, counts, shares, heading, context)) return;
  if (decideTime(inferred, counts, shares)) return;
  const allNumbers = numbers + counts.textNumbers;
  if (2 * allNumbers > cells && (isMixed(counts) || counts.textNumbersPoint !== counts.textNumbersComma)) {
    // Text because of a few: a table whose column holds numbers or dates needs to know all the same how most are written.
    inferred.decimal = decimalMark(counts, context.dialect);
    if (shares.nothing > 0 && counts.textIds === 0) inferred.nothingWords = nothingWordsOf(counts, false);
  } else if (2 * (shares.moments + counts.textDates) > cells && counts.textDatesDmy !== counts.textDatesMdy) {
    inferred.dateOrder = dateOrder(counts, context.dialect);
  }
}

/** Numbers from end to end, words for nothing apart. False where the column is something else. */
function decideNumber(
  inferred: Inferred,
  counts: ColumnCounts,
  shares: Shares,
  heading: HeadingEvidence,
  { dialect }: ColumnContext,
): boolean {
  const { cells, numbers, textNumbers, nothing } = shares;
  const fits = numbers + textNumbers;
  // An x beside numbers stands for nothing, unless the numbers are 1 and 0: then it is one tick more.
  const crosses = fits > counts.textBooleans - counts.crosses ? counts.crosses : 0;
  const blanks = nothing + crosses;
  if (fits === 0 || counts.textIds > 0) return false;
  const mark = decimalMark(counts, dialect);
  const { textWholePoint, textWholeComma } = counts;
  const textWhole =
    mark === ',' ? textWholeComma : mark === '.' ? textWholePoint : Math.min(textWholePoint, textWholeComma);
  const type = counts.wholeNumbers + textWhole === fits && counts.tooLargeForInteger === 0 ? 'integer' : 'decimal';
  const doubt = findNumberDoubt(counts, shares, heading, dialect !== undefined, blanks);
  const rejects = cells - blanks - (isMixed(counts) ? numbers + counts.textNumbers : fits);
  const isWhole = cells === fits + blanks && (blanks === 0 || hasEnough(fits, cells));
  if (!isWhole && !isOffered(fits, cells)) return false;
  if (!isWhole && doubt !== null) return false;
  const words = nothingWordsOf(counts, crosses > 0);
  if (blanks > 0) inferred.nothingWords = words;
  if (textNumbers > 0) inferred.decimal = mark;
  if (doubt !== null) {
    inferred.doubt = doubtOf(doubt.reason, type, doubt.example);
  } else if (isWhole) {
    inferred.type = type;
    const [currency, ...others] = counts.numberTraits.currencyCounts();
    // A few amounts with a sign do not say what the others are.
    if (currency && others.length === 0 && currency[1].count >= fits * SHARE_OF_CURRENCY)
      inferred.currency = currency[0];
  } else {
    const cells = counts.misfits.first('word', 'date', 'boolean');
    inferred.doubt = { ...doubtOf('few_misfits', type, cells[0]), rejects, cells };
  }
  return true;
}

/** Dates from end to end, words for nothing and a few others apart. False where the column is something else. */
function decideDate(
  inferred: Inferred,
  counts: ColumnCounts,
  shares: Shares,
  heading: HeadingEvidence,
  { dialect }: ColumnContext,
): boolean {
  const { cells, moments, textDates, nothing } = shares;
  const fits = moments + textDates;
  const rejects = cells - fits - nothing;
  if (fits === 0 || !isOffered(fits, cells - nothing) || (nothing > 0 && !hasEnough(fits, cells))) return false;
  const type = counts.datetimes + counts.textDatesTimed > 0 ? 'datetime' : 'date';
  const mayBeVersions = moments === 0 && counts.dateTraits.triples === counts.textDates;
  const isNamed = namesCode(heading) && !heading.date;
  if (mayBeVersions && (isNamed || (!heading.date && !counts.dateTraits.looksLikeDays))) {
    const example = counts.misfits.first('date')[0];
    if (rejects === 0) inferred.doubt = doubtOf(isNamed ? 'named_code' : 'version_like', type, example);
    return rejects === 0;
  }
  if (textDates > 0) inferred.dateOrder = dateOrder(counts, dialect);
  if (counts.notes.ways.has('offset')) inferred.zoned = true;
  if (nothing > 0) inferred.nothingWords = nothingWordsOf(counts, false);
  if (rejects === 0) {
    inferred.type = type;
    return true;
  }
  const misfits = { count: rejects, cells: misfitsOfDates(counts, inferred.dateOrder) };
  // A text of five or eight digits would be read as a day, which nobody may have meant.
  const isSure = fits >= SURE_DATES && fits >= (cells - nothing) * SHARE_OF_DATES && counts.serialTexts === 0;
  if (isSure && shares.numbers === 0 && !isNamed) {
    inferred.type = type;
    inferred.misfits = misfits;
    inferred.doubt = doubtOf('few_misfits', 'text', misfits.cells[0]);
  } else {
    inferred.doubt = { ...doubtOf('few_misfits', type, misfits.cells[0]), rejects, cells: misfits.cells };
  }
  return true;
}

/** Times of day from end to end, words for nothing apart. False where the column is something else. */
function decideTime(inferred: Inferred, counts: ColumnCounts, { cells, nothing }: Shares): boolean {
  const fits = counts.clocks + counts.textClocks;
  if (fits === 0 || fits + nothing !== cells || (nothing > 0 && !hasEnough(fits, cells))) return false;
  inferred.type = 'time';
  if (nothing > 0) inferred.nothingWords = nothingWordsOf(counts, false);
  return true;
}

/**
 * `9.30` is a number unless the heading names a time of day, or other cells are times: then it is text that may be a time, and with both it
 * is one. False where the column is something else.
 */
function decidePointClock(inferred: Inferred, counts: ColumnCounts, shares: Shares, heading: HeadingEvidence): boolean {
  const clocks = counts.clocks + counts.textClocks;
  const { pointClocks, pointClock } = counts;
  if (pointClock === null || clocks + pointClocks + shares.nothing !== shares.cells) return false;
  const isNamed = heading.clock && !heading.duration;
  if (!isNamed && clocks === 0) return false;
  if (isNamed && clocks > 0) inferred.type = 'time';
  else inferred.doubt = doubtOf('point_clock', 'time', pointClock);
  if (shares.nothing > 0) inferred.nothingWords = nothingWordsOf(counts, false);
  return true;
}

/** `20240305` is a number unless the heading names a date. False where the column is something else. */
function decidePackedDay(inferred: Inferred, counts: ColumnCounts, shares: Shares, heading: HeadingEvidence): boolean {
  const { packedDays, packedDay } = counts;
  if (packedDay === null || !heading.date || heading.quantity || namesCode(heading)) return false;
  if (packedDays + shares.nothing !== shares.cells || (shares.nothing > 0 && !hasEnough(packedDays, shares.cells)))
    return false;
  inferred.type = 'date';
  inferred.doubt = doubtOf('packed_day', 'integer', packedDay);
  if (shares.nothing > 0) inferred.nothingWords = nothingWordsOf(counts, false);
  return true;
}

/** Whether yes and no are meant: by both words of a pair, by words that mean nothing else, by a tick that some cells lack, or by the heading. */
function isSureBoolean(counts: ColumnCounts, heading: HeadingEvidence, blanks: number): boolean {
  const { yesWords, noWords } = counts;
  if (counts.textBooleans === 0) return true;
  if (yesWords > 0 && noWords > 0) return arePoles(yesWords, noWords);
  if ((yesWords & SURE_YES) !== 0 || (noWords & SURE_NO) !== 0 || counts.booleans > 0) return true;
  if (yesWords === CROSS && blanks > 0) return true;
  return heading.flag && !heading.name;
}

/** Whether a heading names something that is written in digits without being a number. */
function namesCode(heading: HeadingEvidence): boolean {
  const { phone, postal, version, code, name, quantity } = heading;
  return (phone || postal || version || code || name) && !quantity;
}

function hasEnough(fits: number, cells: number): boolean {
  return fits >= FEW && fits >= cells * SHARE_BESIDE_NOTHING;
}

function isOffered(fits: number, cells: number): boolean {
  return fits === cells || (fits >= OFFERED && fits >= cells * SHARE_OFFERED);
}

function doubtOf(
  reason: TypeDoubt['reason'],
  type: ColumnType,
  example: NumberDoubt['example'] | CellExample | undefined,
): TypeDoubt {
  const doubt: TypeDoubt = { reason, type, rejects: 0 };
  if (example === undefined) return doubt;
  return { ...doubt, row: example.row, sample: 'value' in example ? example.value : example.sample };
}

function nothingWordsOf(counts: ColumnCounts, crosses: boolean): string[] {
  const words = (counts.notes.warnings.get('nothing_words')?.fixes ?? []).map(({ from }) => from);
  return crosses ? [...words, ...counts.crossWords] : words;
}

function misfitsOfDates(counts: ColumnCounts, order: DateOrder | undefined): CellExample[] {
  const other = counts.notes.ways.get(order === 'mdy' ? 'dmy' : 'mdy');
  const swapped = other?.row === undefined ? [] : [{ row: other.row, value: other.sample ?? '' }];
  const cells = [...counts.misfits.first('word', 'number', 'boolean'), ...swapped];
  return cells.sort((one, another) => one.row - another.row).slice(0, 5);
}

/** Where at least one in ten numbers that show their marks is written the other way, the majority is no evidence for the rest. */
const MIXED = 10;

function isMixed({ notes: { ways } }: ColumnCounts): boolean {
  const [point, comma] = [ways.get('.')?.count ?? 0, ways.get(',')?.count ?? 0];
  return Math.min(point, comma) > 0 && Math.min(point, comma) * MIXED >= point + comma;
}

function decimalMark(counts: ColumnCounts, dialect: Dialect | undefined): ColumnMark {
  if (isMixed(counts)) return 'each';
  if (counts.textNumbersPoint === counts.textNumbersComma) return dialect?.decimal ?? '.';
  return counts.textNumbersPoint > counts.textNumbersComma ? '.' : ',';
}

function dateOrder(counts: ColumnCounts, dialect: Dialect | undefined): DateOrder {
  if (counts.textDatesDmy !== counts.textDatesMdy) return counts.textDatesDmy > counts.textDatesMdy ? 'dmy' : 'mdy';
  // Both fit: years come first, or nobody can tell.
  return counts.textAmbiguous === 0 ? 'ymd' : dialect && dialect.dateOrder !== 'ymd' ? dialect.dateOrder : 'dmy';
}
