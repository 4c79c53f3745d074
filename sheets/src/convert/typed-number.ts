import type { ColumnMark, DecimalMark } from '../model.ts';
import { decimal, decimalToDouble, parseDecimal } from './decimal.ts';
import { foldDigits, folded } from './wide-digits.ts';

/** What a person's number is normalised into before it is parsed; longer texts are no numbers. */
const MAX_TYPED_BYTES = 400;
const plain = new Uint8Array(MAX_TYPED_BYTES + 8);

const POINT = 0x2e;
const COMMA = 0x2c;

/**
 * How the number that was read last was written, beside its digits: the bytes of its currency as one number (0 for none), whether it has a
 * percent sign, marks for thousands, a plus in front, or an exponent; and how many digits stand behind its decimal mark.
 */
export const written = { currency: 0, percent: false, grouped: false, plus: false, exponent: false, fraction: 0 };

/** The sign or code that `written.currency` holds. */
export function currencyText(packed: number): string {
  const bytes = [packed >>> 16, (packed >>> 8) & 0xff, packed & 0xff].filter((byte) => byte !== 0);
  return Buffer.from(bytes).toString();
}

/**
 * Parses a number as people type it: `$1,234.50`, `1.234,5 €`, `(12)`, `12-`, `5 %`, `−3`, `４２`, with thousand marks (comma, point, blank,
 * apostrophe) where they stand right. Without a known `mark`, the last of two different marks is the decimal one, and a single comma
 * is one unless three digits follow it; with one, a text of which both marks show that it is written the other way (`1.234,56`) is
 * still read as it is meant. No backtracking. The result is in `decimal`.
 */
export function parseTypedNumber(b: Uint8Array, start: number, end: number, mark: DecimalMark | undefined): boolean {
  if (parseMarkedNumber(b, start, end, mark)) return true;
  return mark !== undefined && hasBothMarks(b, start, end) && parseMarkedNumber(b, start, end, undefined);
}

/** As `parseTypedNumber`, but a known `mark` is the only one: what does not fit it is no number. */
export function parseMarkedNumber(b: Uint8Array, start: number, end: number, mark: DecimalMark | undefined): boolean {
  if (parseAsciiNumber(b, start, end, mark)) return true;
  return foldDigits(b, start, end) && parseAsciiNumber(folded.bytes, 0, folded.length, mark);
}

/** What a number says where either mark may be the decimal one. */
export const Reading = { none: 0, sure: 1, either: 2 } as const;

/**
 * Parses a number of a column in which some are written 1,234.5 and others 1.234,5: by the mark that its own text shows. `either` where
 * it shows none, as `1,234` does: then the reading with thousand marks is in `decimal`.
 */
export function parseAmbiguousNumber(b: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  const point = parseMarkedNumber(b, start, end, '.');
  const pointValue = point ? decimalToDouble() : 0;
  const comma = parseMarkedNumber(b, start, end, ',');
  if (!point) return comma ? Reading.sure : Reading.none;
  const commaValue = comma ? decimalToDouble() : pointValue;
  if (Math.abs(commaValue) <= Math.abs(pointValue)) parseMarkedNumber(b, start, end, '.');
  return commaValue === pointValue ? Reading.sure : Reading.either;
}

