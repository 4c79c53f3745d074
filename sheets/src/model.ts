/**
 * The types that the stages of this package pass to each other. Plain data and frozen: it crosses a worker thread.
 * Rows and columns: `row` is 1-based as a person sees it in the sheet, `column` is a 0-based sheet column index.
 */
import type * as contract from '@sheetport/contract';
import type {
  ColumnMark,
  ColumnProfile,
  ColumnType,
  DateOrder,
  DecimalMark,
  Dialect,
  DialectChoice,
  Format,
  IssueCode,
  Merge,
  NonDataRow,
  Wire,
} from '@sheetport/contract';

export type {
  ColumnMark,
  ColumnProfile,
  ColumnType,
  DateOrder,
  DecimalMark,
  Dialect,
  DialectChoice,
  Format,
  IssueCode,
  Merge,
  NonDataRow,
  Wire,
};

/** Something about a column that a person should know before the import. */
export interface Warning extends contract.Warning {
  code:
    | 'lost_precision' // 1.23E+15, or 16 and more digits kept as a number
    | 'ambiguous_dates' // every value fits day-month and month-day
    | 'mixed_date_orders' // some values fit day-month only, others month-day only
    | 'swapped_dates' // dates of which none has a day over 12, beside texts whose day is
    | 'time_zones' // moments with a time zone offset
    | 'mixed_time_zones' // moments without one beside them
    | 'long_durations' // times of 24 hours and more
    | 'mixed_marks' // some numbers are written 1,234.5 and others 1.234,5
    | 'confusables' // letters that look like others, or that nobody sees
    | 'nothing_words' // n/a and the like in a column of something else
    | 'ambiguous_thousands' // 1.234 may be a thousand and something
    | 'mixed_currencies' // amounts in several currencies
    | 'email_typos' // domains that are probably mistyped
    | 'duplicates' // an address or a number that is there more than once
    | 'mixed_types'
    | 'numbers_as_text'
    | 'dates_as_text'
    | 'stray_spaces'
    | 'lost_zeros'
    | 'error_cells'
    | 'dates_in_words' // dates with the name of a month that is not read
    | 'buddhist_years' // years such as 2567, which count from the Buddhist era
    | 'swallowed_rows' // rows that a quotation mark took into one cell
    | 'blank_before_quote' // a blank stands before an opening quotation mark
    | 'backslash_escapes' // a backslash stands before a quotation mark within a field
    | 'unreadable_characters' // bytes that are no character of the encoding
    | 'formulas_without_values' // a formula of which no value was saved
    | 'merged_cells' // blank cells that are merged with the one above them
    | 'repeated_header'
    | 'empty_header';
}

/** One column of a sheet as inspection saw it. `profile` is present once the whole sheet has been read. */
export interface SheetColumn extends contract.SheetColumn {
  warnings: Warning[];
}

/** What inspection knows of a sheet. */
export interface SheetInfo extends contract.Sheet {
  columns: SheetColumn[];
  /** At most 100. Counted in `rows`, not in `columns`. */
  nonDataRows: NonDataRow[];
  warnings?: Warning[];
}

/** What inspection knows of a file. */
export interface BookInfo {
  format: Format;
  sheets: SheetInfo[];
  dialect?: Dialect;
}

export interface CellIssue {
  /** Sheet column index; -1 when the whole row is meant. */
  column: number;
  code: IssueCode;
  /** The cell's own text, cut at 1,000 characters. */
  text: string;
}

/** A row that did not go in, whole, with why. */
export interface RejectRow {
  row: number;
  /** Every non-blank cell of the row by sheet column index, as text (each cut at 32,767 characters, Excel's own limit). */
  cells: Record<number, string>;
  issues: CellIssue[];
}

/** One target column: where its bytes come from and what they must become. */
export interface ColumnPlan {
  /** Sheet column index. */
  source: number;
  type: ColumnType;
  wire: Wire;
  /** For text cells in date columns; default: the dialect's, else `ymd` then `dmy` by what fits. */
  dateOrder?: DateOrder;
  decimal?: ColumnMark;
  /** Take spaces (also no-break) off both ends of text. Default true. */
  trim?: boolean;
  /** A blank cell is an issue. */
  required?: boolean;
  /** Longest text in characters. */
  maxLength?: number;
  /** Cell values replaced before conversion, matched on trimmed text. `null` makes the cell blank. */
  values?: Record<string, string | null>;
  /** Texts that say that there is nothing: where such a text does not fit the type, the cell is blank. Matched on trimmed text. */
  nothing?: string[];
  /**
   * The type was guessed from the first rows only. A text that a number would not keep as it is (`007`, `+84901234567`, `1E5`) is then an issue,
   * so that the guess is made again from all rows.
   */
  guarded?: boolean;
}

