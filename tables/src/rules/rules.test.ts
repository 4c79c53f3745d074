import { afterEach, describe, expect, it } from 'vitest';
import { type MergeOptions, type MergeResult, mergeStage } from '../merge/merge.ts';
import type { MergeMode } from '../merge/merge-plan.ts';
import { createStage } from '../merge/stage.ts';
import { useTestDatabase } from '../testing/database.ts';
import { INJECTIONS } from '../testing/injections.ts';
import { REFERENCE, RULES } from '../testing/rule-cases.ts';
import { dropUndo, undo } from '../undo/undo.ts';
import { undoCreated } from '../undo/undo-created.ts';
import { countViolations } from './count-violations.ts';
import type { RuleCheck, TableRule } from './rules.ts';

const { client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));

type Cells = Record<string, string | null>;
type Told = MergeResult & { issues: Record<number, string[]> };

/** In the transaction that is open: stage rows by their texts, merge them, and tell what became of each. */
async function mergeRows(table: string, rows: Cells[], options: Partial<MergeOptions>): Promise<Told> {
  const columns = Object.keys(rows[0]!);
  await client.query(
    'DROP TABLE IF EXISTS pg_temp.stage, pg_temp.stage_rejected, pg_temp.stage_issues, pg_temp.stage_warnings',
  );
  const stage = await createStage(client, { schema: 'public', name: table }, columns);
  const types = await client.query<{ t: string }>(
    `SELECT format_type(atttypid, atttypmod) AS t FROM pg_attribute WHERE attrelid = 'pg_temp.stage'::regclass AND attnum > 1 ORDER BY attnum`,
  );
  for (const [index, row] of rows.entries())
    await client.query(
      `INSERT INTO stage VALUES (${index + 2}, ${types.rows.map(({ t }, n) => `$${n + 1}::${t}`).join(', ')})`,
      columns.map((name) => row[name]),
    );
  const result = await mergeStage(client, { stage, mode: 'insert', onReject: 'skip', ...options });
  const issues: Record<number, string[]> = {};
  for await (const reject of result.rejects)
    issues[reject.row] = reject.issues.map((issue) => `${issue.code} ${issue.column} ${issue.rule}`);
  return { ...result, issues };
}

const MODES: MergeMode[] = ['insert', 'upsert', 'update', 'replace'];
const CASES = RULES.flatMap((rule) =>
  MODES.flatMap((mode) =>
    (['error', 'warning'] as const).map((severity) => ({
      ...rule,
      mode,
      severity,
      title: `${rule.name}, ${severity}, ${mode}`,
      tags: mode === 'insert' || severity === 'error' ? [] : ['long'],
    })),
  ),
);

describe('P04 a rule lets in exactly the good rows, and a warning lets in all', () => {
  for (const { title, tags, type, check, good, bad, mode, severity } of CASES)
    it(title, { tags }, async () => {
      await client.query('BEGIN');
      await client.query(
        `CREATE TABLE customers (code text PRIMARY KEY); INSERT INTO customers VALUES ('C-1');
       CREATE TABLE x (id int PRIMARY KEY, v ${type}); INSERT INTO x SELECT n FROM generate_series(1, 20) n`,
      );
      const values = [...good, ...bad.map(([value]) => value)];
      const start = mode === 'insert' ? 100 : 1;
      const rows = values.map((v, n) => ({ id: String(start + n), v }));
      const rule: TableRule = { column: 'v', severity, check };
      const result = await mergeRows('x', rows, { mode, rules: [rule], undo: { id: 'u' } });
      const told = Object.fromEntries(bad.map(([, code], n) => [good.length + n + 2, [`${code} v 0`]]));
      const went = severity === 'error' ? good.length : values.length;
      expect(result.issues).toEqual(severity === 'error' ? told : {});
      expect(result.inserted + result.updated + result.unchanged).toBe(went);
      expect(result.warned).toBe(severity === 'error' ? 0 : bad.length);
      const warnings = result.warnings.flatMap(({ rule: place, column, code, rows: at }) =>
        at.map((row) => [row, [`${code} ${column} ${place}`]] as const),
      );
      expect(Object.fromEntries(warnings)).toEqual(severity === 'warning' ? told : {});
      const { rows: stored } = await client.query(`SELECT v::text FROM x WHERE v IS NOT NULL`);
      expect(stored.length).toBe((severity === 'error' ? good : values).filter((value) => value !== null).length);
      // What stands there now is counted by the same conditions.
      const [counts] = await countViolations(client, { schema: 'public', name: 'x' }, [rule]);
      const blanks = check.kind === 'required' ? (await client.query('SELECT FROM x WHERE v IS NULL')).rowCount! : 0;
      expect(counts!.count).toBe(blanks > 0 ? blanks : severity === 'error' ? 0 : bad.length);
    });
});

