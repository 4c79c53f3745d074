/** Serial numbers into days and times. As src/convert/calendar.ts has it. */

/** The day since 1970-01-01, the milliseconds in it and the microseconds beyond them that were found last. */
export let day: i32 = 0;
export let ms: i32 = 0;
export let micros: i32 = 0;

/** 12 decimals of a day and the zero behind them. */
const EXACT_DECIMALS: usize = 13;
const DAY_MS: f64 = 86400000;
/** 9999-12-31 in the 1900 system, the last day that Excel knows. */
const LAST_SERIAL: f64 = 2958465;
/** 1904-01-01 in the 1900 system. */
const SHIFT_1904: f64 = 1462;
/** 1970-01-01 in the 1900 system. */
const UNIX_EPOCH: f64 = 25569;
/** Days from 1970-01-01 to 2000-01-01, where Postgres begins. */
const POSTGRES_EPOCH: i32 = 10957;

/** False for what is no day: a time of day, the 29 February 1900 that never was (§18.17.4.1), and what lies beyond Excel's days. */
export function readSerial(serial: f64, from1904: bool): bool {
  if (!(serial >= 0 && serial <= LAST_SERIAL + 1)) return false;
  let whole = Math.floor(serial);
  // As Math.round of JavaScript: halves go up.
  const exact = (serial - whole) * DAY_MS;
  let part = Math.floor(exact);
  if (exact - part >= 0.5) part += 1;
  if (part >= DAY_MS) {
    part = 0;
    whole += 1;
  }
  if (from1904) whole += SHIFT_1904;
  else if (whole === 0 || whole === 60) return false;
  else if (whole < 60) whole += 1;
  if (whole > LAST_SERIAL) return false;
  day = <i32>(whole - UNIX_EPOCH);
  ms = <i32>part;
  micros = 0;
  return true;
}

/** Whether bytes may be what `readExactSerial` reads. */
export function mayBeExact(p: usize, end: usize): bool {
  return load<u8>(end - 1) === 0x30 && end - p >= EXACT_DECIMALS + 2 && load<u8>(end - 1 - EXACT_DECIMALS) === 0x2e;
}

/** A serial whose 13 decimals, the last a zero, say that microseconds are meant; false for all else, which is milliseconds. */
export function readExactSerial(p: usize, end: usize): bool {
  const whole = readExact(p, end);
  if (whole <= 60 || <f64>whole > LAST_SERIAL) return false;
  day = <i32>(<f64>whole - UNIX_EPOCH);
  return true;
}

/** Reads the time of such a serial and returns its whole days; -1 where it is none. */
function readExact(p: usize, end: usize): i64 {
  const point = end - 1 - EXACT_DECIMALS;
  let whole: u64 = 0;
  let fraction: u64 = 0;
  for (; p < end - 1; p++) {
    if (p === point) continue;
    const digit = <u32>load<u8>(p) - 0x30;
    if (digit > 9 || whole > 9999999) return -1;
    if (p < point) whole = whole * 10 + digit;
    else fraction = fraction * 10 + digit;
  }
  const all = (fraction * 864 + 5000) / 10000;
  const off = <i64>(fraction * 864) - <i64>(all * 10000);
  if (off > 432 || off < -432 || all % 1000 === 0) return -1;
  ms = <i32>(all / 1000);
  micros = <i32>(all % 1000);
  return <i64>whole;
}

/** Whether the microseconds of a time of day are said; as src/convert/time-of-day.ts has it. */
export function readExactTime(p: usize, end: usize): bool {
  return readExact(p, end) === 0;
}

/** A serial from 0 to below 1 as a time of day; false for all else. */
export function readTime(serial: f64): bool {
  if (!(serial >= 0 && serial < 1)) return false;
  const exact = serial * DAY_MS;
  let part = Math.floor(exact);
  if (exact - part >= 0.5) part += 1;
  ms = part >= DAY_MS ? <i32>(DAY_MS - 1) : <i32>part;
  micros = 0;
  return true;
}

/** Reads `08:30` and `08:30:15`. False for all else. */
export function readClockText(p: usize, end: usize): bool {
  const length = end - p;
  if ((length !== 5 && length !== 8) || load<u8>(p, 2) !== 0x3a) return false;
  const hours = digits(p, 2);
  const minutes = digits(p + 3, 2);
  let seconds = 0;
  if (length === 8) {
    if (load<u8>(p, 5) !== 0x3a) return false;
    seconds = digits(p + 6, 2);
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
  ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  micros = 0;
  return true;
}

/** Reads `2018-05-05`, and `2018-05-05 13:30:00` or with a T, as ISO 8601 has them. False for all else. */
export function readIsoText(p: usize, end: usize): bool {
  const length = end - p;
  if ((length !== 10 && length !== 19) || load<u8>(p, 4) !== 0x2d || load<u8>(p, 7) !== 0x2d) return false;
  const year = digits(p, 4);
  const month = digits(p + 5, 2);
  const date = digits(p + 8, 2);
  if (year < 1 || month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return false;
  ms = 0;
  micros = 0;
  if (length === 19) {
    const mark: u32 = load<u8>(p, 10);
    if ((mark !== 0x54 && mark !== 0x20) || load<u8>(p, 13) !== 0x3a || load<u8>(p, 16) !== 0x3a) return false;
    const hours = digits(p + 11, 2);
    const minutes = digits(p + 14, 2);
    const seconds = digits(p + 17, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  }
  day = daysFromCivil(year, month, date);
  return true;
}

/** A number of so many digits, or -1. */
function digits(p: usize, count: usize): i32 {
  let value: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const digit = <u32>load<u8>(p + i) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + <i32>digit;
  }
  return value;
}

/** Howard Hinnant, "chrono-compatible low-level date algorithms"; for years from 1 on. */
function daysFromCivil(year: i32, month: i32, date: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 2000-01-01, big-endian (date_recv). */
export function writeDate(at: usize): usize {
  store<u32>(at, bswap<u32>(<u32>(day - POSTGRES_EPOCH)));
  return at + 4;
}

/** Microseconds since 2000-01-01, big-endian (timestamp_recv). */
export function writeTimestamp(at: usize): usize {
  const all = (<i64>(day - POSTGRES_EPOCH) * 86400000 + <i64>ms) * 1000 + <i64>micros;
  store<u64>(at, bswap<u64>(<u64>all));
  return at + 8;
}

/** Microseconds since midnight, big-endian (time_recv). */
export function writeTime(at: usize): usize {
  store<u64>(at, bswap<u64>(<u64>(<i64>ms * 1000 + <i64>micros)));
  return at + 8;
}
