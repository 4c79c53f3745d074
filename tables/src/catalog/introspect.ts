import { isSearchIndexOf, SEARCH_INDEX, type SearchIndexFacts } from '../query/search-text.ts';
import { TableError } from '../sql/errors.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { type Database, type Prepared, run } from '../sql/statement.ts';
import { allowedValuesOf } from './allowed-values.ts';
import { findWire } from './column-types.ts';
import { type Guard, isHiddenTable, type Resolved, resolveTable, SERVICE_GUARD } from './guard.ts';
import type { Access, Check, Column, ForeignKey, Table, TableRef, UniqueIndex } from './table.ts';

export interface ListedTable extends TableRef {
  oid: number;
  /** The planner's estimate of the number of rows; null where the table was never analysed. */
  estimatedRows: number | null;
}

/** Every table that people may see and this database user may read, by schema and name. */
export async function listTables(db: Database, guard: Guard = SERVICE_GUARD): Promise<ListedTable[]> {
  const { rows } = await run<{ oid: string; schema: string; name: string; rows: number }>(db, LIST);
  return rows
    .filter((row) => !isHiddenTable(row, guard))
    .map((row) => ({
      oid: Number(row.oid),
      schema: row.schema,
      name: row.name,
      estimatedRows: row.rows < 0 ? null : Math.round(row.rows),
    }));
}

const LIST = `
SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, c.reltuples::float8 AS rows
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname, c.relname`;

/**
 * Read a table's definition from the catalogue: columns with their types and wires, key, unique indexes, foreign keys and
 * checks. Throws `no_such_table` for absent and hidden tables alike (P43).
 */
export async function introspect(db: Database, table: TableRef, guard: Guard = SERVICE_GUARD): Promise<Table> {
  const found = await resolveTable(db, table, guard);
  const [described] = await describeTables(db, [found]);
  if (!described) throw new TableError('no_such_table');
  return described;
}

/** What the catalogue says of tables that `resolveTable` or an equally guarded query has found, in one query. */
export async function describeTables(db: Database, found: readonly Resolved[]): Promise<Table[]> {
  if (found.length === 0) return [];
  const { rows } = await run<CatalogueRow>(db, DESCRIBE, [found.map(({ oid }) => oid)]);
  const byOid = new Map(rows.map((row) => [Number(row.oid), row]));
  return found.flatMap((table) => {
    const row = byOid.get(table.oid);
    return row ? [describeTable(table, row)] : [];
  });
}

function describeTable(found: Resolved, row: CatalogueRow): Table {
  const uniques = row.indexes.map(uniqueIndex);
  const key = keyOf(row, uniques);
  const plainUnique = new Set(
    uniques
      .filter((index) => index.columns.length === 1 && index.predicate === undefined)
      .map((index) => index.columns[0]),
  );
  const columns = row.columns.map((column) => describeColumn(column, key, plainUnique.has(column.name), row.checks));
  return {
    schema: found.schema,
    name: found.name,
    oid: found.oid,
    partitioned: found.partitioned,
    columns,
    key,
    uniques,
    references: row.references.map(foreignKey),
    checks: [
      ...row.checks.map((check): Check => ({ name: check.name, columns: check.columns ?? [], sql: check.sql })),
      ...(row.partitions?.sql
        ? [{ name: HAS_PARTITION, columns: row.partitions.columns, sql: row.partitions.sql }]
        : []),
    ],
    access: row.access,
    ...(row.searches.some((index) => isSearchIndexOf({ columns }, index)) ? { searchIndexed: true as const } : {}),
  };
}

interface CatalogueColumn {
  name: string;
  pg: string;
  base: string;
  builtin: boolean;
  typeSchema: string;
  collation: string | null;
  kind: string;
  domain: boolean;
  typmod: number;
  required: boolean;
  identity: string;
  generated: string;
  default: string | null;
  sequence: string | null;
  choices: string[] | null;
  rules: string[];
}
interface CatalogueIndex {
  name: string;
  primary: boolean;
  immediate: boolean;
  nullsDistinct: boolean;
  parts: string[];
  columns: (string | null)[];
  uses: string[];
  predicate: string | null;
}
interface CatalogueReference {
  name: string;
  columns: string[];
  schema: string;
  table: string;
  to: string[];
  match: string;
}
interface CatalogueRow {
  oid: string;
  access: Access;
  columns: CatalogueColumn[];
  indexes: CatalogueIndex[];
  references: CatalogueReference[];
  checks: { name: string; columns: string[] | null; sql: string }[];
  searches: SearchIndexFacts[];
  partitions: { columns: string[]; sql: string | null } | null;
}

