import type { Heading } from './heading.ts';

/**
 * What "Name" and "Title" mean beside others: "Name" is the last name beside a first name, and the first name beside a last name;
 * "Title" is the position beside a salutation, and the salutation beside a position. Undefined for all other headings.
 */
export function readNameInContext(headings: readonly Heading[]): (Heading | undefined)[] {
  const has = (concept: string) => headings.some(({ tokens }) => tokens.some((token) => token.concept === concept));
  const either = (one: string, other: string) => (has(one) === has(other) ? undefined : has(one) ? other : one);
  const name = either('firstname', 'lastname');
  const title = either('salutation', 'jobtitle');
  return headings.map((heading) => {
    const [token] = heading.tokens;
    if (heading.tokens.length !== 1) return undefined;
    const meant = token!.concept === 'name' ? name : token!.concept === 'title' ? title : undefined;
    if (meant === undefined) return undefined;
    return { ...heading, plain: '', sorted: meant, tokens: [{ text: meant, concept: meant }] };
  });
}
