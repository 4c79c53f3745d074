import { AppError } from '@sheetport/contract';
import { beginningOf, tableName } from '@sheetport/tables';
import { z } from 'zod';
import { type RoleHolder, readTableRoles } from '../access/read-roles.ts';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

/** Held while a table gets its name, so that two that come at once do not get the same. No other lock has this number. */
const NAMES_LOCK = 7_733_784_512;

const NO_TABLE = '00000000-0000-0000-0000-000000000000';

const Name = z.object({ name: z.string() });
const Named = z.object({ id: z.string(), name: z.string() });

/** Wait until no other transaction is giving a table its name. In: a transaction; the lock ends with it. */
export async function lockTableNames(db: Queryable): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [NAMES_LOCK]);
}

/**
 * Check that no table has a name. People tell tables apart by name, and do not see case. A table that the person may not know of takes no
 * name from them: else the answer would tell that it is there.
 * @param person who gives the name
 * @param exceptId the table that is to get the name
 * @throws AppError `table_exists`
 */
export async function refuseTakenName(
  db: Queryable,
  name: string,
  person: RoleHolder,
  exceptId: string | null = null,
): Promise<void> {
  const alike = await queryRows(
    db,
    Named,
    'SELECT id, name FROM sheetport."table" WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2::uuid',
    [name, exceptId],
  );
  // Asked also where there is none, so that the time tells nothing, either.
  const roles = await readTableRoles(db, person, [...alike.map(({ id }) => id), exceptId ?? NO_TABLE]);
  const taken = alike.find(({ id }) => roles.get(id));
  if (taken) throw new AppError('table_exists', { name: taken.name });
}

/** A Postgres name for a new table, made of the name that people gave it, that no relation of the schema has. */
export async function chooseRelationName(db: Queryable, schema: string, name: string): Promise<string> {
  const rows = await queryRows(
    db,
    Name,
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname::text ^@ $2`,
    [schema, beginningOf(tableName(name))],
  );
  const taken = new Set(rows.map((row) => row.name));
  return tableName(name, (candidate) => taken.has(candidate));
}
