/** A chunk of its own: the table of errors is long, and few uploads fail. */
import { ERRORS, type ErrorCode, fill } from '@sheetport/contract';

/** The English message of a code of the table of errors; nothing for another. */
export function messageOf(code: string): string {
  return Object.hasOwn(ERRORS, code) ? fill(ERRORS[code as ErrorCode].message) : '';
}
