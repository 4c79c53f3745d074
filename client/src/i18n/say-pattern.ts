/** What is wrong with a pattern, in the words of the person. The reader of patterns speaks English. */
import type { TFunction } from 'i18next';
import type { patterns as english } from './patterns.en.ts';

type Code = keyof typeof english;

const SAID: Readonly<Record<Code, RegExp>> = {
  tooMuch: /repeats too much/u,
  tooLong: /is longer than (?<most>\d+) characters/u,
  unstorable: /has a character that cannot be stored/u,
  closes: /closes a bracket/u,
  twice: /repeats what is a repeat already/u,
  brace: /has a "\{" that is not/u,
  backwardsRepeat: /repeats at least (?<least>\d+) but at most (?<most>\d+)/u,
  mostRepeats: /repeats more than (?<most>\d+) times/u,
  start: /has "\^" elsewhere/u,
  end: /has "\$" elsewhere/u,
  deep: /nested too deeply/u,
  group: /has a "\(\?" group/u,
  openRound: /leaves a bracket "\("/u,
  lone: /ends with a lone/u,
  unsupported: /uses "\\(?<character>.+)", which/u,
  openSquare: /leaves a bracket "\["/u,
  backwards: /runs backwards/u,
  square: /has "\[" within/u,
};

/** Which problem a sentence of `patternProblem` tells, with what it names; null for one that is not known. */
export function readPatternProblem(problem: string): { code: Code; details: Record<string, string> } | null {
  for (const [code, said] of Object.entries(SAID)) {
    const found = said.exec(problem);
    if (found) return { code: code as Code, details: { ...found.groups } };
  }
  return null;
}

/** The types ask for every mark of every sentence. */
const UNNAMED = { most: '', least: '', character: '' };

export function sayPatternProblem(problem: string, t: TFunction): string {
  const known = readPatternProblem(problem);
  return known ? t(`patterns.${known.code}`, { ...UNNAMED, ...known.details }) : problem;
}
