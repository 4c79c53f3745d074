import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runsOf } from '../../../fixtures/runs.ts';
import { BlockDeflater, FINAL_BLOCK } from './block-deflater.ts';

const deflater = new BlockDeflater();
const inflate = (...packed: Uint8Array[]) => inflateRawSync(Buffer.concat([...packed, FINAL_BLOCK]));

it('makes one deflate stream of blocks', () => {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)));
  const blocks = Array.from({ length: 20 }, (_, i) => Buffer.from(`block ${i} and its text, `.repeat(i * 400)));
  // What cannot be packed, what is one match after another, and more than is packed at once.
  blocks.push(random, Buffer.alloc(1_000_000, 'x'), Buffer.concat(Array.from({ length: 40 }, () => random)));
  const packed = blocks.map((block) => deflater.deflate(block));
  expect(inflate(...packed).equals(Buffer.concat(blocks))).toBe(true);
  expect(packed.at(-3)!.length).toBeLessThan(random.length * 1.01);
  expect(packed.at(-2)!.length).toBeLessThan(6000);
});

it('keeps codes within fifteen bits, where rare bytes would have longer ones', () => {
  // Bytes that are there 1, 2, 3, 5, … times are a chain, each a bit longer than the next; the others are a tree of seven bits. One block in
  // six has codes of more than fifteen bits then.
  for (let run = 0; run < 100; run++) {
    const block = Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).map((byte) => 136 + (byte % 120));
    let at = 0;
    for (let [byte, count, next] = [0, 1, 2]; byte < 12; [byte, count, next] = [byte + 1, next, count + next]) {
      for (let i = 0; i < count; i++, at += 30) block[at] = byte;
    }
    expect(inflate(deflater.deflate(block)).equals(block)).toBe(true);
  }
});

/** Bytes with pieces that come again, near and far. */
const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ bytes, back: 0, length: 0 })),
      fc.record({ bytes: fc.constant(new Uint8Array()), back: fc.nat(65_536), length: fc.nat(600) }),
    ),
    { maxLength: 600 },
  )
  .map((pieces) => {
    const all = [Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)))];
    for (const { bytes, back, length } of pieces) {
      const before = Buffer.concat(all);
      all.splice(0, all.length, before, Buffer.from(bytes), before.subarray(before.length - back).subarray(0, length));
    }
    return Buffer.concat(all);
  });

it('packs any bytes so that others read them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(repetitive, fc.uint8Array({ maxLength: 300 })), { minLength: 1, maxLength: 3 }),
      (blocks) => {
        expect(inflate(...blocks.map((block) => deflater.deflate(block))).equals(Buffer.concat(blocks))).toBe(true);
      },
    ),
    { numRuns: runsOf(20) },
  );
});
