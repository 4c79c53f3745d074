import { Failure, HINDRANCES } from '@sheetport/contract';
import { readHindrance, type Table, writeHindrance } from '@sheetport/tables';

/** @throws Failure `table_unreadable` where rows of the table would be missing from what is read */
export function refuseUnreadable(table: Table): void {
  const code = readHindrance(table);
  if (code) throw new Failure('table_unreadable', { detail: HINDRANCES[code].message });
}

/** @throws Failure `table_read_only` where nothing can be written, `table_unreadable` where not even that is known */
export function refuseUnwritable(table: Table): void {
  refuseUnreadable(table);
  const code = writeHindrance(table);
  if (code) throw new Failure('table_read_only', { detail: HINDRANCES[code].message });
}
