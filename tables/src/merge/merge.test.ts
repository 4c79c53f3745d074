import { afterEach, describe, expect, it } from 'vitest';
import { createTable } from '../ddl/create-table.ts';
import { TableError } from '../sql/errors.ts';
import { copyBytes, type Field, useTestDatabase } from '../testing/database.ts';
import { INJECTIONS } from '../testing/injections.ts';
import { type MergeOptions, type MergeResult, mergeStage } from './merge.ts';
import { createStage, loadStage, type Stage } from './stage.ts';

const { db, client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

/** In one transaction: make a table, stage texts as they are, merge, and tell what became of each row. */
async function merge(
  ddl: string,
  columns: string[],
  rows: (string | null)[][],
  options: Partial<MergeOptions> = {},
): Promise<MergeResult & { issues: Record<number, string[]> }> {
  await client.query('BEGIN');
  await client.query(ddl);
  const stage = await createStage(client, { schema: 'public', name: 'x' }, columns);
  const types = (
    await client.query(
      `SELECT format_type(atttypid, atttypmod) AS t FROM pg_attribute WHERE attrelid = 'pg_temp.stage'::regclass AND attnum > 1 ORDER BY attnum`,
    )
  ).rows;
  for (const [index, row] of rows.entries()) {
    await client.query(
      `INSERT INTO stage VALUES (${index + 2}, ${types.map((type, n) => `$${n + 1}::${type.t}`).join(', ')})`,
      row,
    );
  }
  return settle(stage, options);
}
async function settle(
  stage: Stage,
  options: Partial<MergeOptions>,
): Promise<MergeResult & { issues: Record<number, string[]> }> {
  const result = await mergeStage(client, { stage, mode: 'insert', onReject: 'skip', ...options });
  const issues: Record<number, string[]> = {};
  for await (const reject of result.rejects)
    issues[reject.row] = reject.issues.map((issue) =>
      [issue.code, issue.column, issue.detail].filter((part) => part !== undefined).join(' '),
    );
  return { ...result, issues };
}
const x = async (): Promise<unknown[]> =>
  (await client.query({ text: 'SELECT * FROM x ORDER BY 1', rowMode: 'array' })).rows;

describe('P04 a constraint breaks on the last of 100,000 rows', () => {
  const table = {
    schema: 'public',
    name: 'big',
    columns: [
      { name: 'id', type: 'integer' as const },
      { name: 'name', type: 'text' as const },
    ],
    key: ['id'],
  };
  function* rows(): Generator<Field[]> {
    for (let i = 1; i < 100_000; i++) yield [{ int4: i + 1 }, { int8: i }, { text: `n${i}` }];
    yield [{ int4: 100_001 }, { int8: 7 }, { text: 'again' }];
  }
  it.each(['skip', 'abort'] as const)('%s', async (onReject) => {
    await client.query('BEGIN');
    await createTable(client, table);
    const stage = await createStage(client, table, ['id', 'name']);
    expect(await loadStage(client, stage, copyBytes(rows()))).toBe(100_000);
    const steps: number[] = [];
    const result = await mergeStage(client, {
      stage,
      mode: 'insert',
      onReject,
      onProgress: (done) => steps.push(done),
    });
    const rejects = [];
    for await (const reject of result.rejects) rejects.push(reject);
    expect(rejects).toEqual([
      { row: 100_001, cells: ['7', 'again'], issues: [{ code: 'duplicate_in_file', column: 'id', detail: '8' }] },
    ]);
    expect(result.inserted).toBe(onReject === 'skip' ? 99_999 : 0);
    expect(result.aborted).toBe(onReject === 'abort');
    expect(Number((await client.query('SELECT count(*) AS n FROM big')).rows[0].n)).toBe(result.inserted);
    if (onReject === 'skip') {
      expect(steps.at(-1)).toBe(99_999);
      expect(steps.length).toBeGreaterThan(3);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }
  });
});

describe('casts', () => {
  it('loads types without a wire from text, and rejects what does not fit', async () => {
    const result = await merge(
      `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN plus AS int CHECK (VALUE > 0);
       CREATE TABLE x (id uuid PRIMARY KEY, m mood, p plus, v varchar(3), c char(3), j json, a int[], n numeric(4,2), i interval)`,
      ['id', 'm', 'p', 'v', 'c', 'j', 'a', 'n', 'i'],
      [
        ['00000000-0000-0000-0000-000000000001', 'ok', '3', 'abc  ', 'xy', '{"a": 1}', '{1,2}', '12.345', '1 day'],
        ['nope', 'glad', '0', 'abcd', 'abcd', '{', '{1', '99.996', 'soon'],
        ['00000000-0000-0000-0000-000000000001', null, null, null, null, null, null, 'NaN', null],
      ],
    );
    expect(result.issues).toEqual({
      3: ['a', 'c', 'i', 'id', 'j', 'm', 'n', 'p', 'v'].map(
        (name) =>
          `not_castable ${name} ${{ a: 'integer[]', c: 'character(3)', i: 'interval', id: 'uuid', j: 'json', m: 'mood', n: 'numeric(4,2)', p: 'plus', v: 'character varying(3)' }[name]}`,
      ),
      4: ['duplicate_in_file id 2'],
    });
    expect(result.inserted).toBe(1);
  });

  it('tells all that is wrong with a row at once, of cells that cannot be read as well', async () => {
    const result = await merge(
      `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE >= 0); CREATE TABLE kind (code text PRIMARY KEY); INSERT INTO kind VALUES ('a');
       CREATE TABLE x (id int PRIMARY KEY, m mood NOT NULL, p price, k text REFERENCES kind, n int CHECK (n > 0), v text NOT NULL)`,
      ['id', 'm', 'p', 'k', 'n', 'v'],
      [
        ['1', 'glad', '-1', 'zz', '0', null],
        ['2', 'ok', '1.255', 'a', '1', 'fine'],
        ['3', 'ok', '5', 'zz', '0', null],
        ['4', 'glad', '5', 'a', '1', 'x'],
        ['4', 'ok', '12345678', 'a', '1', 'x'],
      ],
    );
    expect(result.issues).toEqual({
      2: [
        'check_failed n x_n_check',
        'not_castable m mood',
        'not_castable p price',
        'reference_missing k x_k_fkey',
        'required v',
      ],
      4: ['check_failed n x_n_check', 'reference_missing k x_k_fkey', 'required v'],
      5: ['not_castable m mood'],
      6: ['not_castable p price'],
    });
    expect(result).toMatchObject({ inserted: 1, rejected: 4 });
    expect(await x()).toEqual([[2, 'ok', '1.26', 'a', 1, 'fine']]);
  });

  it('matches keys that are cast, and compares types without equality by their text', async () => {
    const ddl = `CREATE TABLE x (id uuid PRIMARY KEY, j json, c char(4)); INSERT INTO x VALUES ('00000000-0000-0000-0000-00000000000a', '{"a":1}', 'x'), ('00000000-0000-0000-0000-00000000000b', '{}', 'y')`;
    const rows = [
      ['00000000-0000-0000-0000-00000000000A', '{"a":1}', 'x'],
      ['{00000000-0000-0000-0000-00000000000b}', '{"a":1}', 'y'],
      ['00000000-0000-0000-0000-00000000000c', '[]', null],
    ];
    for (const undo of [undefined, { id: 'u' }]) {
      expect(await merge(ddl, ['id', 'j', 'c'], rows, { mode: 'upsert', undo })).toMatchObject({
        inserted: 1,
        updated: 1,
        unchanged: 1,
        rejected: 0,
      });
      await client.query('ROLLBACK');
    }
    expect(
      await merge(
        ddl,
        ['id', 'j'],
        rows.map((row) => row.slice(0, 2)),
        { mode: 'update' },
      ),
    ).toMatchObject({ updated: 1, unchanged: 1, issues: { 4: ['no_such_row id'] } });
  });
});

describe('unique indexes', () => {
  it('over expressions, with a condition, and with nulls that are equal', async () => {
    const result = await merge(
      `CREATE TABLE x (id int PRIMARY KEY, mail text, code int, live bool, tag text); CREATE UNIQUE INDEX ON x (lower(mail)); CREATE UNIQUE INDEX ON x (code) WHERE live;
       CREATE UNIQUE INDEX ON x (tag) NULLS NOT DISTINCT; INSERT INTO x VALUES (1, 'A@x', 1, true, 'one')`,
      ['id', 'mail', 'code', 'live', 'tag'],
      [
        ['2', 'a@X', '2', 'true', 'two'],
        ['3', 'b@x', '1', 'true', 'three'],
        ['4', 'c@x', '1', 'false', null],
        ['5', 'C@X', '9', 'false', 'five'],
        ['6', null, '9', null, null],
        ['7', null, '10', 'true', 'seven'],
      ],
    );
    expect(result.issues).toEqual({
      2: ['already_exists mail'],
      3: ['already_exists code'],
      5: ['duplicate_in_file mail 4'],
      6: ['duplicate_in_file tag 4'],
    });
    expect(result.inserted).toBe(2);
  });

  it('of which another row holds the value, in an upsert', async () => {
    const ddl = `CREATE TABLE x (id int PRIMARY KEY, mail text UNIQUE); INSERT INTO x VALUES (1, 'a'), (2, 'b')`;
    const result = await merge(
      ddl,
      ['id', 'mail'],
      [
        ['1', 'b'],
        ['2', 'b'],
        ['3', 'a'],
      ],
      { mode: 'upsert' },
    );
    expect(result.issues).toEqual({ 2: ['already_exists mail'], 4: ['already_exists mail'] });
    expect(result).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 });
  });

  it('must cover the key exactly', async () => {
    const ddl = 'CREATE TABLE x (id int PRIMARY KEY, a int, b int, UNIQUE (a, b))';
    expect(await codeOf(merge(ddl, ['a', 'b'], [], { mode: 'upsert', key: ['a'] }))).toBe('no_key');
    await client.query('ROLLBACK');
    expect(await codeOf(merge(ddl, ['a', 'b'], [], { mode: 'upsert' }))).toBe('invalid_key');
    await client.query('ROLLBACK');
    expect(await codeOf(merge(ddl, ['a', 'b'], [], { mode: 'insert' }))).toBe('required');
  });
});

