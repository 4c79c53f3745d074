import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';
import type { TableRef } from './table.ts';

/** What tells that rows of a table have changed. */
export interface DataVersion {
  /** Where the rows lie: another file after TRUNCATE or a rewrite. */
  file: string;
  /** Rows written so far, as Postgres counts them; it learns of them up to a second late (PostgreSQL docs, "Cumulative Statistics"). */
  written: string;
}

/** The version of a table's rows, without reading any. Null where there is no such table. */
export async function readDataVersion(db: Database, ref: TableRef): Promise<DataVersion | null> {
  const { rows } = await run<{ file: string | null; written: string }>(
    db,
    `SELECT string_agg(pg_relation_filenode(p.relid)::text, ' ' ORDER BY p.relid::oid) AS file,
            coalesce(sum(pg_stat_get_tuples_inserted(p.relid) + pg_stat_get_tuples_updated(p.relid) + pg_stat_get_tuples_deleted(p.relid)), 0)::text AS written
       FROM (SELECT to_regclass($1)::oid AS relid UNION SELECT relid FROM pg_partition_tree(to_regclass($1))) p WHERE p.relid IS NOT NULL`,
    [qualifiedName(ref)],
  );
  const [found] = rows;
  return found?.file == null ? null : { file: found.file, written: found.written };
}