/** The rule that people read where no partition takes a row. */
const HAS_PARTITION = 'there is a partition for it';
/** With more partitions the statement of their conditions would be too long. Postgres itself then rejects the rows. */
const MOST_PARTITIONS = 500;

/**
 * to_jsonb(row)->>'x' reads catalogue columns that only newer versions have, without naming them. The planner cannot see the oids in this form, so
 * it soon keeps one generic plan for the connection (PostgreSQL docs, "PREPARE"). Planning takes ten times as long as the query itself.
 */
const DESCRIBE: Prepared = {
  name: 'describe-tables',
  text: `
SELECT c.oid::text AS oid, json_build_object(
    'select', pg_catalog.has_table_privilege(c.oid, 'SELECT'),
    'insert', pg_catalog.has_table_privilege(c.oid, 'INSERT'),
    'update', pg_catalog.has_table_privilege(c.oid, 'UPDATE'),
    'delete', pg_catalog.has_table_privilege(c.oid, 'DELETE'),
    'owner', pg_catalog.pg_has_role(c.relowner, 'USAGE'),
    'rowSecurity', pg_catalog.row_security_active(c.oid),
    'rewritten', EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1'),
    'triggers', ARRAY(SELECT g.tgname FROM pg_catalog.pg_trigger g
        WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') ORDER BY g.tgname)) AS access,
  COALESCE((SELECT json_agg(json_build_object(
      'name', a.attname, 'pg', pg_catalog.format_type(a.atttypid, a.atttypmod), 'base', b.typname,
      'builtin', bn.nspname = 'pg_catalog', 'typeSchema', bn.nspname,
      'collation', CASE WHEN NOT l.collisdeterministic THEN pg_catalog.format('%I.%I', ln.nspname, l.collname) END, 'kind', b.typtype, 'domain', t.typtype = 'd', 'typmod', a.atttypmod,
      'required', a.attnotnull OR t.typnotnull, 'identity', a.attidentity, 'generated', a.attgenerated,
      'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
      'choices', CASE WHEN b.typtype = 'e' THEN ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = b.oid ORDER BY e.enumsortorder) END,
      'rules', ARRAY(SELECT pg_catalog.pg_get_expr(v.conbin, 0) FROM pg_catalog.pg_constraint v
          WHERE v.contypid = t.oid AND v.contype = 'c' ORDER BY v.conname),
      'sequence', pg_catalog.pg_get_serial_sequence(pg_catalog.format('%I.%I', n.nspname, c.relname), a.attname)) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
    JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]') AS columns,
  COALESCE((SELECT json_agg(json_build_object(
      'name', ic.relname, 'primary', i.indisprimary, 'immediate', i.indimmediate,
      'nullsDistinct', NOT COALESCE((to_jsonb(i)->>'indnullsnotdistinct')::boolean, false),
      'parts', ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k),
      'columns', ARRAY(SELECT a.attname FROM generate_series(0, i.indnkeyatts - 1) k
          LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k] AND a.attnum > 0 ORDER BY k),
      'uses', ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND (a.attnum = ANY (i.indkey)
          OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend p WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.objid = i.indexrelid
            AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum)) ORDER BY a.attnum),
      'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid)) ORDER BY i.indisprimary DESC, i.indnkeyatts, ic.relname)
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid), '[]') AS indexes,
  COALESCE((SELECT json_agg(json_build_object(
      'name', f.conname, 'schema', rn.nspname, 'table', rc.relname, 'match', f.confmatchtype,
      'columns', ARRAY(SELECT a.attname FROM unnest(f.conkey) WITH ORDINALITY u(n, o)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = u.n ORDER BY u.o),
      'to', ARRAY(SELECT a.attname FROM unnest(f.confkey) WITH ORDINALITY u(n, o)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = u.n ORDER BY u.o)) ORDER BY f.conname)
    FROM pg_catalog.pg_constraint f JOIN pg_catalog.pg_class rc ON rc.oid = f.confrelid
    JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
    WHERE f.conrelid = c.oid AND f.contype = 'f' AND COALESCE((to_jsonb(f)->>'conenforced')::boolean, true)), '[]') AS "references",
  COALESCE((SELECT json_agg(json_build_object(
      'name', k.conname, 'sql', pg_catalog.pg_get_expr(k.conbin, k.conrelid),
      'columns', ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) ORDER BY a.attnum))
      ORDER BY k.conname)
    FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'c' AND COALESCE((to_jsonb(k)->>'conenforced')::boolean, true)), '[]') AS checks,
  COALESCE((SELECT json_agg(json_build_object('name', ic.relname, 'uses', ARRAY(SELECT a.attname FROM pg_catalog.pg_depend p
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.refobjsubid AND a.attnum > 0
        WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.objid = i.indexrelid AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjid = c.oid)))
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indexprs IS NOT NULL AND starts_with(ic.relname::text, '${SEARCH_INDEX}')), '[]') AS searches,
  CASE WHEN c.relkind = 'p' THEN json_build_object(
      'columns', ARRAY(SELECT DISTINCT a.attname FROM pg_catalog.pg_partition_tree(c.oid) p JOIN pg_catalog.pg_partitioned_table k ON k.partrelid = p.relid
          JOIN pg_catalog.pg_attribute a ON a.attrelid = p.relid AND a.attnum = ANY (k.partattrs::int2[])),
      'sql', (SELECT CASE WHEN count(*) <= ${MOST_PARTITIONS} THEN string_agg(pg_catalog.pg_get_partition_constraintdef(p.relid), ' OR ') END
          FROM pg_catalog.pg_partition_tree(c.oid) p WHERE p.isleaf)) END AS partitions
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid IN (SELECT unnest((SELECT $1::oid[])))`,
};

