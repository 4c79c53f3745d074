import type { IssueCode } from '../model.ts';

/** What a converter says of one cell: small integers, so that nothing is allocated for the cells that fit. */
export const OK = 0;
/** The cell is blank: NULL. */
export const BLANK = 1;
/** The cell holds nothing of the column's type; the column's wire says which issue that is. */
export const MISFIT = 2;
export const OUT_OF_RANGE = 3;
export const TOO_LONG = 4;
const REQUIRED = 5;
export const ERROR_CELL = 6;
export const INVALID_CHARACTER = 7;
export const AMBIGUOUS_NUMBER = 8;

const ISSUES: Readonly<Record<number, IssueCode>> = {
  [OUT_OF_RANGE]: 'out_of_range',
  [TOO_LONG]: 'too_long',
  [REQUIRED]: 'required',
  [ERROR_CELL]: 'error_cell',
  [INVALID_CHARACTER]: 'invalid_character',
  [AMBIGUOUS_NUMBER]: 'ambiguous_number',
};

/** The issue of a status other than OK and BLANK; `misfit` is that of the column. */
export function issueOf(status: number, misfit: IssueCode): IssueCode {
  return ISSUES[status] ?? misfit;
}
