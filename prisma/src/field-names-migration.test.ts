import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ERRORS,
  ErrorInfo,
  ImportSpec,
  Issue,
  IssueGroup,
  JobResult,
  MappedColumn,
  Sheet,
  StoredAttempt,
  Undo,
} from '@sheetport/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { migrate } from './migrate.ts';
import { HOME, MIGRATIONS, readMigrations } from './migration-files.ts';
import { openRecords, type Records } from './open.ts';
import { withEngine } from './schema-engine.ts';

const NAME = '20261128160000_field_names';
const id = Object.fromEntries(
  ['file', 'bare', 'table', 'first', 'single', 'bulk', 'old', 'undo', 'oldUndo', 'failed', 'mapping'].map((name) => [
    name,
    randomUUID(),
  ]),
) as Record<string, string>;
const STARTED = '2026-11-20T08:00:00.000Z';

let admin: pg.Client;
let pool: pg.Pool;
let records: Records;
let url: string;
const database = `field_names_${randomUUID().replaceAll('-', '')}`;

beforeAll(async () => {
  admin = new pg.Client(process.env.TEST_DATABASE_URL!);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  const at = new URL(process.env.TEST_DATABASE_URL!);
  at.pathname = `/${database}`;
  url = at.href;
  const migrations = await readMigrations();
  const index = migrations.findIndex(({ name }) => name === NAME);
  await migrate(url, migrations.slice(0, index));
  pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  await insertOldRows();
  await migrate(url);
  records = openRecords(pool);
});
afterAll(async () => {
  await records?.$disconnect();
  await pool?.end();
  await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`).catch(() => undefined);
  await admin.end();
});

/** One row of each kind that the release before wrote, with every name that the migration changes. */
async function insertOldRows(): Promise<void> {
  const json = (value: unknown) => JSON.stringify(value);
  const sheets = [
    {
      index: 0,
      name: 'Orders',
      hidden: false,
      rows: 3,
      headerRow: 2,
      headerRows: 2,
      complete: true,
      asides: [{ row: 9, what: 'totals', text: 'Total' }],
      columns: [
        {
          index: 0,
          header: 'Buyer Name',
          under: 'Name',
          type: 'text',
          samples: ['АСМЕ'],
          blanks: 0,
          warnings: [
            { code: 'empty_header', count: 1 },
            { code: 'look_alikes', count: 1, sample: 'АСМЕ', fixes: [{ from: 'АСМЕ', to: 'ACME' }] },
          ],
        },
        { index: 1, header: 'Paid', type: 'decimal', samples: [], blanks: 0, warnings: [] },
      ],
    },
    { index: 1, name: 'Empty', hidden: true, rows: 0, headerRow: 0, columns: [], complete: true },
  ];
  await pool.query(
    `INSERT INTO sheetport.file (id, name, bytes, sha256, state, sheets, error, continues) VALUES
       ($1, 'a.xlsx', 1, 'x', 'ready', $3, NULL, $4), ($2, 'b.xlsx', 1, 'y', 'unreadable', NULL, $5, NULL)`,
    [id.file, id.bare, json(sheets), id.first, json({ code: 'bad_mended_file', message: 'It is not ours.' })],
  );
  await pool.query(
    `INSERT INTO sheetport."table" (id, name, schema, physical, columns, key) VALUES ($1, 'Orders', 'public', 'orders', '[]', '{}')`,
    [id.table],
  );
  const asked = { fileId: id.file, table: { id: id.table }, mode: 'insert' };
  const used = {
    sheet: 'Orders',
    headerRow: 2,
    mode: 'insert',
    key: [],
    onReject: 'skip',
    table: 'Orders',
    columns: [
      { index: 0, header: 'Buyer Name', column: 'name', label: 'Name', type: 'text', said: true },
      { index: 1, header: 'Paid', column: 'paid', label: 'Paid', type: 'decimal', said: false },
    ],
    ignored: ['Note'],
  };
  const attempt = { fence: 1, worker: 'w', startedAt: STARTED, phases: [{ phase: 'reading', at: 5, rows: 0 }] };
  const log = [
    { fence: 1, worker: 'w', startedAt: STARTED },
    { ...attempt, fence: 2, end: 'released', code: 'database_unavailable', endedAt: STARTED },
    { ...attempt, fence: 3, used: { ...used, columns: [] }, end: 'failed', code: 'bad_mapping', endedAt: STARTED },
    { ...attempt, fence: 4, used, end: 'succeeded', code: null, endedAt: STARTED },
  ];
  const warning = (code: string) => ({ column: 'Paid', code, message: 'm', count: 1, rows: [3], examples: ['1,2'] });
  const result = { tableId: id.table, warnings: [warning('either_number'), warning('not_unique')] };
  const alike = [{ where: { column: 'Paid', code: 'not_decimal' }, cells: { Paid: '1' } }];
  const jobs: [string, string, string, unknown, unknown, unknown, unknown][] = [
    [id.first!, 'import', 'succeeded', asked, result, null, log],
    [
      id.single!,
      'import',
      'succeeded',
      { ...asked, mend: { first: id.first, from: id.first, rows: [{ row: 3, cells: { Paid: '1' } }] } },
      {},
      null,
      [],
    ],
    [id.bulk!, 'import', 'queued', { ...asked, mend: { first: id.first, from: id.single, alike } }, null, null, []],
    [
      id.failed!,
      'import',
      'failed',
      { ...asked, mend: { first: id.first, from: id.first, fileId: id.bare } },
      null,
      { code: 'rows_not_open', message: 'Row 3 went in meanwhile.' },
      [],
    ],
    [id.undo!, 'undo', 'succeeded', { continuations: true }, { removed: 2, continuations: 1 }, null, []],
    [id.oldUndo!, 'undo', 'failed', {}, null, { code: 'table_refused', message: 'A trigger refused.' }, []],
  ];
  for (const [job, kind, state, spec, came, error, log] of jobs) {
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, state, title, spec, result, error, log, open_rejects, follow_up, undone_by, file_id, table_id)
       VALUES ($1, $2::sheetport.job_kind, $3::sheetport.job_state, 'Orders', $4, $5, $6, $7, 2, '{"undo": {"by": "record"}}', $8, $9, $10)`,
      [
        job,
        kind,
        state,
        json(spec),
        came && json(came),
        error && json(error),
        json(log),
        job === id.first ? id.undo : null,
        id.file,
        id.table,
      ],
    );
  }
  const issue = (code: string) => ({ column: 'Paid', code, value: '1,234', details: { type: 'decimal' } });
  await pool.query(
    `INSERT INTO sheetport.reject (job_id, "row", cells, issues, mended_by) VALUES
       ($1, 3, '{"Paid": "1,234"}', $2, $3), ($1, 4, '{}', $4, NULL), ($1, 5, '{}', $5, NULL)`,
    [
      id.first,
      json([issue('not_unique'), issue('either_number')]),
      id.single,
      json([issue('bad_character')]),
      json([issue('not_decimal')]),
    ],
  );
  await pool.query(
    `INSERT INTO sheetport.reject_group (job_id, place, "column", code, count, "rows", examples) VALUES
       ($1, 0, 'Paid', 'either_number', 1, '{3}', '{"1,234"}'), ($1, 1, 'Paid', 'not_decimal', 1, '{5}', '{x}')`,
    [id.first],
  );
  await pool.query(
    `INSERT INTO sheetport.remembered_mapping (id, shape, table_id, columns, options, file_name) VALUES ($1, 'hash', $2, $3, $4, 'a.xlsx')`,
    [
      id.mapping,
      id.table,
      json([
        { heading: 'Buyer Name', column: { column: 'name', trim: false } },
        { heading: 'Note', column: null },
      ]),
      json({ mode: 'insert', key: [], onReject: 'skip' }),
    ],
  );
}

