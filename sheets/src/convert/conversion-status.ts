import type { IssueCode } from '../model.ts';

/** What a converter says of one cell: small integers, so that nothing is allocated for the cells that fit. */
export const OK = 0;
/** The cell is blank: NULL. */
export const BLANK = 1;
export const NOT_INTEGER = 2;
export const NOT_DECIMAL = 3;
export const NOT_BOOLEAN = 4;
export const NOT_DATE = 5;
export const NOT_DATETIME = 6;
export const OUT_OF_RANGE = 7;
export const TOO_LONG = 8;
export const REQUIRED = 9;
export const ERROR_CELL = 10;
export const INVALID_CHARACTER = 11;
export const AMBIGUOUS_NUMBER = 12;

/** The issue of each outcome, by its number. */
export const ISSUE_OF: readonly (IssueCode | null)[] = [
  null,
  null,
  'not_integer',
  'not_decimal',
  'not_boolean',
  'not_date',
  'not_datetime',
  'out_of_range',
  'too_long',
  'required',
  'error_cell',
  'invalid_character',
  'ambiguous_number',
];
