import type { ChangedTable, Rule, RuleViolations, Table } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.pool.query('CREATE TABLE public.canary (n int); INSERT INTO public.canary VALUES (42)');
});
afterAll(async () => server?.close());

async function make(body: object): Promise<Table> {
  const answer = await server.post('/api/tables', body);
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as Table;
}
const patch = (id: string, body: object) =>
  server.call(`/api/tables/${id}`, {
    method: 'PATCH',
    headers: { ...BEARER, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
async function change(id: string, body: object): Promise<ChangedTable> {
  const answer = await patch(id, body);
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as ChangedTable;
}
async function refusal(answer: Promise<Response>): Promise<string> {
  const { code, detail } = (await (await answer).json()) as { code?: string; detail?: string };
  return `${code}: ${detail}`;
}
let made = 0;
async function people(): Promise<Table & { sql: string }> {
  made += 1;
  const table = await make({
    name: `People ${made}`,
    columns: [
      { label: 'Code', type: 'text' },
      { label: 'Age', type: 'integer' },
      { label: 'Born', type: 'date' },
      { label: 'Colour', type: 'text' },
    ],
    key: ['Code'],
  });
  const sql = `public.people_${made}`;
  await server.pool.query(
    `INSERT INTO ${sql} VALUES ('a', 1, '2000-01-01', 'Red'), ('b', 2, NULL, 'Grey'), ('c', 2, NULL, NULL)`,
  );
  return { ...table, sql };
}

test('rules are changed, kept, and counted against the rows of today', async () => {
  const { id } = await people();
  const rules: Rule[] = [
    { kind: 'list', values: ['Red', 'Green'], ignoreCase: false, severity: 'warning' },
    { kind: 'length', max: 3, severity: 'error' },
  ];
  const before = (await (
    await server.post(`/api/tables/${id}/rules/check`, { columns: [{ column: 'Colour', rules }] })
  ).json()) as RuleViolations;
  const expected = [
    { column: 'colour', kind: 'list', severity: 'warning', count: 1, keys: [['b']], examples: ['Grey'], blocks: false },
    { column: 'colour', kind: 'length', severity: 'error', count: 1, keys: [['b']], examples: ['Grey'], blocks: false },
  ];
  expect(before.violations).toEqual(expected);
  expect(((await (await server.call(`/api/tables/${id}`)).json()) as Table).columns[3]!.rules).toEqual([]);
  const changed = await change(id, { columns: [{ column: 'Colour', label: 'Color', rules }] });
  expect(changed.violations).toEqual(expected);
  expect(changed.columns[3]).toEqual({
    name: 'colour',
    label: 'Color',
    type: 'text',
    required: false,
    unique: false,
    rules,
  });
  const again = (await (await server.call(`/api/tables/${id}`)).json()) as Table;
  expect(again.columns).toEqual(changed.columns);
});

test('what the database holds is refused while rows break it, with how many and which', async () => {
  const { id, sql } = await people();
  expect(
    await refusal(
      patch(id, {
        columns: [
          { column: 'Born', required: true },
          { column: 'Age', label: 'Years' },
        ],
      }),
    ),
  ).toBe(
    'rows_violate_rule: "Born" cannot be required: 2 existing rows violate it (Code b; Code c). Fix those first. Nothing was changed.',
  );
  expect(await refusal(patch(id, { columns: [{ column: 'Age', rules: [{ kind: 'unique' }] }] }))).toBe(
    'rows_violate_rule: "Age" cannot be unique: 2 existing rows violate it ("2"). Fix those first. Nothing was changed.'.replace(
      '("2")',
      '("2", …)',
    ),
  );
  const same = (await (await server.call(`/api/tables/${id}`)).json()) as Table;
  expect(same.columns.map(({ label, required, unique }) => [label, required, unique])).toEqual([
    ['Code', true, false],
    ['Age', false, false],
    ['Born', false, false],
    ['Colour', false, false],
  ]);
  await server.pool.query(`UPDATE ${sql} SET born = '2001-01-01', age = ascii(code)`);
  const rules = [{ kind: 'required' }, { kind: 'unique' }, { kind: 'range', min: 0, max: 200 }];
  const changed = await change(id, {
    columns: [
      { column: 'age', rules },
      { column: 'Born', required: true },
    ],
  });
  expect(changed.columns[1]).toMatchObject({
    required: true,
    unique: true,
    rules: [{ kind: 'range', min: 0, max: 200, severity: 'error' }],
  });
  await expect(server.pool.query(`INSERT INTO ${sql} VALUES ('d', 97, '2001-01-01')`)).rejects.toThrow(/unique/);
  await expect(server.pool.query(`INSERT INTO ${sql} VALUES ('d', 1, NULL)`)).rejects.toThrow(/null/);
  await change(id, { columns: [{ column: 'age', required: false, unique: false }] });
  await server.pool.query(`INSERT INTO ${sql} VALUES ('d', 97, '2001-01-01'), ('e', NULL, '2001-01-01')`);
});

test('as warnings, required and unique are rules like others', async () => {
  const { id } = await people();
  const changed = await change(id, {
    columns: [
      {
        column: 'Age',
        rules: [
          { kind: 'required', severity: 'warning' },
          { kind: 'unique', severity: 'warning' },
        ],
      },
    ],
  });
  expect(changed.columns[1]).toMatchObject({ required: false, unique: false });
  expect(changed.columns[1]!.rules.length).toBe(2);
  expect(changed.violations.map(({ kind, count, keys }) => [kind, count, keys])).toEqual([
    ['required', 0, []],
    ['unique', 2, [['b'], ['c']]],
  ]);
});

test('the key changes where the rows allow it', async () => {
  const { id, sql } = await people();
  expect(await refusal(patch(id, { key: ['Age'] }))).toBe(
    'invalid_key: The key cannot be used: 2 rows have the same "Age" as another; fix those first.',
  );
  expect(await refusal(patch(id, { key: ['Age', 'Born'] }))).toContain('2 rows have no value in "Age", "Born"');
  expect(await refusal(patch(id, { key: ['Age', 'Age'] }))).toContain('twice');
  expect(await refusal(patch(id, { key: ['Nope'] }))).toContain('no column "Nope"');
  expect((await change(id, { key: ['Code', 'Age'] })).key).toEqual(['code', 'age']);
  expect((await change(id, { key: [] })).key).toEqual([]);
  const page = (await (await server.call(`/api/tables/${id}/rows`)).json()) as { rows: object[] };
  expect(Object.keys(page.rows[0]!)).toEqual(['code', 'age', 'born', 'colour']);
  await server.pool.query(`UPDATE ${sql} SET age = ascii(code)`);
  expect(await change(id, { key: ['Age'] })).toMatchObject({ key: ['age'] });
  await expect(server.pool.query(`INSERT INTO ${sql} VALUES ('d', 97)`)).rejects.toThrow(/duplicate key/);
});

test('rules that cannot be are refused in words', async () => {
  const { id } = await people();
  const other = await people();
  const bad = (column: string, rule: object) => refusal(patch(id, { columns: [{ column, rules: [rule] }] }));
  expect(await bad('Age', { kind: 'email' })).toContain(
    '"Age" cannot be used: an e-mail address does not go with the type integer',
  );
  expect(await bad('Colour', { kind: 'pattern', pattern: '(a+)+(?=b)' })).toContain('the pattern has a "(?" group');
  expect(await bad('Age', { kind: 'list', values: ['1', 'x'] })).toContain('"x" in the list is not a value');
  expect(await bad('Colour', { kind: 'list', values: ['x', 'x'] })).toContain('twice');
  expect(await bad('Age', { kind: 'range', min: 5, max: 4 })).toContain('more than the greatest');
  expect(await bad('Born', { kind: 'range', min: '2024-02-30' })).toContain('not a value of the type date');
  expect(await bad('Colour', { kind: 'length' })).toContain('needs');
  expect(await bad('Colour', { kind: 'nonsense' })).toContain('invalid_request');
  expect(await bad('Nope', { kind: 'email' })).toContain('no such column');
  expect(await refusal(patch(id, { columns: [{ column: 'Age', label: 'code' }] }))).toContain(
    'two columns would be called "code"',
  );
  const to = (column: string, more: object = {}) => ({ kind: 'reference', table: other.id, column, ...more });
  expect(await bad('Colour', to('colour'))).toContain('is not unique');
  expect(await bad('Age', to('code'))).toContain('has the type text');
  expect(await bad('Colour', to('nope'))).toContain('gone');
  expect(await bad('Colour', { kind: 'reference', table: crypto.randomUUID(), column: 'code' })).toContain('gone');
  expect(await bad('Colour', { kind: 'reference', table: id, column: 'code', create: true })).toContain('for itself');
  await change(other.id, { columns: [{ column: 'Colour', label: 'Tint' }] });
  await server.pool.query(`UPDATE ${other.sql} SET colour = 'x'`);
  await change(other.id, { columns: [{ column: 'Tint', required: true }] });
  expect(await bad('Colour', to('code', { create: true }))).toContain('needs more than that');
  const changed = await change(id, { columns: [{ column: 'Colour', rules: [to('code')] }] });
  expect(changed.violations).toMatchObject([{ kind: 'reference', count: 2, examples: ['Red', 'Grey'] }]);
  // A table that others refer to stays.
  expect(await refusal(server.call(`/api/tables/${other.id}`, { method: 'DELETE', headers: BEARER }))).toContain(
    'table_needed',
  );
  await change(id, { columns: [{ column: 'Colour', rules: [] }] });
  expect((await server.call(`/api/tables/${other.id}`, { method: 'DELETE', headers: BEARER })).status).toBe(204);
});

test('a table is made with rules', async () => {
  const body = {
    name: 'Made with rules',
    columns: [{ label: 'Mail', type: 'text', rules: [{ kind: 'email' }, { kind: 'unique' }] }],
  };
  expect((await make(body)).columns[0]).toMatchObject({ unique: true, rules: [{ kind: 'email', severity: 'error' }] });
  const wrong = { name: 'Other', columns: [{ label: 'N', type: 'integer', rules: [{ kind: 'email' }] }] };
  expect(await refusal(server.post('/api/tables', wrong))).toContain('invalid_rule');
});

test('P42 labels, values and patterns of rules are only words', async () => {
  const { id } = await people();
  for (const words of [
    `x"; DROP TABLE public.canary; --`,
    `x'; DROP TABLE public.canary; --`,
    `\\'; --`,
    '$1',
    '%s',
    '`',
  ]) {
    const label = `L ${words}`;
    await change(id, {
      columns: [
        {
          column: 'colour',
          label,
          rules: [
            { kind: 'list', values: [words] },
            { kind: 'list', values: [words], ignoreCase: true },
          ],
        },
      ],
    });
    const pattern = words.replace(/[^A-Za-z0-9]/g, '\\$&');
    const changed = await change(id, {
      columns: [{ column: label, label: 'Colour', rules: [{ kind: 'pattern', pattern }] }],
    });
    expect(changed.violations[0]).toMatchObject({ count: 2 });
    expect(await refusal(patch(id, { key: [words] }))).toContain('no column');
  }
  expect((await server.pool.query('SELECT n FROM public.canary')).rows).toEqual([{ n: 42 }]);
});
