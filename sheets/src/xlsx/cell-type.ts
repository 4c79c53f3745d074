import { damagedXml } from '../xml/elements.ts';

/** Cell types (ECMA-376 part 1 §18.18.11 ST_CellType). */
export const T_NUMBER = 0;
export const T_SHARED = 1;
export const T_STRING = 2;
export const T_INLINE = 3;
export const T_BOOLEAN = 4;
export const T_ERROR = 5;
export const T_DATE = 6;

/** The type named by `t`: `first` is its first letter, `single` says whether it is the only one. */
export function cellType(first: number, single: boolean): number {
  if (first === 0x73) return single ? T_SHARED : T_STRING; // s, str
  if (first === 0x69) return T_INLINE; // inlineStr
  if (first === 0x62) return T_BOOLEAN;
  if (first === 0x65) return T_ERROR;
  if (first === 0x64) return T_DATE;
  return T_NUMBER;
}

/** The number of a shared string, as `v` of a cell of t="s" holds it. Throws SheetError damaged_xml where it is none. */
export function sharedIndex(b: Uint8Array, start: number, end: number): number {
  let index = 0;
  for (let p = start; p < end; p++) {
    const digit = b[p]! - 0x30;
    if (digit >= 0 && digit <= 9 && index < 1e9) index = index * 10 + digit;
    else if (b[p]! > 0x20) throw damagedXml();
  }
  return index;
}
