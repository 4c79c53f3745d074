/**
 * `npm run migrate`: bring the service's own schema up to date in the PostgreSQL that DATABASE_URL names, before servers and workers of a
 * new version start. `npm start` does it by itself. Safe while an earlier version runs, and when several start it at once.
 */
import { directDatabaseUrl, readSettings } from '@sheetport/contract';
import { migrate } from '@sheetport/prisma';
import { checkExternalDatabase, databaseAddress } from './external-database.ts';
import { StartupError } from './startup-error.ts';

/** sysexits(3): EX_CONFIG. */
const BAD_SETTINGS = 78;

try {
  const settings = readOrExplain();
  const url = directDatabaseUrl(settings);
  await checkExternalDatabase(url, settings.TABLES_SCHEMA, console.log);
  const applied = await migrate(url);
  const what = applied.length === 0 ? 'is up to date' : `was brought up to date by ${applied.join(', ')}`;
  console.log(`The database at ${databaseAddress(url)} ${what}.`);
} catch (error) {
  // A person reads this, so no stack.
  console.error((error as Error).message);
  process.exitCode = error instanceof StartupError ? BAD_SETTINGS : 1;
}

function readOrExplain() {
  try {
    return readSettings(process.env);
  } catch (error) {
    throw new StartupError((error as Error).message);
  }
}
