import type { Queryable } from '../transactions/queryable.ts';

/** How a sheet of some shape was mapped to a table. */
export interface MappingEntry {
  id: string;
  /** SHA-256 of the sheet's headings. */
  headingFingerprint: string;
  tableId: string;
  /** The contract's mapped column for each heading; null where it was ignored. */
  columns: { heading: string; column: object | null }[];
  options: object;
  fileName: string;
}

/** Remember on a given connection how an import was mapped, in place of what was known of its shape and table before. */
export async function saveMapping(db: Queryable, entry: MappingEntry): Promise<void> {
  await db.query(
    `INSERT INTO sheetport.saved_mapping (id, heading_fingerprint, table_id, columns, options, file_name) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (heading_fingerprint, table_id) DO UPDATE SET columns = excluded.columns, options = excluded.options,
       file_name = excluded.file_name, uses = saved_mapping.uses + 1, used_at = now()`,
    [
      entry.id,
      entry.headingFingerprint,
      entry.tableId,
      JSON.stringify(entry.columns),
      JSON.stringify(entry.options),
      entry.fileName,
    ],
  );
}
