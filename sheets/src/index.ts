/** Spreadsheets: bytes to rows and rows to bytes. No database, no network, no framework. */
export * from './errors.ts';
export * from './model.ts';
export { Kind, type RowSink } from './row-sink.ts';
export { scanDelimited } from './csv/delimited-scanner.ts';
export { detectDialect } from './csv/dialect.ts';
export { detectFormat } from './detect/format.ts';
export { encode } from './write/encode.ts';
export type { Encoded } from './write/encoded.ts';
export { decode } from './decode.ts';
export { inspect, type InspectOptions, preview, type PreviewRow, type PreviewWhere } from './inspect.ts';
export { decodeInThread, inspectInThread, previewInThread, stopThreads, warmThread } from './thread.ts';
export { scanXlsx } from './xlsx/scan-xlsx.ts';

export { type LegacySource, listLegacySheets, openLegacy, scanLegacy } from './legacy/scan-legacy.ts';
export type { LegacyFormat } from './legacy/open-legacy.ts';
