/** Serial numbers into days and times. As src/convert/calendar.ts has it. */

/** The day since 1970-01-01 and the milliseconds in it that `readSerial` found. */
export let day: i32 = 0;
export let ms: i32 = 0;

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
  return true;
}

/** Days since 2000-01-01, big-endian (date_recv). */
export function writeDate(at: usize): usize {
  store<u32>(at, bswap<u32>(<u32>(day - POSTGRES_EPOCH)));
  return at + 4;
}

/** Microseconds since 2000-01-01, big-endian (timestamp_recv). */
export function writeTimestamp(at: usize): usize {
  const micros = (<i64>(day - POSTGRES_EPOCH) * 86400000 + <i64>ms) * 1000;
  store<u64>(at, bswap<u64>(<u64>micros));
  return at + 8;
}
