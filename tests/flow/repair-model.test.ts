import type { Job } from '@sheetport/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../support/service.ts';

/** Imports, undos and continuations in any order, some cancelled, against a model that is a map. */
let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

type Mode = 'insert' | 'upsert' | 'update' | 'replace';
interface Line {
  /** Null stands for a word that is no number. */
  code: number | null;
  name: string;
}
/** A row, and the step that wrote it last. */
interface Held {
  name: string;
  by: number;
}
/** An import as the model remembers it. */
interface Done {
  id: string;
  step: number;
  mode: Mode;
  before: Map<number, Held>;
  written: Set<number>;
  /** Rows mended by it, and the first import they belong to; itself where it is one. */
  mended: number[];
  first: Done;
  undone: boolean;
  /** Of a first import: what it left out, by sheet row. */
  open: Map<number, Line>;
  /** Rows that were left out and are in by a continuation. */
  closed: Map<number, Line>;
}

/** When somebody cancels the job: at once, or when it is seen to have begun. */
type Cancel = 'at once' | 'begun' | null;
type Step = { cancel: Cancel } & (
  | { kind: 'import'; mode: Mode; lines: Line[] }
  | { kind: 'undo'; which: number }
  | { kind: 'mend'; which: number; codes: (number | null)[] }
);

const cancel = fc.constantFrom<Cancel>(null, null, null, 'at once', 'begun');

const code = fc.option(fc.integer({ min: 1, max: 8 }), { freq: 5, nil: null });
const name = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      cancel,
      mode: fc.constantFrom<Mode>('insert', 'insert', 'upsert', 'update', 'replace'),
      lines: fc.array(fc.record({ code, name }), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), cancel, which: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mend' as const),
      cancel,
      which: fc.nat(20),
      codes: fc.array(code, { minLength: 1, maxLength: 3 }),
    }),
  },
);

/** What goes in of some lines, and what does not. */
function merge(
  table: Map<number, Held>,
  mode: Mode,
  lines: Map<number, Line>,
  by: number,
): Pick<Done, 'before' | 'written'> & { rejected: Map<number, Line>; taken: number[] } {
  const before = new Map<number, Held>();
  const written = new Set<number>();
  const rejected = new Map<number, Line>();
  const taken: number[] = [];
  const there = new Set(mode === 'replace' ? [] : table.keys());
  const seen = new Set<number>();
  if (mode === 'replace') {
    for (const [key, held] of table) before.set(key, held);
    table.clear();
  }
  for (const [row, line] of [...lines].sort(([a], [b]) => a - b)) {
    const key = line.code;
    const fits =
      key !== null &&
      !seen.has(key) &&
      !(mode === 'insert' && there.has(key)) &&
      !(mode === 'update' && !there.has(key));
    if (!fits) {
      rejected.set(row, line);
      continue;
    }
    seen.add(key);
    taken.push(row);
    const old = table.get(key);
    if (old?.name === line.name) continue;
    if (old) before.set(key, old);
    table.set(key, { name: line.name, by });
    written.add(key);
  }
  return { before, written, rejected, taken };
}

function undo(table: Map<number, Held>, done: Done, by: number): { removed: number; restored: number } {
  const counts = { removed: 0, restored: 0 };
  for (const key of done.written) {
    if (table.get(key)?.by !== done.step) continue;
    const old = done.before.get(key);
    if (old) {
      table.set(key, { name: old.name, by });
      counts.restored += 1;
    } else {
      table.delete(key);
      counts.removed += 1;
    }
  }
  for (const [key, old] of done.before) {
    if (done.written.has(key) || table.has(key)) continue;
    table.set(key, { name: old.name, by });
    counts.restored += 1;
  }
  return counts;
}

/** The job's end, or null where it was cancelled in time. A cancellation that comes too late is told so. */
async function ended(id: string, when: Cancel): Promise<Job | null> {
  const { api } = service;
  if (when === 'begun') await expect.poll(async () => (await api.job(id)).state, { interval: 5 }).not.toBe('queued');
  if (when) {
    const answer = await api.call('POST', `/api/jobs/${id}/cancel`);
    expect([202, 409]).toContain(answer.status);
    if (answer.status === 409) expect(answer.body.code).toBe('job_over');
  }
  const job = await api.ended(id);
  return when && job.state === 'cancelled' ? null : job;
}

