import {
  AppError,
  type Column,
  NewColumnsPolicy,
  RESTRICTIONS,
  type RestrictionCode,
  type Table,
  type TableRole,
} from '@sheetport/contract';
import { columnsOf, readFolderRoles, readTableRoles, recordedColumns, shownKey, tableRefOf } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import {
  type Table as CatalogueTable,
  type Count,
  countRows,
  type Database,
  introspect,
  keyMatchingOf,
  readRestriction,
  writeRestriction,
} from '@sheetport/tables';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';

/** A table as the database has it now. */
export interface TableSnapshot {
  /** Null where it is no longer there; undefined where it could not be looked at in time. */
  table: CatalogueTable | null | undefined;
  rows: Count;
}

/** Rows that cannot be read, or are not there. */
export const UNKNOWN_ROWS: Count = { count: 0, exact: false };

/**
 * A table as the catalogue has it now, which others may have changed.
 * @throws TableError `no_such_table` where it is gone.
 */
export async function readSnapshot(db: Database, row: TableRecord): Promise<TableSnapshot> {
  const table = await introspect(db, tableRefOf(row));
  return {
    table,
    rows: readRestriction(table) ? UNKNOWN_ROWS : await countRows(db, tableRefOf(row), undefined, { table }),
  };
}

/** What a person has to do with a table. */
export interface TableStanding {
  role: TableRole;
  folder: { restricted: boolean; isVisible: boolean } | null;
}

/**
 * What a person has to do with some tables, by id: those that they may not know of are absent.
 * @param rows records of tables
 */
export async function readStandings(
  { pool, records }: Pick<Context, 'pool' | 'records'>,
  principal: Principal,
  rows: readonly TableRecord[],
): Promise<Map<string, TableStanding>> {
  const folderIds = [...new Set(rows.flatMap(({ folderId }) => folderId ?? []))];
  const [roles, folderRoles, folders] = await Promise.all([
    readTableRoles(
      pool,
      principal,
      rows.map(({ id }) => id),
    ),
    folderIds.length > 0 ? readFolderRoles(pool, principal, folderIds) : new Map<string, TableRole | null>(),
    folderIds.length > 0
      ? records.folder.findMany({ where: { id: { in: folderIds } }, select: { id: true, restricted: true } })
      : [],
  ]);
  const restricted = new Map(folders.map((folder) => [folder.id, folder.restricted]));
  return new Map(
    rows.flatMap(({ id, folderId }) => {
      const role = roles.get(id);
      const folder =
        folderId === null
          ? null
          : { restricted: restricted.get(folderId) ?? false, isVisible: !!folderRoles.get(folderId) };
      return role ? [[id, { role, folder }] as const] : [];
    }),
  );
}

/**
 * A table as a person sees it who has something to do with it.
 * @throws AppError `not_found` where they no longer have
 */
export async function viewTableFor(
  context: Pick<Context, 'pool' | 'records'>,
  principal: Principal,
  row: TableRecord,
  snapshot: TableSnapshot,
): Promise<Table> {
  const place = (await readStandings(context, principal, [row])).get(row.id);
  if (!place) throw new AppError('not_found', { what: 'table' });
  return viewTable(row, snapshot, place);
}

/** A table as people see it. */
export function viewTable(row: TableRecord, { table, rows }: TableSnapshot, { role, folder }: TableStanding): Table {
  const policy = NewColumnsPolicy.safeParse(row.newColumns).data;
  const code: RestrictionCode | undefined = table ? writeRestriction(table) : table === null ? 'missing' : undefined;
  return {
    id: row.id,
    name: row.name,
    qualifiedName: `${row.schema}.${row.relationName}`,
    columns: table ? columnsOf(row, table) : recordedColumns(row),
    key: table ? shownKey(table) : row.key,
    ...(table && keyMatchingOf(table) !== 'exact' ? { keyMatching: keyMatchingOf(table) } : {}),
    rowCount: rows.count,
    rowCountExact: rows.exact,
    ...(row.attached ? { attached: true } : {}),
    ...(code ? { restriction: { code, message: RESTRICTIONS[code].message } } : {}),
    role,
    restricted: row.restricted || folder?.restricted === true,
    ...(policy && { newColumns: policy }),
    ...(row.importsPerMinute !== null && { importsPerMinute: row.importsPerMinute }),
    folderId: folder?.isVisible ? row.folderId : null,
    ...(table && table.access.triggers.length > 0 ? { triggers: table.access.triggers } : {}),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The columns that rows can be put into, as the catalogue has them now. @throws TableError `no_such_table`. */
export async function readFillable(db: Database, row: TableRecord): Promise<Column[]> {
  return columnsOf(row, await introspect(db, tableRefOf(row))).filter((column) => !column.generated);
}
