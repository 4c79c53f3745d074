import { describe, expect, test } from 'vitest';
import { ContentCounts, correctEmail } from './content-kind.ts';

function counted(texts: readonly string[]): ContentCounts {
  const counts = new ContentCounts();
  texts.forEach((text, i) => {
    const bytes = Buffer.from(text);
    counts.add(bytes, 0, bytes.length, i + 2);
  });
  return counts;
}

describe('what a column of texts holds', () => {
  test.each<[string, string[], boolean, string | undefined]>([
    ['e-mail addresses', ['ann@example.com', 'Bob.B@mail.example.org', 'c+d@xn--bcher-kva.de'], false, 'email'],
    ['one slip among ten', [...Array.from({ length: 9 }, (_, i) => `a${i}@b.de`), 'n/a'], false, 'email'],
    ['web addresses', ['https://example.com/a?b=c', 'www.example.org', 'HTTP://x.de'], false, 'url'],
    ['numbers of E.164', ['+84901234567', '+49 30 901820'], false, 'phone'],
    ['numbers with a zero in front', ['0901 234 567', '0987-654-321'], false, 'phone'],
    ['digits under a heading that says so', ['84901234567', '84907654321'], true, 'phone'],
    ['digits under any heading', ['84901234567', '84907654321'], false, undefined],
    ['signed numbers', ['+5', '-3'], false, undefined],
    ['names', ['Ann', 'Huw', 'Wendy'], false, undefined],
    ['handles', ['@ann', '@bob'], false, undefined],
    ['codes', ['00017', '00018'], false, undefined],
  ])('%s', (_, texts, named, kind) => expect(counted(texts).kind(texts.length, named)).toBe(kind));

  test('typos of domains are told with the address that is meant', () => {
    const warning = counted(['ann@gmail.com', 'bob@gmial.com', 'cleo@example.con']).typoWarning();
    expect(warning).toEqual({
      code: 'email_typos',
      count: 2,
      row: 3,
      sample: 'bob@gmial.com',
      fixes: [
        { from: 'bob@gmial.com', to: 'bob@gmail.com' },
        { from: 'cleo@example.con', to: 'cleo@example.com' },
      ],
    });
  });
});

test.each([
  ['a@gmial.com', 'a@gmail.com'],
  ['a@gmai.com', 'a@gmail.com'],
  ['a@gmaill.com', 'a@gmail.com'],
  ['a@gnail.com', 'a@gmail.com'],
  ['a@gmail.con', 'a@gmail.com'],
  ['A@Hotmial.com', 'A@hotmail.com'],
  ['a@yaho.com', 'a@yahoo.com'],
  ['a@outlok.com', 'a@outlook.com'],
  ['a@firma.comm', 'a@firma.com'],
])('%s means %s', (typed, meant) => expect(correctEmail(typed)).toBe(meant));

test.each([
  'a@gmail.com',
  'a@GMAIL.com',
  'a@ymail.com',
  'a@mail.com',
  'a@yahoo.de',
  'a@yahoo.com.vn',
  'a@web.de',
  'a@example.co',
  'a@hotmail.fr',
])('%s is what it is', (address) => expect(correctEmail(address)).toBe(null));