describe('a key that stands several times in the file', () => {
  const rows = [
    ['1', 'a'],
    ['2', 'b'],
    ['1', 'c'],
    [null, 'd'],
    ['1', 'e'],
    [null, 'f'],
  ];
  const repeated = (...others: number[]) => others.map((other) => `duplicate_in_file id ${other}`);
  it.each([
    ['first', 'a', { 4: repeated(2), 6: repeated(2) }],
    ['last', 'e', { 2: repeated(6), 4: repeated(6) }],
    ['reject', undefined, { 2: repeated(6), 4: repeated(2), 6: repeated(2) }],
  ] as const)('%s', async (duplicates, kept, issues) => {
    const result = await merge('CREATE TABLE x (id int UNIQUE, n text)', ['id', 'n'], rows, { duplicates });
    expect(result.issues).toEqual(issues);
    // Empty cells of a unique column are no value twice.
    const others = [
      [2, 'b'],
      [null, 'd'],
      [null, 'f'],
    ];
    expect(await x()).toEqual(kept ? [[1, kept], ...others] : others);
  });
});

describe('columns that are not in the file', () => {
  it('keep their values in an upsert, and a new row must fill the required ones', async () => {
    const ddl = `CREATE TABLE x (id int PRIMARY KEY, must text NOT NULL, n int, CHECK (n < 5 OR must = 'big')); INSERT INTO x VALUES (1, 'big', 9), (2, 'small', 1)`;
    const result = await merge(
      ddl,
      ['id', 'n'],
      [
        ['1', '10'],
        ['2', '10'],
        ['3', '1'],
      ],
      { mode: 'upsert' },
    );
    expect(result.issues).toEqual({ 3: ['check_failed n x_check'], 4: ['required must'] });
    expect(await x()).toEqual([
      [1, 'big', 10],
      [2, 'small', 1],
    ]);
  });

  it('take their default in a new row; identity and serial columns go on behind what the file brought', async () => {
    const ddl = `CREATE TABLE x (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, a text, d text DEFAULT 'def', g text GENERATED ALWAYS AS (a || '!') STORED)`;
    await merge(
      ddl,
      ['id', 's', 'a'],
      [
        ['10', '5', 'x'],
        ['20', '6', null],
      ],
    );
    await client.query(`INSERT INTO x (a) VALUES ('next')`);
    expect(await x()).toEqual([
      [10, 5, 'x', 'def', 'x!'],
      [20, 6, null, 'def', null],
      [21, 7, 'next', 'def', 'next!'],
    ]);
    await client.query('ROLLBACK');
    await merge(
      ddl,
      ['id', 'a'],
      [
        [null, 'x'],
        ['1', 'y'],
      ].slice(0, 1),
      { blank: 'default' },
    );
    expect(await x()).toEqual([[1, 1, 'x', 'def', 'x!']]);
  });

  it('createTable’s hidden key numbers the rows', async () => {
    await client.query('BEGIN');
    const table = await createTable(client, {
      schema: 'public',
      name: 'x',
      columns: [{ name: '_id', type: 'text' }],
      key: [],
    });
    expect(table.columns.map((column) => [column.name, column.hidden ?? false])).toEqual([
      ['_id', false],
      ['_id_2', true],
    ]);
    const stage = await createStage(client, table, ['_id']);
    await loadStage(
      client,
      stage,
      copyBytes([
        [{ int4: 2 }, { text: 'a' }],
        [{ int4: 3 }, { text: 'a' }],
      ]),
    );
    expect(await settle(stage, {})).toMatchObject({ inserted: 2, rejected: 0 });
    expect(await x()).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });
});

