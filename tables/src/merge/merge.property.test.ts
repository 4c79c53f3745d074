import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { undo } from '../undo/undo.ts';
import { beginMerge } from './merge.ts';
import type { Blank, MergeMode } from './merge-plan.ts';
import { createStage } from './stage.ts';
import type { Duplicates } from './unique-checks.ts';

const { client } = await useTestDatabase();
beforeAll(async () => {
  await client.query(`CREATE TABLE owner (id bigint PRIMARY KEY); INSERT INTO owner VALUES (1), (2);
    CREATE TABLE m (id bigint PRIMARY KEY, code varchar(3) UNIQUE, amount numeric(3,0) DEFAULT 7 CHECK (amount >= 0),
      note text NOT NULL, owner bigint REFERENCES owner (id), extra text DEFAULT 'fresh')`);
});

interface Row {
  id: number | null;
  code: string | null;
  amount: number | null;
  note: string | null;
  owner: number | null;
  extra?: string | null;
}
type Staged = Row & { row: number };
const FIELDS = ['id', 'code', 'amount', 'note', 'owner'] as const;

/** What a merge is, in as few words as it can be said: one row after another in memory. */
function model(target: Row[], stagedRows: Staged[], mode: MergeMode, blank: Blank, duplicates: Duplicates) {
  const codes = new Map<number, Set<string>>();
  let rows = stagedRows;
  const reject = (row: Staged, code: string): boolean => {
    codes.set(row.row, (codes.get(row.row) ?? new Set()).add(code));
    return true;
  };
  const keepUnless = (bad: (row: Staged) => boolean): void => {
    rows = rows.filter((row) => !bad(row));
  };
  const matching = mode === 'upsert' || mode === 'update';
  const find = (row: Staged): Row | undefined => (matching ? target.find((there) => there.id === row.id) : undefined);
  const proposed = (row: Staged): Row => {
    const there = find(row);
    const amount = row.amount ?? (blank === 'keep' && there ? there.amount : blank === 'null' ? null : 7);
    if (blank !== 'keep' || !there) return { ...row, amount };
    return {
      id: row.id,
      code: row.code ?? there.code,
      amount,
      note: row.note ?? there.note,
      owner: row.owner ?? there.owner,
    };
  };

  // What is told of a row by itself: of one with unreadable cells at least these, and whatever is wrong with the rest of it.
  const may = new Map<number, Set<string>>();
  keepUnless((row) => {
    const [long, large] = [(row.code?.length ?? 0) > 3, Math.abs(row.amount ?? 0) > 999];
    const read = { ...row, code: long ? null : row.code, amount: large ? null : row.amount };
    const note = row.note === null && !(blank === 'keep' && (mode === 'update' || find(row) !== undefined));
    const { amount, owner } = proposed(read);
    // Rows of an update that keeps what is there are measured together with what is there.
    const measured = mode !== 'update' || blank !== 'keep' || find(row) !== undefined;
    const told = [
      (row.id === null || note) && 'required',
      mode === 'update' && row.id !== null && !find(row) && 'no_such_row',
      measured && (amount ?? 0) < 0 && 'check_failed',
      measured && owner !== null && owner > 2 && 'reference_missing',
    ].flatMap((code) => code || []);
    may.set(row.row, new Set(told));
    if (long || large) return reject(row, 'not_castable');
    for (const code of told) reject(row, code);
    return told.length > 0;
  });
  if (mode !== 'replace') {
    keepUnless((row) => {
      const { id, code } = proposed(row);
      const clash = target.some(
        (there) =>
          (!matching && there.id === id) || (code !== null && there.code === code && !(matching && there.id === id)),
      );
      return clash && reject(row, 'already_exists');
    });
  }
  for (const key of ['id', 'code'] as const) {
    const groups = new Map<unknown, Staged[]>();
    for (const row of rows) groups.set(proposed(row)[key], [...(groups.get(proposed(row)[key]) ?? []), row]);
    keepUnless((row) => {
      const group = groups.get(proposed(row)[key]) ?? [row];
      const kept =
        duplicates === 'first' ? group[0] : duplicates === 'last' ? group.at(-1) : group.length > 1 ? undefined : row;
      return row !== kept && proposed(row)[key] !== null && reject(row, 'duplicate_in_file');
    });
  }
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  const result = new Map((mode === 'replace' ? [] : target).map((row) => [row.id, row]));
  for (const row of rows) {
    const there = find(row);
    const { id, code, amount, note, owner } = proposed(row);
    const next: Row = { id, code, amount, note, owner, extra: there ? there.extra! : 'fresh' };
    if (!there) counts.inserted++;
    else if (FIELDS.some((field) => there[field] !== next[field])) counts.updated++;
    else counts.unchanged++;
    result.set(id, next);
  }
  return { counts, codes, may, table: [...result.values()].sort((a, b) => a.id! - b.id!) };
}

