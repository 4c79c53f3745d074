import { Blank, Duplicates, ImportMode, MappedColumn, type SavedMapping } from '@sheetport/contract';
import type { SavedMappingRecord, TableRecord } from '@sheetport/prisma';
import { headingFingerprint } from '@sheetport/tables';
import { z } from 'zod';
import type { Principal } from '../../auth/principal.ts';
import { visibleTables } from '../../auth/visible.ts';
import type { Context } from '../../context.ts';

/** The mapping of the columns, as the worker stores it. */
const Columns = z.array(z.object({ heading: z.string(), column: MappedColumn.nullable() }));
export type SavedMappingColumns = z.infer<typeof Columns>;

const Options = z.object({
  mode: ImportMode.catch('insert'),
  key: z.array(z.string()).catch([]),
  onReject: z.enum(['skip', 'abort']).catch('skip'),
  blank: Blank.optional().catch(undefined),
  duplicates: Duplicates.optional().catch(undefined),
  nonDataRows: z.enum(['skip', 'import']).optional().catch(undefined),
});

/** A saved mapping as the API shows it, and the stored mapping of its columns. */
export interface SavedMappingEntry {
  view: SavedMapping;
  columns: SavedMappingColumns;
}

/** How earlier sheets with these headings were mapped to tables that the person may see, the last one first. */
export async function findSavedMappings(
  { records }: Pick<Context, 'records'>,
  principal: Principal,
  headings: readonly string[],
): Promise<SavedMappingEntry[]> {
  const found = await records.savedMapping.findMany({
    where: { headingFingerprint: headingFingerprint(headings), table: { is: visibleTables(principal) } },
    include: { table: true },
    orderBy: [{ usedAt: 'desc' }, { id: 'asc' }],
    take: 20,
  });
  return found.map(readSavedMapping);
}

/** Saved mappings of a table that headings are learned from. */
const MAX_LEARNED = 100;

/** How earlier sheets, whatever their headings, were mapped to a table. */
export async function findMappingHistory(
  { records }: Pick<Context, 'records'>,
  tableId: string,
): Promise<SavedMappingColumns[]> {
  const found = await records.savedMapping.findMany({
    where: { tableId },
    select: { columns: true },
    orderBy: { usedAt: 'desc' },
    take: MAX_LEARNED,
  });
  return found.map(({ columns }) => Columns.catch([]).parse(columns));
}

/** Read a record, with its table. */
export function readSavedMapping(record: SavedMappingRecord & { table: TableRecord }): SavedMappingEntry {
  const columns = Columns.catch([]).parse(record.columns);
  return {
    columns,
    view: {
      id: record.id,
      tableId: record.tableId,
      tableName: record.table.name,
      fileName: record.fileName,
      usedAt: record.usedAt.toISOString(),
      uses: record.uses,
      ...Options.parse(record.options),
      columns: columns.map(({ heading, column }) => ({ heading, column: column?.column ?? null })),
    },
  };
}
