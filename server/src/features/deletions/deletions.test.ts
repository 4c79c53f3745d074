import type { Deletion } from '@sheetport/contract';
import { deleteDerived, removeNoted } from '@sheetport/core';
import { exportKey, fileKey, previewKey } from '@sheetport/storage';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../id.ts';
import { addPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());
beforeEach(async () => {
  await server.pool.query(
    'TRUNCATE sheetport.job, sheetport.file, sheetport."table", sheetport.batch, sheetport.removal CASCADE',
  );
});

interface JobOf {
  kind?: string;
  state?: string;
  fileId?: string;
  tableId?: string;
  parentId?: string;
  spec?: object;
  daysOld?: number;
  createdBy?: string;
  undo?: boolean;
}

async function addJob(job: JobOf = {}): Promise<string> {
  const id = newId();
  const { kind = 'import', state = 'succeeded', spec = {}, daysOld = 0, createdBy = 'owner', undo = false } = job;
  await server.pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, result, file_id, table_id, parent_id, created_by, lane, created_at, finished_at, continuation_state)
     VALUES ($1, $2::sheetport.job_kind, $3::sheetport.job_state, 'x.csv', $4, '{}', $5, $6, $7, $8, 'small', now() - $9 * interval '1 day', now() - $9 * interval '1 day', $10)`,
    [id, kind, state, spec, job.fileId, job.tableId, job.parentId, createdBy, daysOld, undo ? { undo: {} } : null],
  );
  return id;
}

async function addFile(daysOld = 0): Promise<string> {
  const id = newId();
  await server.pool.query(
    `INSERT INTO sheetport.file (id, name, bytes, sha256, state, created_at) VALUES ($1, 'x.csv', 3, '', 'ready', now() - $2 * interval '1 day')`,
    [id, daysOld],
  );
  await addJob({ kind: 'inspect', fileId: id, daysOld });
  for (const key of [fileKey(id), previewKey(id)]) await server.app.context.storage.write(key, Buffer.from('a,b'));
  return id;
}

async function addTable(): Promise<string> {
  const id = newId();
  await server.pool.query(
    `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns) VALUES ($1, $2, 'public', $2, '[]')`,
    [id, `t_${id}`],
  );
  await server.pool.query(
    `INSERT INTO sheetport.saved_mapping (id, heading_fingerprint, table_id, columns, options, file_name) VALUES ($1, $2, $3, '[]', '{}', 'x.csv')`,
    [newId(), id, id],
  );
  return id;
}

async function addRejects(jobId: string): Promise<void> {
  await server.pool.query(
    `INSERT INTO sheetport.reject (job_id, "row", cells, issues) SELECT $1, n, '{"a": "personal"}', '[]' FROM generate_series(2, 4) n`,
    [jobId],
  );
  await server.pool.query(`INSERT INTO sheetport.job_change (job_id, position, key) VALUES ($1, 1, '["personal"]')`, [
    jobId,
  ]);
}

const jobsLeft = async () =>
  (await server.pool.query("SELECT id::text FROM sheetport.job WHERE kind <> 'inspect'")).rows.map(({ id }) => id);
const filesLeft = async () => (await server.pool.query('SELECT id::text FROM sheetport.file')).rows.map(({ id }) => id);
const isStored = async (key: string) => (await server.app.context.storage.find(key)) !== undefined;
const read = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as Deletion) });

test('a job goes with its rejects, changes, old values, corrections, undos and files; what the preview said', async () => {
  const fileId = await addFile();
  const id = await addJob({ fileId, undo: true });
  await addRejects(id);
  await server.pool.query(
    `CREATE SCHEMA IF NOT EXISTS sheetport_work; CREATE TABLE sheetport_work."undo_${id}_before" AS SELECT 'personal' AS old`,
  );
  const correction = await addJob({ parentId: id, spec: { correction: { firstJobId: id } } });
  const corrected = await addFile();
  await server.pool.query('UPDATE sheetport.file SET corrects_job_id = $2 WHERE id = $1', [corrected, id]);
  const undo = await addJob({ kind: 'undo', parentId: correction });
  const retried = await addJob({ parentId: id });
  const other = await addJob({ fileId: await addFile() });
  const preview = await read(await server.call(`/api/jobs/${id}/deletion`));
  const deleted = await read(await server.call(`/api/jobs/${id}`, { method: 'DELETE' }));
  expect(deleted).toEqual({
    status: 200,
    jobs: 3,
    files: 2,
    exports: 0,
    rejects: 3,
    changes: 1,
    undo: 1,
    mappings: 0,
    unfinished: 0,
    kept: ['table_rows', 'saved_mappings', 'log_lines', 'counts', 'backups'],
  });
  expect(preview).toEqual(deleted);
  expect((await jobsLeft()).sort()).toEqual([retried, other].sort());
  expect(undo).not.toBe(correction);
  for (const one of [fileId, corrected])
    expect([await isStored(fileKey(one)), await isStored(previewKey(one))]).toEqual([false, false]);
  const { rows } = await server.pool.query(
    `SELECT (SELECT count(*)::int FROM sheetport.reject) AS rejects, (SELECT count(*)::int FROM sheetport.job_change) AS changes,
       to_regclass('sheetport_work."undo_${id}_before"') AS old, (SELECT count(*)::int FROM sheetport.removal) AS noted`,
  );
  expect(rows).toEqual([{ rejects: 0, changes: 0, old: null, noted: 0 }]);
  expect((await server.call(`/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(404);
});