describe('a value that should be there once', () => {
  const rules: TableRule[] = [{ column: 'v', severity: 'warning', check: { kind: 'unique' } }];
  it.each([
    ['insert', { value_repeated: [2, 3], value_taken: [4] }],
    ['upsert', { value_repeated: [2, 3], value_taken: [4] }],
    ['update', { value_repeated: [2, 3], value_taken: [4] }],
    ['replace', { value_repeated: [2, 3] }],
  ] as const)('%s', async (mode, told) => {
    await client.query('BEGIN');
    await client.query(
      `CREATE TABLE x (id int PRIMARY KEY, v text); INSERT INTO x VALUES (1, 'own'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'taken')`,
    );
    const start = mode === 'insert' ? 10 : 1;
    const rows = [['a'], ['a'], ['taken'], [mode === 'insert' ? 'z' : 'd'], [null]].map(([v], n) => ({
      id: String(start + n),
      v: v!,
    }));
    const result = await mergeRows('x', rows, { mode, rules });
    expect(result.issues).toEqual({});
    expect(Object.fromEntries(result.warnings.map(({ code, rows: at }) => [code, at]))).toEqual(told);
    expect(result.warned).toBe(mode === 'replace' ? 2 : 3);
    const [counts] = await countViolations(client, { schema: 'public', name: 'x' }, rules);
    expect(counts!.count).toBe(
      (await client.query(`SELECT FROM x WHERE v IN (SELECT v FROM x GROUP BY v HAVING count(*) > 1)`)).rowCount,
    );
  });
});

it('several rules, several rows: all reasons of a row, groups with first rows and examples', async () => {
  await client.query('BEGIN');
  await client.query('CREATE TABLE x (id int PRIMARY KEY, a text, n int)');
  const rules: TableRule[] = [
    { column: 'a', severity: 'error', check: { kind: 'length', max: 3 } },
    { column: 'n', severity: 'error', check: { kind: 'range', min: '0' } },
    { column: 'a', severity: 'warning', check: { kind: 'list', values: ['abc'] } },
    { column: 'not_there', severity: 'error', check: { kind: 'required' } },
  ];
  const rows = [
    { id: '1', a: 'abcd', n: '-1' },
    ...Array.from({ length: 30 }, (_, n) => ({ id: String(n + 2), a: `v${n % 9}`, n: '1' })),
    { id: '99', a: 'abc', n: null },
  ];
  const result = await mergeRows('x', rows, { rules });
  expect(result.issues).toEqual({ 2: ['less_than n 1', 'longer_than a 0'] });
  expect(result.warned).toBe(30);
  expect(result.warnings).toEqual([
    { rule: 2, column: 'a', code: 'not_in_list', count: 30, rows: [3, 4, 5, 6, 7], examples: ['v0', 'v1', 'v2'] },
  ]);
  expect(result.inserted).toBe(31);
});

