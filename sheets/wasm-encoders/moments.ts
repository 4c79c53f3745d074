/** Dates and times as PostgreSQL writes them in its ISO style, of years 1 to 9999 (the JavaScript encoder reads the others). */

/** What was read last: days since 1970-01-01, and microseconds since midnight. */
export let day: i32 = 0;
export let micros: i64 = 0;

/** Reads `2024-01-31`, all of it. */
export function readDate(p: usize, end: usize): bool {
  if (end - p !== 10 || load<u8>(p, 4) !== 45 || load<u8>(p, 7) !== 45) return false;
  const high = twoDigits(p);
  const low = twoDigits(p + 2);
  const month = twoDigits(p + 5);
  const date = twoDigits(p + 8);
  if ((high | low | month | date) < 0) return false;
  day = daysFromCivil(high * 100 + low, month, date);
  return true;
}

/** Reads `10:00:00` or `10:00:00.5`, all of it, with up to six decimals. */
export function readTime(p: usize, end: usize): bool {
  if (end - p < 8 || load<u8>(p, 2) !== 58 || load<u8>(p, 5) !== 58) return false;
  const hours = twoDigits(p);
  const minutes = twoDigits(p + 3);
  const seconds = twoDigits(p + 6);
  if ((hours | minutes | seconds) < 0) return false;
  let fraction: i32 = 0;
  if (end - p > 8) {
    if (end - p > 15 || load<u8>(p, 8) !== 46) return false;
    let unit: i32 = 100000;
    for (p += 9; p < end; p++, unit /= 10) {
      const digit = <u32>load<u8>(p) - 48;
      if (digit > 9) return false;
      fraction += <i32>digit * unit;
    }
  }
  micros = <i64>((hours * 60 + minutes) * 60 + seconds) * 1000000 + fraction;
  return true;
}

/** Reads `2024-01-31 10:00:00.5`, all of it. */
export function readMoment(p: usize, end: usize): bool {
  return end - p > 18 && load<u8>(p, 10) === 32 && readDate(p, p + 10) && readTime(p + 11, end);
}

/** Negative where there is anything but two digits. */
function twoDigits(p: usize): i32 {
  const tens = <u32>load<u8>(p) - 48;
  const ones = <u32>load<u8>(p, 1) - 48;
  return tens <= 9 && ones <= 9 ? <i32>(tens * 10 + ones) : -1;
}

/** Days since 1970-01-01 in the Gregorian calendar, for years from 1 on; counted in years that begin with March. */
function daysFromCivil(year: i32, month: i32, date: i32): i32 {
  const y = month > 2 ? year : year - 1;
  const era = y / 400;
  const ofEra = y - era * 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1;
  return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}
