/** What the service needs of a PostgreSQL that somebody else runs, and of the role that it is given there. */
import type pg from 'pg';

type Query = (sql: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

/** The schemas of the service's own records. */
const OWN_SCHEMAS = ['sheetport', 'sheetport_queue', 'sheetport_work'];

/** What managed and distributed databases that speak PostgreSQL's protocol may lack, what it is for, and a statement that tells. */
const FEATURES: [feature: string, purpose: string, sql: string][] = [
  ['advisory locks', 'turns between processes', 'SELECT pg_try_advisory_xact_lock(7733784512)'],
  ['LISTEN and NOTIFY', 'the queue and the progress bar', 'LISTEN sheetport_start; UNLISTEN sheetport_start'],
  [
    'the system columns xmin and ctid',
    'undoing imports',
    'SELECT xmin, ctid, tableoid FROM pg_catalog.pg_class LIMIT 1',
  ],
  ['COPY in its binary format', 'loading rows', 'COPY (SELECT 1) TO STDOUT (FORMAT binary)'],
  ['savepoints', 'adding columns during an import', 'BEGIN; SAVEPOINT sheetport; ROLLBACK'],
];

/**
 * What the server lacks, each with what it is for; empty for PostgreSQL itself.
 * @param query runs a statement outside of a transaction, and fails where the server refuses it
 */
export async function findMissingFeatures(query: Query): Promise<string[]> {
  const missing: string[] = [];
  for (const [feature, purpose, sql] of FEATURES) {
    const works = await query(sql).then(
      () => true,
      () => false,
    );
    if (!works) missing.push(`${feature} (${purpose})`);
  }
  return missing;
}

/** What the role may not do. */
export interface MissingRights {
  /** Nothing works so: in words, with what an administrator can run. */
  fatal: string | null;
  /** Imports into new tables would be refused; in words, with the next step. */
  newTables: string | null;
}

/**
 * What the role of a connection may not do that the service does.
 * @param tablesSchema the setting TABLES_SCHEMA
 */
export async function findMissingRights(
  client: Pick<pg.ClientBase, 'query'>,
  tablesSchema: string,
): Promise<MissingRights> {
  const { rows } = await client.query(
    `SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database, quote_ident($2) AS "tablesSchema",
            has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
            ARRAY(SELECT quote_ident(nspname) FROM pg_namespace
                   WHERE nspname = ANY($1::text[]) AND NOT has_schema_privilege(oid, 'CREATE') ORDER BY nspname) AS foreign,
            (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $2) AS "mayMakeTables"`,
    [OWN_SCHEMAS, tablesSchema],
  );
  const { role, database, tablesSchema: schema, mayCreate, foreign, mayMakeTables } = rows[0];
  const owed = [
    ...(mayCreate ? [] : [`GRANT CREATE ON DATABASE ${database} TO ${role};`]),
    ...foreign.map((name: string) => `ALTER SCHEMA ${name} OWNER TO ${role};`),
  ];
  const fatal =
    owed.length === 0
      ? null
      : `the role ${role} may not make the schemas and tables in which Sheetport keeps its records. Let an administrator run:\n  ${owed.join('\n  ')}`;
  return { fatal, newTables: tellNewTables(mayMakeTables, role, schema) };
}

function tellNewTables(may: boolean | null, role: string, schema: string): string | null {
  if (may === true) return null;
  const why =
    may === null
      ? `There is no schema ${schema}, which TABLES_SCHEMA names.`
      : `The role ${role} may not create tables in the schema ${schema}, which TABLES_SCHEMA names. In "public", PostgreSQL 15 and newer leave that to the owner of the database.`;
  const run =
    may === null ? `CREATE SCHEMA ${schema} AUTHORIZATION ${role}` : `GRANT CREATE ON SCHEMA ${schema} TO ${role}`;
  return `${why} Imports into new tables will be refused. Let an administrator run: ${run}; or set TABLES_SCHEMA to a schema of the role's own.`;
}
