/**
 * The layout of the memory that this module shares with the reading thread, and what the thread passed of the plan. Nothing here
 * allocates: the thread lays out the memory once (src/wasm-fast-path/fast-path.ts) and says where everything is.
 */

/** One record of 16 bytes for each column of the sheet: plan column or -1 (i32), longest text or 0 (i32), wire (u8), trim (u8), required (u8), decimal comma (u8). */
export let columns: usize = 0;
/** One Kind (u8) for each cell format, and how many there are. */
export let kinds: usize = 0;
export let kindCount: i32 = 0;
/** Texts of shared strings, unescaped, end to end; text `i` lies from offset `i` to offset `i + 1`. */
export let strings: usize = 0;
export let offsets: usize = 0;
/** A text whose entities are resolved is put here. */
export let scratch: usize = 0;
export let scratchEnd: usize = 0;

/** Fields of a tuple, without the leading row number that it has where `numbered`. */
export let fields: i32 = 0;
export let numbered: bool = false;
export let headerRow: i32 = 0;
export let date1904: bool = false;

export function setMemoryLayout(columnsAt: usize, kindsAt: usize, scratchAt: usize, scratchBytes: usize): void {
  columns = columnsAt;
  kinds = kindsAt;
  scratch = scratchAt;
  scratchEnd = scratchAt + scratchBytes;
}

export function setStringsLayout(stringsAt: usize, offsetsAt: usize): void {
  strings = stringsAt;
  offsets = offsetsAt;
}

export function setPlan(fieldCount: i32, hasNumber: bool, header: i32): void {
  fields = fieldCount;
  numbered = hasNumber;
  headerRow = header;
}

export function setWorkbook(formats: i32, from1904: bool): void {
  kindCount = formats;
  date1904 = from1904;
}

// A column's record.
export const RECORD: usize = 16;
export const MAX_LENGTH: usize = 4;
export const WIRE: usize = 8;
export const TRIM: usize = 9;
export const REQUIRED: usize = 10;
export const COMMA: usize = 11;

/** ECMA-376 part 1 §18.3.1.73 and Excel's own limits. */
export const MAX_ROWS: i32 = 1048576;
export const MAX_COLUMNS: i32 = 16384;
