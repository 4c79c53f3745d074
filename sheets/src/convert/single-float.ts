import { decimal } from './decimal.ts';

const view = new DataView(new ArrayBuffer(8));
/** One step above the largest float: where rounding up ends in infinity. */
const BEYOND = 2 ** 128;

/**
 * The decimal that was parsed as a float of 32 bits, correctly rounded. `value` is the nearest double to it: rounding twice goes wrong
 * only where that lies in the middle between two floats and the decimal itself does not.
 */
export function decimalToSingle(value: number): number {
  const single = Math.fround(value);
  const size = Math.abs(value);
  const found = Number.isFinite(single) ? Math.abs(single) : BEYOND;
  if (found === size || !Number.isFinite(value)) return single;
  const other = neighbour(found, size > found);
  if (Math.abs(other - size) !== Math.abs(found - size)) return single;
  const side = compareToDouble(size);
  if (side === 0) return single;
  const chosen = side > 0 ? Math.max(found, other) : Math.min(found, other);
  return Math.fround(value < 0 ? -chosen : chosen);
}

/** The next float above or below one that is not negative. */
function neighbour(single: number, above: boolean): number {
  view.setFloat32(0, single);
  view.setInt32(0, view.getInt32(0) + (above ? 1 : -1));
  const next = view.getFloat32(0);
  return Number.isFinite(next) ? next : BEYOND;
}

/** Whether the size of the decimal is above (1), below (-1) or exactly (0) a double > 0. */
function compareToDouble(size: number): number {
  view.setFloat64(0, size);
  const power = view.getUint16(0) >> 4;
  const mantissa = (view.getBigUint64(0) & (2n ** 52n - 1n)) | (power === 0 ? 0n : 2n ** 52n);
  const exponent = Math.max(power, 1) - 1075;
  let text = '';
  for (let i = 0; i < decimal.count; i++) text += decimal.digits[i];
  const scale = decimal.point - decimal.count;
  const ours = BigInt(text) * 10n ** BigInt(Math.max(scale, 0)) * 2n ** BigInt(Math.max(-exponent, 0));
  const theirs = mantissa * 2n ** BigInt(Math.max(exponent, 0)) * 10n ** BigInt(Math.max(-scale, 0));
  return ours === theirs ? 0 : ours > theirs ? 1 : -1;
}
