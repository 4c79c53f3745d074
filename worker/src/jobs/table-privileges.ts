import { AppError, RESTRICTIONS } from '@sheetport/contract';
import { readRestriction, type Table, writeRestriction } from '@sheetport/tables';

/** @throws Failure `table_unreadable` where rows of the table would be missing from what is read */
export function refuseUnreadable(table: Table): void {
  const code = readRestriction(table);
  if (code) throw new AppError('table_unreadable', { detail: RESTRICTIONS[code].message });
}

/** @throws Failure `table_read_only` where nothing can be written, `table_unreadable` where not even that is known */
export function refuseUnwritable(table: Table): void {
  refuseUnreadable(table);
  const code = writeRestriction(table);
  if (code) throw new AppError('table_read_only', { detail: RESTRICTIONS[code].message });
}
