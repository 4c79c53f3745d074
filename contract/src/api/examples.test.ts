import { expect, test } from 'vitest';
import { z } from 'zod';
import { apiComponents } from './components.ts';
import { API_EXAMPLES } from './examples.ts';

/** A schema of the API by its name. */
function findComponent(name: string): z.ZodType | undefined {
  return [...apiComponents._idmap].find(([id]) => id === name)?.[1] as z.ZodType | undefined;
}

test('every example is what its schema takes, and nothing in it is ignored', () => {
  expect(Object.keys(API_EXAMPLES).length).toBeGreaterThan(20);
  for (const [name, examples] of Object.entries(API_EXAMPLES)) {
    const schema = findComponent(name);
    expect([name, schema]).toEqual([name, expect.any(z.ZodType)]);
    for (const example of Object.values(examples)) expect(schema!.parse(example)).toMatchObject(example as object);
  }
});
