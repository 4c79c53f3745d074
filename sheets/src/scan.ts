import { scanDelimited } from './csv/delimited-scanner.ts';
import type { Dialect, Format } from './model.ts';
import type { RowSink } from './row-sink.ts';
import { type Report, scanXlsx } from './xlsx/scan-xlsx.ts';

/** The one signature of all scanners: a sheet of a file, cell by cell, to a sink. */
export type ScanSheet = (
  path: string,
  where: { sheet: number; dialect?: Dialect },
  sink: RowSink,
  report: Report,
) => Promise<void>;

/** Chooses the scanner of a format. The legacy reader is heavy, so it is only loaded when it is needed. */
export async function scannerOf(format: Format): Promise<ScanSheet> {
  if (format === 'xlsx') return scanXlsx;
  if (format === 'csv' || format === 'tsv') return scanDelimited;
  const { scanLegacy } = await import('./legacy/scan-legacy.ts');
  return (path, where, sink, report) => scanLegacy(path, { ...where, format }, sink, report);
}
