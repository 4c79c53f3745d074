import type { Heading, Token } from './heading.ts';
import { areOpposite, nearnessOf, WEAK_CONCEPTS } from './synonyms.ts';

/** How alike two headings are, from 0 to 1, and by what. */
export interface Similarity {
  confidence: number;
  reason: 'normalised' | 'synonym' | 'fuzzy';
}

/** Words less alike than this are different words: "quantity" and "quality" have 0.75. */
const LEAST_WORD = 0.8;
const SAME_LETTERS = 0.97;
const SAME_WORDS = 0.93;
const SAME_MEANING = 0.92;
/** What slips of the pen and related ideas reach at most: never sure. */
const MAX_UNSURE = 0.88;
/** "Customer e-mail" for "E-mail". */
const MORE_WORDS = 0.66;
const EACH_FURTHER_WORD = 0.08;
const FIRST_OF_SEVERAL = 0.88;

/** Words that programs put into their headings and that change no meaning. */
const FILLERS: ReadonlySet<string> = new Set(
  'mailing primary main default value variant utc gmt html body hauptadresse cart eur usd gbp chf field info issue ticket task record'.split(
    ' ',
  ),
);

/** What a column is measured in: "Discount %" is the discount. */
const UNITS: ReadonlySet<string> = new Set(['percent', 'currency']);

/** Compare two headings. Symmetric. Null where they have too little in common to suggest one for the other. */
export function similarityOf(a: Heading, b: Heading): Similarity | null {
  if (a.plain !== '' && a.plain === b.plain) return { confidence: SAME_LETTERS, reason: 'normalised' };
  if (a.tokens.length === 0 || b.tokens.length === 0) return null;
  if (a.numbers !== b.numbers) return areFirstAndOnly(a, b) ? likeFirst(a, b) : null;
  if (a.sorted === b.sorted) return { confidence: SAME_WORDS, reason: 'normalised' };
  if (areOppositeHeadings(a, b)) return null;
  return similarTokens(a.tokens, b.tokens) ?? withoutFillers(a, b);
}

/** "Phone 1" and "Phone": the first of several may be the only one of the other side. */
function areFirstAndOnly(a: Heading, b: Heading): boolean {
  return (a.numbers === '1' && b.numbers === '') || (a.numbers === '' && b.numbers === '1');
}

function likeFirst(a: Heading, b: Heading): Similarity | null {
  const [one, other] = [a, b].map((heading) => {
    const tokens = heading.tokens.filter(({ text }) => text !== '1');
    const sorted = heading.sorted.replace(/(^| )1(?= |$)/, '').trim();
    return { ...heading, plain: '', sorted, tokens, numbers: '' };
  });
  const like = similarityOf(one!, other!);
  return like && { ...like, confidence: like.confidence * FIRST_OF_SEVERAL };
}

/** Whether two headings differ in what excludes each other: the start and the end of something, billing and shipping. */
export function areOppositeHeadings(a: Heading, b: Heading): boolean {
  return a.tokens.some((one) =>
    b.tokens.some(
      (other) =>
        one.concept !== undefined &&
        other.concept !== undefined &&
        areOpposite(one.concept, other.concept) &&
        // "From date to date" has both.
        !a.tokens.some(({ concept }) => concept === other.concept) &&
        !b.tokens.some(({ concept }) => concept === one.concept),
    ),
  );
}

/** The same without words that only say whose or which of several it is. Never sure. */
function withoutFillers(a: Heading, b: Heading): Similarity | null {
  const [one, other] = [a.tokens, b.tokens].map((tokens) => tokens.filter(({ text }) => !FILLERS.has(text)));
  const isSame = one!.length === a.tokens.length && other!.length === b.tokens.length;
  if (isSame || one!.length === 0 || other!.length === 0) return null;
  const like = similarTokens(one!, other!);
  return like && { ...like, confidence: Math.min(like.confidence, MAX_UNSURE) };
}

function similarTokens(a: readonly Token[], b: readonly Token[]): Similarity | null {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const pairs = pairTokens(few, many);
  if (pairs.length < few.length) return null;
  const least = Math.min(...pairs.map((pair) => pair.how));
  const mean = pairs.reduce((sum, pair) => sum + pair.how, 0) / pairs.length;
  const reason = pairs.some((pair) => pair.slip) ? 'fuzzy' : 'synonym';
  const further = many.length - few.length;
  if (further === 0) {
    if (least === 1) return { confidence: SAME_MEANING, reason };
    return { confidence: MAX_UNSURE * ((mean + least) / 2), reason };
  }
  const lean = many.filter(({ concept }) => concept === undefined || !UNITS.has(concept));
  if (lean.length === few.length && least === 1) return { confidence: SAME_MEANING, reason };
  if (further > 2 || least < 0.95) return null;
  if (few.every(({ concept }) => concept !== undefined && WEAK_CONCEPTS.has(concept))) return null;
  return { confidence: MORE_WORDS - EACH_FURTHER_WORD * (further - 1), reason: 'fuzzy' };
}

interface Pair {
  how: number;
  /** Alike by spelling rather than by meaning. */
  slip: boolean;
}

/** For each of the fewer words the most alike of the others, each at most once; the surest pairs first. */
function pairTokens(few: readonly Token[], many: readonly Token[]): Pair[] {
  const all = few
    .flatMap((one, i) => many.map((other, j) => ({ i, j, ...tokenSimilarity(one, other) })))
    .filter(({ how }) => how > 0)
    .sort((x, y) => y.how - x.how || x.i - y.i || x.j - y.j);
  const usedFew = new Set<number>();
  const usedMany = new Set<number>();
  return all.filter(({ i, j }) => {
    if (usedFew.has(i) || usedMany.has(j)) return false;
    usedFew.add(i);
    usedMany.add(j);
    return true;
  });
}

function tokenSimilarity(a: Token, b: Token): Pair {
  if (a.text === b.text) return { how: 1, slip: false };
  // Two words that a dictionary knows are what it says they are: "country" is no slip for "county".
  if (a.concept !== undefined && b.concept !== undefined) return { how: nearnessOf(a.concept, b.concept), slip: false };
  if (/\d/.test(a.text + b.text)) return { how: 0, slip: false };
  const how = Math.max(wordSimilarity(a.text, b.text), isShort(a.text, b.text) || isShort(b.text, a.text) ? 0.85 : 0);
  return { how: how < LEAST_WORD ? 0 : how, slip: true };
}

/** "cust" for "customer": at least three letters, and much shorter. */
function isShort(short: string, long: string): boolean {
  return short.length >= 3 && long.length >= short.length + 3 && long.startsWith(short);
}

/** 1 minus the edits it takes to get from one word to the other for each letter of the longer one. */
export function wordSimilarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer < 4 || Math.abs(a.length - b.length) > longer * (1 - LEAST_WORD)) return a === b ? 1 : 0;
  return 1 - editDistance(a, b) / longer;
}

/** Damerau-Levenshtein, the variant of optimal string alignment: letters added, left out, changed, or two swapped. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
