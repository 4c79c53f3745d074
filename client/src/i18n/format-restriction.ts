import { RESTRICTIONS, type RestrictionCode } from '@sheetport/contract';
import type { Translate } from './translate.ts';

/** Why nothing can be imported into a table, or why it cannot be read. */
export function formatRestriction({ code, message }: { code: string; message: string }, t: Translate): string {
  return Object.hasOwn(RESTRICTIONS, code) ? t(`restriction.${code as RestrictionCode}`) : message;
}