const findJob = (name: string) => records.job.findUniqueOrThrow({ where: { id: id[name]! } });

describe('rows of the release before, read after the migration of field names', () => {
  test('what inspection found of a file', async () => {
    const file = await records.file.findUniqueOrThrow({ where: { id: id.file! } });
    expect(file.correctsJobId).toBe(id.first);
    const [orders, empty] = z.array(Sheet).parse(file.sheets);
    expect(orders!.nonDataRows).toEqual([{ row: 9, what: 'totals', text: 'Total' }]);
    expect(orders!.columns.map(({ header, leafHeader }) => [header, leafHeader])).toEqual([
      ['Buyer Name', 'Name'],
      ['Paid', undefined],
    ]);
    expect(orders!.columns[0]!.warnings).toEqual([
      { code: 'empty_header', count: 1 },
      { code: 'confusables', count: 1, sample: 'АСМЕ', fixes: [{ from: 'АСМЕ', to: 'ACME' }] },
    ]);
    expect(empty).toMatchObject({ name: 'Empty', columns: [] });
    expect(JSON.stringify(file.sheets)).not.toMatch(/"(asides|under|look_alikes)"/);
    const bare = await records.file.findUniqueOrThrow({ where: { id: id.bare! } });
    expect([bare.sheets, ErrorInfo.parse(bare.error).code]).toEqual([null, 'invalid_corrections_file']);
  });

  test('what correction imports were asked to do', async () => {
    const read = async (name: string) => ImportSpec.parse((await findJob(name)).spec).correction;
    expect(await read('first')).toBeUndefined();
    expect(await read('single')).toEqual({
      firstJobId: id.first,
      fromJobId: id.first,
      rows: [{ row: 3, cells: { Paid: '1' } }],
    });
    expect(await read('bulk')).toEqual({
      firstJobId: id.first,
      fromJobId: id.single,
      bulk: [{ where: { column: 'Paid', code: 'not_decimal' }, cells: { Paid: '1' } }],
    });
    expect(await read('failed')).toEqual({ firstJobId: id.first, fromJobId: id.first, fileId: id.bare });
  });

  test('undos: what they were asked to take along, and what they took', async () => {
    const undo = await findJob('undo');
    expect(Undo.parse(undo.spec)).toEqual({ includeCorrections: true });
    expect(z.strictObject(JobResult.shape).parse(undo.result)).toEqual({ removed: 2, correctionImports: 1 });
    expect((await findJob('oldUndo')).spec).toEqual({});
    const first = await findJob('first');
    expect([first.undoneByJobId, first.pendingRejects, first.continuationState]).toEqual([
      id.undo,
      2,
      { undo: { by: 'record' } },
    ]);
  });

  test('the log of attempts, with what each worked with', async () => {
    const log = z.array(z.strictObject(StoredAttempt.shape)).parse((await findJob('first')).log);
    expect(log.map(({ fence, code }) => [fence, code])).toEqual([
      [1, undefined],
      [2, 'database_unavailable'],
      [3, 'invalid_mapping'],
      [4, null],
    ]);
    expect(log.map(({ effective }) => effective?.columns.map(({ column, explicit }) => [column, explicit]))).toEqual([
      undefined,
      undefined,
      [],
      [
        ['name', true],
        ['paid', false],
      ],
    ]);
  });

  test('codes of errors, issues and warnings', async () => {
    const errors = await Promise.all(['failed', 'oldUndo'].map(findJob));
    const codes = errors.map(({ error }) => ErrorInfo.parse(error).code);
    expect(codes).toEqual(['rows_already_resolved', 'table_rejected_rows']);
    expect(codes.filter((code) => !(code in ERRORS))).toEqual([]);
    const rejects = await records.reject.findMany({ where: { jobId: id.first! }, orderBy: { row: 'asc' } });
    const Stored = z.array(Issue.omit({ message: true }));
    expect(rejects.map(({ issues }) => Stored.parse(issues).map(({ code }) => code))).toEqual([
      ['not_unique', 'ambiguous_number'],
      ['invalid_character'],
      ['not_decimal'],
    ]);
    expect(rejects.map(({ correctedByJobId }) => correctedByJobId)).toEqual([id.single, null, null]);
    const groups = await records.rejectGroup.findMany({ orderBy: { position: 'asc' } });
    expect(groups.map(({ code }) => code)).toEqual(['ambiguous_number', 'not_decimal']);
    const { warnings } = JobResult.parse((await findJob('first')).result);
    expect(
      z
        .array(IssueGroup)
        .parse(warnings)
        .map(({ code }) => code),
    ).toEqual(['ambiguous_number', 'not_unique']);
  });

  test('tables and saved mappings', async () => {
    expect((await records.table.findUniqueOrThrow({ where: { id: id.table! } })).relationName).toBe('orders');
    const [mapping] = await records.savedMapping.findMany();
    expect(mapping).toMatchObject({ id: id.mapping, headingFingerprint: 'hash', tableId: id.table, uses: 1 });
    const columns = z.array(z.object({ heading: z.string(), column: MappedColumn.nullable() })).parse(mapping!.columns);
    expect(columns.map(({ column }) => column?.column)).toEqual(['name', undefined]);
  });
});

