import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EncodePlan } from '../model.ts';
import { encode } from './encode.ts';

const folder = mkdtempSync(join(tmpdir(), 'encode-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('a file that is published', () => {
  const columns = [{ header: 'a', type: 'text' as const }];
  const planOf = (path: string, format: EncodePlan['format'] = 'xlsx'): EncodePlan => ({
    path,
    format,
    sheets: [{ name: 's', columns }],
  });

  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(3_000_000, 'row\n');
    throw new Error('connection lost');
  }

  it.each(['xlsx', 'csv', 'jsonl'] as const)(
    'P30: %s: when a source breaks, nothing is left, and an older file stays',
    async (format) => {
      const path = join(folder, `broken.${format}`);
      await expect(encode(planOf(path, format), [broken()], () => {})).rejects.toThrow('connection lost');
      expect(readdirSync(folder).filter((name) => name.startsWith(`broken.${format}`))).toEqual([]);
      await encode(planOf(path, format), [stream('old\n')], () => {});
      const before = readFileSync(path);
      await expect(encode(planOf(path, format), [broken()], () => {})).rejects.toThrow('connection lost');
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  it('P13: an abort ends it at once, also while the source is silent', async () => {
    const path = join(folder, 'aborted.xlsx');
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
    const run = encode(planOf(path), [silent], () => {}, controller.signal);
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(released).toBe(true);
    expect(existsSync(`${path}.part`)).toBe(false);
    await expect(encode(planOf(path), [silent], () => {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('P30: a stream that ends within a row, or rows that do not fit the plan, are refused', async () => {
    const path = join(folder, 'wrong.xlsx');
    await expect(encode(planOf(path), [stream('whole\nhal')], () => {})).rejects.toMatchObject({ code: 'truncated' });
    await expect(encode(planOf(path), [stream('a\tb\n')], () => {})).rejects.toMatchObject({ code: 'bad_plan' });
    await expect(encode(planOf(path, 'csv'), [stream('a\tb\n')], () => {})).rejects.toMatchObject({ code: 'bad_plan' });
    await expect(encode(planOf(path, 'jsonl'), [stream('a\tb\n')], () => {})).rejects.toMatchObject({
      code: 'bad_plan',
    });
    await expect(encode({ ...planOf(path), sheets: [] }, [], () => {})).rejects.toMatchObject({ code: 'bad_plan' });
    expect(readdirSync(folder).filter((name) => name.startsWith('wrong'))).toEqual([]);
  });

  it('P30: a folder that is not there is an error of ours', async () => {
    const path = join(folder, 'none', 'a.xlsx');
    await expect(encode(planOf(path), [stream('a\n')], () => {})).rejects.toMatchObject({ code: 'cannot_write' });
  });
});
