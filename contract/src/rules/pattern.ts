/**
 * Patterns that people write in rules: a subset of regular expressions that needs no backtracking, so that matching takes
 * time in proportion to the text (docs/promises.md, P23). The whole of a value must match, as in HTML's `pattern`.
 *
 * Taken: letters as they are, `.` for any character, `[a-z0-9]` and `[^…]`, `\d` (0-9), `\w` (A-Z a-z 0-9 _), `\s` (blanks)
 * and `\D \W \S`, `( )`, `|`, `* + ? {2} {2,} {2,5}`, `\` before any other mark, and `^` at the start and `$` at the end.
 * Refused: references to groups, looking ahead or behind, lazy and possessive repeats, words' borders.
 */

export const MAX_PATTERN_CHARACTERS = 200;
/** PostgreSQL docs, 9.7.3.1: a bound is at most 255. */
const MAX_REPEATS = 255;
/** Once its repeats are written out. Bounds memory and time of every matcher. */
const MAX_STEPS = 2000;
const DEEPEST = 20;
const LAST_CODE_POINT = 0x10ffff;

/** Code points from and to, both included. */
type Range = readonly [number, number];
type Node =
  | { kind: 'set'; ranges: readonly Range[]; negated: boolean }
  | { kind: 'sequence'; parts: readonly Node[] }
  | { kind: 'choice'; parts: readonly Node[] }
  | { kind: 'repeat'; part: Node; least: number; most: number };

/** What can be wrong with a pattern, as the end of a sentence that begins with its name; `{{…}}` stands for a detail. */
const FAULTS = {
  tooMuch: 'repeats too much',
  tooLong: 'is longer than {{most}} characters',
  unstorable: 'has a character that cannot be stored',
  closes: 'closes a bracket ")" that was not opened',
  twice: 'repeats what is a repeat already ("{{mark}}")',
  brace: 'has a "{" that is not a number of repeats; write "\\{" for the mark itself',
  backwardsRepeat: 'repeats at least {{least}} but at most {{most}} times',
  mostRepeats: 'repeats more than {{most}} times',
  nothing: 'has nothing to repeat before "{{mark}}"; write "\\{{mark}}" for the mark itself',
  start: 'has "^" elsewhere than at its start; write "\\^" for the mark itself',
  end: 'has "$" elsewhere than at its end; write "\\$" for the mark itself',
  deep: 'has brackets nested too deeply',
  group: 'has a "(?" group that is not supported; only "(?:" is',
  openRound: 'leaves a bracket "(" open',
  lone: 'ends with a lone "\\"',
  unsupported: 'uses "\\{{character}}", which is not supported',
  openSquare: 'leaves a bracket "[" open',
  backwards: 'has a range in "[ ]" that runs backwards',
  square: 'has "[" within "[ ]"; write "\\[" for the mark itself',
} as const;
export type PatternErrorCode = keyof typeof FAULTS;
export type PatternDetails = Partial<Record<'least' | 'most' | 'mark' | 'character', string | number>>;

/** What is wrong with a pattern; its message is the end of a sentence that began with the pattern's name. */
export class PatternError extends Error {
  readonly code: PatternErrorCode;
  readonly details: PatternDetails;

  constructor(code: PatternErrorCode, details: PatternDetails = {}) {
    super(FAULTS[code].replace(/\{\{(\w+)\}\}/g, (_, name: keyof PatternDetails) => String(details[name])));
    this.code = code;
    this.details = details;
  }
}

export interface Pattern {
  /** Whether the whole text matches. Time: text × steps. */
  matches(text: string): boolean;
  /** The same as one of PostgreSQL's advanced regular expressions, for `~` under the collation "C". */
  postgres: string;
}

/** @throws PatternError */
export function readPattern(source: string): Pattern {
  const tree = parse(source);
  if (countSteps(tree) > MAX_STEPS) throw new PatternError('tooMuch');
  let program: Program | undefined;
  return {
    matches(text) {
      program ??= compile(tree);
      return runProgram(program, text);
    },
    postgres: `^(?:${print(tree)})$`,
  };
}

/** Postgres stores neither NUL nor half of a surrogate pair, which is what the expression finds with `u`. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/[\ud800-\udfff]/u.test(text);
}

/** Why a pattern cannot be used, or null. */
export function findPatternError(source: string): PatternError | null {
  try {
    readPattern(source);
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
}

/** The same as the end of an English sentence. */
export function patternProblem(source: string): string | null {
  return findPatternError(source)?.message ?? null;
}

const DIGITS: Range[] = [[48, 57]];
const WORD: Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const BLANKS: Range[] = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
];
const CLASSES: Readonly<Record<string, Range[]>> = { d: DIGITS, w: WORD, s: BLANKS };
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13 };

