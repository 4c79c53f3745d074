/** The text of a row that a search index is over: functions of PostgreSQL, and the same in JavaScript. */
import { createHash } from 'node:crypto';
import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import { WORK_SCHEMA } from '../catalog/guard.ts';
import type { Column, Table } from '../catalog/table.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { columnSql } from './column-sql.ts';
import { formsOf, isSingle, lettersOf, MARKS, marks } from './search-pattern.ts';

/** Part of each name: what the functions answer may only change with it. */
const VERSION = 1;
const own = (name: string): string => `${quoteIdent(WORK_SCHEMA)}.search_${name}_${VERSION}`;

/** Letters that stay after their marks are gone, and the small letters that they are found by. ASCII follows by itself. */
const SPELT = ['đĐðÐħĦıłŁøØŧŦÆŒÞŊ', 'ddddhhilloottæœþŋ'] as const;
/** Greek and Cyrillic. */
const OTHER_SCRIPTS = [0x370, 0x52f] as const;
const CAPITALS = capitalsOf(OTHER_SCRIPTS);

function capitalsOf([first, last]: readonly [number, number]): readonly [string, string] {
  const found = new Map<string, string>();
  for (let code = first; code <= last; code++) {
    const letter = String.fromCodePoint(code).normalize('NFD').replace(marks, '');
    const small = letter.toLowerCase();
    if (isSingle(letter) && isSingle(small) && small !== letter) found.set(letter, small);
  }
  return [[...found.keys()].join(''), [...found.values()].join('')];
}

/**
 * Statements that make the functions, in the service's schema. They are immutable in truth: none depends on a setting of the session.
 * All names are qualified, as whoever writes into the table runs them under a search path of their own.
 */
