import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { CopyData } from './copy-data.ts';

/** One message of the protocol: its code, its length with itself, its body. */
function message(code: string, body: string): Buffer {
  const bytes = Buffer.alloc(5 + Buffer.byteLength(body));
  bytes.write(code);
  bytes.writeUInt32BE(bytes.length - 1, 1);
  bytes.write(body, 5);
  return bytes;
}

const row = fc.oneof(fc.string({ unit: ANY_CHARACTER, maxLength: 40 }), fc.string({ minLength: 500, maxLength: 1500 }));
const aside = fc.constantFrom('H', 'S', 'N', 'A').map((code) => ({ code, body: 'an aside' }));
const part = fc.oneof({ weight: 5, arbitrary: row.map((body) => ({ code: 'd', body })) }, aside);

it('takes the rows out of what arrives, wherever it is cut, and leaves what ends them', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 60 }),
      fc.constantFrom('c', 'E'),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
      (parts, end, cuts) => {
        const ending = Buffer.concat([message(end, 'the end'), message('Z', 'I')]);
        const all = Buffer.concat([...parts.map(({ code, body }) => message(code, body)), ending]);
        const expected = parts.filter(({ code }) => code === 'd').map(({ body }) => body);
        const data = new CopyData();
        const rows: Buffer[] = [];
        let at = 0;
        for (let i = 0; data.rest === null; i++) {
          const piece = Buffer.from(all.subarray(at, at + cuts[i % cuts.length]!));
          rows.push(Buffer.from(data.take(piece)));
          at += piece.length;
        }
        expect(Buffer.concat(rows).equals(Buffer.from(expected.join('')))).toBe(true);
        expect(Buffer.concat([data.rest, all.subarray(at)]).equals(ending)).toBe(true);
      },
    ),
  );
});
