import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SheetError } from '../errors.ts';
import type { EncodePlan } from '../model.ts';
import { encode } from './encode.ts';
import { encodeInThread, Pump, stopEncodeThread } from './encode-in-thread.ts';
import type { Request } from './encode-messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'encode-thread-'));
afterAll(async () => {
  await stopEncodeThread();
  rmSync(folder, { recursive: true });
});
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../dist/write/encode-thread.js'))) {
    throw new Error('The thread is compiled code: build the sheets package first.');
  }
});

const columns = [
  { header: 'id', type: 'integer' as const },
  { header: 'text', type: 'text' as const },
];

function planOf(name: string, format: EncodePlan['format'] = 'csv', sheets = 1): EncodePlan {
  return {
    path: join(folder, name),
    format,
    sheets: Array.from({ length: sheets }, (_, i) => ({ name: `S${i}`, columns })),
  };
}

async function* rows(count: number, from = 0, chunkRows = 500): AsyncGenerator<Uint8Array> {
  for (let at = from; at < from + count; at += chunkRows) {
    let text = '';
    for (let i = at; i < Math.min(at + chunkRows, from + count); i++) text += `${i}\tthe text of row ${i}\n`;
    yield Buffer.from(text);
  }
}

describe('an export in a thread', () => {
  it('writes what encode writes, and tells its progress', async () => {
    const seen: number[] = [];
    const there = await encodeInThread(planOf('there.csv'), [rows(30_000)], (done) => seen.push(done));
    const here = await encode(planOf('here.csv'), [rows(30_000)], () => {});
    expect(there).toEqual(here);
    expect(readFileSync(join(folder, 'there.csv')).equals(readFileSync(join(folder, 'here.csv')))).toBe(true);
    expect(seen.at(-1)).toBe(30_000);
    expect(seen.every((done, i) => i === 0 || done >= seen[i - 1]!)).toBe(true);
  });

  it('writes several sheets, one export after another in one thread', async () => {
    for (const name of ['a.xlsx', 'b.xlsx']) {
      const result = await encodeInThread(planOf(name, 'xlsx', 3), [rows(10), rows(20), rows(0)], () => {});
      expect(result.sheets.map(({ rows: count }) => count)).toEqual([10, 20, 0]);
      expect(result.bytes).toBe(statSync(join(folder, name)).size);
    }
  });

  it('writes several at once', async () => {
    const results = await Promise.all(
      [1, 2, 3].map((i) => encodeInThread(planOf(`p${i}.jsonl`, 'jsonl'), [rows(1000 * i)], () => {})),
    );
    expect(results.map((result) => result.rows)).toEqual([1000, 2000, 3000]);
  });

  it("P30: a source's failure comes through, and leaves nothing", async () => {
    async function* broken() {
      yield* rows(5_000);
      throw new Error('connection lost');
    }
    await expect(encodeInThread(planOf('broken.xlsx', 'xlsx'), [broken()], () => {})).rejects.toThrow(
      'connection lost',
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
    await expect(encodeInThread(planOf('no/such/folder.csv'), [rows(10)], () => {})).rejects.toMatchObject({
      code: 'cannot_write',
    });
    expect((await encodeInThread(planOf('after.csv'), [rows(10)], () => {})).rows).toBe(10);
  });

  it('P13: an abort ends it at once, also while the source is silent', async () => {
    let released = false;
    const controller = new AbortController();
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          setImmediate(() => controller.abort());
          return new Promise(() => {});
        },
        return: () => {
          released = true;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    // The source never says anything: only the abort can end this.
    const run = encodeInThread(planOf('stopped.xlsx', 'xlsx'), [silent], () => {}, controller.signal);
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(released).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  it('does not run ahead of the thread', async () => {
    const sent: Request[] = [];
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 100_000;
        yield Buffer.alloc(100_000);
      }
    }
    const pump = new Pump([endless()], (request) => sent.push(request));
    const run = pump.run();
    // The source answers within microtasks: after some turns of the event loop the pump has sent what it may.
    const settle = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await settle();
    expect(sent.length).toBe(4);
    expect(given).toBeLessThan(6 * 256 * 1024);
    pump.allow();
    await settle();
    expect(sent.length).toBe(5);
    pump.stop(new SheetError('aborted', 'enough'));
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(sent.length).toBe(5);
  });

  it('P14: the event loop of the caller breathes', async () => {
    const chunks = [...Array(40).keys()].map(() => Buffer.from('1\tsome text that is repeated\n'.repeat(5_000)));
    const before = performance.eventLoopUtilization();
    async function* fast() {
      yield* chunks;
    }
    await encodeInThread(planOf('busy.xlsx', 'xlsx'), [fast()], () => {});
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });
});
