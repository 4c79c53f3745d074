import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextMinMax } from './text-min-max.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
function endsOf(texts: string[]): string[] | null {
  const all = new TextMinMax();
  for (const text of texts) {
    // Somewhere in a larger piece, as texts are.
    const b = bytes(`<${text}>`);
    all.add(b, 1, b.length - 1);
  }
  return all.ends && [all.ends.first, all.ends.last].map((end) => new TextDecoder().decode(end));
}

test('the first and the last text in the order of code points', () => {
  expect(endsOf([])).toBeNull();
  expect(endsOf(['b'])).toEqual(['b', 'b']);
  expect(endsOf(['Mai', 'An', 'Ánh', 'Anh', '王', '😀', 'zoe'])).toEqual(['An', '😀']);
  expect(endsOf(['ab', 'a', 'abc'])).toEqual(['a', 'abc']);
});

test('property: as sorting their bytes would have it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1 }), (texts) => {
      const sorted = [...texts].sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
      expect(endsOf(texts)).toEqual([sorted[0], sorted.at(-1)]);
    }),
  );
});