/** A number in plain digits as a column of that mark writes it, so that it means the same when it is read there. */
export function writeMarked(text: string, mark: ColumnMark | undefined): string {
  if (mark === ',') return text.replace('.', ',');
  // Three digits behind a point could be a thousand; four could not.
  return mark === 'each' && /^[-+]?[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

function hasBothMarks(b: Uint8Array, start: number, end: number): boolean {
  let comma = false;
  let point = false;
  for (let p = start; p < end; p++) {
    if (b[p] === COMMA) comma = true;
    else if (b[p] === POINT) point = true;
  }
  return comma && point;
}

/** One pass. */
function parseAsciiNumber(b: Uint8Array, start: number, end: number, mark: DecimalMark | undefined): boolean {
  written.currency = 0;
  written.percent = written.grouped = written.plus = written.exponent = false;
  if (mark !== ',' && isPlain(b, start, end) && parseDecimal(b, start, end)) {
    written.fraction = decimal.scale;
    return true;
  }
  if (end - start > MAX_TYPED_BYTES) return false;
  let decimalMark = mark === ',' ? COMMA : POINT;
  if (mark === undefined) decimalMark = guessMark(b, start, end);

  let at = 1; // plain[0] is kept for the sign
  let negative = false;
  let signs = 0;
  let open = false;
  let percent = false;
  let currency = false;
  let digits = 0; // digits since the start or the last mark
  let grouped = false;
  let groupMark = 0;
  let zeroFirst = false;
  let ended = false; // digits are over: only signs, currency and blanks may follow
  let seenPoint = false;
  let anyDigit = false;

  for (let p = start; p < end; p++) {
    const c = b[p]!;
    if (c >= 0x30 && c <= 0x39) {
      if (ended) return false;
      if (!anyDigit) zeroFirst = c === 0x30;
      plain[at++] = c;
      digits++;
      anyDigit = true;
    } else if (c === decimalMark) {
      if (ended || seenPoint || (grouped && digits !== 3)) return false;
      seenPoint = true;
      plain[at++] = POINT;
      digits = 0;
    } else if ((c === COMMA || c === POINT || c === 0x27) && anyDigit && !ended) {
      // A thousand mark: one to three digits before the first, two (as in India) or three between, three behind the last. No thousand
      // begins with a zero: 0,125 is a fraction.
      if (
        zeroFirst ||
        seenPoint ||
        digits === 0 ||
        digits > 3 ||
        (groupMark !== 0 && groupMark !== c) ||
        (grouped && digits < 2)
      )
        return false;
      grouped = true;
      groupMark = c;
      digits = 0;
    } else if (c === 0x20 || c === 0x09 || blankLength(b, p, end) > 0) {
      if (c > 0x20) p += blankLength(b, p, end) - 1;
      if (anyDigit && !ended) {
        const next = b[p + 1];
        if (p + 1 < end && next !== undefined && next >= 0x30 && next <= 0x39) {
          // Between digits, a blank is a thousand mark.
          if (
            seenPoint ||
            digits === 0 ||
            digits > 3 ||
            (groupMark !== 0 && groupMark !== 0x20) ||
            (grouped && digits !== 3)
          )
            return false;
          grouped = true;
          groupMark = 0x20;
          digits = 0;
        } else {
          ended = true;
        }
      }
    } else if (c === 0x2d || c === 0x2b || isMinusSign(b, p, end)) {
      if (c > 0x7f) p += 2;
      if (c === 0x2b) written.plus = true;
      if (++signs > 1 || (anyDigit && c === 0x2b)) return false;
      negative = c !== 0x2b;
      if (anyDigit) ended = true;
    } else if (c === 0x28) {
      if (anyDigit || open || ++signs > 1) return false;
      open = true;
      negative = true;
    } else if (c === 0x29) {
      if (!open || !anyDigit) return false;
      open = false;
      ended = true;
    } else if (c === 0x25) {
      if (percent || !anyDigit) return false;
      percent = true;
      ended = true;
    } else if ((c === 0x45 || c === 0x65) && anyDigit && !ended && !grouped && isExponent(b, p + 1, end)) {
      written.exponent = true;
      for (; p < end; p++) plain[at++] = b[p]!;
    } else {
      if (currency) return false;
      currency = true;
      const word = anyDigit && WORD_BEGINNINGS[c] === 1 ? readCurrencyWord(b, p, end) : 0;
      const length = word > 0 ? end - p : currencyLength(b, p, end);
      if (length === 0) return false;
      written.currency = word > 0 ? word : packBytes(b, p, length);
      if (anyDigit) ended = true;
      p += length - 1;
    }
  }
  if (!anyDigit || open || (grouped && !seenPoint && digits !== 3)) return false;
  plain[0] = negative ? 0x2d : 0x2b;
  if (!parseDecimal(plain, 0, at)) return false;
  written.percent = percent;
  written.grouped = grouped;
  written.fraction = seenPoint ? digits : 0;
  if (percent) {
    decimal.point -= decimal.count === 0 ? 0 : 2;
    decimal.scale += 2;
  }
  return true;
}

function packBytes(b: Uint8Array, p: number, length: number): number {
  let packed = 0;
  for (let i = 0; i < length; i++) packed = (packed << 8) | b[p + i]!;
  return packed;
}

/** Digits with at most one point, a leading minus and an exponent: nothing that needs normalising. */
function isPlain(b: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) {
    const c = b[p]!;
    if ((c < 0x30 || c > 0x39) && c !== POINT && !(p === start && c === 0x2d)) return false;
  }
  // `1.234` may be a thousand and something, but only the mark can tell; without one it is read as it stands.
  return end > start;
}

/** Decides which mark is the decimal one where nobody said. */
function guessMark(b: Uint8Array, start: number, end: number): number {
  let comma = -1;
  let commas = 0;
  let point = -1;
  let points = 0;
  let first = -1;
  let last = start;
  for (let p = start; p < end; p++) {
    const c = b[p]!;
    if (c === COMMA) {
      comma = p;
      commas++;
    } else if (c === POINT) {
      point = p;
      points++;
    } else if (c >= 0x30 && c <= 0x39) {
      if (first < 0) first = c;
      last = p;
    }
  }
  if (comma < 0) return points > 1 ? COMMA : POINT;
  if (point >= 0) return comma > point ? COMMA : POINT;
  return commas === 1 && (last - comma !== 3 || first === 0x30) ? COMMA : POINT;
}

function isExponent(b: Uint8Array, start: number, end: number): boolean {
  let p = start;
  if (b[p] === 0x2d || b[p] === 0x2b) p++;
  if (p >= end) return false;
  for (; p < end; p++) if (b[p]! < 0x30 || b[p]! > 0x39) return false;
  return true;
}

/** U+2212, the typographic minus. */
function isMinusSign(b: Uint8Array, p: number, end: number): boolean {
  return b[p] === 0xe2 && p + 2 < end && b[p + 1] === 0x88 && b[p + 2] === 0x92;
}

/** The bytes of a no-break (U+00A0), narrow no-break (U+202F), thin (U+2009) or figure blank (U+2007) at `p`; 0 where there is none. */
export function blankLength(b: Uint8Array, p: number, end: number): number {
  if (b[p] === 0xc2) return p + 1 < end && b[p + 1] === 0xa0 ? 2 : 0;
  if (b[p] !== 0xe2 || p + 2 >= end || b[p + 1] !== 0x80) return 0;
  return b[p + 2] === 0xaf || b[p + 2] === 0x89 || b[p + 2] === 0x87 ? 3 : 0;
}

/** What stands behind amounts instead of a sign, and the sign or code that it stands for. */
const CURRENCY_WORDS = (
  'zł/zł Kč/Kč kr/kr kr./kr Ft/Ft руб/₽ руб./₽ р./₽ грн/₴ грн./₴ лв/BGN лв./BGN lei/RON VNĐ/VND vnđ/VND vnd/VND đồng/VND ' +
  '元/CNY 円/¥ 원/₩ บาท/THB ฿/THB euro/€ euros/€ Euro/€ Euros/€ eur/€ usd/$'
)
  .split(' ')
  .map((pair) => pair.split('/') as [string, string])
  .map(([word, sign]) => ({ word: Buffer.from(word), sign: packBytes(Buffer.from(sign), 0, Buffer.byteLength(sign)) }));

/** First bytes of those words, and the bytes of the longest: few texts are looked at further. */
const WORD_BEGINNINGS = new Uint8Array(256);
for (const { word } of CURRENCY_WORDS) WORD_BEGINNINGS[word[0]!] = 1;
const LONGEST_WORD = Math.max(...CURRENCY_WORDS.map(({ word }) => word.length));

/** The sign, packed, of the word for a currency that the text ends with from `p` on; 0 where there is none. */
function readCurrencyWord(b: Uint8Array, p: number, end: number): number {
  if (end - p > LONGEST_WORD) return 0;
  const found = CURRENCY_WORDS.find(({ word }) => {
    if (word.length !== end - p) return false;
    for (let i = 0; i < word.length; i++) if (b[p + i] !== word[i]) return false;
    return true;
  });
  return found?.sign ?? 0;
}

/** The bytes of a currency sign or code at `p`; 0 where there is none. */
function currencyLength(b: Uint8Array, p: number, end: number): number {
  const c = b[p]!;
  if (c === 0x24) return 1; // $
  if (c === 0x52 && p + 1 < end && b[p + 1] === 0x24) return 2; // R$
  if (c === 0xc2 && p + 1 < end && b[p + 1]! >= 0xa2 && b[p + 1]! <= 0xa5) return 2; // ¢ £ ¤ ¥
  if (c === 0xc4 && p + 1 < end && b[p + 1] === 0x91) return 2; // đ
  if (c === 0xe2 && p + 2 < end && b[p + 1] === 0x82 && b[p + 2]! >= 0xa0) return 3; // U+20A0 to U+20BF, € and ₫ among them
  if (c < 0x41 || c > 0x5a || p + 2 >= end) return 0;
  const code = (c << 16) | (b[p + 1]! << 8) | b[p + 2]!;
  return CODES.has(code) ? 3 : 0;
}

/** The commonest codes of ISO 4217, as three bytes. */
const CODES: ReadonlySet<number> = new Set(
  [
    'USD',
    'EUR',
    'GBP',
    'JPY',
    'CNY',
    'VND',
    'KRW',
    'INR',
    'CHF',
    'AUD',
    'CAD',
    'SGD',
    'THB',
    'IDR',
    'BRL',
    'MXN',
    'SEK',
    'NOK',
    'DKK',
    'PLN',
    'CZK',
    'TRY',
    'RUB',
    'ZAR',
  ].map((code) => (code.charCodeAt(0) << 16) | (code.charCodeAt(1) << 8) | code.charCodeAt(2)),
);
