import type { IssueDetails } from '../rules/rules.ts';
import { fill } from './app-error.ts';
import { ISSUES, type IssueCode, PRECISE_ISSUES } from './issue-codes.ts';

/** A cell may hold 32,767 characters; a sentence about it need not. */
const MAX_VALUE_CHARACTERS = 60;

/** Why a row or a cell did not go in or is warned of, as a sentence; with the cell's value where it is known. */
export function formatIssue(code: string, value: string | null | undefined, details: IssueDetails = {}): string {
  const what = Object.hasOwn(ISSUES, code) ? fill(sentenceOf(code as IssueCode, details), details) : 'does not fit';
  // Some sentences are about the whole row and have a subject of their own.
  if (/^(the|a|no) /.test(what)) return what;
  if (value === undefined || value === null || value === '') return `the cell ${what}`;
  const characters = [...value];
  const shown =
    characters.length > MAX_VALUE_CHARACTERS ? `${characters.slice(0, MAX_VALUE_CHARACTERS).join('')}…` : value;
  return `"${shown}" ${what}`;
}

function sentenceOf(code: IssueCode, details: IssueDetails): string {
  const precise = Object.keys(details).length > 0 ? PRECISE_ISSUES[code] : undefined;
  return precise ?? ISSUES[code];
}