let made = 0;
async function play(steps: Step[]): Promise<void> {
  const { api } = service;
  const { id: tableId } = await api.ask('POST', '/api/tables', {
    name: `Model ${++made}`,
    columns: [
      { label: 'Code', type: 'integer' },
      { label: 'Name', type: 'text' },
    ],
    key: ['Code'],
  });
  const table = new Map<number, Held>();
  const done: Done[] = [];
  const remember = (
    more: Omit<Done, 'undone' | 'open' | 'closed' | 'first'> & { first?: Done; open?: Done['open'] },
  ) => {
    const entry = { undone: false, open: new Map(), closed: new Map(), ...more } as Done;
    entry.first = more.first ?? entry;
    done.push(entry);
  };
  for (const [at, one] of steps.entries()) {
    if (one.kind === 'import') {
      const lines = new Map(one.lines.map((line, index) => [index + 2, line]));
      const csv = `Code,Name\n${one.lines.map(({ code: key, name: text }) => `${key ?? 'word'},${text}`).join('\n')}\n`;
      const file = await api.upload(csv, 'model.csv');
      const { id } = await api.import({ fileId: file.id, table: { id: tableId }, mode: one.mode });
      const job = await ended(id, one.cancel);
      if (job) {
        const { before, written, rejected } = merge(table, one.mode, lines, at);
        expect(job).toMatchObject({ state: 'succeeded', counts: { read: lines.size, rejected: rejected.size } });
        remember({ id: job.id, step: at, mode: one.mode, before, written, mended: [], open: rejected });
      }
    } else if (one.kind === 'undo') {
      const able = done.filter((entry) => !entry.undone);
      const entry = able[one.which % Math.max(1, able.length)];
      if (!entry) continue;
      const job = await ended((await api.ask('POST', `/api/jobs/${entry.id}/undo`)).id, one.cancel);
      if (job) {
        expect(job).toMatchObject({ state: 'succeeded', result: undo(table, entry, at) });
        entry.undone = true;
        for (const row of entry.mended) {
          entry.first.open.set(row, entry.first.closed.get(row)!);
          entry.first.closed.delete(row);
        }
      }
    } else {
      const able = done.filter((entry) => entry.open.size > 0 && !entry.undone);
      const entry = able[one.which % Math.max(1, able.length)];
      if (!entry) continue;
      const rows = [...entry.open.keys()].slice(0, one.codes.length);
      const body = { rows: rows.map((row, n) => ({ row, cells: { Code: one.codes[n] ?? 'still' } })) };
      const job = await ended((await api.ask('POST', `/api/jobs/${entry.id}/retry`, body)).id, one.cancel);
      if (job) {
        const lines = new Map(rows.map((row, n) => [row, { code: one.codes[n]!, name: entry.open.get(row)!.name }]));
        const mode = entry.mode === 'replace' ? 'insert' : entry.mode;
        const { before, written, rejected, taken } = merge(table, mode, lines, at);
        expect(job).toMatchObject({ state: 'succeeded', parent: entry.id, counts: { rejected: rejected.size } });
        for (const row of taken) {
          entry.closed.set(row, entry.open.get(row)!);
          entry.open.delete(row);
        }
        remember({ id: job.id, step: at, mode, before, written, mended: taken, first: entry });
      }
    }
    expect((await api.allRows(tableId)).map((row) => [row.code, row.name])).toEqual(
      [...table].sort(([a], [b]) => a - b).map(([key, held]) => [key, held.name]),
    );
    for (const entry of done.filter(({ first, id }) => first.id === id)) {
      const open = (await api.rejects(entry.id)).rows.map(({ row }) => row);
      expect(open).toEqual([...entry.open.keys()].sort((a, b) => a - b));
    }
  }
}

test('P40: whatever is imported, mended, undone and cancelled in whatever order, the table is what a simple model says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), play), {
    numRuns: Number(process.env.FUZZ_RUNS ?? 6),
    endOnFailure: true,
  });
});
