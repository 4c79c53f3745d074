/** What a person chose in the export dialog, and the request that it makes. */
import {
  type ColumnFormat,
  type ColumnHighlight,
  type ColumnTotal,
  type ColumnType,
  ExportFormat,
  type Filter,
  hasDay,
  isNumber,
  type Language,
  type NewExport,
  RowsFormat,
  SHEET_FORMATS,
  type Sort,
  type Table,
  type TextOptions,
  type ValueFormat,
  type WorkbookOptions,
} from '@sheetport/contract';
import type { ColumnFormats } from '../formats/column-formats.ts';

/** How values are shown, by the names that texts and kept choices use. */
export const SHOWN = {
  whole: { kind: 'number', decimals: 0 },
  decimals: { kind: 'number', decimals: 2 },
  red: { kind: 'number', decimals: 2, negative: 'red' },
  percent: { kind: 'percent' },
  percentDecimals: { kind: 'percent', decimals: 1 },
  percentOfHundred: { kind: 'percent', decimals: 1, of: 100 },
  VND: { kind: 'currency', currency: '₫', decimals: 0, behind: true },
  USD: { kind: 'currency', currency: '$' },
  EUR: { kind: 'currency', currency: '€' },
  'dd/mm/yyyy': { kind: 'date', pattern: 'dd/mm/yyyy' },
  'mm/dd/yyyy': { kind: 'date', pattern: 'mm/dd/yyyy' },
  'dd.mm.yyyy': { kind: 'date', pattern: 'dd.mm.yyyy' },
  'd mmm yyyy': { kind: 'date', pattern: 'd mmm yyyy' },
  'dd/mm/yyyy hh:mm': { kind: 'date', pattern: 'dd/mm/yyyy hh:mm' },
} as const satisfies Record<string, ValueFormat>;
export type Shown = keyof typeof SHOWN;

export const HIGHLIGHTS = {
  scale: { kind: 'scale' },
  scaleDown: { kind: 'scale', colours: 'green-yellow-red' },
  bars: { kind: 'bar' },
  negative: { kind: 'rule', op: 'lt', value: 0 },
  empty: { kind: 'rule', op: 'empty', tone: 'yellow' },
  duplicate: { kind: 'rule', op: 'duplicate' },
} as const satisfies Record<string, ColumnHighlight>;
export type HighlightName = keyof typeof HIGHLIGHTS;

export interface ColumnChoice {
  shown?: Shown | undefined;
  total?: ColumnTotal | undefined;
  highlight?: HighlightName | undefined;
}

export interface ExportChoice {
  format: ExportFormat;
  /** A workbook of one's own that is filled; null: a new one. */
  templateId: string | null;
  /** Names of columns in their order; null: all of them. */
  columns: string[] | null;
  formats: Record<string, ColumnChoice>;
  groupBy: string | null;
  /** Of a zip: the format of its files. */
  files: RowsFormat;
  /** Of csv and tsv; what is empty is as it is by itself. */
  delimiter: (typeof DELIMITERS)[number] | '';
  decimalMark: '.' | ',';
  encoding: (typeof ENCODINGS)[number];
  /** Other tables, as further sheets or files. */
  others: string[];
  range: NonNullable<WorkbookOptions['range']>;
  header: NonNullable<WorkbookOptions['header']>;
  frozenColumns: number;
  cover: boolean;
  print: boolean;
  landscape: boolean;
  rightToLeft: boolean;
}

export const FIRST_CHOICE: ExportChoice = {
  format: 'xlsx',
  templateId: null,
  columns: null,
  formats: {},
  groupBy: null,
  files: 'csv',
  delimiter: '',
  decimalMark: '.',
  encoding: 'utf-8',
  others: [],
  range: 'filter',
  header: 'grey',
  frozenColumns: 0,
  cover: false,
  print: false,
  landscape: false,
  rightToLeft: false,
};

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const ENCODINGS = ['utf-8', 'utf-16le', 'windows-1252'] as const;
export const RANGES = ['filter', 'table', 'none'] as const;
export const HEADERS = ['grey', 'dark', 'colour', 'plain'] as const;

/** Which ways to show values, totals and highlights a type of column has. */
export function choicesOf(type: ColumnType): { shown: Shown[]; totals: ColumnTotal[]; highlights: HighlightName[] } {
  const kinds = isNumber(type) ? ['number', 'percent', 'currency'] : hasDay(type) ? ['date'] : [];
  const ordered = isNumber(type) || hasDay(type) || type === 'time';
  return {
    shown: (Object.keys(SHOWN) as Shown[]).filter((name) => kinds.includes(SHOWN[name].kind)),
    totals: [
      ...(isNumber(type) ? (['sum', 'average'] as const) : []),
      'count',
      ...(ordered ? (['min', 'max'] as const) : []),
    ],
    highlights: [
      ...(ordered ? (['scale', 'scaleDown', 'bars'] as const) : []),
      ...(isNumber(type) ? (['negative'] as const) : []),
      'empty',
      'duplicate',
    ],
  };
}

