import { expect, test } from 'vitest';
import { openSecretBox } from './secret-box.ts';

const INSTANCE = '018f0000-0000-4000-8000-00000000000a';
const OWNER_TOKEN = 'a token of an owner';
const box = openSecretBox({ OWNER_TOKEN, ENCRYPTION_KEY: undefined }, INSTANCE)!;

test('a secret is opened by whoever has the same key, at its own place alone', () => {
  const sealed = box.seal('webhook 1 secret', 'whsec_ổ khóa');
  expect(sealed).not.toContain('whsec');
  const same = openSecretBox({ OWNER_TOKEN: 'another token here', ENCRYPTION_KEY: OWNER_TOKEN }, INSTANCE)!;
  expect(same.open('webhook 1 secret', sealed)).toBe('whsec_ổ khóa');
  const unreadable = expect.objectContaining({ code: 'secret_unreadable' });
  const others = [
    openSecretBox({ OWNER_TOKEN, ENCRYPTION_KEY: 'another key that is set' }, INSTANCE)!,
    openSecretBox({ OWNER_TOKEN, ENCRYPTION_KEY: undefined }, '018f0000-0000-4000-8000-00000000000b')!,
  ];
  for (const other of others) expect(() => other.open('webhook 1 secret', sealed)).toThrow(unreadable);
  expect(() => box.open('webhook 2 secret', sealed)).toThrow(unreadable);
  const changed = sealed.slice(0, 20) + (sealed[20] === 'A' ? 'B' : 'A') + sealed.slice(21);
  for (const text of [changed, sealed.slice(0, -4), '', 's1.', 's1.AAAA', 'whsec_x'])
    expect(() => box.open('webhook 1 secret', text)).toThrow(unreadable);
});

test('the same secret looks different each time, and without a key there is no box', () => {
  expect(box.seal('a', 'b')).not.toBe(box.seal('a', 'b'));
  expect(openSecretBox({ OWNER_TOKEN: undefined, ENCRYPTION_KEY: undefined }, INSTANCE)).toBeUndefined();
});
