/**
 * `npm run files -- save DIRECTORY`: copy uploads, exports and export templates out of DATA_DIR or the bucket, those that are not there yet.
 * `npm run files -- load DIRECTORY`: copy them back, and say which records have no file. `npm run files -- check` says that alone.
 * `npm run files -- prepare`: make the bucket where it is not there, as soon as the S3 server answers.
 * deploy/backup.sh and deploy/restore.sh run it. Safe while the service runs.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { directDatabaseUrl, readSettings, type Settings } from '@sheetport/contract';
import { exportKey, fileKey, openStorage, prepareStorage, type Storage, templateKey } from '@sheetport/storage';
import pg from 'pg';

const FOLDERS = ['files', 'exports', 'templates'];
/** Keys of what is whole: what is being written has other names. */
const KEY = /^(files|exports|templates)\/[0-9a-f-]{36}(\.preview\.json)?$/;
/** The one kind of file that is written anew. */
const REMADE = '.preview.json';
/** sysexits(3): EX_USAGE. */
const BAD_USAGE = 64;
/** How long an S3 server may take to start, and how often it is asked. */
const PREPARE_MS = 60_000;
const ASK_EVERY_MS = 1000;
/** How many missing files are named. */
const SHOWN = 20;

interface Copied {
  copied: number;
  skipped: number;
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}

async function save(storage: Storage, directory: string): Promise<Copied> {
  const done = { copied: 0, skipped: 0 };
  for (const folder of FOLDERS) {
    await mkdir(path.join(directory, folder), { recursive: true, mode: 0o700 });
    for await (const { key, bytes } of storage.list(folder)) {
      if (!KEY.test(key)) continue;
      const to = path.join(directory, key);
      if (!key.endsWith(REMADE) && (await sizeOf(to)) === bytes) done.skipped += 1;
      else if (await writeWhole(storage, key, to)) done.copied += 1;
    }
  }
  return done;
}

/** A copy has its name only once it is whole. False where the file was removed meanwhile: its time was over. */
async function writeWhole(storage: Storage, key: string, to: string): Promise<boolean> {
  const part = `${to}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    for await (const chunk of storage.read(key)) await handle.writeFile(chunk);
    await handle.sync();
  } catch (error) {
    if ((await storage.find(key)) === undefined) return false;
    throw error;
  } finally {
    await handle.close();
  }
  await rename(part, to);
  return true;
}

async function load(storage: Storage, directory: string): Promise<Copied> {
  const done = { copied: 0, skipped: 0 };
  for (const folder of FOLDERS) {
    // A backup of an older version has no export templates.
    const names = await readdir(path.join(directory, folder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && folder === 'templates') return [];
      throw error;
    });
    for (const name of names) {
      const key = `${folder}/${name}`;
      if (!KEY.test(key)) continue;
      const from = path.join(directory, key);
      if ((await storage.find(key))?.bytes === (await sizeOf(from))) done.skipped += 1;
      else {
        await storage.write(key, createReadStream(from));
        done.copied += 1;
      }
    }
  }
  return done;
}

const KEY_OF: Readonly<Record<string, (id: string) => string>> = {
  file: fileKey,
  export: exportKey,
  'export template': templateKey,
};

/** Records whose file is not there, or has another size. */
async function findMissing(storage: Storage, databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'sheetport-files' });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; kind: string; name: string; bytes: string | null }>(
      `SELECT id::text, 'file' AS kind, name, bytes::text FROM sheetport.file WHERE state <> 'gone'
       UNION ALL
       SELECT id::text, 'export template', name, bytes::text FROM sheetport.export_template
       UNION ALL
       SELECT id::text, 'export', coalesce(result ->> 'name', title), result ->> 'bytes' FROM sheetport.job
        WHERE kind = 'export' AND state = 'succeeded' AND NOT coalesce(result ? 'gone', false) ORDER BY 2, 1`,
    );
    const missing: string[] = [];
    for (const { id, kind, name, bytes } of rows) {
      const found = await storage.find(KEY_OF[kind]!(id));
      if (found === undefined || (bytes !== null && found.bytes !== Number(bytes)))
        missing.push(`${kind} ${id} (${name})`);
    }
    return missing;
  } finally {
    await client.end();
  }
}

async function check(storage: Storage, databaseUrl: string): Promise<boolean> {
  const missing = await findMissing(storage, databaseUrl);
  if (missing.length === 0) {
    console.log('Every record has its file.');
    return true;
  }
  console.error(`${missing.length} records have no file, or one of another size:`);
  for (const line of missing.slice(0, SHOWN)) console.error(`  ${line}`);
  return false;
}

async function prepare(settings: Settings): Promise<void> {
  for (const end = Date.now() + PREPARE_MS; ; await sleep(ASK_EVERY_MS)) {
    try {
      return await prepareStorage(settings);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Out: the exit code. */
async function run(command: string | undefined, directory: string | undefined): Promise<number> {
  const settings = readSettings(process.env);
  if (command === 'prepare') {
    await prepare(settings);
    console.log('The storage of files is ready.');
    return 0;
  }
  const storage = await openStorage(settings);
  if (directory !== undefined && (command === 'save' || command === 'load')) {
    const { copied, skipped } = await (command === 'save' ? save : load)(storage, directory);
    console.log(`${copied} files copied, ${skipped} were there already.`);
    if (command === 'save') return 0;
  } else if (command !== 'check') {
    console.error('Say what to do: save DIRECTORY, load DIRECTORY, check, or prepare.');
    return BAD_USAGE;
  }
  return (await check(storage, directDatabaseUrl(settings))) ? 0 : 1;
}

try {
  process.exit(await run(process.argv[2], process.argv[3]));
} catch (error) {
  // A person reads this, so no stack.
  console.error((error as Error).message);
  process.exit(1);
}