function uniqueIndex(index: CatalogueIndex): UniqueIndex {
  const plain = index.columns.every((column) => column !== null);
  return {
    name: index.name,
    columns: plain ? (index.columns as string[]) : [],
    parts: index.parts,
    uses: index.uses,
    ...(index.predicate === null ? {} : { predicate: index.predicate }),
    primary: index.primary,
    nullsDistinct: index.nullsDistinct,
  };
}

function keyOf(row: CatalogueRow, uniques: UniqueIndex[]): string[] {
  const required = new Set(row.columns.filter((column) => column.required).map((column) => column.name));
  const usable = uniques.find((index, position) => {
    const whole =
      index.columns.length > 0 && index.predicate === undefined && row.indexes[position]?.immediate === true;
    return whole && (index.primary || index.columns.every((column) => required.has(column)));
  });
  return usable ? usable.columns : [];
}

function foreignKey(reference: CatalogueReference): ForeignKey {
  return {
    name: reference.name,
    columns: reference.columns,
    to: { schema: reference.schema, name: reference.table, columns: reference.to },
    full: reference.match === 'f',
  };
}

/** Built-in types without a wire whose values compare exactly; any other is compared by its text. */
const COMPARABLE = new Set([
  'varchar',
  'bpchar',
  'uuid',
  'timetz',
  'inet',
  'cidr',
  'macaddr',
  'money',
  'oid',
  'name',
  'bytea',
]);

function describeColumn(
  column: CatalogueColumn,
  key: readonly string[],
  unique: boolean,
  checks: CatalogueRow['checks'],
): Column {
  const choices = column.choices ?? allowedValuesOf(column.name, checks);
  const known = column.builtin ? findWire(column.base) : undefined;
  const anyLength = column.builtin && column.base === 'varchar' && column.typmod < 0; // same binary form as text, no bound
  const loose = known === undefined ? !anyLength : column.domain;
  const scaled = column.base === 'numeric' && !column.domain && column.typmod >= 0;
  const next =
    column.identity !== '' && column.sequence !== null
      ? `nextval(${quoteLiteral(column.sequence)}::regclass)`
      : undefined;
  const defaultSql = column.generated === '' ? (column.default ?? next) : undefined;
  return {
    name: column.name,
    label: column.name,
    type: known?.type ?? 'text',
    required: column.required,
    unique: unique || (key.length === 1 && key[0] === column.name),
    pg: column.pg,
    wire: known?.wire ?? 'text',
    cast: loose,
    ...(column.builtin ? {} : { typeSchema: column.typeSchema }),
    ...(column.collation === null ? {} : { collation: column.collation }),
    comparable: known !== undefined || column.kind === 'e' || (column.builtin && COMPARABLE.has(column.base)),
    ...(isHiddenKey(column, key) ? { hidden: true as const } : {}),
    ...(column.generated !== '' ? { generated: true as const } : {}),
    ...(column.identity === ''
      ? {}
      : { identity: column.identity === 'a' ? ('always' as const) : ('default' as const) }),
    ...(column.sequence === null ? {} : { sequence: column.sequence }),
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(choices ? { choices } : {}),
    ...(column.rules.length > 0 ? { domainRules: column.rules } : {}),
    // atttypmod of numeric is (precision << 16 | scale as 11 bits, signed) + 4; numeric.c, make_numeric_typmod
    ...(scaled
      ? {
          numeric: {
            precision: ((column.typmod - 4) >> 16) & 0xffff,
            scale: (((column.typmod - 4) & 0x7ff) ^ 1024) - 1024,
          },
        }
      : {}),
  };
}

/** The key that `createTable` adds where a person chose none. */
function isHiddenKey(column: CatalogueColumn, key: readonly string[]): boolean {
  return key.length === 1 && key[0] === column.name && column.identity === 'd' && /^_id(_\d+)?$/.test(column.name);
}
