/** What was asked of an export, as the plan of its sheets. */

import {
  AppError,
  COLUMN_TYPES,
  type ColumnFormat,
  type ColumnHighlight,
  type ColumnType,
  checkColumnFormat,
  type ExportSheet,
  findColumn,
  type NewExport,
  type Tone,
  type WorkbookOptions,
} from '@sheetport/contract';
import { formatCode } from '@sheetport/contract/formats';
import { readColumns } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import type { ExportColumn, Highlight, HighlightTest, SheetOptions, SheetPlan } from '@sheetport/sheets';
import type { Column, Table } from '@sheetport/tables';
import { serialNumber } from './serial-number.ts';
import { WORDS } from './workbook-words.ts';

/** A sheet that was asked for, with its table as the catalogue describes it. */
export interface WantedSheet {
  asked: ExportSheet;
  record: TableRecord;
  table: Table;
  columns: Column[];
  labelOf: (column: string) => string;
  /** A column by its name or label. Throws AppError `invalid_filter`. */
  find: (word: string) => Column;
  plan: SheetPlan;
}

/** @throws AppError `invalid_filter` for a column that is not there, `invalid_export` for a format that its type does not have */
export function planSheet(spec: NewExport, asked: ExportSheet, record: TableRecord, table: Table): WantedSheet {
  const recorded = readColumns(record.columns);
  const labels = new Map(recorded.map(({ name, label }) => [name, label]));
  const currencies = new Map(recorded.map(({ name, currency }) => [name, currency]));
  const labelOf = (name: string) => labels.get(name) ?? name;
  const shown = table.columns.filter((column) => !column.hidden);
  const find = (word: string): Column => {
    const found = findColumn(shown, word, ({ name }) => labels.get(name));
    if (!found) throw new AppError('invalid_filter', { detail: `there is no column "${word}"` });
    return found;
  };
  const columns = asked.columns ? asked.columns.map(find) : shown;
  const formats = new Map((asked.formats ?? []).map((format) => [find(format.column).name, format]));
  const highlights: Highlight[] = [];
  const planned = columns.map(({ name, type }, index): ExportColumn => {
    const currency = currencies.get(name);
    const format = formats.get(name);
    if (format) {
      const wrong = checkColumnFormat(type, format);
      if (wrong !== null) throw new AppError('invalid_export', { detail: `${labelOf(name)}: ${wrong}` });
      if (format.highlight) highlights.push(toHighlight(index, type, format.highlight));
    }
    return { header: labelOf(name), type, ...(currency && { currency }), ...toColumnOptions(type, format) };
  });
  return {
    asked,
    record,
    table,
    columns,
    labelOf,
    find,
    plan: {
      name: asked.name ?? record.name,
      columns: planned,
      options: { ...sheetOptions(spec.workbook), ...(highlights.length > 0 && { highlights }) },
    },
  };
}

function toColumnOptions(type: ColumnType, format: ColumnFormat | undefined): Partial<ExportColumn> {
  if (!format) return {};
  const { value, width, total } = format;
  return {
    ...(value && { format: formatCode(type, value) }),
    ...(width !== undefined && { width }),
    ...(total && { total }),
  };
}

function sheetOptions(options: WorkbookOptions = {}): SheetOptions {
  const { header, freezeHeader, frozenColumns, range, print, rightToLeft, language = 'en' } = options;
  const words = WORDS[language];
  return {
    ...(header && { header }),
    ...(freezeHeader !== undefined && { freezeHeader }),
    ...(frozenColumns !== undefined && { frozenColumns }),
    ...(range && { range }),
    ...(rightToLeft && { rightToLeft }),
    ...(print && {
      print: {
        landscape: print.landscape ?? false,
        fitToWidth: print.fitToWidth ?? false,
        repeatHeader: print.repeatHeader ?? false,
        ...(print.pageNumbers && { pageNumbers: words.page }),
        paper: print.paper ?? 'a4',
      },
    }),
    totalLabel: words.total,
  };
}

/** Fill and ink of a rule, and the colour of a bar. */
const TONES: Readonly<Record<Tone, { fill: string; ink: string; bar: string }>> = {
  red: { fill: 'FFC7CE', ink: '9C0006', bar: 'F8696B' },
  yellow: { fill: 'FFEB9C', ink: '7F6000', bar: 'FFD966' },
  green: { fill: 'C6EFCE', ink: '006100', bar: '63BE7B' },
  blue: { fill: 'DDEBF7', ink: '1F4E79', bar: '638EC6' },
};

const SCALES = {
  'red-yellow-green': ['F8696B', 'FFEB84', '63BE7B'],
  'green-yellow-red': ['63BE7B', 'FFEB84', 'F8696B'],
  'white-blue': ['FFFFFF', '5B9BD5'],
  'white-red': ['FFFFFF', 'F8696B'],
  'white-green': ['FFFFFF', '63BE7B'],
} as const;

function toHighlight(column: number, type: ColumnType, highlight: ColumnHighlight): Highlight {
  if (highlight.kind === 'scale')
    return { kind: 'scale', column, colours: SCALES[highlight.colours ?? 'red-yellow-green'] };
  if (highlight.kind === 'bar') return { kind: 'bar', column, colour: TONES[highlight.tone ?? 'blue'].bar };
  const { fill, ink } = TONES[highlight.tone ?? 'red'];
  return { kind: 'rule', column, test: toTest(type, highlight), fill, ink };
}

/** The values fit: `checkColumnFormat` has seen them. */
function toTest(type: ColumnType, { op, value, to }: Extract<ColumnHighlight, { kind: 'rule' }>): HighlightTest {
  const isMoment = COLUMN_TYPES[type].kind === 'moment';
  const read = (bound: typeof value) => (isMoment ? serialNumber(String(bound)) : bound!);
  if (op === 'empty' || op === 'duplicate') return { op };
  if (op === 'contains' || op === 'starts') return { op, value: String(value) };
  if (op === 'between') return { op, from: Number(read(value)), to: Number(read(to)) };
  return { op, value: read(value) };
}
