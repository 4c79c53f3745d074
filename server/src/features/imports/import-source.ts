import { AppError, type NewImport } from '@sheetport/contract';
import { refuseTakenName, tableRefOf } from '@sheetport/core';
import type { FileRecord, TableRecord } from '@sheetport/prisma';
import { introspect, type Table } from '@sheetport/tables';
import { requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import { visibleFiles } from '../../auth/visible.ts';
import type { Context } from '../../context.ts';
import { type FindInspection, inspectionsOf } from '../files/readable-file.ts';
import { type NewTablePlace, requireCreation } from '../tables/create-place.ts';

/** A table as the service knows it, and as it is in the database now. */
interface ImportTarget {
  record: TableRecord;
  table: Table;
}

/** What the plan of an import looks up. */
export interface ImportSource {
  findFile(id: string): Promise<FileRecord | null>;
  findInspection: FindInspection;
  /** @throws AppError `not_found`, `forbidden` */
  findTable(id: string): Promise<ImportTarget | null>;
  /** @throws AppError `not_found` for a batch of somebody else */
  refuseBatch(id: string): Promise<void>;
  /** @throws AppError `table_exists`, `forbidden` */
  refuseNewTable(table: NewTablePlace): Promise<void>;
}

type Needs = Pick<Context, 'pool' | 'records' | 'preparePool' | 'pieces'>;

/** Looks everything up when it is asked for. What the person may not know of is not there. */
export function openImportSource(context: Needs, principal: Principal): ImportSource {
  const { pool, records, preparePool } = context;
  return {
    findFile: (id) => records.file.findFirst({ where: { AND: [{ id }, visibleFiles(principal)] } }),
    findInspection: inspectionsOf({ records }),
    async findTable(id) {
      await requireObject(context, principal, 'table', id, 'table.import');
      const record = await records.table.findUnique({ where: { id } });
      return record && { record, table: await preparePool.run((client) => introspect(client, tableRefOf(record))) };
    },
    async refuseBatch(batchId) {
      if (principal.role === 'owner') return;
      const other = await records.job.findFirst({
        where: {
          batchId,
          OR: [
            { createdBy: null },
            { createdBy: { not: principal.id } },
            ...(principal.limit ? [{ keyId: null }, { keyId: { not: principal.keyId ?? null } }] : []),
          ],
        },
        select: { id: true },
      });
      if (other) throw new AppError('not_found', { what: 'batch' });
    },
    async refuseNewTable({ name, folderId }) {
      await requireCreation(context, principal, folderId);
      await refuseTakenName(pool, name, principal);
    },
  };
}

/** Looks up each table and each new name of many imports once. Two of them cannot make tables of the same name. */
export function openSharedSource(context: Needs, principal: Principal): ImportSource {
  const source = openImportSource(context, principal);
  const tables = new Map<string, Promise<ImportTarget | null>>();
  const names = new Set<string>();
  return {
    ...source,
    findTable(id) {
      const known = tables.get(id) ?? source.findTable(id);
      tables.set(id, known);
      return known;
    },
    async refuseNewTable(table) {
      const { name } = table;
      if (names.has(name.toLowerCase())) throw new AppError('table_exists', { name });
      names.add(name.toLowerCase());
      await source.refuseNewTable(table);
    },
  };
}

/** Looks up the files of these imports, and their inspections, in two queries; the rest as another source does. */
export async function readFilesOf(
  { records }: Pick<Context, 'records'>,
  principal: Principal,
  source: ImportSource,
  imports: readonly Pick<NewImport, 'fileId'>[],
): Promise<ImportSource> {
  const files = await records.file.findMany({
    where: { AND: [{ id: { in: [...new Set(imports.map(({ fileId }) => fileId))] } }, visibleFiles(principal)] },
  });
  const inspections = await records.job.findMany({
    where: { id: { in: files.flatMap(({ inspectionId }) => inspectionId ?? []) } },
    select: { id: true, state: true, attempts: true },
  });
  const fileOf = new Map(files.map((file) => [file.id, file]));
  const inspectionOf = new Map(inspections.map((job) => [job.id, job]));
  return {
    ...source,
    findFile: async (id) => fileOf.get(id) ?? null,
    findInspection: async (id) => inspectionOf.get(id) ?? null,
  };
}