export const SEARCH_FUNCTIONS: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${quoteIdent(WORK_SCHEMA)}`,
  // translate() looks through its letters for each one of the text, so it is asked only where it is needed.
  `CREATE OR REPLACE FUNCTION ${own('text')}(text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 200 AS $f$
DECLARE t text := pg_catalog.array_to_string($1, pg_catalog.chr(10));
BEGIN
  IF pg_catalog.octet_length(t) OPERATOR(pg_catalog.<>) pg_catalog.length(t) THEN
    t := pg_catalog.regexp_replace(pg_catalog.normalize(t, 'NFD'), '[${MARKS}]+', '', 'g');
    IF t OPERATOR(pg_catalog.~) '[${SPELT[0]}]' THEN t := pg_catalog.translate(t, '${SPELT[0]}', '${SPELT[1]}'); END IF;
    IF t OPERATOR(pg_catalog.~) '[${OTHER_SCRIPTS.map(escaped).join('-')}]' THEN t := pg_catalog.translate(t, '${CAPITALS[0]}', '${CAPITALS[1]}'); END IF;
  END IF;
  RETURN pg_catalog.lower(t COLLATE pg_catalog."C");
END $f$`,
  `CREATE OR REPLACE FUNCTION ${own('iso')}(anyelement) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
    $f$ SELECT pg_catalog.to_json($1) OPERATOR(pg_catalog.#>>) '{}' $f$`,
  `CREATE OR REPLACE FUNCTION ${own('fixed')}(anyelement) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    SET DateStyle = 'ISO, MDY' SET IntervalStyle = 'postgres' SET TimeZone = 'UTC' SET bytea_output = 'hex' AS
    $f$ BEGIN RETURN $1::pg_catalog.text; END $f$`,
];

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** What a text is in the index, as `search_text` makes it. */
export function foldText(text: string): string {
  let folded = text.normalize('NFD').replace(marks, '');
  for (const [from, to] of [SPELT, CAPITALS]) {
    const small = new Map(Array.from(from, (letter, n) => [letter, Array.from(to)[n]!]));
    folded = Array.from(folded, (letter) => small.get(letter) ?? letter).join('');
  }
  return folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether all that a letter finds is one and the same character in the index, on any version of PostgreSQL. */
function isFolded(letter: string): boolean {
  // Marks may change places, and newer letters are unknown to some versions.
  if (/[\p{M}\p{Cn}]/u.test(letter)) return false;
  const forms = formsOf(letter);
  const folded = foldText(letter);
  return forms !== undefined && isSingle(folded) && [...forms].every((form) => foldText(form) === folded);
}

/** A trigram wants three letters or digits in a row (PostgreSQL docs, "pg_trgm"). */
const TRIGRAM = /[\p{L}\p{N}]{3}/u;

/** Parts of a word, each of which the folded text of every row has in which the word is found; none for a word that no index serves. */
export function indexedParts(word: string): string[] {
  const parts: string[] = [''];
  for (const letter of lettersOf(word)) {
    if (isFolded(letter)) parts.push(parts.pop()! + foldText(letter));
    else parts.push('');
  }
  return parts.filter((part) => TRIGRAM.test(part));
}

/** The columns that are searched: those that people see. */
export function searchedColumns({ columns }: Pick<Table, 'columns'>): Column[] {
  return columns.filter(({ hidden, type }) => !hidden && type !== 'boolean');
}

/** A cell as it is searched. */
export function searchedText(column: Column, alias?: string): string {
  const self = columnSql(column, alias);
  return POSTGRES_TYPES[column.type].shown?.(self, column) ?? `${self}::text`;
}

/** Types whose text depends on nothing but the value. */
const PLAIN = /^(text|character( varying)?(\(\d+\))?|uuid|jsonb?|inet|cidr|macaddr8?|xml|name|oid)$/;

/** The same as a constant function of the row, which an index wants. */
function constantText(column: Column, alias?: string): string {
  const self = columnSql(column, alias);
  if (column.type === 'date' || column.type === 'datetime')
    return `${own('iso')}(${column.wire === 'timestamptz' ? `${self} AT TIME ZONE 'UTC'` : self})`;
  if (column.type !== 'text' || PLAIN.test(column.pg)) return `${self}::text`;
  return `${own('fixed')}(${self})`;
}

/** The folded text of a row, as the index has it. */
export function foldedRowSql(table: Pick<Table, 'columns'>, alias?: string): string {
  const columns = searchedColumns(table);
  return `${own('text')}(ARRAY[${columns.map((column) => constantText(column, alias)).join(', ')}]::text[])`;
}

/** A name of the index that says over what it is: columns of other types are another index. */
export function searchIndexPrefix(table: Pick<Table, 'columns'>): string {
  const types = searchedColumns(table).map(({ type, pg, wire }) => [type, pg, wire]);
  const hash = createHash('sha256').update(JSON.stringify(types)).digest('hex').slice(0, 16);
  return `${SEARCH_INDEX}${VERSION}_${hash}_`;
}

/** How the names of all search indexes begin. */
export const SEARCH_INDEX = 'sheetport_search_';

/** An index by its name, and the columns that it is over. */
export interface SearchIndexFacts {
  name: string;
  uses: string[];
}

/** Whether an index serves the searches of a table: it is over all columns that are searched, as they are now. */
export function isSearchIndexOf(table: Pick<Table, 'columns'>, { name, uses }: SearchIndexFacts): boolean {
  const searched = new Set(searchedColumns(table).map((column) => column.name));
  return (
    name.startsWith(searchIndexPrefix(table)) &&
    new Set(uses).size === searched.size &&
    uses.every((column) => searched.has(column))
  );
}

/** A condition that holds for every row in which a word is found, and that the index answers; undefined where it cannot. */
export function prefilterSql(
  table: Pick<Table, 'columns'>,
  word: string,
  params: (value: string) => string,
  alias?: string,
): string | undefined {
  const parts = indexedParts(word);
  if (parts.length === 0) return undefined;
  const row = foldedRowSql(table, alias);
  return parts.map((part) => `${row} LIKE ${params(`%${part.replace(/[\\%_]/g, '\\$&')}%`)}::text`).join(' AND ');
}
