/** Spreadsheets: bytes to rows and rows to bytes. No database, no network, no framework. */

export { writeMarked } from './convert/typed-number.ts';
export { scanDelimited } from './csv/delimited-scanner.ts';
export { detectDialect } from './csv/dialect.ts';
export { decode } from './decode.ts';
export { decodeTextRows, type TextRow } from './decode-rows.ts';
export { detectFormat } from './detect/format.ts';
export * from './errors.ts';
export {
  type InspectOptions,
  inspect,
  type PreviewRow,
  type PreviewsWhere,
  type PreviewWhere,
  preview,
  previewSheets,
  type SheetPreview,
} from './inspect.ts';
export type { LegacyFormat } from './legacy/legacy-format.ts';
export { type LegacySource, listLegacySheets, openLegacy, scanLegacy } from './legacy/scan-legacy.ts';
export * from './model.ts';
export { Kind, type RowSink } from './row-sink.ts';
export { readTemplateInThread } from './template/read-in-thread.ts';
export { holdReadingMemory } from './threads/hold-memory.ts';
export type { Held as HeldMemory, Wait as ReadingWait } from './threads/memory-budget.ts';
export { Pause } from './threads/pause.ts';
export { limitReadingMemory } from './threads/reading-memory.ts';
export { decodeInThread, inspectInThread, previewSheetsInThread, stopThreads, warmThread } from './threads/thread.ts';
export { encode } from './write/encode.ts';
export { encodeInThread, stopEncodeThread } from './write/encode-in-thread.ts';
export type { Encoded } from './write/encoded.ts';
export { scanXlsx } from './xlsx/scan-xlsx.ts';
