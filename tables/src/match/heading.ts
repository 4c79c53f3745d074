import { COMMON_WORDS, conceptOf, LONGEST_PHRASE } from './synonyms.ts';

/** What is longer is a sentence, and no two of them are compared word by word. */
const MOST_WORDS = 10;

/** One part of a heading: a word, or the words that stand for one idea. */
export interface Token {
  /** Without case, marks and plural. */
  text: string;
  /** The idea that a dictionary knows it by. */
  concept?: string;
}

/** A heading taken apart, so that headings can be compared. */
export interface Heading {
  /** Its letters and digits alone: "E-mail address" and "email_address" are the same. */
  plain: string;
  /** The same with the words in the order of the alphabet. */
  sorted: string;
  tokens: readonly Token[];
  /** Its numbers, which tell "Phone 1" from "Phone 2". */
  numbers: string;
}

/** A heading without case, marks, spaces and punctuation, so that "E-mail address" and "email_address" meet. */
export function normaliseHeading(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a heading without case and marks; `orderNo`, `order_no` and `Order #` have two. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/№|#/g, ' number ')
    .replace(/%/g, ' percent ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(normaliseHeading)
    .filter((word) => word !== '');
}

/** Take a heading apart. Pure. */
export function readHeading(text: string): Heading {
  const words = wordsOf(text).slice(0, MOST_WORDS);
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; ) {
    const found = phraseAt(words, at);
    if (found) {
      tokens.push(found.token);
      at += found.length;
    } else {
      const word = singular(words[at]!);
      if (!COMMON_WORDS.has(word)) tokens.push({ text: word });
      at++;
    }
  }
  return {
    plain: normaliseHeading(text),
    sorted: words
      .filter((word) => !COMMON_WORDS.has(word))
      .map(singular)
      .sort()
      .join(' '),
    tokens,
    numbers: tokens
      .filter(({ text }) => /^\p{N}+$/u.test(text))
      .map(({ text }) => text)
      .join(' '),
  };
}

/** The longest phrase of the dictionary that begins here. */
function phraseAt(words: readonly string[], at: number): { token: Token; length: number } | undefined {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
    const text = words
      .slice(at, at + length)
      .map(singular)
      .join('');
    const concept = conceptOf(text);
    if (concept !== undefined) return { token: { text, concept }, length };
  }
  return undefined;
}

/** English plurals; the words of other languages seldom end so. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word;
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}
