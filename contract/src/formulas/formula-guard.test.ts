import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginsFormula, guardText, isGuarded, isWideSign, takeInnerGuards } from './formula-guard.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
/** What an import makes of a cell: the guard at its begin and those within it are taken off. */
function unguard(text: string): string {
  const bytes = bytesOf(text);
  const from = isGuarded(bytes, 0, bytes.length) ? 1 : 0;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.slice(from, takeInnerGuards(bytes, from, bytes.length)),
  );
}

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@a', "'@a"],
  ['\ta', "'\ta"],
  ['\ra', "'\ra"],
  ['\na', "'\na"],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠a', "'＠a"],
  ["'=1", "''=1"],
  ["''=1", "'''=1"],
  ["'a", "'a"],
  ['a=1', 'a=1'],
  ['ａ', 'ａ'],
  ['', ''],
  ["'", "'"],
  ['a,=1', "a,''=1"],
  ['a;+1', "a;''+1"],
  ['a:-1', "a:''-1"],
  ['a|@1', "a|''@1"],
  ['a\t=1', "a\t''=1"],
  ['a\r\n=1', "a\r\n''=1"],
  ['a,＝1', "a,''＝1"],
  ['a,"=1', `a,"''=1`],
  [`a,'"'=1`, `a,'"'''=1`],
  ['a, =1', 'a, =1'],
  ['a,b=1', 'a,b=1'],
  ['a"=1', 'a"=1'],
  ['a,=1,=2', "a,''=1,''=2"],
  ['=1,=2', "'=1,''=2"],
])('P28 %j is %j in a csv, and comes back', (text, guarded) => {
  expect(guardText(text)).toBe(guarded);
  expect(unguard(guarded)).toBe(text);
});

test('P28 every text comes back as it was, and none begins a formula, at whatever separator it is split', () => {
  const letter = fc.constantFrom(...',;:|\t\r\n"\'=+-@＝＋－＠\\ax \u{ff01}ïé😀');
  const text = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(text, (text) => {
      const guarded = guardText(text);
      expect(unguard(guarded)).toBe(text);
      const [first, ...others] = guarded.split(/[,;:|\t\r\n]/);
      // Behind a separator a program may take quotation marks off; at the begin of a cell they are doubled, and its text.
      for (const part of [first!, ...others.map((one) => one.replace(/^"+/, ''))])
        expect(part).not.toMatch(/^[=+\-@＝＋－＠]/);
    }),
    { numRuns: 2000 },
  );
});

test("one apostrophe behind a separator stays, as files of others have it: 'a','-b'", () => {
  expect(unguard("a,'-b")).toBe("a,'-b");
  expect(unguard("'a','-b'")).toBe("'a','-b'");
  expect(unguard("a,''b")).toBe("a,''b");
  expect(unguard("a''=b")).toBe("a''=b");
  expect(unguard(`a,''"=b`)).toBe(`a,''"=b`);
});

test('what could begin a formula is looked for between two places only', () => {
  const bytes = bytesOf("x'=y");
  expect(beginsFormula(bytes, 1, 4)).toBe(true);
  expect(beginsFormula(bytes, 1, 2)).toBe(false);
  expect(beginsFormula(bytes, 0, 4)).toBe(false);
  expect([isGuarded(bytes, 1, 4), isGuarded(bytes, 2, 4), isGuarded(bytes, 0, 4)]).toEqual([true, false, false]);
  const wide = bytesOf('＝＋－＠！');
  expect([0, 3, 6, 9, 12].map((at) => isWideSign(wide, at, wide.length))).toEqual([true, true, true, true, false]);
  expect([isWideSign(wide, 0, 2), isWideSign(wide, 0, 3), isWideSign(wide, 1, 15)]).toEqual([false, true, false]);
  // The same last byte behind others, as in U+FF5D.
  expect(isWideSign(bytesOf('｝'), 0, 3)).toBe(false);
  expect(takeInnerGuards(bytesOf("a,''=1"), 2, 6)).toBe(6);
});
