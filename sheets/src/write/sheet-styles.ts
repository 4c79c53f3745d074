/** The cell formats that a sheet of a workbook needs. */
import type { SheetPlan } from '../model.ts';
import { Cell, COLUMN_FORMS, currencyFormat } from './column-forms.ts';
import type { Stylesheet } from './stylesheet.ts';

/** Numbers of cell formats in the workbook's stylesheet. */
export interface SheetStyles {
  /** One for each column. */
  values: number[];
  totals: number[];
  header: number;
  text: number;
  /** Those of texts that begin as a formula does: with a quote prefix, by which a program keeps the text when someone edits the cell. */
  quotedHeader: number;
  quotedText: number;
  totalLabel: number;
}

const INK = '1F2937';
const LINE = 'D1D5DB';
const HEADERS = {
  grey: { bold: true, ink: INK, fill: 'F3F4F6', lineBelow: LINE, align: 'middle' },
  dark: { bold: true, ink: 'FFFFFF', fill: '1F2937', align: 'middle' },
  colour: { bold: true, ink: 'FFFFFF', fill: '1864AB', align: 'middle' },
  plain: { bold: true, align: 'middle' },
  /** The style of the table gives the rest. */
  table: { bold: true, align: 'middle' },
} as const;

export function addSheetStyles(stylesheet: Stylesheet, { columns, options = {} }: SheetPlan): SheetStyles {
  const look =
    options.range === 'table' && options.header === undefined ? HEADERS.table : HEADERS[options.header ?? 'grey'];
  const header = { format: '@', ...look };
  const formats = columns.map((column) => formatOf(column));
  return {
    text: stylesheet.add({ format: '@' }),
    quotedText: stylesheet.add({ format: '@', quotePrefix: true }),
    header: stylesheet.add(header),
    quotedHeader: stylesheet.add({ ...header, quotePrefix: true }),
    values: formats.map((format, i) => {
      // LibreOffice shows some booleans without a format as 1 and 0.
      if (columns[i]!.type === 'boolean') return stylesheet.add({ align: 'general' });
      return stylesheet.add(format === null ? {} : { format });
    }),
    totals: columns.map(({ total }, i) => {
      const format = total === undefined || total === 'count' ? '#,##0' : (formats[i] ?? 'General');
      return stylesheet.add({ format, bold: true, lineAbove: '9CA3AF' });
    }),
    totalLabel: stylesheet.add({ format: '@', bold: true, lineAbove: '9CA3AF' }),
  };
}

/** The number format of a column's values; null where they need none. */
export function formatOf(column: SheetPlan['columns'][number]): string | null {
  const { cell, format } = COLUMN_FORMS[column.type];
  if (cell === Cell.text || cell === Cell.boolean) return format;
  return column.format ?? currencyFormat(column) ?? format;
}
