/**
 * Encoders of exports: rows of COPY TEXT to the bytes of a file, without a JavaScript value per cell. AssemblyScript, compiled to WebAssembly
 * with SIMD; src/write/wasm-encoder.ts is its only caller and defines the memory layout. Nothing here allocates.
 */
export { encodeDelimited, setDelimited } from './delimited';
export { input, output, rows } from './progress';
