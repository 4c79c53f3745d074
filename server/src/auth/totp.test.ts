import { expect, test } from 'vitest';
import { addressOf, codeOf, encodeBase32, findStep, makeSecret, stepAt } from './totp.ts';

/** RFC 6238, appendix B, SHA-1; its codes have eight digits, of which these are the last six. */
const SECRET = encodeBase32(Buffer.from('12345678901234567890'));

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('P32 the code of RFC 6238 at %i seconds', (seconds, code) => {
  expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code);
});

test('base32 is that of RFC 4648', () => {
  for (const [text, encoded] of [
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const)
    expect(encodeBase32(Buffer.from(text))).toBe(encoded);
});

test('a code counts in its half minute, and in the one before and after', () => {
  const secret = makeSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const now = 1_700_000_000_000;
  const step = stepAt(now);
  const found = [-2, -1, 0, 1, 2].map((off) => findStep(secret, codeOf(secret, step + off), now));
  expect(found).toEqual([undefined, step - 1, step, step + 1, undefined]);
  for (const wrong of ['', '12345', '1234567', 'abcdef', '12345６'])
    expect(findStep(secret, wrong, now)).toBeUndefined();
});

test('the address for apps names service and account', () => {
  expect(addressOf('ABC', 'a b@example.com')).toBe(
    'otpauth://totp/Sheetport:a%20b%40example.com?secret=ABC&issuer=Sheetport&algorithm=SHA1&digits=6&period=30',
  );
});