const keyOf = (tableId: string): string => `sheetport.export.${tableId}`;

/** The last choice of a table, as far as it still fits the table. */
export function recallChoice(table: Pick<Table, 'id' | 'columns'>): ExportChoice {
  let kept: Partial<ExportChoice> = {};
  try {
    kept = JSON.parse(localStorage.getItem(keyOf(table.id)) ?? '{}') as Partial<ExportChoice>;
  } catch {
    // A browser that keeps nothing, or something else under this name.
  }
  const names = new Set(table.columns.map(({ name }) => name));
  const oneOf = <T extends string>(list: readonly T[], value: unknown, otherwise: T): T =>
    list.find((item) => item === value) ?? otherwise;
  const columns = Array.isArray(kept.columns) ? kept.columns.filter((name) => names.has(name)) : [];
  return {
    format: oneOf(ExportFormat.options, kept.format, 'xlsx'),
    templateId: typeof kept.templateId === 'string' ? kept.templateId : null,
    columns: columns.length > 0 ? columns : null,
    formats: recallFormats(table, kept.formats),
    groupBy: typeof kept.groupBy === 'string' && names.has(kept.groupBy) ? kept.groupBy : null,
    files: oneOf(RowsFormat.options, kept.files, 'csv'),
    delimiter: oneOf([...DELIMITERS, ''] as const, kept.delimiter, ''),
    decimalMark: kept.decimalMark === ',' ? ',' : '.',
    encoding: oneOf(ENCODINGS, kept.encoding, 'utf-8'),
    others: [],
    range: oneOf(RANGES, kept.range, 'filter'),
    header: oneOf(HEADERS, kept.header, 'grey'),
    frozenColumns: Number.isInteger(kept.frozenColumns) ? Math.min(20, Math.max(0, kept.frozenColumns!)) : 0,
    cover: kept.cover === true,
    print: kept.print === true,
    landscape: kept.landscape === true,
    rightToLeft: kept.rightToLeft === true,
  };
}

function recallFormats(table: Pick<Table, 'columns'>, kept: unknown): ExportChoice['formats'] {
  const formats = typeof kept === 'object' && kept !== null ? (kept as Record<string, ColumnChoice>) : {};
  return Object.fromEntries(
    table.columns.flatMap(({ name, type }) => {
      const choice = Object.hasOwn(formats, name) ? formats[name] : undefined;
      if (!choice) return [];
      const { shown, totals, highlights } = choicesOf(type);
      return [
        [
          name,
          {
            shown: shown.find((item) => item === choice.shown),
            total: totals.find((item) => item === choice.total),
            highlight: highlights.find((item) => item === choice.highlight),
          },
        ],
      ];
    }),
  );
}

export function keepChoice(tableId: string, choice: ExportChoice): void {
  try {
    localStorage.setItem(keyOf(tableId), JSON.stringify({ ...choice, others: undefined }));
  } catch {
    // Nothing is kept where the browser does not want to.
  }
}

/** How many options differ from what one gets without choosing. */
export function countOptions(choice: ExportChoice): number {
  const { formats, groupBy, others, range, header, frozenColumns, cover, print, rightToLeft } = choice;
  return [
    Object.values(formats).some(({ shown, total, highlight }) => shown ?? total ?? highlight),
    groupBy !== null,
    others.length > 0,
    range !== 'filter',
    header !== 'grey',
    frozenColumns > 0,
    cover,
    print,
    rightToLeft,
  ].filter(Boolean).length;
}

/** How a table is shown. */
export interface View {
  filter?: Filter | undefined;
  sort?: Sort | undefined;
  /** Names of the columns that are shown, in their order; undefined: all, as the table has them. */
  columns?: readonly string[] | undefined;
  formats?: ColumnFormats | undefined;
  groupBy?: string | undefined;
}

/** The last choice, as far as what is shown now says nothing else. */
export function chooseAsShown(choice: ExportChoice, { columns, formats = {}, groupBy }: View): ExportChoice {
  // How a column was shown in an earlier export gives way to how it is shown here.
  const others = Object.entries(choice.formats).map(
    ([name, one]) => [name, Object.hasOwn(formats, name) ? { ...one, shown: undefined } : one] as const,
  );
  return {
    ...choice,
    ...(columns && { columns: [...columns] }),
    ...(groupBy !== undefined && { groupBy }),
    formats: Object.fromEntries(others),
  };
}

