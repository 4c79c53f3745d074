import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { INJECTIONS } from '../testing/injections.ts';
import { quoteLiteral } from './literal.ts';

const { client } = await useTestDatabase();

const readBack = async (text: string): Promise<string> =>
  (await client.query({ text: `SELECT ${quoteLiteral(text)}, 1`, rowMode: 'array' })).rows[0]![0] as unknown as string;

it.each(['on', 'off'])('P42 every text comes back as it was, with standard_conforming_strings %s', async (setting) => {
  await client.query(`SET standard_conforming_strings = ${setting}; SET escape_string_warning = off`);
  for (const text of INJECTIONS) expect(await readBack(text)).toBe(text);
  const spiky = fc.string({ unit: fc.constantFrom("'", '\\', '"', '$', 'E', ';', '-', '\n', 'a', 'é', '字', '😀') });
  const text = fc.oneof(spiky, fc.string({ unit: 'grapheme' })).filter((value) => !value.includes('\0'));
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      expect(await readBack(value)).toBe(value);
    }),
    { numRuns: 300 },
  );
});

it.each([['\0'], ["a\0'"], ['\ud800'], ["'\udc00"]])('refuses %j', (text) => {
  expect(() => quoteLiteral(text)).toThrow('does not fit');
});
