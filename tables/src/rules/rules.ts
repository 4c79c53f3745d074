import type { RuleCheck, RuleCode, RuleReference, TableRule } from '@sheetport/contract';
import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import type { Column } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { type Database, run } from '../sql/statement.ts';

export type { RuleCheck, RuleCode, RuleReference, TableRule };

/** A way to break a rule: true of a row that does. */
export interface Violation {
  code: RuleCode;
  sql: string;
}

/**
 * The conditions that rows break a rule by, over one cell in its column's own type. Values are literals, names are quoted
 * (P42). What needs other rows (`unique`, `reference`) has none here.
 * @param folding a collation that knows the case of every letter, quoted, where there is one; see `foldingCollation`
 */
export function violations(check: RuleCheck, column: Column, cell: string, folding: string | undefined): Violation[] {
  const text = `(${cell})::text`;
  switch (check.kind) {
    case 'required':
      return [{ code: 'required', sql: `${cell} IS NULL` }];
    case 'list':
      return [{ code: 'not_in_list', sql: `NOT (${listSql(check, column, cell, folding)})` }];
    case 'form':
      return [{ code: check.code, sql: `${text} COLLATE "C" !~ ${quoteLiteral(check.regex)}` }];
    case 'length':
      return [
        ...(check.max === undefined
          ? []
          : [{ code: 'longer_than' as const, sql: `char_length(${text}) > ${whole(check.max)}` }]),
        ...(check.min === undefined
          ? []
          : [{ code: 'shorter_than' as const, sql: `char_length(${text}) < ${whole(check.min)}` }]),
      ];
    case 'range': {
      const { kind } = POSTGRES_TYPES[column.type];
      const timed = kind === 'date' || kind === 'time';
      const value = timed ? cell : `(${cell})::numeric`;
      const bound = (text: string) => `${quoteLiteral(text)}::${POSTGRES_TYPES[column.type].bound(column)}`;
      return [
        ...(check.min === undefined
          ? []
          : [
              {
                code: timed ? ('earlier_than' as const) : ('less_than' as const),
                sql: `${value} < ${bound(check.min)}`,
              },
            ]),
        ...(check.max === undefined
          ? []
          : [
              { code: timed ? ('later_than' as const) : ('more_than' as const), sql: `${value} > ${bound(check.max)}` },
            ]),
      ];
    }
    default:
      return [];
  }
}

function whole(n: number): string {
  if (!Number.isSafeInteger(n)) throw new TableError('bad_value');
  return String(n);
}

function listSql(
  { values, ignoreCase }: Extract<RuleCheck, { kind: 'list' }>,
  column: Column,
  cell: string,
  folding: string | undefined,
): string {
  const literals = values.map(quoteLiteral).join(', ');
  if (column.type === 'text') {
    const text = `(${cell})::text`;
    if (ignoreCase !== true) return `${text} COLLATE "C" = ANY (ARRAY[${literals}]::text[])`;
    const fold = (sql: string) => `lower(${sql}${folding === undefined ? '' : ` COLLATE ${folding}`}) COLLATE "C"`;
    return `${fold(text)} IN (SELECT ${fold('v')} FROM unnest(ARRAY[${literals}]::text[]) v)`;
  }
  const type = POSTGRES_TYPES[column.type].bound(column);
  return `${type === 'numeric' ? `(${cell})::numeric` : cell} = ANY (ARRAY[${literals}]::${type}[])`;
}

/** A collation that knows the case of every letter, whatever the database's own is: ICU's, or Postgres' since 17. */
export async function foldingCollation(db: Database): Promise<string | undefined> {
  const { rows } = await run<{ name: string }>(
    db,
    `SELECT collname::text AS name FROM pg_catalog.pg_collation WHERE collname IN ('und-x-icu', 'pg_c_utf8')
       AND collnamespace = 'pg_catalog'::regnamespace AND collencoding IN (-1, pg_char_to_encoding(getdatabaseencoding()))
      ORDER BY collname LIMIT 1`,
  );
  return rows[0] && `pg_catalog.${quoteIdent(rows[0].name)}`;
}

/** True of a value (SQL) that no row of the referenced table has. */
export function missingSql({ to }: RuleReference, value: string): string {
  return `${value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${qualifiedName(to)} r WHERE r.${quoteIdent(to.column)} = ${value})`;
}

/** True of a value (SQL) that breaks one of these rules. */
export function anyViolation(
  checks: readonly RuleCheck[],
  column: Column,
  value: string,
  folding: string | undefined,
): string {
  const found = checks.flatMap((check) => violations(check, column, value, folding)).map(({ sql }) => `(${sql})`);
  return found.length === 0 ? 'FALSE' : found.join(' OR ');
}
