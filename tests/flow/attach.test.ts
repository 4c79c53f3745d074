import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Tables as they are met in the field, each with what happens to a sheet that goes into it. */
interface Case {
  about: string;
  ddl: string;
  table: string;
  /** Rows there before. */
  before?: string;
  mode?: string;
  key?: string[];
  csv: string;
  counts: { inserted?: number; updated?: number; unchanged?: number; rejected?: number };
  rejects?: Record<number, string>;
  /** Every row afterwards, as text. */
  after: string[];
}

const ZOO: Case[] = [
  {
    about: 'serial key, defaults, an enum, varchar(n)',
    ddl: `CREATE TYPE zoo.state AS ENUM ('new', 'paid', 'sent');
      CREATE TABLE zoo.orders (id serial PRIMARY KEY, name varchar(8) NOT NULL, state zoo.state NOT NULL DEFAULT 'new',
        made timestamptz NOT NULL DEFAULT '2026-01-01 00:00Z')`,
    table: 'orders',
    csv: 'name,state\nann,paid\nbob,lost\nchristopher,new\n,new\n',
    counts: { inserted: 1, rejected: 3 },
    rejects: {
      3: '"lost" must be one of: new, paid, sent',
      4: '"christopher" is longer than 8 characters',
      5: 'the cell is empty, but the column is required',
    },
    after: ['ann,paid,2026-01-01 00:00:00+00'],
  },
  {
    about: 'identity that is always drawn, a generated column, numeric(p,s), checks',
    ddl: `CREATE TABLE zoo.lines (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, qty int CHECK (qty > 0), price numeric(5,2),
        size text CHECK (size IN ('S', 'M', 'L')), total numeric GENERATED ALWAYS AS (qty * price) STORED)`,
    table: 'lines',
    csv: 'id,qty,price,size,total\n7,2,1.505,S,0\n8,0,1,M,0\n9,1,1234.5,L,0\n10,1,1,XL,0\n',
    counts: { inserted: 1, rejected: 3 },
    rejects: {
      3: '"0" breaks the table\'s rule: qty > 0',
      4: '"1234.5" does not fit numeric(5,2)',
      5: '"XL" must be one of: S, M, L',
    },
    after: ['2,1.51,S,3.02'],
  },
  {
    about: 'a composite key, upsert',
    ddl: 'CREATE TABLE zoo.stock (place text, item int, n int, note text, PRIMARY KEY (place, item))',
    before: `INSERT INTO zoo.stock VALUES ('a', 1, 10, 'x'), ('a', 2, 20, 'y'), ('b', 1, 30, 'z')`,
    table: 'stock',
    mode: 'upsert',
    csv: 'place,item,n\na,1,11\na,2,20\nc,9,5\n,9,5\n',
    counts: { inserted: 1, updated: 1, unchanged: 1, rejected: 1 },
    after: ['a,1,11,x', 'a,2,20,y', 'b,1,30,z', 'c,9,5,'],
  },
  {
    about: 'a composite key, update',
    ddl: 'CREATE TABLE zoo.stock2 (place text, item int, n int, note text, PRIMARY KEY (place, item))',
    before: `INSERT INTO zoo.stock2 VALUES ('a', 1, 10, 'x'), ('a', 2, 20, 'y')`,
    table: 'stock2',
    mode: 'update',
    csv: 'place,item,n\na,1,11\nz,1,1\n',
    counts: { updated: 1, rejected: 1 },
    after: ['a,1,11,x', 'a,2,20,y'],
  },
  {
    about: 'a second unique column and a partial and an expression index',
    ddl: `CREATE TABLE zoo.users (id int PRIMARY KEY, mail text, active bool NOT NULL DEFAULT true);
      CREATE UNIQUE INDEX ON zoo.users (lower(mail)) WHERE active`,
    before: `INSERT INTO zoo.users VALUES (1, 'Ann@x.org', true), (2, 'bob@x.org', false)`,
    table: 'users',
    csv: 'id,mail,active\n3,ANN@X.ORG,true\n4,Bob@x.org,true\n5,c@x.org,true\n6,C@X.org,true\n7,C@X.org,false\n',
    counts: { inserted: 3, rejected: 2 },
    rejects: { 2: 'a row with this key is in the table already', 5: 'the same key is in the file more than once' },
    after: ['1,Ann@x.org,t', '2,bob@x.org,f', '4,Bob@x.org,t', '5,c@x.org,t', '7,C@X.org,f'],
  },
  {
    about: 'references, to another table and to itself',
    ddl: `CREATE TABLE zoo.teams (code text PRIMARY KEY); INSERT INTO zoo.teams VALUES ('red');
      CREATE TABLE zoo.staff (id int PRIMARY KEY, team text REFERENCES zoo.teams, boss int REFERENCES zoo.staff)`,
    table: 'staff',
    csv: 'id,team,boss\n1,red,\n2,red,1\n3,blue,1\n4,red,3\n5,red,99\n',
    counts: { inserted: 2, rejected: 3 },
    rejects: { 3: '', 4: '"blue" refers to a row that does not exist in teams (code)' },
    after: ['1,red,', '2,red,1'],
  },
  {
    about: 'types that are loaded as text and cast',
    ddl: `CREATE DOMAIN zoo.plus AS int CHECK (VALUE > 0);
      CREATE TABLE zoo.types (id uuid PRIMARY KEY, ip inet, j jsonb, tags text[], raw bytea, span interval, r int4range, p zoo.plus, c char(3), t time)`,
    table: 'types',
    csv: `id,ip,j,tags,raw,span,r,p,c,t
6f1c7a52-0c0b-4f0e-9b61-000000000001,10.0.0.1,"{""a"": [1]}","{x,""y z""}",\\x0aff,2 days,"[1,5)",3,ab,10:30
nope,10.0.0.1,{},{},\\x00,1 day,"[1,5)",3,ab,10:30
6f1c7a52-0c0b-4f0e-9b61-000000000002,10.0.0.999,{},{},\\x00,1 day,"[1,5)",3,ab,10:30
6f1c7a52-0c0b-4f0e-9b61-000000000003,10.0.0.1,{,{},\\x00,1 day,"[1,5)",0,ab,10:30
`,
    counts: { inserted: 1, rejected: 3 },
    rejects: { 3: '"nope" does not fit the type uuid', 4: '"10.0.0.999" does not fit the type inet' },
    after: ['6f1c7a52-0c0b-4f0e-9b61-000000000001,10.0.0.1,{"a": [1]},{x,"y z"},\\x0aff,2 days,[1,5),3,ab ,10:30:00'],
  },
  {
    about: 'partitions',
    ddl: `CREATE TABLE zoo.events (id int, day date, what text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
      CREATE TABLE zoo.events_1 PARTITION OF zoo.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE zoo.events_2 PARTITION OF zoo.events DEFAULT`,
    before: `INSERT INTO zoo.events VALUES (1, '2026-02-01', 'a')`,
    table: 'events',
    mode: 'upsert',
    csv: 'id,day,what\n1,2026-02-01,b\n2,2026-03-01,c\n3,2030-01-01,d\n',
    counts: { inserted: 2, updated: 1 },
    after: ['1,2026-02-01,b', '2,2026-03-01,c', '3,2030-01-01,d'],
  },
  {
    about: 'a trigger that fills and skips',
    ddl: `CREATE TABLE zoo.logged (id int PRIMARY KEY, v text, stamp text);
      CREATE FUNCTION zoo.fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.v = 'skip' THEN RETURN NULL; END IF; NEW.stamp := 'by trigger'; RETURN NEW; END $$;
      CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON zoo.logged FOR EACH ROW EXECUTE FUNCTION zoo.fill()`,
    table: 'logged',
    csv: 'id,v\n1,a\n2,skip\n3,c\n',
    counts: { inserted: 2, rejected: 0 },
    after: ['1,a,by trigger', '3,c,by trigger'],
  },
  {
    about: 'a trigger that skips, in an upsert',
    ddl: `CREATE TABLE zoo.logged2 (id int PRIMARY KEY, v text);
      CREATE FUNCTION zoo.skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.v = 'skip' THEN RETURN NULL; END IF; RETURN NEW; END $$;
      CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON zoo.logged2 FOR EACH ROW EXECUTE FUNCTION zoo.skip()`,
    before: `INSERT INTO zoo.logged2 VALUES (1, 'a'), (2, 'b')`,
    table: 'logged2',
    mode: 'upsert',
    csv: 'id,v\n1,z\n2,skip\n3,skip\n4,skip\n5,c\n',
    counts: { inserted: 1, updated: 1 },
    after: ['1,z', '2,b', '5,c'],
  },
  {
    about: 'odd names',
    ddl: `CREATE TABLE zoo."Bảng ""1""; --" ("Select" int PRIMARY KEY, "a.b" text, "Ünï 50%" numeric, "_row" text)`,
    table: 'Bảng "1"; --',
    mode: 'upsert',
    csv: 'Select,a.b,Ünï 50%,_row\n1,x,1.5,r\n2,y,2.5,s\n',
    counts: { inserted: 2 },
    after: ['1,x,1.5,r', '2,y,2.5,s'],
  },
  {
    about: 'no key at all',
    ddl: 'CREATE TABLE zoo.heap (a int, b text)',
    before: `INSERT INTO zoo.heap VALUES (1, 'old')`,
    table: 'heap',
    csv: 'a,b\n1,new\n2,\n',
    counts: { inserted: 2 },
    after: ['1,new', '1,old', '2,'],
  },
  {
    about: 'a key in its own right that is not the primary one, replace',
    ddl: 'CREATE TABLE zoo.rates (code char(3) NOT NULL UNIQUE, rate double precision, seen timestamp)',
    before: `INSERT INTO zoo.rates VALUES ('EUR', 1, NULL), ('USD', 2, NULL)`,
    table: 'rates',
    mode: 'replace',
    csv: 'code,rate,seen\nEUR,1.25,2026-05-01 10:00\nVND,0.00004,\n',
    counts: { inserted: 2 },
    after: ['EUR,1.25,2026-05-01 10:00:00', 'VND,4e-05,'],
  },
  {
    about: 'a key of numeric and timestamptz, deferrable constraints, a not-null default that is computed',
    ddl: `CREATE TABLE zoo.readings (at timestamptz, sensor numeric(6,1), v real, id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
        slot int UNIQUE DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (at, sensor))`,
    before: `INSERT INTO zoo.readings VALUES ('2026-01-01 00:00Z', 1.5, 1, '6f1c7a52-0c0b-4f0e-9b61-000000000001', 1)`,
    table: 'readings',
    mode: 'upsert',
    csv: 'at,sensor,v\n2026-01-01 00:00,1.5,2\n2026-01-01 00:00,2.5,3\n',
    counts: { inserted: 1, updated: 1 },
    after: ['2026-01-01 00:00:00+00,1.5,2,1', '2026-01-01 00:00:00+00,2.5,3,'],
  },
  {
    about: 'references and unique values that are only checked at the commit',
    ddl: `CREATE TABLE zoo.firms (id int PRIMARY KEY);
      CREATE TABLE zoo.people (id int PRIMARY KEY, firm int REFERENCES zoo.firms DEFERRABLE INITIALLY DEFERRED,
        seat int UNIQUE DEFERRABLE INITIALLY DEFERRED)`,
    before: 'INSERT INTO zoo.firms VALUES (1)',
    table: 'people',
    csv: 'id,firm,seat\n1,1,1\n2,99,2\n3,,1\n4,,4\n',
    counts: { inserted: 2, rejected: 2 },
    rejects: {
      3: '"99" refers to a row that does not exist in firms (id)',
      4: 'the same key is in the file more than once',
    },
    after: ['1,1,1', '4,,4'],
  },
];

