import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { BlockDeflater } from './block-deflater.ts';

it('makes one deflate stream of blocks that were packed at the same time, in turns', async () => {
  const deflater = new BlockDeflater(2);
  const blocks = Array.from({ length: 20 }, (_, i) => Buffer.from(`block ${i} and its text, `.repeat(i * 400)));
  // A block that cannot be packed grows beyond what a compressor hands out at a time.
  blocks.push(Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))), Buffer.alloc(1_000_000, 'x'));
  blocks.push(
    Buffer.concat(Array.from({ length: 20 }, () => Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))))),
  );
  const packed: Uint8Array[] = [];
  for (let i = 0; i < blocks.length; i += 3) {
    packed.push(...(await Promise.all(blocks.slice(i, i + 3).map((block) => deflater.deflate(block)))));
  }
  deflater.close();
  const stream = Buffer.concat([...packed, Buffer.from([3, 0])]);
  expect(inflateRawSync(stream).equals(Buffer.concat(blocks))).toBe(true);
});
