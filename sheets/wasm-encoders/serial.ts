/** Serial numbers of Excel's 1900 date system in decimal digits, as src/write/serial-date.ts writes them. */

/** Writes a whole number from 0 on. Returns where it ends. */
export function writeWhole(value: u32, at: usize): usize {
  let length: usize = 1;
  for (let rest = value; rest > 9; rest /= 10) length++;
  const end = at + length;
  for (let p = end - 1; p >= at; p--, value /= 10) store<u8>(p, 48 + (value % 10));
  return end;
}

/** Writes a day and the microseconds since its midnight, with up to 12 decimals, 13 where milliseconds do not say all. */
export function writeSerial(day: u32, micros: i64, at: usize): usize {
  at = writeWhole(day, at);
  if (micros === 0) return at;
  store<u8>(at, 46);
  const exact = <f64>micros / 0.0864;
  let part = Math.floor(exact);
  if (exact - part >= 0.5) part += 1;
  let rest = <u64>part;
  for (let p = at + 12; p > at; p--, rest /= 10) store<u8>(p, <u32>(48 + (rest % 10)));
  let last = at + 12;
  if (micros % 1000 !== 0) {
    // A zero more says that microseconds are meant.
    store<u8>(last, 48, 1);
    return last + 2;
  }
  while (load<u8>(last) === 48) last--;
  return last === at ? at : last + 1;
}
