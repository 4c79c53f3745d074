/**
 * Reads an answer as a zod object does, without zod: the kinds, the fields and the words of a value, not the form of a text nor the
 * range of a number. `compile-shapes.ts` writes calls of these functions from the zod objects of the contract.
 */

/** What a value is not of the shape gives instead of the value. */
const MISFIT = Symbol('misfit');
type Read = (value: unknown) => unknown;

/** A value with the type name that `typeof` gives. */
export const kind =
  (name: 'string' | 'number' | 'boolean'): Read =>
  (value) =>
    typeof value === name ? value : MISFIT;

export const whole: Read = (value) => (Number.isSafeInteger(value) ? value : MISFIT);

export const anything: Read = (value) => value;

export function oneOf(...words: unknown[]): Read {
  const known = new Set(words);
  return (value) => (known.has(value) ? value : MISFIT);
}

export const list =
  (read: Read): Read =>
  (value) => {
    if (!Array.isArray(value)) return MISFIT;
    const entries = value.map((entry) => read(entry));
    return entries.includes(MISFIT) ? MISFIT : entries;
  };

/** The first of some shapes that fits. */
export const either =
  (...reads: Read[]): Read =>
  (value) => {
    for (const read of reads) {
      const found = read(value);
      if (found !== MISFIT) return found;
    }
    return MISFIT;
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value under each name, whatever the names are. */
export const record =
  (read: Read): Read =>
  (value) => {
    if (!isObject(value)) return MISFIT;
    const entries = Object.entries(value).map(([name, entry]) => [name, read(entry)] as const);
    return entries.some(([, entry]) => entry === MISFIT) ? MISFIT : Object.fromEntries(entries);
  };

/** Fields that are not named are left out; with `strict` they do not fit. */
export function fields(shape: Record<string, Read>, strict = false): Read {
  const entries = Object.entries(shape);
  return (value) => {
    if (!isObject(value)) return MISFIT;
    if (strict && Object.keys(value).some((name) => !Object.hasOwn(shape, name))) return MISFIT;
    const found: Record<string, unknown> = {};
    for (const [name, read] of entries) {
      const field = read(value[name]);
      if (field === MISFIT) return MISFIT;
      if (field !== undefined) found[name] = field;
    }
    return found;
  };
}

/** `missing` stands for a value that is not there. */
export const optional =
  (read: Read, missing?: unknown): Read =>
  (value) =>
    value === undefined ? missing : read(value);

/** A shape that holds itself: asked for when a value is read. */
export const later =
  (get: () => Read): Read =>
  (value) =>
    get()(value);

export interface Shape {
  parse(value: unknown): unknown;
  safeParse(value: unknown): { success: true; data: unknown } | { success: false };
}

/** With the calls of a zod object that the page uses. */
export function makeShape(name: string, read: Read): Shape {
  const safeParse: Shape['safeParse'] = (value) => {
    const data = read(value);
    return data === MISFIT ? { success: false } : { success: true, data };
  };
  return {
    safeParse,
    parse(value) {
      const read = safeParse(value);
      if (!read.success) throw new TypeError(`This is no ${name}.`);
      return read.data;
    },
  };
}