function parse(source: string): Node {
  if ([...source].length > MAX_PATTERN_CHARACTERS) throw new PatternError('tooLong', { most: MAX_PATTERN_CHARACTERS });
  if (!isStorable(source)) throw new PatternError('unstorable');
  const text = [...source];
  let at = text[0] === '^' ? 1 : 0;
  let depth = 0;
  const end = isAnchoredEnd(text) ? text.length - 1 : text.length;
  const peek = (): string | undefined => (at < end ? text[at] : undefined);
  const point = (character: string): number => character.codePointAt(0)!;

  const tree = choice();
  if (peek() === ')') throw new PatternError('closes');
  return tree;

  function choice(): Node {
    const parts = [sequence()];
    while (peek() === '|') {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek()) parts.push(repeated());
    return { kind: 'sequence', parts };
  }

  function repeated(): Node {
    const part = atom();
    const bounds = readBounds();
    if (bounds === undefined) return part;
    const next = peek();
    if (next === '?' || next === '+' || next === '*' || (next === '{' && isBound()))
      throw new PatternError('twice', { mark: next });
    return { kind: 'repeat', part, ...bounds };
  }

  function isBound(): boolean {
    return /^\{\d{1,6}(,\d{0,6})?\}/.test(text.slice(at, at + 16).join(''));
  }

  function readBounds(): { least: number; most: number } | undefined {
    const next = peek();
    if (next === '*' || next === '+' || next === '?') {
      at += 1;
      return { least: next === '+' ? 1 : 0, most: next === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    if (next !== '{') return undefined;
    const found = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(text.slice(at, Math.min(end, at + 16)).join(''));
    if (!found) throw new PatternError('brace');
    at += found[0].length;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (least > most) throw new PatternError('backwardsRepeat', { least, most });
    if (least > MAX_REPEATS || (most !== Number.POSITIVE_INFINITY && most > MAX_REPEATS))
      throw new PatternError('mostRepeats', { most: MAX_REPEATS });
    return { least, most };
  }

  function atom(): Node {
    const character = text[at]!;
    at += 1;
    switch (character) {
      case '(':
        return group();
      case '[':
        return set();
      case '.':
        return { kind: 'set', ranges: [], negated: true };
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError('nothing', { mark: character });
      case '^':
        throw new PatternError('start');
      case '$':
        throw new PatternError('end');
      default:
        return { kind: 'set', ranges: [[point(character), point(character)]], negated: false };
    }
  }

  function group(): Node {
    if (++depth > DEEPEST) throw new PatternError('deep');
    if (peek() === '?') {
      if (text[at + 1] !== ':') throw new PatternError('group');
      at += 2;
    }
    const inner = choice();
    if (peek() !== ')') throw new PatternError('openRound');
    at += 1;
    depth -= 1;
    return inner;
  }

  function escaped(): Node {
    const character = peek();
    at += 1;
    if (character === undefined) throw new PatternError('lone');
    const known = CLASSES[character.toLowerCase()];
    if (known && /[a-z]/i.test(character))
      return { kind: 'set', ranges: known, negated: character !== character.toLowerCase() };
    const code = literalEscape(character);
    return { kind: 'set', ranges: [[code, code]], negated: false };
  }

  function literalEscape(character: string): number {
    if (Object.hasOwn(CONTROLS, character)) return CONTROLS[character]!;
    if (/[\p{L}\p{N}]/u.test(character)) throw new PatternError('unsupported', { character });
    return point(character);
  }

  function set(): Node {
    const negated = peek() === '^';
    if (negated) at += 1;
    const ranges: Range[] = [];
    for (let first = true; ; first = false) {
      const character = peek();
      if (character === undefined) throw new PatternError('openSquare');
      if (character === ']' && !first) break;
      const low = member();
      if (typeof low !== 'number') {
        ranges.push(...low);
        continue;
      }
      if (peek() !== '-' || text[at + 1] === ']' || at + 1 >= end) {
        ranges.push([low, low]);
        continue;
      }
      at += 1;
      const high = member();
      if (typeof high !== 'number' || high < low) throw new PatternError('backwards');
      ranges.push([low, high]);
    }
    at += 1;
    return { kind: 'set', ranges, negated };
  }

  function member(): number | readonly Range[] {
    const character = text[at]!;
    at += 1;
    if (character === '[') throw new PatternError('square');
    if (character !== '\\') return point(character);
    const next = peek();
    at += 1;
    if (next === undefined) throw new PatternError('openSquare');
    if (Object.hasOwn(CLASSES, next)) return CLASSES[next]!;
    return literalEscape(next);
  }
}

/** A `$` at the end that is not itself escaped. */
function isAnchoredEnd(text: readonly string[]): boolean {
  if (text.at(-1) !== '$') return false;
  let escapes = 0;
  for (let at = text.length - 2; at >= 0 && text[at] === '\\'; at--) escapes += 1;
  return escapes % 2 === 0;
}

function countSteps(node: Node): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
    case 'choice':
      return 1 + node.parts.reduce((sum, part) => Math.min(sum + countSteps(part), MAX_STEPS + 1), 0);
    case 'repeat': {
      const times = node.most === Number.POSITIVE_INFINITY ? node.least + 1 : Math.max(1, node.most);
      return Math.min(MAX_STEPS + 1, 1 + times * countSteps(node.part));
    }
  }
}

