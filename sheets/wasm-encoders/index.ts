/**
 * Encoders of exports: rows of COPY TEXT to the bytes of a file, without a JavaScript value per cell. AssemblyScript, compiled to WebAssembly
 * with SIMD; src/write/encoder-kernel.ts loads it, and who calls it defines the memory layout. Nothing here allocates.
 */
export { nulls, splitRows, writeColumn } from './columns';
export { deflate } from './deflate';
export { encodeDelimited, setDelimited } from './delimited';
export { input, output, rows } from './progress';
export { encodeSheet, hasQuoted, setSheet } from './sheet';