/** What is kept of a choice for the next export: what was only as shown is left to what is shown then. */
export function forgetShown(choice: ExportChoice, { columns, groupBy }: View): ExportChoice {
  const isShown = columns !== undefined && JSON.stringify(choice.columns) === JSON.stringify(columns);
  return {
    ...choice,
    columns: isShown ? null : choice.columns,
    groupBy: choice.groupBy === groupBy ? null : choice.groupBy,
  };
}

/** The request. `view`: the filter and order on screen, where they are meant, and how values are shown. */
export function makeExport(
  tableId: string,
  choice: ExportChoice,
  { view, name, language }: { view: View; name: string; language: Language },
): NewExport {
  const { format, columns, others, groupBy } = choice;
  if (format === 'xlsx' && choice.templateId !== null) {
    const { filter, sort } = view;
    const rows = { tableId, ...(filter && { filter }), ...(sort?.length && { sort }) };
    const whole = { format, templateId: choice.templateId, ...(name && { name }) };
    return others.length > 0
      ? { ...whole, sheets: [rows, ...others.map((id) => ({ tableId: id }))] }
      : { ...rows, ...whole };
  }
  const isWorkbook = format === 'xlsx';
  const formats = FORMATTED.has(format) ? formatsOf(choice, view.formats ?? {}, isWorkbook) : [];
  const rows = {
    tableId,
    ...(columns && { columns }),
    ...(view.filter && { filter: view.filter }),
    ...(view.sort?.length && { sort: view.sort }),
    ...(formats.length > 0 && { formats }),
  };
  const workbook = isWorkbook ? workbookOptions(choice, language) : FORMATTED.has(format) ? { language } : undefined;
  const text = textOptions(choice);
  const whole = {
    format,
    ...(format === 'zip' && { files: choice.files }),
    ...(name && { name }),
    ...(workbook && { workbook }),
    ...(text && { text }),
  };
  const holdsSheets = SHEET_FORMATS.has(format);
  if (holdsSheets && others.length > 0) return { ...whole, sheets: [rows, ...others.map((id) => ({ tableId: id }))] };
  return { ...rows, ...whole, ...(holdsSheets && groupBy !== null && { groupBy }) };
}

function textOptions(choice: ExportChoice): TextOptions | undefined {
  if (!isText(choice)) return undefined;
  const { delimiter, decimalMark, encoding } = choice;
  const text: TextOptions = {
    ...(delimiter !== '' && delimiter !== decimalMark && { delimiter }),
    ...(decimalMark === ',' && { decimalMark }),
    ...(encoding !== 'utf-8' && { encoding }),
  };
  return Object.keys(text).length > 0 ? text : undefined;
}

/** Whether delimited text is written, also as files of a zip. */
export function isText({ format, files }: Pick<ExportChoice, 'format' | 'files'>): boolean {
  const written = format === 'zip' ? files : format;
  return written === 'csv' || written === 'tsv';
}

/** Formats that show values as columns say. The other ones keep them as they are, for programs. */
const FORMATTED: ReadonlySet<ExportFormat> = new Set(['xlsx', 'ods', 'pdf', 'html']);

function formatsOf({ formats, columns }: ExportChoice, asShown: ColumnFormats, isWorkbook: boolean): ColumnFormat[] {
  const names = [...new Set([...Object.keys(asShown), ...Object.keys(formats)])];
  return names.flatMap((column) => {
    const chosen = Object.hasOwn(formats, column) ? formats[column] : undefined;
    const { shown, total, highlight } = isWorkbook && chosen ? chosen : {};
    const value = shown ? SHOWN[shown] : Object.hasOwn(asShown, column) ? asShown[column] : undefined;
    if (!(value ?? total ?? highlight) || (columns && !columns.includes(column))) return [];
    return [
      {
        column,
        ...(value && { value }),
        ...(total && { total }),
        ...(highlight && { highlight: HIGHLIGHTS[highlight] }),
      },
    ];
  });
}

function workbookOptions(choice: ExportChoice, language: Language): WorkbookOptions | undefined {
  const { range, header, frozenColumns, cover, print, landscape, rightToLeft } = choice;
  const said: WorkbookOptions = {
    ...(range !== 'filter' && { range }),
    ...(header !== 'grey' && { header }),
    ...(frozenColumns > 0 && { frozenColumns }),
    ...(cover && { cover }),
    ...(print && { print: { fitToWidth: true, repeatHeader: true, pageNumbers: true, landscape } }),
    ...(rightToLeft && { rightToLeft }),
  };
  const hasWords = cover || print || Object.values(choice.formats).some(({ total }) => total);
  if (Object.keys(said).length === 0 && !hasWords) return undefined;
  return { ...said, language };
}
