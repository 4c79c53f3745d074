import { normaliseHeading } from './normalise-heading.ts';

/** A heading that a sheet or a table has more than once: `time`, `time (2)`. */
export interface Repeat {
  /** The heading without its number, normalised. */
  base: string;
  /** The next heading to its left that is there once, normalised; empty where there is none. */
  after: string;
}

const NUMBERED = / \((\d+)\)$/;

/**
 * For each heading that is there more than once, what tells it from the others of its name: the heading before it. Undefined for all
 * others. The numbers that repeated headings get say only in which order they came.
 */
export function findRepeats(headings: readonly string[]): (Repeat | undefined)[] {
  const bases = headings.map((heading) => normaliseHeading(heading.replace(NUMBERED, '')));
  const plain = new Set(headings.filter((heading) => !NUMBERED.test(heading)).map(normaliseHeading));
  const numbered = new Set(headings.flatMap((heading, i) => (NUMBERED.test(heading) ? [bases[i]!] : [])));
  let after = '';
  return bases.map((base) => {
    if (plain.has(base) && numbered.has(base)) return { base, after };
    after = base;
    return undefined;
  });
}

/** Whether two headings may be repeats of one name that stand in different places, so that their numbers say nothing. */
export function areElsewhere(a: Repeat | undefined, b: Repeat | undefined): boolean {
  return a !== undefined && b !== undefined && a.base === b.base && a.after !== b.after;
}