test('a file that another job needs stays; a running job, or one that is corrected now, refuses', async () => {
  const fileId = await addFile();
  const [first, second] = [await addJob({ fileId }), await addJob({ fileId })];
  expect(await read(await server.call(`/api/jobs/${first}`, { method: 'DELETE' }))).toMatchObject({
    jobs: 1,
    files: 0,
  });
  expect(await isStored(fileKey(fileId))).toBe(true);
  await addJob({ state: 'running', parentId: second, spec: { correction: { firstJobId: second } } });
  for (const method of ['DELETE', 'GET']) {
    const path = method === 'GET' ? `/api/jobs/${second}/deletion` : `/api/jobs/${second}`;
    const refused = await server.call(path, { method });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'job_not_finished']);
  }
  expect(await filesLeft()).toEqual([fileId]);
  const ofFile = await server.post('/api/deletions', { fileId });
  expect(ofFile.status).toBe(409);
});

test('a file goes with all jobs that read it', async () => {
  const fileId = await addFile();
  await addRejects(await addJob({ fileId }));
  const preview = await read(await server.call(`/api/deletions?fileId=${fileId}`));
  const deleted = await read(await server.post('/api/deletions', { fileId }));
  expect(deleted).toMatchObject({ status: 200, jobs: 1, files: 1, rejects: 3, changes: 1 });
  expect(preview).toEqual(deleted);
  expect([await jobsLeft(), await filesLeft(), await isStored(fileKey(fileId))]).toEqual([[], [], false]);
  expect((await server.post('/api/deletions', { fileId })).status).toBe(404);
});

test('what was derived from a table goes, and the table stays', async () => {
  const [tableId, otherTable] = [await addTable(), await addTable()];
  const fileId = await addFile();
  await addJob({ tableId, fileId });
  const exported = await addJob({ kind: 'export', tableId });
  await server.app.context.storage.write(exportKey(exported), Buffer.from('personal'));
  const other = await addJob({ tableId: otherTable });
  const preview = await read(await server.call(`/api/deletions?tableId=${tableId}`));
  const deleted = await read(await server.post('/api/deletions', { tableId }));
  expect(deleted).toMatchObject({ jobs: 2, files: 1, exports: 1, mappings: 1 });
  expect(deleted.kept).not.toContain('saved_mappings');
  expect(preview).toEqual(deleted);
  expect([await jobsLeft(), await isStored(exportKey(exported)), await filesLeft()]).toEqual([[other], false, []]);
  const tables = await server.pool.query('SELECT id FROM sheetport."table"');
  expect(tables.rowCount).toBe(2);
});

test('what is older than a time goes, but for what is not finished and what newer jobs need', async () => {
  const before = new Date(Date.now() - 10 * 86_400_000).toISOString();
  const [old, shared, unused] = [await addFile(20), await addFile(20), await addFile(20)];
  await addJob({ fileId: old, daysOld: 20 });
  const running = await addJob({ state: 'running', daysOld: 20 });
  const corrected = await addJob({ daysOld: 20 });
  const correction = await addJob({
    state: 'queued',
    parentId: corrected,
    spec: { correction: { firstJobId: corrected } },
  });
  const fresh = await addJob({ fileId: shared });
  const preview = await read(await server.call(`/api/deletions?before=${before}`));
  const deleted = await read(await server.post('/api/deletions', { before }));
  expect(deleted).toMatchObject({ jobs: 1, files: 2, unfinished: 3 });
  expect(preview).toEqual(deleted);
  expect((await jobsLeft()).sort()).toEqual([running, corrected, correction, fresh].sort());
  expect(await filesLeft()).toEqual([shared]);
  expect(await isStored(fileKey(unused))).toBe(false);
});

test('a deletion that is killed leaves a job whole or gone, and its objects to the janitor', async () => {
  const fileId = await addFile();
  const id = await addJob({ fileId });
  const { storage } = server.app.context;
  // Killed between the commit and the storage.
  await deleteDerived(server.pool, { jobId: id });
  expect([await jobsLeft(), await isStored(fileKey(fileId))]).toEqual([[], true]);
  expect(await removeNoted(server.pool, storage)).toBe(2);
  expect([await isStored(fileKey(fileId)), await isStored(previewKey(fileId))]).toEqual([false, false]);
  // Ended by Postgres in the middle of its transaction.
  const next = await addJob({ fileId: await addFile() });
  await addRejects(next);
  await server.pool.query(
    `CREATE FUNCTION pg_temp_stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;
     CREATE TRIGGER stop BEFORE DELETE ON sheetport.file FOR EACH STATEMENT EXECUTE FUNCTION pg_temp_stop()`,
  );
  await expect(deleteDerived(server.pool, { jobId: next })).rejects.toThrow('killed');
  await server.pool.query('DROP TRIGGER stop ON sheetport.file; DROP FUNCTION pg_temp_stop()');
  const { rows } = await server.pool.query(
    'SELECT (SELECT count(*)::int FROM sheetport.reject) AS rejects, (SELECT count(*)::int FROM sheetport.removal) AS noted',
  );
  expect([await jobsLeft(), rows]).toEqual([[next], [{ rejects: 3, noted: 0 }]]);
});

test('P32 an editor deletes jobs of their own; only an owner deletes by file, table or time', async () => {
  const editor = await addPerson(server, 'editor');
  const tableId = await addTable();
  const [own, others] = [await addJob({ createdBy: editor.id }), await addJob({ tableId })];
  expect((await editor.call('DELETE', `/api/jobs/${others}`)).status).toBe(403);
  expect((await editor.call('DELETE', `/api/jobs/${own}`)).status).toBe(200);
  expect((await editor.call('POST', '/api/deletions', { before: new Date().toISOString() })).status).toBe(403);
  expect(await jobsLeft()).toEqual([others]);
  expect((await server.post('/api/deletions', {})).status).toBe(400);
});