describe('references', () => {
  const tree = 'CREATE TABLE x (id int PRIMARY KEY, up int REFERENCES x (id)); INSERT INTO x VALUES (1, NULL)';
  it('within the table may point at rows of the file, but not at rejected ones', async () => {
    const rows = [
      ['2', '3'],
      ['3', '1'],
      ['4', '5'],
      ['5', '9'],
      ['6', '4'],
      ['7', '7'],
    ];
    const result = await merge(tree, ['id', 'up'], rows);
    expect(result.issues).toEqual({
      4: ['reference_missing up x_up_fkey'],
      5: ['reference_missing up x_up_fkey'],
      6: ['reference_missing up x_up_fkey'],
    });
    expect(result.inserted).toBe(3);
    await client.query('ROLLBACK');
    expect((await merge(tree, ['id', 'up'], [['2', '1']], { mode: 'replace' })).issues).toEqual({
      2: ['reference_missing up x_up_fkey'],
    });
  });

  it('from other tables stop a replace', async () => {
    const ddl =
      'CREATE TABLE x (id int PRIMARY KEY); INSERT INTO x VALUES (1); CREATE TABLE y (x int REFERENCES x (id)); INSERT INTO y VALUES (1)';
    expect(await codeOf(merge(ddl, ['id'], [['2']], { mode: 'replace' }))).toBe('still_referenced');
  });
});