/** Columns, indexes and constraints of "sheetport", one a line, whatever the order of columns and the search path. */
async function describeSchema(client: pg.Client | pg.Pool): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT concat_ws(' ', table_name, column_name, udt_schema, udt_name, is_nullable, column_default, datetime_precision) AS line
       FROM information_schema.columns WHERE table_schema = 'sheetport' AND table_name <> '_prisma_migrations'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'sheetport' AND tablename <> '_prisma_migrations'
     UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'sheetport'::regnamespace AND contype <> 'n' AND conrelid <> 'sheetport._prisma_migrations'::regclass
     ORDER BY 1`,
  );
  return rows.map(({ line }) => (line as string).replaceAll('sheetport.', '')).sort();
}

test('the migrations lead to schema.prisma, and the copy beside the newest is the same text', async () => {
  const wanted = await readFile(path.join(HOME, 'schema.prisma'), 'utf8');
  const newest = (await readMigrations()).at(-1)!.name;
  expect(await readFile(path.join(MIGRATIONS, newest, 'schema.prisma'), 'utf8')).toBe(wanted);

  const { stdout: script } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: wanted }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  const migrated = await describeSchema(pool);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('ALTER SCHEMA sheetport RENAME TO migrated');
    await client.query('CREATE SCHEMA sheetport');
    await client.query('CREATE TABLE sheetport._prisma_migrations ()');
    await client.query('SET LOCAL search_path TO sheetport');
    await client.query(script!);
    await client.query('SET LOCAL search_path TO public'); // Names come out as they did of the migrated one.
    const made = await describeSchema(client as unknown as pg.Client);
    // What the schema language cannot say, and a migration does: indexes of some rows, and the checks of people, their links, events and what is shared with them.
    const added = migrated.filter((line) => / INDEX .* WHERE | CHECK \(/.test(line));
    expect(added).not.toEqual([]);
    expect(migrated.filter((line) => !added.includes(line))).toEqual(made);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