/** Error cells of one column whose rows went in with the cell blank. */
export interface BlankedCells {
  /** Sheet column index. */
  column: number;
  count: number;
  /** The first sheet rows, at most five. */
  rows: number[];
  /** Some of the errors, each once, at most three. */
  examples: string[];
}

/** All a decoder needs to turn one sheet into Postgres COPY BINARY bytes. Structured-cloneable. */
export interface DecodePlan extends RowPlan {
  path: string;
  format: Format;
  /** Index among the workbook's sheets; 0 for delimited text. */
  sheet: number;
}

/** How rows become Postgres COPY BINARY bytes, wherever they come from. */
export interface RowPlan {
  /** What columns say nothing of. */
  dialect?: Dialect;
  /** Rows up to and including this one are not data. 0 for none. */
  headerRow: number;
  columns: ColumnPlan[];
  /** Write the sheet row as a leading int4 field of each tuple. */
  rowNumbers: boolean;
  /** Rejected rows come among the tuples too, their unreadable cells as blanks, so that the rest of them can be checked. With `rowNumbers` only. */
  keepRejected?: boolean;
  /** Default `reject`. With `blank`, an error cell is a blank one, and `done` lists it. */
  errorCells?: 'blank' | 'reject';
  /** Bytes of an output buffer; default 256 KiB. */
  chunkBytes?: number;
  /** Sheet rows that are left out: what a person said is no data. */
  skipRows?: number[];
  /** Leave out the rows that nobody sees in the sheet. They take the slower way: only a scanner knows which they are. */
  skipHidden?: boolean;
  /** Cells merged downwards give their value to each of their rows. Rows take the slower way. */
  fillMerged?: boolean;
  /**
   * Rows are numbered by what stands in this sheet column instead of by their place: for rows of another sheet that came back.
   * A row without a whole number there gets its place as a negative number.
   */
  rowNumberColumn?: number;
}

/**
 * What a decoder says, in order. The `bytes` of all `rows` messages, joined, are one complete COPY BINARY stream
 * (signature, tuples, trailer). `consumed` and `total` count bytes of the packed source (compressed bytes for a zip).
 */
export type Decoded =
  | { kind: 'rows'; bytes: Uint8Array; rows: number; consumed: number; total: number }
  | { kind: 'rejects'; rejects: RejectRow[] }
  | { kind: 'done'; read: number; rejected: number; consumed: number; total: number; blanked: BlankedCells[] };

/** What the last row of a sheet says of a column: Excel's SUBTOTAL, so that a filter changes it. `count` counts cells that are not empty. */
export type Total = 'sum' | 'average' | 'count' | 'min' | 'max';

/** A column of an export. */
export interface ExportColumn {
  header: string;
  type: ColumnType;
  /** Numbers are amounts of this currency, a sign or a code of three letters. Workbooks show it by their number format. */
  currency?: string;
  /** Number format of its values in a file for people (ECMA-376 part 1 §18.8.31), instead of the one of its type. Ignored for text and boolean. */
  format?: string;
  /** In characters; measured by the first rows where it is absent. */
  width?: number;
  total?: Total;
  /** How a parquet file stores it; default by its type, a decimal as text. */
  parquet?: ParquetType;
}

/**
 * A type of Parquet (parquet-format, "Logical Types"). A `timestamp` has no zone, an `instant` is in UTC; both count microseconds. A decimal
 * has at most 38 digits. Every value of the column must be one: there is no infinity but for `double`.
 */
export type ParquetType =
  | 'text'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'instant'
  | { precision: number; scale: number };

/** A conditional format of one column. Colours are six hexadecimal digits. */
export type Highlight =
  | { kind: 'scale'; column: number; colours: readonly string[] }
  | { kind: 'bar'; column: number; colour: string }
  | { kind: 'rule'; column: number; test: HighlightTest; fill: string; ink: string };

