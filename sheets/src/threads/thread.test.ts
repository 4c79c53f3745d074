import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { manyNumbers } from '../../fixtures/legacy-attacks.ts';
import { makeFolder, sharedStrings, workbookParts } from '../../fixtures/workbook.ts';
import { decode } from '../decode.ts';
import { SheetError } from '../errors.ts';
import type { SheetPreview } from '../inspect.ts';
import { READING_BYTES } from '../limits.ts';
import type { Decoded, DecodePlan } from '../model.ts';
import { holdReadingMemory } from './hold-memory.ts';
import { limitReadingMemory } from './reading-memory.ts';
import { decodeInThread, inspectInThread, previewSheetsInThread, stopThreads } from './thread.ts';

/** Threads run the last build: `npx tsc -b` comes before these tests. */
const folder = makeFolder();
afterAll(async () => {
  await stopThreads();
  folder.remove();
});

const rows = (count: number): string =>
  '<row><c><v>1</v></c><c t="inlineStr"><is><t>some text that fills the buffers</t></is></c></row>'.repeat(count);
const small = folder.save(workbookParts(rows(100)));
const large = folder.save(workbookParts(rows(300_000)));

function plan(path: string, more: Partial<DecodePlan> = {}): DecodePlan {
  const columns: DecodePlan['columns'] = [
    { source: 0, type: 'integer', wire: 'int4' },
    { source: 1, type: 'text', wire: 'text' },
  ];
  return { path, format: 'xlsx', sheet: 0, headerRow: 0, columns, rowNumbers: true, ...more };
}

async function collect(
  from: AsyncIterable<Decoded>,
): Promise<{ bytes: Buffer; rows: number; done: boolean; consumed: number[] }> {
  const chunks: Uint8Array[] = [];
  const consumed: number[] = [];
  let count = 0;
  let done = false;
  for await (const decoded of from) {
    expect(done).toBe(false);
    if (decoded.kind === 'rows') {
      chunks.push(Buffer.from(decoded.bytes));
      count += decoded.rows;
      consumed.push(decoded.consumed);
    } else if (decoded.kind === 'done') {
      done = true;
      expect(decoded.consumed).toBe(decoded.total);
    }
  }
  return { bytes: Buffer.concat(chunks), rows: count, done, consumed };
}

