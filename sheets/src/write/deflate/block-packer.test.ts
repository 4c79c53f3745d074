import { inflateRawSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { FINAL_BLOCK } from './block-deflater.ts';
import { BlockPacker } from './block-packer.ts';
import { stopPackingThread } from './packing-thread.ts';

/** Threads run the last build: `npx tsc -b` comes before these tests. */
afterEach(stopPackingThread);

const MIB = 1024 * 1024;
const block = (i: number) => Buffer.alloc(MIB, `row ${i} of a table, `);

/** Packs blocks until one of them was sent to the thread: it then belongs to this one no longer. Out: what is packed, in order. */
async function packUntilSent(packer: BlockPacker, most = 2_000): Promise<Promise<Uint8Array>[]> {
  const packed: Promise<Uint8Array>[] = [];
  for (let i = 0; i < most; i++) {
    const one = block(i);
    packed.push(packer.pack(one));
    if (one.length === 0) return packed;
    if (i % 16 === 15) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('no block was packed elsewhere');
}

test('blocks of a large export are packed in two threads, and come in their order', async () => {
  const packer = new BlockPacker();
  const packed = await packUntilSent(packer);
  const small = Buffer.from('small pieces stay in the thread');
  packed.push(packer.pack(small));
  const all = inflateRawSync(Buffer.concat([...(await Promise.all(packed)), FINAL_BLOCK]));
  const expected = Buffer.concat([...packed.slice(1).map((_, i) => block(i)), small]);
  expect(all.equals(expected)).toBe(true);
});

test('the memory of a block comes back, wherever it was packed', async () => {
  const packer = new BlockPacker();
  await Promise.all(await packUntilSent(packer));
  const free: Uint8Array[] = [];
  await Promise.all([block(1), block(2), block(3)].map((one) => packer.pack(one, (memory) => free.push(memory))));
  expect(free.map(({ length }) => length)).toEqual([MIB, MIB, MIB]);
});

test('P30: where the thread dies, whoever waits for it is told so, and the next export has another one', async () => {
  const packed = await packUntilSent(new BlockPacker());
  stopPackingThread();
  await expect(packed.at(-1)).rejects.toMatchObject({ code: 'thread_died' });
  await Promise.all(await packUntilSent(new BlockPacker()));
});
