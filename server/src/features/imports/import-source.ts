import { AppError, type NewImport } from '@sheetport/contract';
import { refuseTakenName } from '@sheetport/core';
import type { FileRecord, TableRecord } from '@sheetport/prisma';
import { introspect, type Table } from '@sheetport/tables';
import type { Context } from '../../context.ts';
import { type FindInspection, inspectionsOf } from '../files/readable-file.ts';
import { tableRefOf } from '../tables/table-view.ts';

/** A table as the service knows it, and as it is in the database now. */
interface ImportTarget {
  record: TableRecord;
  table: Table;
}

/** What the plan of an import looks up. */
export interface ImportSource {
  findFile(id: string): Promise<FileRecord | null>;
  findInspection: FindInspection;
  findTable(id: string): Promise<ImportTarget | null>;
  /** @throws AppError `table_exists` */
  refuseTakenName(name: string): Promise<void>;
}

type Needs = Pick<Context, 'pool' | 'records' | 'preparePool'>;

/** Looks everything up when it is asked for. */
export function openImportSource({ pool, records, preparePool }: Needs): ImportSource {
  return {
    findFile: (id) => records.file.findUnique({ where: { id } }),
    findInspection: inspectionsOf({ records }),
    async findTable(id) {
      const record = await records.table.findUnique({ where: { id } });
      return record && { record, table: await preparePool.run((client) => introspect(client, tableRefOf(record))) };
    },
    refuseTakenName: (name) => refuseTakenName(pool, name),
  };
}

/** Looks up each table and each new name of many imports once. Two of them cannot make tables of the same name. */
export function openSharedSource(context: Needs): ImportSource {
  const source = openImportSource(context);
  const tables = new Map<string, Promise<ImportTarget | null>>();
  const names = new Set<string>();
  return {
    ...source,
    findTable(id) {
      const known = tables.get(id) ?? source.findTable(id);
      tables.set(id, known);
      return known;
    },
    async refuseTakenName(name) {
      if (names.has(name.toLowerCase())) throw new AppError('table_exists', { name });
      names.add(name.toLowerCase());
      await source.refuseTakenName(name);
    },
  };
}

/** Looks up the files of these imports, and their inspections, in two queries; the rest as another source does. */
export async function readFilesOf(
  { records }: Pick<Context, 'records'>,
  source: ImportSource,
  imports: readonly Pick<NewImport, 'fileId'>[],
): Promise<ImportSource> {
  const files = await records.file.findMany({
    where: { id: { in: [...new Set(imports.map(({ fileId }) => fileId))] } },
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
