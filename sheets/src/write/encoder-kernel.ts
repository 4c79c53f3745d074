import { readFileSync } from 'node:fs';
import { builtFile } from '../built-file.ts';

/** What the compiled code of `wasm-encoders/` exports; see there. Addresses are bytes from the start of its memory. */
export interface EncoderKernel {
  setDelimited(
    kinds: number,
    columns: number,
    delimiter: number,
    decimalMark: number,
    crlf: boolean,
    nullText: number,
    nullBytes: number,
  ): void;
  encodeDelimited: EncodeRows;
  setSheet(
    records: number,
    columns: number,
    rowOpen: number,
    rowOpenBytes: number,
    after: number,
    afterPieces: number,
    constantBytes: number,
    is1904: boolean,
    tallies: number,
    tallyCount: number,
  ): void;
  encodeSheet(from: number, to: number, at: number, outEnd: number, limit: number, before: number): void;
  readonly hasQuoted: WebAssembly.Global;
  splitRows(from: number, to: number, fields: number, columns: number, limit: number): void;
  writeColumn(
    kind: number,
    scale: number,
    fields: number,
    columns: number,
    rows: number,
    at: number,
    bits: number,
    bitOffset: number,
  ): number;
  readonly nulls: WebAssembly.Global;
  deflate(from: number, bytes: number, at: number, work: number): number;
  readonly input: WebAssembly.Global;
  readonly output: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
}

export type EncodeRows = (from: number, to: number, at: number, outEnd: number, limit: number) => void;

/** Where the memory is free: what is before is the compiled code's own. */
export const FIRST_FREE = 64 * 1024;
/** Searches look at 16 bytes at a time, and copies may overwrite as many behind an end. */
export const SLACK = 64;
const PAGE = 64 * 1024;

let compiled: WebAssembly.Module | null = null;

/** The compiled encoders with a memory of their own, of so many bytes. */
export function openEncoderKernel(bytes: number): { kernel: EncoderKernel; memory: Uint8Array } {
  compiled ??= new WebAssembly.Module(readFileSync(builtFile('encoders.wasm')));
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { kernel: exports as unknown as EncoderKernel, memory: new Uint8Array(memory.buffer) };
}

/** Rows that compiled code encodes; see `WasmEncoder`. */
export interface CompiledRows {
  readonly rows: number;
  readonly bytes: Uint8Array;
  encode(encodeRows: EncodeRows, bytes: Uint8Array, from: number, end: number, room: number, limit: number): number;
}
