/** JSON in a query string. */
import { z } from 'zod';

/** A filter has two levels of JSON for each of its own, of which it may have ten. */
const DEEPEST_JSON = 64;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** Texts of a query string that are JSON, with what the JSON must be. */
const jsonTexts = new WeakMap<object, z.ZodType>();

/** What the JSON of a text in a query string must be, or undefined where the text is no JSON. */
export function contentOfJsonText(text: object): z.ZodType | undefined {
  return jsonTexts.get(text);
}

/** A JSON text in a query string, parsed and checked. Nesting is bounded first: checking a shape recurses. */
export const JsonText = <T extends z.ZodType>(inner: T) => {
  const text = z
    .string()
    .max(20_000)
    .transform((text, ctx): unknown => {
      try {
        const value: unknown = JSON.parse(text);
        if (!isDeeper(value, DEEPEST_JSON)) return value;
        ctx.addIssue({ code: 'custom', message: 'is nested too deeply' });
      } catch {
        ctx.addIssue({ code: 'custom', message: 'must be JSON' });
      }
      return z.NEVER;
    })
    .pipe(inner);
  jsonTexts.set(text, inner);
  return text;
};
