import { createHash } from 'node:crypto';
import { normaliseHeading } from './normalise-heading.ts';

/** What a sheet is recognised by: its headings, whatever their order, case, marks and punctuation. A SHA-256 in hex. */
export function headingFingerprint(headings: readonly string[]): string {
  const plain = headings.map(plainOf).sort();
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex');
}

/** A heading of punctuation alone is itself. */
function plainOf(heading: string): string {
  return normaliseHeading(heading) || heading.trim();
}

/** For each heading the index of its like among those of another sheet of the same shape; each is used once. */
export function pairHeadings(headings: readonly string[], others: readonly string[]): (number | undefined)[] {
  const free = new Set(others.keys());
  const find = (fits: (other: string) => boolean) => {
    for (const at of free) if (fits(others[at]!)) return at;
    return undefined;
  };
  const found: (number | undefined)[] = headings.map(() => undefined);
  for (const same of [(a: string, b: string) => a === b, (a: string, b: string) => plainOf(a) === plainOf(b)]) {
    headings.forEach((heading, i) => {
      if (found[i] !== undefined) return;
      const at = find((other) => same(heading, other));
      if (at === undefined) return;
      found[i] = at;
      free.delete(at);
    });
  }
  return found;
}
