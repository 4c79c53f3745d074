import type { ExportFormat } from './file.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const XLSM = 'application/vnd.ms-excel.sheet.macroEnabled.12';

/** The content type of each format that exports are written in. */
export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  xlsx: XLSX,
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  zip: 'application/zip',
  html: 'text/html; charset=utf-8',
};
