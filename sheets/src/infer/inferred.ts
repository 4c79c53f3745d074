import type { TypeDoubt } from '@sheetport/contract';
import type { ColumnMark, ColumnType, DateOrder, DecimalMark, Dialect, SheetColumn, Warning } from '../model.ts';

/** What a column is guessed to be. */
export interface Inferred {
  type: ColumnType;
  dateOrder?: DateOrder;
  decimal?: ColumnMark;
  /** Moments have a time zone offset. */
  zoned?: true;
  doubt?: TypeDoubt;
  misfits?: NonNullable<SheetColumn['misfits']>;
  content?: NonNullable<SheetColumn['content']>;
  currency?: string;
  nothingWords?: string[];
  warnings: Warning[];
}

/** What is known of a column beside its cells. */
export interface ColumnContext {
  /** In delimited text every cell is text, so what text looks like counts. */
  dialect?: Dialect | undefined;
  heading?: string;
  /** Rows of the table without a cell in this column. */
  blanks?: number;
  /** The decimal mark that numbers of the sheet show without doubt, where they all show the same. */
  provenMark?: DecimalMark | undefined;
}

/** What of a column's cells is a number, a date, or says that there is nothing. */
export interface Shares {
  /** Cells that are not blank, errors apart. */
  cells: number;
  /** Cells that Excel holds as numbers, and texts that one mark makes numbers of. */
  numbers: number;
  textNumbers: number;
  /** Cells that Excel holds as dates, and texts that one order makes dates of. */
  moments: number;
  textDates: number;
  /** Cells that say that there is nothing. */
  nothing: number;
}
