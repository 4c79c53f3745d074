import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeFour, writeInteger } from './digits.ts';

it('writes whole numbers as JavaScript does', () => {
  const out = Buffer.alloc(16);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const edges = [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 1_000_000, 99_999_999];
  const check = (value: number) => {
    const end = writeInteger(value, view, 3);
    expect(out.toString('latin1', 3, end)).toBe(String(value));
  };
  for (const edge of edges) check(edge);
  fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), check));
});

it('writes four digits with the zeros in front', () => {
  const out = Buffer.alloc(4);
  for (const value of [0, 7, 42, 305, 9999]) {
    writeFour(value, new DataView(out.buffer, out.byteOffset, 4), 0);
    expect(out.toString('latin1')).toBe(String(value).padStart(4, '0'));
  }
});