it('abort: nothing goes in, nothing is made elsewhere', async () => {
  await client.query('BEGIN');
  await client.query('CREATE TABLE customers (code text PRIMARY KEY); CREATE TABLE x (id int PRIMARY KEY, v text)');
  const rules: TableRule[] = [
    { column: 'v', severity: 'error', check: { kind: 'length', max: 4 } },
    { column: 'v', severity: 'error', check: { ...REFERENCE, create: true } as RuleCheck },
  ];
  const result = await mergeRows(
    'x',
    [
      { id: '1', v: 'C-1' },
      { id: '2', v: 'C-100' },
    ],
    { rules, onReject: 'abort' },
  );
  expect(result).toMatchObject({ aborted: true, rejected: 1, inserted: 0, created: [] });
  expect((await client.query('SELECT FROM customers')).rowCount).toBe(0);
});

describe('references within the table itself', () => {
  const rules: TableRule[] = [
    {
      column: 'boss',
      severity: 'error',
      check: { kind: 'reference', to: { schema: 'public', name: 'x', column: 'id' }, create: true },
    },
  ];
  const rows = [
    { id: '1', boss: null },
    { id: '2', boss: '1' },
    { id: '3', boss: '9' },
    { id: '4', boss: '3' },
    { id: '5', boss: '50' },
  ];
  it.each([
    ['insert', { 4: 1, 5: 1 }],
    ['upsert', { 4: 1, 5: 1 }],
    ['replace', { 4: 1, 5: 1, 6: 1 }],
  ] as const)('%s: an orphan of an orphan does not go in', async (mode, told) => {
    await client.query('BEGIN');
    await client.query('CREATE TABLE x (id int PRIMARY KEY, boss int); INSERT INTO x VALUES (50, NULL)');
    const result = await mergeRows('x', rows, { mode, rules });
    expect(Object.keys(result.issues)).toEqual(Object.keys(told));
    expect(result.created).toEqual([]);
  });
});

describe('what is missing is made', () => {
  const create: RuleCheck = { ...REFERENCE, create: true, rules: [{ kind: 'length', max: 4 }] } as RuleCheck;
  const rules: TableRule[] = [{ column: 'v', severity: 'error', check: create }];
  const rows = ['C-1', 'C-2', 'C-2', 'C-3', 'C-12345', null].map((v, n) => ({ id: String(n + 1), v }));
  const TABLES = `CREATE TABLE customers (code text PRIMARY KEY, name text, age int DEFAULT 7); INSERT INTO customers VALUES ('C-1');
                  CREATE TABLE x (id int PRIMARY KEY, v text)`;
  const customers = async () =>
    (await client.query('SELECT code FROM customers ORDER BY 1')).rows.map((row) => row.code);

  it.each(['insert', 'upsert', 'replace'] as const)('%s, each once, and undo takes it back', async (mode) => {
    await client.query('BEGIN');
    await client.query(TABLES);
    const result = await mergeRows('x', rows, { mode, rules, undo: { id: 'u' } });
    expect(result.issues).toEqual({ 6: ['not_referenced v 0'] });
    expect(result.created).toEqual([{ rule: 0, count: 2, undoId: 'u_r0' }]);
    expect(await customers()).toEqual(['C-1', 'C-2', 'C-3']);
    await undo(client, { table: { schema: 'public', name: 'x' }, id: 'u' });
    const users = [{ schema: 'public', name: 'x', column: 'v', to: 'code' }];
    expect(await undoCreated(client, { table: { schema: 'public', name: 'customers' }, id: 'u_r0', users })).toEqual({
      removed: 2,
      kept: 0,
    });
    expect(await customers()).toEqual(['C-1']);
  });

  it('P40 rows that others use by rule or by foreign key, or changed, are kept by undo', async () => {
    await client.query('BEGIN');
    await client.query(
      `${TABLES}; CREATE TABLE bills (customer text REFERENCES customers); CREATE TABLE calls (who text)`,
    );
    const more = ['C-4', 'C-5'].map((v, n) => ({ id: String(n + 50), v }));
    await mergeRows('x', [...rows, ...more], { rules, undo: { id: 'u' } });
    await client.query(`SAVEPOINT later; INSERT INTO bills VALUES ('C-2'); INSERT INTO calls VALUES ('C-3');
                        UPDATE customers SET name = 'Ann' WHERE code = 'C-4'`);
    await undo(client, { table: { schema: 'public', name: 'x' }, id: 'u' });
    const users = [
      { schema: 'public', name: 'x', column: 'v', to: 'code' },
      { schema: 'public', name: 'calls', column: 'who', to: 'code' },
    ];
    expect(await undoCreated(client, { table: { schema: 'public', name: 'customers' }, id: 'u_r0', users })).toEqual({
      removed: 1,
      kept: 3,
    });
    expect(await customers()).toEqual(['C-1', 'C-2', 'C-3', 'C-4']);
  });

  it('not where the other table needs more than the value, nor where it refuses it', async () => {
    for (const ddl of [
      'CREATE TABLE customers (code text PRIMARY KEY, name text NOT NULL)',
      `CREATE TABLE customers (code text PRIMARY KEY CHECK (code <> 'C-2'))`,
    ]) {
      await client.query('BEGIN');
      await client.query(`${ddl}; CREATE TABLE x (id int PRIMARY KEY, v text)`);
      const result = await mergeRows(
        'x',
        [
          { id: '1', v: 'C-2' },
          { id: '2', v: null },
        ],
        { rules, undo: { id: 'u' } },
      );
      expect(result.issues).toEqual({ 2: ['not_referenced v 0'] });
      expect(result).toMatchObject({ inserted: 1, rejected: 1, created: [] });
      await client.query('ROLLBACK');
    }
  });

  it('what undo needs of it goes with the rest', async () => {
    await client.query('BEGIN');
    await client.query(TABLES);
    await mergeRows('x', rows, { rules, undo: { id: 'u' } });
    await dropUndo(client, 'u');
    expect((await client.query(`SELECT FROM pg_tables WHERE schemaname = 'sheetport_work'`)).rowCount).toBe(0);
  });
});

