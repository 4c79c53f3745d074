/** What jobs are expected to take, step by step, where nobody has seen one like it yet: measured on two cores with tables of ten columns. */
import type { ExportFormat, Format, ImportMode, JobKind } from '@sheetport/contract';
import { z } from 'zod';
import type { ExpectedStep, Step } from './forecast.ts';

/** What a whole job is expected to take. */
export interface ExpectedJob {
  /** What it has in common with others, the most alike first: by these names its steps are remembered (job-history.ts). */
  names: readonly string[];
  /** Rows that it works on. */
  rows: number;
  steps: readonly ExpectedStep[];
}

/** What is known of a job when it is claimed: what was asked. */
const Asked = z
  .looseObject({ mode: z.string().optional(), format: z.string().optional(), dryRun: z.boolean().optional() })
  .catch({});

/** What is known of a job when it is claimed. */
interface ClaimedJob {
  kind: JobKind;
  spec: unknown;
  tableId: string | null;
  /** The size of the file that it reads. */
  fileBytes: number | null;
}

/** What a job is expected to take before its rows are counted: to open what it works on, and all the rest. */
export function expectClaimed({ kind, spec, tableId, fileBytes }: ClaimedJob): ExpectedJob {
  const { mode, format, dryRun } = Asked.parse(spec);
  const words = ['claimed', kind, mode, format, dryRun === true ? 'dry run' : undefined];
  const name = words.filter((word) => word !== undefined).join(' ');
  return {
    names: tableId === null ? [name] : [`${name} ${tableId}`, name],
    rows: (fileBytes ?? 0) / 100,
    steps: [step('open', 20), step('rest', fileBytes === null ? 500 : 60 + fileBytes / 20_000)],
  };
}
/** What an import is expected by. */
export interface ImportSize {
  format: Format | 'rows';
  mode: ImportMode;
  /** Rows that come, where that is known; else how large the file is. */
  rows: number | null;
  bytes: number;
  columns: number;
  /** The table that they go into; null for a new one. `key`: rows are found by it. */
  table: { id: string; rows: number; key: boolean } | null;
  /** A new table that gets a key. */
  newKey: boolean;
  staged: boolean;
  rules: boolean;
  dryRun: boolean;
}

/** Microseconds for a row of ten columns. */
const READ_US: Record<Format | 'rows', number> = {
  xlsx: 3,
  csv: 1.8,
  tsv: 1.8,
  xls: 12,
  xlsb: 12,
  ods: 20,
  rows: 24,
};
/** Rows that are decoded ahead of what Postgres has taken (decode.ts). */
const ROWS_AHEAD = 80_000;
/** Corrections come in pages of so many, and the first word of reading them comes after a page (corrected-rows.ts). */
const PAGE_ROWS = 2000;
/** Rows that are merged before the first word of it (tables, write-rows.ts). */
const BATCH_ROWS = 20_000;
/** Bytes for a cell, by which rows are guessed of a file that nobody has read yet. */
const BYTES_PER_CELL: Partial<Record<Format | 'rows', number>> = { csv: 11, tsv: 11 };
const BYTES_PER_PACKED_CELL = 6;

/** The steps of an import. */
export function expectImport(size: ImportSize): ExpectedJob {
  const { format, mode, columns, table, staged, rules, dryRun } = size;
  const rows = size.rows ?? size.bytes / (columns * (BYTES_PER_CELL[format] ?? BYTES_PER_PACKED_CELL));
  /** Milliseconds for all rows, where one of ten columns takes so many microseconds. */
  const all = (us: number, width = columns / 10, count = rows) => (count * us * Math.max(0.2, width)) / 1000;
  const were = (us: number) => ((table?.rows ?? 0) * us) / 1000;
  const matches = mode === 'upsert' || mode === 'update';
  const keyed = table?.key === true;
  const corrects = format === 'rows';
  const reading = all(READ_US[format]);
  // With what the rows held before, for the undo.
  const writing = matches && keyed ? 8 : 7;
  const readStart = 8 + (corrects ? all(READ_US.rows, columns / 10, Math.min(rows, PAGE_ROWS)) : 0);
  const ahead = (us: number) => all(us, columns / 10, Math.min(rows, ROWS_AHEAD));
  const steps: ExpectedStep[] = staged
    ? [
        step('open', 25),
        step('readStart', readStart),
        step('read', reading + (rules ? all(1) : 0) + (mode === 'update' ? all(0.8, 1) : 0)),
        step('readEnd', 5 + ahead(rules || mode === 'update' ? 2.5 : 0.7) + (corrects ? all(7) : 0)),
        step('check', 10 + all(0.8) + (rules ? all(2) : 0)),
        step('hold', mode === 'replace' && keyed ? 5 + were(1.2) : 0),
        step('empty', mode === 'replace' ? 3 + were(0.7) : 0),
        step('writeStart', 8 + all(writing, columns / 10, Math.min(rows, BATCH_ROWS))),
        step('write', 1 + all(writing, columns / 10, Math.max(0, rows - BATCH_ROWS))),
        step('writeEnd', matches ? 5 + all(0.4, 1) : corrects ? 3 + all(13) : 0),
        step('rejects', 2),
        ...(dryRun ? [step('compare', 20 + all(14)), step('keep', 5 + all(14))] : []),
        step('commit', dryRun ? 10 : 10 + all(0.25)),
      ]
    : [
        step('open', 20),
        step('readStart', readStart),
        step('read', reading + (keyed ? all(1.2, 1) : 0) + (rules ? all(1) : 0)),
        step('readEnd', 5 + ahead(rules ? 2 : 1)),
        ...(rules ? [step('check', 5)] : []),
        step('index', table ? 1 : 5 + all(0.4, 1)),
        step('commit', 5 + all(table ? 0.1 : 0.3)),
      ];
  const name = [
    'import',
    dryRun ? 'dry run' : '',
    mode,
    table ? 'table' : 'new',
    staged ? 'staged' : '',
    rules ? 'rules' : '',
    size.newKey ? 'key' : '',
    format,
  ]
    .filter((word) => word !== '')
    .join(' ');
  return { names: table ? [`${name} ${table.id}`, name] : [name], rows, steps };
}

