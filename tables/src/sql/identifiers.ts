import { TableError } from './errors.ts';

/** NAMEDATALEN - 1. Postgres cuts longer names silently, and two names could become one. */
const NAME_BYTES = 63;

/** Postgres refuses these as column names even when quoted (PostgreSQL docs, 5.6 "System Columns"). */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** True for a name that can be a column of a table, quoted. */
export function isColumnName(name: string): boolean {
  return isName(name) && !SYSTEM_COLUMNS.has(name);
}

/** True for anything that can be a quoted identifier without being cut. */
export function isName(name: string): boolean {
  return (
    typeof name === 'string' &&
    name !== '' &&
    !name.includes('\0') &&
    name.isWellFormed() &&
    Buffer.byteLength(name) <= NAME_BYTES
  );
}

/** A person's word as an SQL identifier (P42). Throws `bad_name` for what Postgres could not keep unchanged. */
export function quoteIdent(name: string): string {
  if (!isName(name)) throw new TableError('bad_name');
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."name"`, so that no search path decides what is meant. */
export function qualifiedName(table: { schema: string; name: string }): string {
  return `${quoteIdent(table.schema)}.${quoteIdent(table.name)}`;
}

/** `"a", "b"`, each optionally behind an alias: `t."a", t."b"`. */
export function identList(names: readonly string[], alias?: string): string {
  return names.map((name) => (alias === undefined ? quoteIdent(name) : `${alias}.${quoteIdent(name)}`)).join(', ');
}

/**
 * Column names for a sheet's headers: lower snake case, letters of every script kept, unique, at most 63 bytes.
 * Always quoted later, so reserved words may stay. An empty header becomes `column_<n>`, a leading digit gets `_` before it,
 * a taken name gets `_2`, `_3`, …  Names in `taken` are never given out.
 */
export function columnNames(headers: readonly string[], taken: Iterable<string> = []): string[] {
  const used = new Set<string>([...SYSTEM_COLUMNS, ...taken]);
  return headers.map((header, index) => {
    const name = uniqueName(snake(header) || `column_${index + 1}`, (candidate) => used.has(candidate));
    used.add(name);
    return name;
  });
}

/** A table's name for a person's words, different from every name that `taken` says yes to. */
export function tableName(words: string, taken: (name: string) => boolean = () => false): string {
  return uniqueName(snake(words) || 'table', taken);
}

/** `name`, or `name_2`, `name_3`, …: the first that is not taken, always within 63 bytes. */
export function uniqueName(name: string, taken: (name: string) => boolean): string {
  let candidate = cutBytes(name, NAME_BYTES);
  for (let n = 2; taken(candidate); n++) {
    const suffix = `_${n}`;
    candidate = cutBytes(name, NAME_BYTES - suffix.length) + suffix;
  }
  return candidate;
}

/** Suffixes are shorter: no schema has a billion tables of one name. */
const SUFFIX_BYTES = 12;

/** What a name and all that `uniqueName` makes of it begin with. */
export function beginningOf(name: string): string {
  return cutBytes(name, NAME_BYTES - SUFFIX_BYTES);
}

function snake(words: string): string {
  const name = words
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '') // invisible marks would make two names look alike
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .normalize('NFC');
  // Marks alone, as the variation selector of an emoji, are a name that nobody sees.
  if (!/[\p{L}\p{N}]/u.test(name)) return '';
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}

function cutBytes(name: string, limit: number): string {
  if (Buffer.byteLength(name) <= limit) return name;
  let bytes = 0;
  let cut = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut.replace(/_+$/, '') || cut;
}
