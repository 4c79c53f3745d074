import { type Heading, readHeading, type Token } from './heading.ts';
import { areOpposite } from './synonyms.ts';

/** So many headings with the same word in front show that it tells nothing apart: `billing_city`, `billing_phone`, `billing_country`. */
const LEAST_SHARED = 3;
/** `Default Address Address 1`. */
const MOST_PREFIXES = 3;

/**
 * What the headings of one side say without remarks in brackets, and without a word that several of them begin with, unless another
 * heading of the side has its opposite: billing addresses beside shipping addresses are told apart by it. Undefined where nothing is left
 * out, or nothing is left.
 */
export function leanHeadings(texts: readonly string[]): (Heading | undefined)[] {
  const bare = texts.map((text) => text.replace(/\([^()]*\)|\[[^[\]]*\]/g, ' ').trim());
  const full = texts.map((text, i) => readHeading(bare[i] === '' ? text : bare[i]!));
  let rest = full.map(({ tokens }) => tokens);
  const concepts = new Set(rest.flatMap((tokens) => tokens.flatMap(({ concept }) => concept ?? [])));
  for (let round = 0; round < MOST_PREFIXES; round++) {
    const shared = sharedPrefixes(rest, concepts);
    if (shared.size === 0) break;
    rest = rest.map((tokens) => (tokens.length > 1 && shared.has(keyOf(tokens[0]!)) ? tokens.slice(1) : tokens));
  }
  return texts.map((text, i) => {
    const tokens = rest[i]!;
    const isSame = tokens.length === full[i]!.tokens.length && (bare[i] === '' || bare[i] === text);
    return isSame || tokens.length === 0 ? undefined : headingOf(tokens);
  });
}

function sharedPrefixes(rest: readonly (readonly Token[])[], concepts: ReadonlySet<string>): Set<string> {
  const counts = new Map<string, number>();
  for (const tokens of rest) {
    const [first, second] = tokens;
    if (first && second) counts.set(keyOf(first), (counts.get(keyOf(first)) ?? 0) + 1);
  }
  const shared = [...counts].flatMap(([key, count]) => (count >= LEAST_SHARED ? [key] : []));
  return new Set(shared.filter((key) => ![...concepts].some((concept) => areOpposite(key, concept))));
}

function keyOf({ concept, text }: Token): string {
  return concept ?? text;
}

function headingOf(tokens: readonly Token[]): Heading {
  const texts = tokens.map(({ text }) => text);
  return {
    plain: '',
    sorted: [...texts].sort().join(' '),
    tokens,
    numbers: texts.filter((text) => /^\p{N}+$/u.test(text)).join(' '),
  };
}