/** Values of moments are serial numbers. */
export type HighlightTest =
  | { op: 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne'; value: number | string | boolean }
  | { op: 'between'; from: number; to: number }
  | { op: 'contains' | 'starts'; value: string }
  | { op: 'empty' | 'duplicate' };

/** How a sheet of a workbook looks. What is absent is as it always was: a grey header that stays in view, with a filter. */
export interface SheetOptions {
  header?: 'grey' | 'dark' | 'colour' | 'plain';
  /** Whether the header stays in view; default true. */
  freezeHeader?: boolean;
  /** Columns that stay in view; default 0. */
  frozenColumns?: number;
  /** `table`: an Excel table with stripes. */
  range?: 'filter' | 'table' | 'none';
  rightToLeft?: boolean;
  highlights?: readonly Highlight[];
  print?: PrintOptions;
  /** What stands before totals; used where a column has one. */
  totalLabel?: string;
}

export interface PrintOptions {
  landscape?: boolean;
  /** All columns on the width of a page. */
  fitToWidth?: boolean;
  /** The header on each page. */
  repeatHeader?: boolean;
  /** What stands in the footer, with `{page}` and `{pages}`. */
  pageNumbers?: string;
  paper?: 'a4' | 'letter';
}

/** A sheet in front of the others that says what this is. */
export interface Cover {
  /** The sheet's name. */
  name: string;
  title: string;
  /** Label and value; `{rows}` in a value is replaced by the number of rows in all sheets. */
  lines: readonly (readonly [label: string, value: string | number])[];
  /** Above the list of sheets and their rows, which is there where there are several; absent: no list. */
  sheets?: { name: string; rows: string };
  rightToLeft?: boolean;
}

/** How delimited text is written. What is absent is as RFC 4180 has it. */
export interface TextOptions {
  delimiter?: ',' | ';' | '\t' | '|' | undefined;
  /** Of decimals; not that of the delimiter. */
  decimalMark?: '.' | ',' | undefined;
  lineEnd?: 'crlf' | 'lf' | undefined;
  /** Instead of nothing, where there is no value. It needs no quotation marks. */
  nullText?: string | undefined;
  encoding?: 'utf-8' | 'utf-16le' | 'windows-1252' | undefined;
}

export interface TemplatePlan {
  /** Of the template. */
  path: string;
  /** What fills its blocks; each block has a sheet of the plan, in the order of `chooseBlocks`, whose rows bring the columns that this names. */
  tables: TemplateTablePlan[];
  /** Single values by their names, in lower case. */
  singles: Record<string, string | number>;
}

export interface TemplateTablePlan {
  /** By which blocks name it. */
  names: string[];
  columns: { name: string; label: string; type: ColumnType }[];
  /** Exactly how many rows there are. */
  rows: number;
  /** Single values in its blocks, besides those of the workbook. */
  singles?: Record<string, string | number>;
}

/** What a PDF says besides its rows. */
export interface DocumentPlan {
  /** Below the title: label and value. */
  lines: readonly (readonly [label: string, value: string | number])[];
  /** At the foot of each page, with `{page}` and `{pages}`. */
  page: string;
  /** Below the last row where rows are left out, with `{rows}`. */
  omitted: string;
  /** BCP 47. */
  language: string;
  landscape?: boolean;
  paper?: 'a4' | 'letter';
}

export interface SheetPlan {
  name: string;
  columns: ExportColumn[];
  options?: SheetOptions;
  /** Of a zip: what its file is. Default csv. */
  file?: Pick<EncodePlan, 'format' | 'text' | 'bom' | 'cover' | 'document'>;
}

export type EncodeFormat = 'xlsx' | 'csv' | 'tsv' | 'jsonl' | 'html' | 'parquet' | 'ods' | 'pdf' | 'zip';

/** What an encoder is to write. Rows arrive as Postgres COPY TEXT bytes with exactly these columns. */
export interface EncodePlan {
  path: string;
  format: EncodeFormat;
  sheets: SheetPlan[];
  /** Of a workbook. */
  cover?: Cover;
  /** A workbook that is filled, instead of a new one. The plan then has one sheet, whose name and columns do not matter. */
  template?: TemplatePlan;
  /** Write a byte order mark so that Excel opens csv rightly. Default true for csv, and where `text` names UTF-16. */
  bom?: boolean;
  /** Of csv and tsv. */
  text?: TextOptions;
  title?: string;
  /** Of a pdf, an html and an ods; the last two take only the language. */
  document?: DocumentPlan;
}