/** Microseconds for a row of ten columns. */
const WRITE_US: Record<ExportFormat, number> = {
  xlsx: 3,
  ods: 6,
  csv: 1.35,
  tsv: 1.35,
  jsonl: 2.5,
  parquet: 2.5,
  html: 2.5,
  pdf: 40,
  zip: 4,
};

/** The steps of an export of so many rows. */
export function expectExport(format: ExportFormat, rows: number, columns: number, tableId: string | null): ExpectedJob {
  const all = (us: number) => (rows * us * Math.max(0.2, columns / 10)) / 1000;
  const name = `export ${format}`;
  return {
    names: tableId === null ? [`${name} of several`, name] : [`${name} ${tableId}`, name],
    rows,
    steps: [
      step('open', 25),
      step('writeStart', 25 + all(0.1)),
      step('write', 3 + all(WRITE_US[format])),
      step('writeEnd', 2 + all(0.05)),
      step('publish', 1),
      step('commit', 4),
    ],
  };
}

/** The steps of a workbook of so many rejects, or of an import template. */
export function expectWorkbook(kind: 'rejects' | 'template', rows: number): ExpectedJob {
  return {
    names: [`workbook ${kind}`],
    rows,
    steps: [
      step('open', 25),
      step('writeStart', kind === 'template' ? 60 : 20),
      step('write', rows * 0.06),
      step('writeEnd', 10 + rows * 0.004),
      step('publish', 3),
      step('commit', 5),
    ],
  };
}

/** What an undo is expected by. */
export interface UndoSize {
  /** `record`: what the import wrote was recorded row by row; else only its transaction is known. */
  by: 'record' | 'mark';
  /** How the import wrote its rows. */
  mode: string;
  /** The import made the table. */
  made: boolean;
  /** Correction imports, or a batch: the imports are undone one after the other. */
  several: boolean;
  /** The import did nothing but write over rows, or in place of all of them. All are put back at once where nobody has touched them since. */
  whole: boolean;
  rows: number;
}

/** The steps of an undo. */
export function expectUndo({ by, mode, made, several, whole, rows }: UndoSize): ExpectedJob {
  const all = (us: number) => (rows * us) / 1000;
  const name = `undo ${by} ${mode}${made ? ' new' : ''}${several ? ' several' : ''}${by === 'record' && whole ? ' whole' : ''}`;
  if (several)
    return { names: [name], rows, steps: [step('open', 15), step('restore', 20 + all(5)), step('commit', 5)] };
  return {
    names: [name],
    rows,
    steps:
      by === 'record'
        ? [
            step('open', 12),
            step('index', 3 + all(whole ? 1.4 : 2.5)),
            step('find', whole ? 0 : 5 + all(4.5)),
            step('remove', whole ? 0 : 3 + all(mode === 'insert' ? 3 : 0.5)),
            step('restore', 3 + all(mode === 'insert' ? 0.3 : 9)),
            step('dependents', 3 + all(whole ? 5 : 3)),
            step('commit', 8 + all(0.1)),
          ]
        : [
            step('open', 8),
            step('find', 4 + all(made ? 0.3 : 0)),
            step('remove', made ? 6 + all(0.1) : 3 + all(0.7)),
            step('dependents', 3),
            step('commit', 8 + all(0.2)),
          ],
  };
}

/**
 * The steps of an edit.
 * @param bulk what is done to all rows that a filter selects; undefined for rows that are named one by one
 * @param rows that are named, or that the table has
 */
export function expectEdit(bulk: string | undefined, rows: number): ExpectedJob {
  const all = (us: number) => (rows * us) / 1000;
  const us = bulk === undefined ? { check: 60, write: 20 } : { check: 2, write: 6 };
  return {
    names: [bulk === undefined ? 'edit' : `edit ${bulk}`],
    rows,
    steps: [
      step('open', 8),
      step('check', 15 + all(us.check)),
      step('empty', bulk === 'delete' || bulk === 'merge' ? 3 + all(1) : 1),
      step('write', 5 + all(us.write)),
      step('commit', 5),
    ],
  };
}

/** The steps of an inspection of a file of so many bytes. */
export function expectInspection(format: string | null, bytes: number): ExpectedJob {
  const name = `inspect ${format ?? 'unknown'}`;
  return {
    names: [name],
    rows: bytes / 60,
    steps: [
      step('open', 10),
      step('find', 60),
      step('readStart', 5),
      step('read', bytes / 12_000),
      step('readEnd', 10),
      step('commit', 30),
    ],
  };
}

function step(step: Step, ms: number): ExpectedStep {
  return { step, ms };
}