function print(node: Node): string {
  switch (node.kind) {
    case 'set':
      return printSet(node.ranges, node.negated);
    case 'sequence':
      return node.parts.map(print).join('');
    case 'choice':
      return `(?:${node.parts.map(print).join('|')})`;
    case 'repeat': {
      const bounds = node.most === Number.POSITIVE_INFINITY ? `${node.least},` : `${node.least},${node.most}`;
      return `(?:${print(node.part)}){${bounds}}`;
    }
  }
}

function printSet(ranges: readonly Range[], negated: boolean): string {
  if (ranges.length === 0) return '.';
  const [only] = ranges;
  if (!negated && ranges.length === 1 && only![0] === only![1]) return printPoint(only![0]);
  const members = ranges.map(([low, high]) =>
    low === high ? printPoint(low) : `${printPoint(low)}-${printPoint(high)}`,
  );
  return `[${negated ? '^' : ''}${members.join('')}]`;
}

/** Letters and digits as they are, all else by its number: no mark can be taken for one of the language's. */
function printPoint(point: number): string {
  const character = String.fromCodePoint(point);
  if (/[A-Za-z0-9]/.test(character)) return character;
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

/** A program of single steps: take a character of a set, go to either of two steps, or be done (Thompson, 1968). */
type Step = { take: readonly Range[]; negated: boolean } | { either: [number, number] } | 'done';
type Program = Step[];

function compile(tree: Node): Program {
  const program: Program = [];
  emit(tree);
  program.push('done');
  return program;

  function emit(node: Node): void {
    switch (node.kind) {
      case 'set':
        program.push({ take: node.ranges, negated: node.negated });
        return;
      case 'sequence':
        for (const part of node.parts) emit(part);
        return;
      case 'choice':
        emitChoice(node.parts, 0);
        return;
      case 'repeat':
        for (let n = 0; n < node.least; n++) emit(node.part);
        if (node.most === Number.POSITIVE_INFINITY) emitLoop(node.part);
        else for (let n = node.least; n < node.most; n++) emitMaybe(node.part);
        return;
    }
  }

  function emitChoice(parts: readonly Node[], from: number): void {
    if (from === parts.length - 1) {
      emit(parts[from]!);
      return;
    }
    const fork: [number, number] = [program.length + 1, 0];
    program.push({ either: fork });
    emit(parts[from]!);
    const leave: [number, number] = [0, 0];
    program.push({ either: leave });
    fork[1] = program.length;
    emitChoice(parts, from + 1);
    leave[0] = program.length;
    leave[1] = program.length;
  }

  function emitMaybe(part: Node): void {
    const fork: [number, number] = [program.length + 1, 0];
    program.push({ either: fork });
    emit(part);
    fork[1] = program.length;
  }

  function emitLoop(part: Node): void {
    const start = program.length;
    const fork: [number, number] = [start + 1, 0];
    program.push({ either: fork });
    emit(part);
    program.push({ either: [start, start] });
    fork[1] = program.length;
  }
}

function runProgram(program: Program, text: string): boolean {
  let now = new Set<number>();
  follow(0, now);
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const next = new Set<number>();
    for (const at of now) {
      const step = program[at]!;
      if (step !== 'done' && 'take' in step && isTaken(step, point)) follow(at + 1, next);
    }
    if (next.size === 0) return false;
    now = next;
  }
  return now.has(program.length - 1);

  function follow(from: number, into: Set<number>): void {
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (into.has(at)) continue;
      into.add(at);
      const step = program[at]!;
      if (step !== 'done' && 'either' in step) open.push(...step.either);
    }
  }
}

function isTaken({ take, negated }: { take: readonly Range[]; negated: boolean }, point: number): boolean {
  if (point > LAST_CODE_POINT) return false;
  return take.some(([low, high]) => point >= low && point <= high) !== negated;
}