it('P42 words that break statements are only words, in values, patterns and names', { tags: ['long'] }, async () => {
  await client.query('BEGIN');
  await client.query('CREATE TABLE canary (n int); INSERT INTO canary VALUES (1)');
  for (const [n, words] of INJECTIONS.entries()) {
    const name = words.slice(0, 60).replaceAll('\0', '');
    const quoted = client.escapeIdentifier(name);
    await client.query(
      `CREATE TABLE ${quoted} (${quoted} text UNIQUE NOT NULL, id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)`,
    );
    await client.query(`INSERT INTO ${quoted} (${quoted}) VALUES ($1)`, [words]);
    await client.query(`CREATE TABLE x${n} (id int PRIMARY KEY, ${quoted} text)`);
    const regex = `^(?:${[...words].map((c) => `\\U${c.codePointAt(0)!.toString(16).padStart(8, '0')}`).join('')})$`;
    const checks: RuleCheck[] = [
      { kind: 'list', values: [words, 'plain'] },
      { kind: 'list', values: [words], ignoreCase: true },
      { kind: 'form', regex, code: 'wrong_form' },
      { kind: 'reference', to: { schema: 'public', name, column: name }, create: false },
    ];
    const rules = checks.flatMap((check): TableRule[] => [
      { column: name, severity: 'error', check },
      { column: name, severity: 'warning', check },
    ]);
    const rows = [words, null, 'other'].map((v, i) => ({ id: String(i), [name]: v }));
    const result = await mergeRows(`x${n}`, rows, { mode: 'upsert', rules });
    expect([words, Object.keys(result.issues), result.inserted]).toEqual([words, ['4'], 2]);
    expect(result.issues[4]!.length).toBe(4);
    const counts = await countViolations(client, { schema: 'public', name: `x${n}` }, rules);
    expect(counts.map(({ count }) => count)).toEqual(rules.map(() => 0));
  }
  expect((await client.query('SELECT n FROM canary')).rows).toEqual([{ n: 1 }]);
});
