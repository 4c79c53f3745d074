/**
 * The fast path: plain rows of a workbook or of delimited text to COPY BINARY, and plain shared strings to bytes, without a JavaScript value
 * per cell.
 * AssemblyScript, compiled to WebAssembly with SIMD; src/wasm-fast-path/fast-path.ts is its only caller and defines the memory layout.
 */
export {
  out as recordsOut,
  position as recordsPosition,
  readRecords,
  rowNumber as recordNumber,
  written as recordsWritten,
} from './delimited';
export { setMemoryLayout, setPlan, setStringsLayout, setWorkbook } from './memory-layout';
export { out, position, readRows, rowNumber, wanted, written } from './rows';
export { count as stringCount, end as stringsEnd, position as stringsPosition, readStrings } from './shared';