/** How many of the tables are tried in `npm test`. */
const QUICK = 1;

describe('tables that were there before', () => {
  let service: Service;
  let owner: pg.Client;
  beforeAll(async () => {
    service = await shareService();
    owner = new pg.Client({ connectionString: superuserUrl(service.databaseUrl) });
    await owner.connect();
    await service.pool.query(
      `CREATE SCHEMA zoo; ALTER DATABASE ${new URL(service.databaseUrl).pathname.slice(1)} SET timezone TO 'UTC'`,
    );
    await foreign('CREATE SCHEMA theirs', 'GRANT USAGE ON SCHEMA theirs TO ME');
  });
  afterAll(() => owner?.end());

  async function attach(name: string, schema = 'zoo') {
    return service.api.ask('POST', '/api/tables/attach', { schema, name });
  }
  async function load(csv: string, body: object): Promise<any> {
    const file = await service.api.upload(csv, 'rows.csv');
    return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
  }
  async function rowsOf(table: string, leave = ['id']): Promise<string[]> {
    const { rows, fields } = await service.pool.query({
      text: `SELECT * FROM zoo.${pg.escapeIdentifier(table)} t`,
      rowMode: 'array',
      types: { getTypeParser: () => String as never },
    });
    const drawn = new Set(table === 'orders' || table === 'lines' || table === 'readings' ? leave : []);
    return (rows as (string | null)[][])
      .map((row) =>
        row
          .filter((_, at) => !drawn.has(fields[at]!.name))
          .map((cell) => cell ?? '')
          .join(','),
      )
      .sort();
  }

  for (const [at, { about, ddl, before, table: name, mode, key, csv, counts, rejects, after }] of ZOO.entries()) {
    test(`P04 P29 P40: ${about}`, { tags: at < QUICK ? [] : ['long'] }, async () => {
      const { api, pool } = service;
      await pool.query(ddl);
      if (before) await pool.query(before);
      const was = await rowsOf(name, []);
      const table = await attach(name);
      expect(table).toMatchObject({ name, attached: true, rowCount: was.length });

      const job = await load(csv, { table: { id: table.id }, ...(mode ? { mode } : {}), ...(key ? { key } : {}) });
      expect(job).toMatchObject({ state: 'succeeded', counts });
      if (rejects) {
        const listed = new Map((await api.rejects(job.id)).rows.map(({ row, issues }) => [row, issues[0]!.message]));
        for (const [row, message] of Object.entries(rejects)) {
          if (message === '') expect(listed.has(Number(row))).toBe(false);
          else expect(listed.get(Number(row))).toBe(message);
        }
      }
      expect(await rowsOf(name)).toEqual(after);

      const out = await api.ended((await api.export({ tableId: table.id, format: 'csv' })).id);
      expect(out).toMatchObject({ state: 'succeeded', counts: { read: after.length } });
      const again = await load(Buffer.from(await api.download(out.id)).toString('utf8'), {
        table: { id: table.id },
        mode:
          table.key.length > 0 && !table.columns.find((c: any) => c.name === table.key[0]).generated
            ? 'upsert'
            : 'insert',
        dryRun: true,
      });
      // What comes out goes in again and changes nothing (P29).
      if (table.key.length > 0 && table.key[0] !== 'id')
        expect(again).toMatchObject({ state: 'succeeded', counts: { inserted: 0, updated: 0, rejected: 0 } });

      const undo = await api.ended((await api.ask('POST', `/api/jobs/${job.id}/undo`)).id);
      expect(undo).toMatchObject({ state: 'succeeded', result: { kept: 0 } });
      expect(await rowsOf(name, [])).toEqual(was);
    });
  }

  /** A table that belongs to someone else, and what the service's user may do with it. */
  async function foreign(ddl: string, grants: string): Promise<void> {
    const { rows } = await service.pool.query('SELECT current_user AS me');
    await owner.query(`${ddl}; ${grants.replaceAll('ME', pg.escapeIdentifier(rows[0].me))}`);
  }

  test('a table that may only be read is exported and never written', async () => {
    const { api } = service;
    await foreign(
      'CREATE TABLE theirs.read_only (id int PRIMARY KEY, v text); INSERT INTO theirs.read_only VALUES (1, $$a$$)',
      'GRANT SELECT ON theirs.read_only TO ME',
    );
    const table = await attach('read_only', 'theirs');
    expect(table).toMatchObject({ rowCount: 1, restriction: { code: 'no_insert' } });
    expect(await api.allRows(table.id)).toEqual([{ id: 1, v: 'a' }]);
    const out = await api.ended((await api.export({ tableId: table.id, format: 'csv' })).id);
    expect(
      Buffer.from(await api.download(out.id))
        .toString('utf8')
        .replace(/\r/g, ''),
    ).toContain('1,a');
    const file = await api.upload('id,v\n2,b\n', 'rows.csv');
    const refused = await api.call('POST', '/api/imports', { fileId: file.id, table: { id: table.id } });
    expect([refused.status, refused.body.code]).toEqual([422, 'table_read_only']);
    expect(refused.body.detail).toContain('GRANT INSERT');
    // Taken away between the request and the work.
    await foreign('SELECT 1', 'GRANT INSERT, UPDATE, DELETE ON theirs.read_only TO ME');
    expect((await api.table(table.id)).restriction).toBeUndefined();
    const dropped = await api.call('DELETE', `/api/tables/${table.id}?drop=true`);
    expect([dropped.status, dropped.body.code]).toEqual([403, 'not_permitted']);
    expect((await owner.query('SELECT count(*)::int AS n FROM theirs.read_only')).rows).toEqual([{ n: 1 }]);
  });

  test('a table into which rows may only be added takes an insert, with rejects, and no other mode', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    await foreign(
      'CREATE TABLE theirs.log (id int PRIMARY KEY, v text NOT NULL)',
      'GRANT SELECT, INSERT ON theirs.log TO ME',
    );
    const table = await attach('log', 'theirs');
    expect(await load('id,v\n1,a\n1,b\n2,\n', { table: { id: table.id } })).toMatchObject({
      state: 'succeeded',
      counts: { inserted: 1, rejected: 2 },
    });
    const file = await api.upload('id,v\n1,z\n', 'rows.csv');
    for (const [mode, privilege] of [
      ['upsert', 'GRANT UPDATE'],
      ['update', 'GRANT UPDATE'],
      ['replace', 'GRANT DELETE'],
    ]) {
      const refused = await api.call('POST', '/api/imports', { fileId: file.id, table: { id: table.id }, mode });
      expect([refused.status, refused.body.code]).toEqual([422, 'table_read_only']);
      expect(refused.body.detail).toContain(privilege);
    }
  });

  test('a table with row-level security is refused, and once it gets some it is no longer shown in part', async () => {
    const { api } = service;
    await foreign(
      `CREATE TABLE theirs.secret (id int PRIMARY KEY, who text); INSERT INTO theirs.secret VALUES (1, 'me'), (2, 'you');
       CREATE POLICY mine ON theirs.secret USING (who = 'me')`,
      'GRANT SELECT, INSERT, UPDATE, DELETE ON theirs.secret TO ME',
    );
    const table = await attach('secret', 'theirs');
    expect((await api.allRows(table.id)).length).toBe(2);
    const file = await api.upload('id,who\n3,me\n', 'rows.csv');
    await owner.query('ALTER TABLE theirs.secret ENABLE ROW LEVEL SECURITY');
    expect(await api.table(table.id)).toMatchObject({
      restriction: { code: 'row_security' },
      rowCount: 0,
      rowCountExact: false,
    });
    for (const [method, where, body] of [
      ['GET', `/api/tables/${table.id}/rows`, undefined],
      ['POST', '/api/exports', { tableId: table.id }],
      ['POST', '/api/imports', { fileId: file.id, table: { id: table.id } }],
    ] as const) {
      const refused = await api.call(method, where, body);
      expect([where, refused.status, refused.body.code]).toEqual([where, 422, 'table_unreadable']);
    }
    await owner.query(
      'CREATE TABLE theirs.secret2 (LIKE theirs.secret); ALTER TABLE theirs.secret2 ENABLE ROW LEVEL SECURITY',
    );
    await foreign('SELECT 1', 'GRANT ALL ON theirs.secret2 TO ME');
    const refused = await api.call('POST', '/api/tables/attach', { schema: 'theirs', name: 'secret2' });
    expect([refused.status, refused.body.code]).toEqual([422, 'cannot_attach']);
    expect(refused.body.detail).toContain('row-level security');
  });

  test('what a trigger refuses stops the import, and nothing is in', { tags: ['long'] }, async () => {
    const { api, pool } = service;
    await pool.query(`CREATE TABLE zoo.strict (id int PRIMARY KEY, v int);
      CREATE FUNCTION zoo.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.v > 9 THEN RAISE EXCEPTION 'too much'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER no BEFORE INSERT ON zoo.strict FOR EACH ROW EXECUTE FUNCTION zoo.no()`);
    const table = await attach('strict');
    expect(table.triggers).toEqual(['no']);
    const job = await load('id,v\n1,1\n2,10\n', { table: { id: table.id } });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'table_rejected_rows' } });
    expect(await api.allRows(table.id)).toEqual([]);
  });

  test('columns that others add, drop and rename are followed by imports, undos and exports', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    await pool.query('CREATE TABLE zoo.moving (id int PRIMARY KEY, a text, b text)');
    const table = await attach('moving');
    const first = await load('id,a,b\n1,x,y\n', { table: { id: table.id } });
    expect(first.state).toBe('succeeded');
    await pool.query(
      'ALTER TABLE zoo.moving DROP COLUMN b; ALTER TABLE zoo.moving ADD COLUMN c int NOT NULL DEFAULT 5; ALTER TABLE zoo.moving RENAME COLUMN a TO d',
    );
    const second = await load('id,a,b,c,d\n2,gone,gone,7,new\n', { table: { id: table.id } });
    expect(second).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
    const out = await api.ended((await api.export({ tableId: table.id, format: 'csv' })).id);
    const csv = Buffer.from(await api.download(out.id))
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n');
    expect(csv).toBe('id,d,c\n1,x,5\n2,new,7\n');
    const undo = await api.ended((await api.ask('POST', `/api/jobs/${second.id}/undo`)).id);
    expect(undo).toMatchObject({ state: 'succeeded', result: { removed: 1, kept: 0 } });
    const named = await load('id,b\n3,z\n', { table: { id: table.id }, mapping: { b: { column: 'b' } } });
    expect(named).toMatchObject({ state: 'failed', error: { code: 'invalid_mapping' } });
    await pool.query('DROP TABLE zoo.moving');
    const gone = await api.call('POST', '/api/exports', { tableId: table.id });
    expect([gone.status, gone.body.code]).toEqual([410, 'table_missing']);
  });
});

function superuserUrl(databaseUrl: string): string {
  const url = new URL(process.env.TEST_SUPERUSER_URL ?? databaseUrl);
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}
