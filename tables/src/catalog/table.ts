/** The types of a table as the catalogue describes it. Plain, frozen data. */
import type { ColumnType, Wire } from '@sheetport/contract';

export type { ColumnType, Wire };

export interface TableRef {
  schema: string;
  name: string;
}

/** A column to be created. */
export interface NewColumn {
  name: string;
  label?: string;
  type: ColumnType;
  /** A `datetime` that is stored as a moment: `timestamp with time zone`. */
  zoned?: boolean;
  required?: boolean;
  unique?: boolean;
}

export interface Column {
  name: string;
  /** What a person reads above it; the name, unless the caller knows better. */
  label: string;
  type: ColumnType;
  required: boolean;
  unique: boolean;
  /** The Postgres type as `format_type` writes it. */
  pg: string;
  /** The binary form to load it in. */
  wire: Wire;
  /** Loaded through the staging table in the form of its wire, and cast from there. */
  cast: boolean;
  /** Where its type, or that of its domain, lives, unless Postgres brings it. */
  typeSchema?: string;
  /** Quoted name of a collation under which texts may be equal that are written otherwise. */
  collation?: string;
  /** Values can be compared, grouped and sorted as they are; otherwise by their text. */
  comparable: boolean;
  /** Not shown to people (the key of a table that was created without one). */
  hidden?: true;
  /** Computed by Postgres; cannot be written. */
  generated?: true;
  identity?: 'always' | 'default';
  /** SQL of the default, from the catalogue; of an identity column, the next value of its sequence. */
  defaultSql?: string;
  /** The sequence that belongs to a serial or identity column, quoted. */
  sequence?: string;
  /** The bounds of `numeric(precision, scale)`. */
  numeric?: { precision: number; scale: number };
  /** The only values it takes: an enum's labels, or what a check lists. */
  choices?: readonly string[];
  /** SQL of what its domain asks of a `VALUE`. */
  domainRules?: readonly string[];
}

export interface UniqueIndex {
  name: string;
  /** Plain columns; empty where the index is over expressions. */
  columns: string[];
  /** SQL of each key part, from the catalogue: a quoted column or an expression. */
  parts: string[];
  /** Every column that the parts and the condition read. */
  uses: string[];
  /** SQL of a partial index' condition. */
  predicate?: string;
  primary: boolean;
  nullsDistinct: boolean;
}

export interface ForeignKey {
  name: string;
  columns: string[];
  to: TableRef & { columns: string[] };
  /** MATCH FULL: all null or none. */
  full: boolean;
}

export interface Check {
  name: string;
  columns: string[];
  /** SQL of the condition, from the catalogue. */
  sql: string;
}

/** What the database user may do with a table, and what else happens there. */
export interface Access {
  select: boolean;
  insert: boolean;
  update: boolean;
  delete: boolean;
  /** May drop and alter it. */
  owner: boolean;
  /** Policies hide rows of it from this user. */
  rowSecurity: boolean;
  /** Rewrite rules stand in for writing. */
  rewritten: boolean;
  /** Triggers that people made and that fire. */
  triggers: string[];
}

/** A table as the catalogue describes it. */
export interface Table extends TableRef {
  oid: number;
  /** Its rows lie in other tables: its partitions, or tables that inherit from it. */
  partitioned: boolean;
  columns: Column[];
  /** The primary key, else a unique index without nulls, else empty. */
  key: string[];
  uniques: UniqueIndex[];
  references: ForeignKey[];
  checks: Check[];
  access: Access;
  /** A search index over exactly the columns that are searched is there, and can be used. */
  searchIndexed?: true;
}
