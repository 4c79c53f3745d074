/** Why reading rows came back, as FastPathStop in src/wasm-fast-path/fast-path.ts has it; and which columns must not be blank. */
import { columns, RECORD, REQUIRED } from './memory-layout';

/** The next row is not plain, or not all of it has arrived. */
export const OTHER: i32 = 0;
/** The output is as full as it was to become. */
export const FULL: i32 = 1;
/** The shared string `wanted` has not been read yet. */
export const STRINGS: i32 = 2;
/** Go on. */
export const NEXT: i32 = 3;

/** Whether plan column `k` must not be blank: its flag stands in the record of that number. */
export function isRequired(k: i32): bool {
  return load<u8>(columns + <usize>k * RECORD, REQUIRED) !== 0;
}