it('merges into a partitioned table, and one with triggers, with right counts', async () => {
  const rows = [
    ['1', 'a'],
    ['2', 'z'],
    ['3', 'c'],
  ];
  const parts = `CREATE TABLE x (id int PRIMARY KEY, a text) PARTITION BY HASH (id); CREATE TABLE x0 PARTITION OF x FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE x1 PARTITION OF x FOR VALUES WITH (MODULUS 2, REMAINDER 1); INSERT INTO x VALUES (1, 'a'), (2, 'b')`;
  for (const undo of [undefined, { id: 'p' }]) {
    expect(await merge(parts, ['id', 'a'], rows, { mode: 'upsert', undo })).toMatchObject({
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
    await client.query('ROLLBACK');
  }
  const triggers = `CREATE TABLE x (id int PRIMARY KEY, a text); INSERT INTO x VALUES (1, 'a'), (2, 'b');
    CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.id < 100 THEN INSERT INTO x VALUES (NEW.id + 100, NULL); END IF; RETURN NEW; END'; CREATE TRIGGER more AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION more()`;
  expect(await merge(triggers, ['id', 'a'], rows, { mode: 'upsert' })).toMatchObject({
    inserted: 1,
    updated: 1,
    unchanged: 1,
  });
});

it('P04 rows that no partition takes are left out, one by one', async () => {
  const ddl = `CREATE TABLE x (id int, y int, kind text, PRIMARY KEY (id, y, kind)) PARTITION BY RANGE (y);
    CREATE TABLE x1 PARTITION OF x FOR VALUES FROM (2000) TO (2010);
    CREATE TABLE x2 PARTITION OF x FOR VALUES FROM (2010) TO (2020) PARTITION BY LIST (kind);
    CREATE TABLE x2a PARTITION OF x2 FOR VALUES IN ('a', 'b')`;
  for (const mode of ['insert', 'upsert', 'replace'] as const) {
    const { issues, inserted } = await merge(
      ddl,
      ['id', 'y', 'kind'],
      [
        ['1', '2005', 'z'],
        ['2', '2015', 'a'],
        ['3', '2015', 'z'],
        ['4', '2055', 'a'],
      ],
      { mode },
    );
    expect(inserted).toBe(2);
    expect(Object.keys(issues)).toEqual(['4', '5']);
    expect(issues[5]![0]).toMatch(/^check_failed (y|kind) there is a partition for it$/);
    await client.query('ROLLBACK');
  }
});

it('stops between and within statements when told to', async () => {
  const loader = await db.connect();
  await client.query('CREATE TABLE locked (id int PRIMARY KEY)');
  await loader.query('BEGIN');
  const stage = await createStage(loader, { schema: 'public', name: 'locked' }, ['id']);
  await client.query('BEGIN; LOCK TABLE locked IN SHARE MODE');
  const controller = new AbortController();
  const pid = (await loader.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  const merging = codeOf(mergeStage(loader, { stage, mode: 'insert', onReject: 'skip', signal: controller.signal }));
  const waits = `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`;
  await expect.poll(async () => (await db.pool.query(waits, [pid])).rowCount, { interval: 5, timeout: 10_000 }).toBe(1);
  controller.abort();
  // The lock is still held: only the abort can have ended the statement.
  expect(await merging).toBe('cancelled');
});

it('P12 says connection_lost when the backend goes, and nothing is left', async () => {
  const loader = await db.connect();
  await client.query('CREATE TABLE cut (id int PRIMARY KEY)');
  await loader.query('BEGIN');
  const pid = (await loader.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  const stage = await createStage(loader, { schema: 'public', name: 'cut' }, ['id']);
  await loader.query('INSERT INTO stage SELECT i, i FROM generate_series(1, 200000) i');
  const killing = { onProgress: () => void client.query('SELECT pg_terminate_backend($1)', [pid]).catch(() => {}) };
  expect(await codeOf(mergeStage(loader, { stage, mode: 'insert', onReject: 'skip', ...killing }))).toBe(
    'connection_lost',
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect((await db.pool.query('SELECT count(*)::int AS n FROM cut')).rows[0].n).toBe(0);
});

it.each(INJECTIONS)('P42 merges a column called %j', async (words) => {
  await client.query('BEGIN; CREATE TABLE canary (id int)');
  const ref = { schema: 'public', name: words };
  await createTable(client, {
    ...ref,
    columns: [
      { name: words, type: 'text', unique: true },
      { name: '_row', type: 'text' },
    ],
    key: [words],
  });
  const stage = await createStage(client, ref, [words, '_row']);
  await loadStage(client, stage, copyBytes([2, 3].map((row) => [{ int4: row }, { text: words }, { text: words }])));
  const result = await settle(stage, { mode: 'upsert', undo: { id: 'w' } });
  expect(result.inserted).toBe(1);
  expect(result.issues[3]).toEqual([`duplicate_in_file ${words} 2`]);
  await client.query('SELECT id FROM canary');
});

describe('values that are equal though they are written otherwise', () => {
  const ddl = (email: string) => `CREATE TABLE x (id int PRIMARY KEY, email ${email} UNIQUE, n int);
    INSERT INTO x VALUES (1, 'Ann@x.com', 1), (2, 'bob@x.com', 2)`;

  it.each([
    ['citext in a schema that is not searched', 'CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext', 'ext.citext'],
    [
      'a collation that knows no case',
      `CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      'text COLLATE caseless',
    ],
  ])('an upsert finds its rows by %s', async (_, setup, type) => {
    for (const mode of ['upsert', 'update'] as const) {
      const { issues, ...result } = await merge(
        `${setup}; ${ddl(type)}`,
        ['email', 'n'],
        [
          ['ann@X.com', '5'],
          ['BOB@x.com', '2'],
          ['Bob@x.com', '7'],
        ],
        { mode, key: ['email'] },
      );
      expect([result.updated, result.unchanged, result.inserted, issues]).toEqual([
        1,
        1,
        0,
        { 4: ['duplicate_in_file email 3'] },
      ]);
      expect(await x()).toEqual([
        [1, 'Ann@x.com', 5],
        [2, 'bob@x.com', 2],
      ]);
      await client.query('ROLLBACK');
    }
  });
});