const rowOf = (wild: boolean) =>
  fc.record({
    id: wild ? fc.option(fc.integer({ min: 1, max: 8 }), { freq: 8 }) : fc.integer({ min: 1, max: 8 }),
    code: fc.constantFrom(null, 'a', 'b', 'c', ...(wild ? ['long'] : [])),
    amount: fc.constantFrom(null, 0, 5, 7, ...(wild ? [-1, 1000] : [])),
    note: wild ? fc.constantFrom('x', 'y', 'x', 'y', null) : fc.constantFrom('x', 'y'),
    owner: fc.constantFrom(null, 1, 2, ...(wild ? [9] : [])),
  });
const targets = fc.uniqueArray(rowOf(false), { selector: (row) => row.id, maxLength: 6 }).map((rows) => {
  const seen = new Set<string | null>([null]);
  return rows.map((row) => {
    const code = seen.has(row.code) ? null : row.code;
    seen.add(code);
    return { ...row, code, extra: 'old' };
  });
});

async function fill(sql: string, columns: readonly string[], rows: readonly object[]): Promise<void> {
  const list = columns.map((name) => `"${name}"`).join(', ');
  await client.query(
    `INSERT INTO ${sql} (${list}) SELECT ${list} FROM json_to_recordset($1) AS r("_row" int, id bigint, code text, amount numeric, note text, owner bigint, extra text)`,
    [JSON.stringify(rows)],
  );
}
const contents = async (): Promise<Row[]> =>
  (await client.query('SELECT id::int, code, amount::int, note, owner::int, extra FROM m ORDER BY id')).rows;

it.each(['insert', 'upsert', 'update', 'replace'] as const)(
  '%s does what the model does, and undo takes it back',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(
        targets,
        fc.array(rowOf(true), { maxLength: 12 }),
        fc.constantFrom<Blank>('null', 'keep', 'default'),
        fc.constantFrom<Duplicates>('first', 'last', 'reject'),
        // The rows come all at once, or so many at a time and are looked at while further ones come.
        fc.constantFrom(undefined, 1, 2, 3, 5),
        async (target, cells, blank, duplicates, piece) => {
          const staged = cells.map((row, index) => ({ ...row, row: index + 2, _row: index + 2 }));
          await client.query('BEGIN');
          try {
            await fill('m', [...FIELDS, 'extra'], target);
            const before = await contents();
            const stage = await createStage(client, { schema: 'public', name: 'm' }, [...FIELDS]);
            const merge = beginMerge(client, {
              stage,
              mode,
              onReject: 'skip',
              duplicates,
              blank,
              undo: { id: 'x' },
            });
            for (let from = 0; from < staged.length; from += piece ?? staged.length) {
              const rows = staged.slice(from, from + (piece ?? staged.length));
              await fill('stage', ['_row', ...FIELDS], rows);
              if (piece) await merge.checkStaged(rows.length);
            }
            const result = await merge.finish();
            const wanted = model(before, staged, mode, blank, duplicates);
            const codes = new Map<number, Set<string>>();
            for await (const reject of result.rejects) {
              const told = new Set(reject.issues.map((issue): string => issue.code));
              if (told.has('not_castable')) {
                const rest = new Set([...told].filter((code) => code !== 'not_castable'));
                // Where pieces are looked at one by one, such a row is taken out before the rest of it is.
                if (!piece || rest.size > 0) expect(rest).toEqual(wanted.may.get(reject.row));
                told.clear();
                told.add('not_castable');
              }
              codes.set(reject.row, told);
            }
            expect(codes).toEqual(new Map([...wanted.codes].sort((a, b) => a[0] - b[0])));
            expect(await contents()).toEqual(wanted.table);
            expect({
              inserted: result.inserted,
              updated: result.updated,
              unchanged: result.unchanged,
              rejected: result.rejected,
            }).toEqual({ ...wanted.counts, rejected: codes.size });
            const undone = await undo(client, { table: { schema: 'public', name: 'm' }, id: 'x' });
            expect(undone.kept).toBe(0);
            expect(await contents()).toEqual(before);
          } finally {
            await client.query('ROLLBACK');
          }
        },
      ),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 20) },
    );
  },
);
