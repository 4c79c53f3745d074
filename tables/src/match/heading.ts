import { normaliseHeading, singular } from './normalise-heading.ts';
import { COMMON_WORDS, conceptOf, isPartOfCompound, LONGEST_EAST_ASIAN, LONGEST_PHRASE } from './synonyms.ts';

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

/** The words of a heading without case and marks; `orderNo`, `order_no` and `Order #` have two. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/№|#|(?<!\p{L})n[°º]/giu, ' number ')
    .replace(/%/g, ' percent ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(normaliseHeading)
    .filter((word) => word !== '')
    .flatMap(partsOf);
}

const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;
/** What joins two East Asian words: `of` in Chinese and Japanese. */
const JOINTS = new Set(['的', 'の']);
/** A part of a compound is at least as long as `name` or `ort`. */
const LEAST_PART = 3;
/** What joins the parts of a German compound, besides nothing. */
const LINKS = ['', 's', 'n', 'en', 'es'];

/** The words in a word: `客户编号` and `Kundennummer` have two. A word that the dictionary knows, or that has no such parts, is itself. */
function partsOf(word: string): string[] {
  if (conceptOf([word]) !== undefined) return [word];
  if (EAST_ASIAN.test(word)) return eastAsianParts(word);
  return compoundParts(word) ?? [word];
}

/** From the left the longest word of the dictionary each time; letters between such words are words too. */
function eastAsianParts(word: string): string[] {
  const letters = [...word];
  const parts: string[] = [];
  let unknown = '';
  for (let at = 0; at < letters.length; ) {
    let length = Math.min(LONGEST_EAST_ASIAN, letters.length - at);
    while (length > 0 && conceptOf([letters.slice(at, at + length).join('')]) === undefined) length--;
    if (length === 0) {
      unknown += letters[at]!;
      at++;
      continue;
    }
    if (unknown !== '') parts.push(unknown);
    unknown = '';
    parts.push(letters.slice(at, at + length).join(''));
    at += length;
  }
  if (unknown !== '') parts.push(unknown);
  return parts.filter((part) => !JOINTS.has(part));
}

function compoundParts(word: string): string[] | undefined {
  for (let at = word.length - LEAST_PART; at >= LEAST_PART; at--) {
    const last = word.slice(at);
    if (!isPartOfCompound(last)) continue;
    for (const link of LINKS) {
      const first = word.slice(0, at - link.length);
      if (word.slice(at - link.length, at) === link && first.length >= LEAST_PART && isPartOfCompound(first))
        return [first, last];
    }
  }
  return undefined;
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
    const phrase = words.slice(at, at + length);
    const text = phrase.map(singular).join('');
    const concept = conceptOf(phrase);
    if (concept !== undefined) return { token: { text, concept }, length };
  }
  return undefined;
}
