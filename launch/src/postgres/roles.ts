/**
 * The accounts of the embedded PostgreSQL. The superuser is the launcher's alone: it makes the service's account and database, and gives each
 * start what may have changed. The service's account owns its database and has no right beyond it.
 */
import pg from 'pg';

export const SUPERUSER = 'postgres';
/** The account and the database of the service. */
export const SERVICE = 'sheetport';

/** Roles of PostgreSQL that lead to its files and programs, and with them to everything. */
const DANGEROUS = ['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'];

export interface Passwords {
  readonly superuser: string;
  readonly service: string;
}

export interface RoleOptions {
  /** The schema of new tables, which comes first when someone looks in with psql. */
  readonly tablesSchema: string;
  /** Whether the service's account may make databases; only tests need it. */
  readonly createDatabases: boolean;
}

/**
 * Make the service's account and database unless they are there, and give both accounts the passwords of their files. A cluster of a version
 * before 2026-12, in which the superuser had the service's password, is taken over.
 * @param urlOf the address of PostgreSQL's own database for a superuser with this password
 * @returns false when the superuser has neither password: then nothing was changed
 */
export async function prepareRoles(
  urlOf: (password: string) => string,
  passwords: Passwords,
  options: RoleOptions,
): Promise<boolean> {
  const client = (await connect(urlOf(passwords.superuser))) ?? (await connect(urlOf(passwords.service)));
  if (!client) return false;
  try {
    // Statements with a password are in no log, whatever is logged otherwise and however they end.
    await client.query(
      `SET log_statement = 'none'; SET log_min_error_statement = 'panic'; SET log_min_duration_statement = -1`,
    );
    await client.query(`ALTER ROLE ${SUPERUSER} PASSWORD ${client.escapeLiteral(passwords.superuser)}`);
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [SERVICE]);
    const rights = `LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS ${options.createDatabases ? '' : 'NO'}CREATEDB`;
    // One put in by hand may hold anything.
    const secret = client.escapeLiteral(passwords.service);
    await client.query(`${role.rowCount ? 'ALTER' : 'CREATE'} ROLE ${SERVICE} ${rights} PASSWORD ${secret}`);
    await leaveDangerousRoles(client);
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [SERVICE]);
    if (!database.rowCount) await client.query(`CREATE DATABASE ${SERVICE} OWNER ${SERVICE}`);
    // Without this, the service's own schema would come first, as it has the name of the account.
    const schemas = [...new Set([options.tablesSchema, 'public'])].map((name) => client.escapeIdentifier(name));
    await client.query(`ALTER ROLE ${SERVICE} IN DATABASE ${SERVICE} SET search_path = ${schemas.join(', ')}`);
  } finally {
    await client.end();
  }
  return true;
}

/** Take from the service's account the roles through which it could become more than it is. */
async function leaveDangerousRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT granted.rolname AS name FROM pg_auth_members
     JOIN pg_roles granted ON granted.oid = roleid JOIN pg_roles member ON member.oid = pg_auth_members.member
     WHERE member.rolname = $1 AND (granted.rolsuper OR granted.rolcreaterole OR granted.rolname = ANY($2))`,
    [SERVICE, DANGEROUS],
  );
  for (const { name } of rows) await client.query(`REVOKE ${client.escapeIdentifier(name)} FROM ${SERVICE} CASCADE`);
}

/** Undefined where the password is not the account's. */
async function connect(url: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: url, ssl: false });
  client.on('error', () => {}); // A broken connection shows as a failed query.
  try {
    await client.connect();
    return client;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    return undefined;
  }
}
