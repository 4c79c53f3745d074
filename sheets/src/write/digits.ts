/** Numbers in decimal digits, four at a time. */

/** `0000` to `9999` as the four bytes they are written with, the first one lowest. */
const FOUR = Uint32Array.from({ length: 10_000 }, (_, value) => {
  let word = 0;
  for (let place = 24, rest = value; place >= 0; place -= 8, rest = Math.floor(rest / 10)) {
    word |= (48 + (rest % 10)) << place;
  }
  return word;
});

/** Writes `value` (0 to 9999) as four digits. */
export function writeFour(value: number, out: DataView, at: number): void {
  out.setUint32(at, FOUR[value]!, true);
}

/** Writes a whole number (0 to 99,999,999) in decimal. Up to 3 bytes behind it are overwritten. Returns where it ends. */
export function writeInteger(value: number, out: DataView, at: number): number {
  if (value >= 10_000) {
    const high = (value / 10_000) | 0;
    at = writeShort(high, out, at);
    writeFour(value - high * 10_000, out, at);
    return at + 4;
  }
  return writeShort(value, out, at);
}

/** Without the zeros in front. */
function writeShort(value: number, out: DataView, at: number): number {
  const zeros = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  out.setUint32(at, FOUR[value]! >>> (zeros * 8), true);
  return at + 4 - zeros;
}
