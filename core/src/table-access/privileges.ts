import { AppError, type Edit, type ImportMode, RESTRICTIONS } from '@sheetport/contract';
import { lackingPrivilege, readRestriction, type Table, writeRestriction } from '@sheetport/tables';

/** What a check of privileges needs to know of a table, as `introspect` reads it. */
export type CheckedTable = Pick<Table, 'access' | 'columns'>;

/** @throws AppError `table_unreadable` where rows of the table would be missing from what is read */
export function refuseUnreadable(table: CheckedTable): void {
  const code = readRestriction(table);
  if (code) throw new AppError('table_unreadable', { detail: RESTRICTIONS[code].message });
}

/**
 * Check that an import in this mode may write to the table: INSERT always, UPDATE for `upsert` and `update`, DELETE for `replace`.
 * @throws AppError `table_read_only`, or `table_unreadable` where even reading fails
 */
export function refuseUnwritable(table: CheckedTable, mode: ImportMode): void {
  refuseUnreadable(table);
  const code = writeRestriction(table);
  if (code) throw new AppError('table_read_only', { detail: RESTRICTIONS[code].message });
  const privilege = lackingPrivilege(table, mode);
  if (privilege)
    throw new AppError('table_read_only', {
      detail: `in mode "${mode}" the database user of the service needs GRANT ${privilege}`,
    });
}

/** What an edit does to rows. */
interface EditKinds {
  updates: boolean;
  inserts: boolean;
  deletes: boolean;
}

/**
 * Check that an edit may write to the table: of INSERT, UPDATE and DELETE what it needs.
 * @throws AppError `table_read_only`, or `table_unreadable` where even reading fails
 */
export function refuseUneditable(table: CheckedTable, { updates, inserts, deletes }: EditKinds): void {
  refuseUnreadable(table);
  const { access } = table;
  if (access.rewritten) throw new AppError('table_read_only', { detail: RESTRICTIONS.rewrite_rules.message });
  const lacking = [
    ...(updates && !access.update ? ['UPDATE'] : []),
    ...(inserts && !access.insert ? ['INSERT'] : []),
    ...(deletes && !access.delete ? ['DELETE'] : []),
  ][0];
  if (lacking)
    throw new AppError('table_read_only', {
      detail: `for this the database user of the service needs GRANT ${lacking}`,
    });
}

/** What an edit does to rows, by what was asked. */
export function editKinds(edit: Edit): EditKinds {
  if ('filter' in edit) {
    const merges = 'merge' in edit;
    return {
      updates: !('delete' in edit) && !(merges && !edit.merge.fill),
      inserts: false,
      deletes: 'delete' in edit || merges,
    };
  }
  const { updates = [], inserts = [], deletes = [] } = edit;
  return { updates: updates.length > 0, inserts: inserts.length > 0, deletes: deletes.length > 0 };
}
