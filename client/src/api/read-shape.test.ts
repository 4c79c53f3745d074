import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { compileShapes, type ZodObject } from '../../compile-shapes.ts';
import * as pageShapes from './page-shapes.ts';
import * as parts from './read-shape.ts';
import * as otherShapes from './shapes.ts';

const shapes = { ...otherShapes, ...pageShapes };

/** The compiled shapes, as the build has them. */
function compiled(): Record<string, parts.Shape> {
  const code = compileShapes(shapes as unknown as Record<string, ZodObject>);
  const body = code.replace(/^import .*$/m, '').replace(/^export const (\w+) =/gm, 'shapes.$1 =');
  const made: Record<string, parts.Shape> = {};
  new Function('shapes', ...Object.keys(parts), body)(made, ...Object.values(parts));
  return made;
}

type Parser = { safeParse(value: unknown): { success: boolean } };

/** One of them has the form that a text is to have: a time, an id, the id of the first owner, a currency, a pattern of dates. */
const TEXTS = ['2026-01-01T00:00:00Z', crypto.randomUUID(), 'owner', 'USD', 'yyyy'];

/** A value that a zod object takes: with every optional field, or with none. */
function example(shape: ZodObject, full: boolean): unknown {
  const { def } = shape._zod;
  const inner = () => example(def.innerType as ZodObject, full);
  // An export has one source: of a table, a view and several sheets it names the table.
  const hasSources =
    def.shape !== undefined && 'tableId' in def.shape && 'viewId' in def.shape && 'sheets' in def.shape;
  const field = (name: string, part: ZodObject): [string, unknown][] => {
    if (hasSources && ['viewId', 'sheets', 'templateId'].includes(name)) return [];
    return [[name, example(part, full || (hasSources && name === 'tableId'))]];
  };
  switch (def.type) {
    case 'string':
      return TEXTS.find((text) => (shape as unknown as Parser).safeParse(text).success);
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'literal':
      return def.values?.[0];
    case 'lazy':
      // What holds itself ends by holding nothing.
      return example(def.getter?.() as ZodObject, false);
    case 'enum':
      return Object.values(def.entries ?? {}).at(-1);
    case 'array':
      return full ? [example(def.element as ZodObject, full), example(def.element as ZodObject, full)] : [];
    case 'record':
      return full ? { 'a name': example(def.valueType as ZodObject, full) } : {};
    case 'union':
      return example((full ? def.options?.at(-1) : def.options?.[0]) as ZodObject, full);
    case 'nullable':
      return full ? inner() : null;
    case 'optional':
    case 'default':
      return full ? inner() : undefined;
    case 'object':
      return Object.fromEntries(Object.entries(def.shape ?? {}).flatMap(([name, part]) => field(name, part)));
    default:
      return null;
  }
}

/** Far enough for each shape by itself; lists of shapes need not be gone through again. */
const MAX_DEPTH = 5;

/** Each value with one thing in it that another program might send: a field more, a field less, another kind of value. */
function* changed(value: unknown, depth = 0): Generator<unknown> {
  if (depth > MAX_DEPTH) return;
  for (const other of [null, 'other', 7.5, [], {}]) if (typeof other !== typeof value || value === null) yield other;
  if (Array.isArray(value)) for (const next of changed(value.at(-1), depth + 1)) yield [...value.slice(0, -1), next];
  else if (typeof value === 'object' && value !== null) {
    yield { ...value, another: 1 };
    for (const [name, one] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      for (const next of changed(one, depth + 1)) yield { ...value, [name]: next };
    }
  }
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

interface FoundIssue {
  code: string;
  errors?: FoundIssue[][];
}
/** Whether a kind, a field or a word does not fit. zod also looks at the form of a text and at the range of a number. */
function isMisfit({ code, errors }: FoundIssue): boolean {
  if (code === 'invalid_union') return (errors ?? []).every((option) => option.some(isMisfit));
  return ['invalid_type', 'invalid_value', 'unrecognized_keys'].includes(code);
}

const withoutZod = compiled();

test.each(Object.entries(shapes))('%s without zod is read as with it', (name, withZod) => {
  const without = withoutZod[name] as parts.Shape;
  let taken = 0;
  for (const full of [true, false])
    for (const value of [
      example(withZod as unknown as ZodObject, full),
      ...changed(plain(example(withZod as unknown as ZodObject, full))),
    ]) {
      const known = withZod.safeParse(value);
      const read = without.safeParse(value);
      const expected = known.success ? { success: true, data: known.data } : { success: false };
      const isDecided = known.success || (known.error.issues as FoundIssue[]).some(isMisfit);
      if (isDecided && !isDeepStrictEqual(plain(read), plain(expected)))
        expect(read, JSON.stringify(value)).toEqual(expected);
      taken += Number(known.success);
    }
  expect(taken).toBeGreaterThan(1);
});
