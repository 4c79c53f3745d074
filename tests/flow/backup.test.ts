/**
 * deploy/backup.sh and deploy/restore.sh: made, destroyed, restored, compared.
 * @module-tag long
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startPostgres } from '@sheetport/launch';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_S3, type S3Server, startS3Server } from '../../storage/src/testing/s3-server.ts';
import { asPackage, findDebianPostgres } from '../support/debian-postgres.ts';
import { type Service, startService } from '../support/service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEBIAN = findDebianPostgres();
const run = promisify(execFile);
type Place = 'DATA_DIR' | 'S3';

if (!DEBIAN)
  console.log('The tests of backup and restore were left out: pg_dump and a PostgreSQL of its version were not found.');

describe.runIf(DEBIAN)('a backup', () => {
  let home: string;
  let postgres: EmbeddedPostgres;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'sheetport-backup-'));
    await chmod(home, 0o711);
    const binaries = await asPackage(DEBIAN!, path.join(home, 'package'));
    postgres = await startPostgres({
      directory: path.join(home, 'postgres'),
      throwaway: true,
      createDatabases: true,
      binaries,
    });
  });
  afterAll(async () => {
    await postgres?.stop('immediate');
    await rm(home, { recursive: true, force: true });
  });

  /** Settings of an empty place for files. */
  async function newPlace(place: Place, name: string): Promise<{ env: Record<string, string>; s3?: S3Server }> {
    const DATA_DIR = path.join(home, name);
    await mkdir(DATA_DIR);
    if (place === 'DATA_DIR') return { env: { DATA_DIR } };
    const s3 = await startS3Server();
    return { env: { DATA_DIR, ...s3.env, S3_PREFIX: 'sheetport' }, s3 };
  }
  const script = (name: string, directory: string, env: Record<string, string>) =>
    run(path.join(ROOT, 'deploy', name), [directory], {
      env: { PATH: `${DEBIAN!.bin}:${path.dirname(process.execPath)}:${process.env.PATH}`, ...env },
    });
  const members = (databaseUrl: string, env: Record<string, string>) =>
    startService({ databaseUrl, superuserUrl: postgres.superuserUrl, env });
  async function emptyDatabase(name: string): Promise<string> {
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** Everything that people see of it. */
  async function look({ api }: Service) {
    const { jobs } = await api.ask('GET', '/api/jobs?limit=100');
    const { tables } = await api.ask('GET', '/api/tables');
    const over = jobs.filter(({ state }: any) => state === 'succeeded');
    const exported = over.filter(({ kind }: any) => kind === 'export');
    const imported = over.filter(({ kind }: any) => kind === 'import');
    return {
      jobs: over.map(({ id, kind, counts, title }: any) => ({ id, kind, counts, title })),
      rows: await Promise.all(tables.map(async ({ id, name }: any) => ({ name, rows: await api.allRows(id) }))),
      rejects: await Promise.all(imported.map(({ id }: any) => api.rejects(id))),
      files: await Promise.all(
        exported.map(async ({ id }: any) => Buffer.from(await api.download(id)).toString('hex')),
      ),
      previews: await Promise.all(
        imported.map(({ fileId }: any) => api.ask('GET', `/api/files/${fileId}/preview?limit=5`)),
      ),
    };
  }

  test.runIf(HAS_S3).each<[Place, Place]>([
    ['S3', 'DATA_DIR'],
    ['DATA_DIR', 'S3'],
  ])(
    'of files in %s is restored into %s: tables, jobs, rejects and files are as before, and what waited is run',
    async (from, to) => {
      const first = await newPlace(from, `from-${from}`);
      const databaseUrl = await createMigratedDatabase(postgres.url, 't');
      const service = await members(databaseUrl, first.env);
      const { api } = service;
      const file = await api.upload('Code;Name\n1;Ann\n2;Bình\nx;Cy\n', 'people.csv');
      await api.inspected(file.id);
      const load = await api.ended(
        (
          await api.import({
            fileId: file.id,
            table: { create: { name: 'People' } },
            mapping: { Code: { column: 'Code', type: 'integer' } },
            key: ['Code'],
          })
        ).id,
      );
      expect(load).toMatchObject({ state: 'succeeded', counts: { inserted: 2, rejected: 1 } });
      const table = { id: load.tableId! };
      const change = await api.upload('Code;Name\n2;Binh\n3;Dao\n', 'change.csv');
      await api.inspected(change.id);
      const upsert = await api.ended((await api.import({ fileId: change.id, table, mode: 'upsert' })).id);
      expect(upsert).toMatchObject({ state: 'succeeded', counts: { inserted: 1, updated: 1 } });
      expect((await api.ended((await api.export({ tableId: table.id })).id)).state).toBe('succeeded');
      await api.ask('PATCH', '/api/queues/small', { paused: true });
      const waits = await api.import({ fileId: file.id, table: { create: { name: 'Waits' } } });
      const before = await look(service);

      const directory = path.join(home, `backup-${from}`);
      const backup = () => script('backup.sh', directory, { DATABASE_URL: databaseUrl, ...first.env });
      expect((await backup()).stdout).toContain('Backed up into');
      // Run again, it takes what is new alone, and the previews.
      await api.upload('Code\n9\n', 'later.csv');
      expect((await backup()).stdout).toMatch(/^3 files copied, 3 were there already/);

      await service.stop();
      await dropDatabase(databaseUrl, postgres.superuserUrl);
      await rm(first.env.DATA_DIR!, { recursive: true });
      await first.s3?.close();

      const restoredUrl = await emptyDatabase(`restored_${to.toLowerCase()}`);
      const place = await newPlace(to, `to-${to}`);
      const restore = () => script('restore.sh', directory, { DATABASE_URL: restoredUrl, ...place.env });
      expect((await restore()).stdout).toContain('Every record has its file.');
      // Not over what is there.
      await expect(restore()).rejects.toMatchObject({ stderr: expect.stringContaining('has a Sheetport in it') });

      const restored = await members(restoredUrl, place.env);
      try {
        expect(await look(restored)).toEqual(before);
        await restored.api.ask('PATCH', '/api/queues/small', { paused: false });
        expect(await restored.api.ended(waits.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 3 } });
        for (const { id } of [upsert, load]) {
          const undo = await restored.api.call('POST', `/api/jobs/${id}/undo`);
          const refused = undo.status === 409 ? undo.body : (await restored.api.ended(undo.body.id)).error;
          expect(refused).toMatchObject({ code: 'undo_not_possible' });
        }
        expect((await restored.api.allRows(table.id)).map((row) => row.name)).toEqual(['Ann', 'Binh', 'Dao']);
        const next = await restored.api.ended(
          (await restored.api.import({ fileId: change.id, table, mode: 'replace', allowRepeat: true })).id,
        );
        expect(next.state).toBe('succeeded');
        const undone = await restored.api.ended((await restored.api.ask('POST', `/api/jobs/${next.id}/undo`)).id);
        expect(undone.state).toBe('succeeded');
        expect((await restored.api.allRows(table.id)).map((row) => row.name).sort()).toEqual(['Ann', 'Binh', 'Dao']);
      } finally {
        await restored.stop();
        await place.s3?.close();
      }
    },
  );

  test('whose files are not all there is said, with their names', async () => {
    const place = await newPlace('DATA_DIR', 'missing');
    const databaseUrl = await createMigratedDatabase(postgres.url, 't');
    const service = await members(databaseUrl, place.env);
    try {
      const file = await service.api.upload('a\n1\n', 'lost.csv');
      await service.api.inspected(file.id);
      await rm(path.join(place.env.DATA_DIR!, 'files', file.id));
      const program = path.join(ROOT, 'launch/dist/copy-files.js');
      const checked = run(process.execPath, [program, 'check'], {
        env: { ...process.env, DATABASE_URL: databaseUrl, ...place.env },
      });
      await expect(checked).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`(lost.csv)`) });
    } finally {
      await service.stop();
    }
  });
});