describe('a thread says what the decoder says', () => {
  test('the same bytes', async () => {
    const here = await collect(decode(plan(small)));
    const there = await collect(decodeInThread(plan(small)));
    expect(here.rows).toBe(100);
    expect(there.done).toBe(true);
    expect(there.bytes.equals(here.bytes)).toBe(true);
  });

  test('progress only grows, and a slow reader gets everything', async () => {
    const { rows: count, consumed } = await collect(decodeInThread(plan(large)));
    expect(count).toBe(300_000);
    expect(consumed).toEqual(consumed.toSorted((a, b) => a - b));
  });

  test('a second small job starts at once', async () => {
    await collect(decodeInThread(plan(small)));
    const before = effort();
    await collect(decodeInThread(plan(small)));
    expect(effort() - before).toBeLessThan(200);
  });

  test('jobs side by side do not mix', async () => {
    const counts = await Promise.all(
      [small, large, small].map(async (path) => (await collect(decodeInThread(plan(path)))).rows),
    );
    expect(counts).toEqual([100, 300_000, 100]);
  });

  test('a thread that is kept for many jobs gathers no listeners', async () => {
    const warnings: string[] = [];
    const listener = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', listener);
    for (let job = 0; job < 15; job++) await collect(decodeInThread(plan(small)));
    await new Promise(setImmediate); // warnings are told in the next turn
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });

  test('errors keep their code', async () => {
    await expect(collect(decodeInThread(plan(small, { sheet: 7 })))).rejects.toMatchObject({
      name: 'SheetError',
      code: 'no_such_sheet',
      detail: { sheet: 7 },
    });
    await expect(collect(decodeInThread(plan(`${folder.path}/absent.xlsx`)))).rejects.toMatchObject({
      code: 'cannot_read',
    });
    await expect(inspectInThread(`${folder.path}/absent.xlsx`)).rejects.toBeInstanceOf(SheetError);
  });

  test.each([
    ['here', decode],
    ['in a thread', (one: DecodePlan, signal: AbortSignal) => decodeInThread(one, { signal })],
  ] as const)('an abort %s ends it promptly, in the middle or before', async (_, run) => {
    const abort = new AbortController();
    let seen = 0;
    const reading = (async () => {
      for await (const decoded of run(plan(large), abort.signal)) {
        if (decoded.kind === 'rows' && ++seen === 2) abort.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    // What was on its way may still arrive; the rest of the sheet is not read.
    expect(seen).toBeLessThanOrEqual(2 + 8);
    await expect(collect(run(plan(small), AbortSignal.abort()))).rejects.toMatchObject({ code: 'aborted' });
  });

  test.each([
    ['here', decode],
    ['in a thread', decodeInThread],
  ] as const)('leaving the loop %s closes everything', async (_, run) => {
    for await (const decoded of run(plan(large))) {
      expect(decoded.kind).toBe('rows');
      break;
    }
    expect((await collect(run(plan(small)))).rows).toBe(100);
  });

  test('P14: a reader that does nothing is not flooded', async () => {
    const reader = decodeInThread(plan(large, { chunkBytes: 64 * 1024 }))[Symbol.asyncIterator]();
    const before = process.memoryUsage().arrayBuffers;
    await reader.next();
    await new Promise((resolve) => setImmediate(resolve));
    const next = await reader.next();
    expect(next.done).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
    await reader.return?.(undefined);
  });
});

test('P14: the event loop breathes while a thread decodes long cells', async () => {
  const row = `<row><c><v>1</v></c><c t="inlineStr"><is><t>${'x'.repeat(32_000)}</t></is></c></row>`;
  const path = folder.save(workbookParts(row.repeat(5_000)));
  const before = performance.eventLoopUtilization();
  let rows = 0;
  // Nothing is kept: putting 160 MB together would be what holds the loop.
  for await (const decoded of decodeInThread(plan(path))) if (decoded.kind === 'rows') rows += decoded.rows;
  const { utilization } = performance.eventLoopUtilization(before);
  expect(rows).toBe(5_000);
  // How much of the time the loop was busy: a delay in milliseconds would also grow with whatever else the machine does.
  expect(utilization).toBeLessThan(0.5);
});

test('a legacy workbook is read once: its sample brings the previews that another reading would give', async () => {
  const path = new URL('../../../tests/cases/headings-that-are-dates.xls', import.meta.url).pathname;
  const asked = { sheets: 40, rows: 3 };
  let told: SheetPreview[] | undefined;
  await inspectInThread(path, { preview: asked, onSample: (_, previews) => (told = previews) });
  expect(told).toEqual(await previewSheetsInThread(path, { sheets: [0], limit: 3 }));
  expect(told![0]!.rows[0]).toMatchObject({ headings: { 1: 'Jan-24' } });
  // So are those of a small file.
  await inspectInThread(small, { preview: asked, onSample: (_, previews) => (told = previews) });
  expect(told).toEqual(await previewSheetsInThread(small, { sheets: [0], limit: 3 }));
});

/** The process that reads a legacy workbook for this one; undefined where there is none. */
function readingProcess(): number | undefined {
  const says = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const ours = readdirSync('/proc').find(
    (pid) =>
      says(pid, 'status').includes(`\nPPid:\t${process.pid}\n`) && says(pid, 'cmdline').includes('legacy-process'),
  );
  return ours === undefined ? undefined : Number(ours);
}

test.skipIf(process.platform !== 'linux')(
  'P06: a file whose reading process dies fails alone: the others are read, and so is the next one',
  async () => {
    await stopThreads();
    const beside = collect(decodeInThread(plan(large)));
    const lost = inspectInThread(folder.save(manyNumbers(30_000, 10)));
    lost.catch(() => undefined);
    await expect.poll(readingProcess, { interval: 10 }).toBeGreaterThan(0);
    process.kill(readingProcess()!, 'SIGKILL');
    await expect(lost).rejects.toMatchObject({ code: 'too_complex' });
    expect((await beside).rows).toBe(300_000);
    expect((await inspectInThread(folder.save(manyNumbers(10, 10)))).sheets[0]!.rows).toBe(10);
  },
);

test('inspection in a thread: a sample first, then all, with progress', async () => {
  const events: string[] = [];
  const info = await inspectInThread(large, {
    preview: { sheets: 1, rows: 3 },
    onSample: (sample, previews) => events.push(`sample ${sample.sheets[0]!.complete} ${previews}`),
    onProgress: (consumed, total) => events.push(consumed <= total ? 'progress' : 'beyond'),
  });
  expect(events[0]).toBe('sample false undefined');
  expect(new Set(events.slice(1))).toEqual(new Set(['progress']));
  expect(info.sheets[0]).toMatchObject({ complete: true, rows: 300_000, headerRow: 0 });
});

describe('P14: files that are read at once share an amount of memory', () => {
  const MIB = 1024 ** 2;
  const text = `<t>${'0123456789'.repeat(3_000)}</t>`;
  /** 29 MiB of shared texts, of which the first row names the last one. */
  const texts = folder.save(
    workbookParts('<row><c><v>1</v></c><c t="s"><v>999</v></c></row>', {
      'xl/sharedStrings.xml': sharedStrings(...Array<string>(1_000).fill(text)),
    }),
  );
  afterEach(() => limitReadingMemory(READING_BYTES));

  test('who finds none left waits for the others, and says so', async () => {
    limitReadingMemory(40 * MIB);
    const waits: boolean[] = [];
    const held = await holdReadingMemory(texts, 'xlsx', {});
    const later = inspectInThread(texts, { onWait: (isWaiting) => waits.push(isWaiting) });
    const { rows } = await collect(decodeInThread(plan(texts), { held }));
    expect(rows).toBe(1);
    await expect.poll(() => waits).toEqual([true]);
    held.release();
    expect((await later).sheets[0]!.rows).toBe(1);
    expect(waits).toEqual([true, false]);
  });

  test('what needs more than all of it is refused with both numbers, and what needs little is not held up', async () => {
    limitReadingMemory(30 * MIB);
    const refusal = { code: 'needs_more_memory', detail: { needed: 36, limit: 30 } };
    await expect(holdReadingMemory(texts, 'xlsx', {})).rejects.toMatchObject(refusal);
    await expect(inspectInThread(texts)).rejects.toMatchObject(refusal);
    await expect(holdReadingMemory('absent.xls', 'xls', {})).rejects.toMatchObject({ code: 'needs_more_memory' });
    expect((await inspectInThread(large)).sheets[0]!.rows).toBe(300_000);
    (await holdReadingMemory(large, 'xlsx', {})).release();
  });

  test('a legacy workbook is read within what there is, and refused where that is too little for it', {
    tags: ['long'],
  }, async () => {
    limitReadingMemory(200 * MIB);
    expect((await inspectInThread(folder.save(manyNumbers(10, 10)))).sheets[0]!.rows).toBe(10);
    const tooLarge = inspectInThread(folder.save(manyNumbers(40_000, 10)));
    await expect(tooLarge).rejects.toMatchObject({ code: 'needs_more_memory', detail: { needed: 512, limit: 200 } });
  });

  test('an abort ends the waiting', async () => {
    limitReadingMemory(40 * MIB);
    const held = await holdReadingMemory(texts, 'xlsx', {});
    const abort = new AbortController();
    const wait = { signal: abort.signal, onWait: () => abort.abort() };
    await expect(holdReadingMemory(texts, 'xlsx', wait)).rejects.toMatchObject({ code: 'aborted' });
    held.release();
    (await holdReadingMemory(texts, 'xlsx', {})).release();
  });
});
