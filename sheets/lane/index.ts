/**
 * The fast lane: plain rows of a workbook to COPY BINARY, and plain shared strings to bytes, without a JavaScript value per cell.
 * AssemblyScript, compiled to WebAssembly with SIMD; src/lane.ts is its only user and says what lies where.
 */
export { book, place, placeStrings, plan } from './places';
export { out, position, readRows, rowNumber, wanted, written } from './rows';
export { count as stringCount, end as stringsEnd, position as stringsPosition, readStrings } from './shared';
