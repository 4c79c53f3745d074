import type { MatchReason } from '@sheetport/contract';
import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import type { ColumnType } from '../catalog/table.ts';
import { assign, type Candidate } from './assign.ts';
import { type ContentKind, contentOf, shareOf, wantedContent } from './content.ts';
import { type Heading, readHeading } from './heading.ts';
import { leanHeadings } from './lean-headings.ts';
import { readNameInContext } from './name-context.ts';
import { findRepeats, type Repeat } from './repeats.ts';
import { areOppositeHeadings, type Similarity, similarityOf } from './similarity.ts';

/** A column of a sheet, as far as matching looks at it. */
export interface SheetSide {
  heading: string;
  /** Its lowest part alone, where the heading stands over several rows: "Mobile" of "Contact Mobile". */
  leafHeader?: string | undefined;
  type: ColumnType;
  /** Some of its values, as people see them. */
  samples: readonly string[];
  /** Cells that hold something, and how many different ones, where that is known. */
  filled?: number | undefined;
  distinct?: number | undefined;
  /** The sheet has no heading here; `heading` is a name that was made up. */
  nameless?: boolean | undefined;
  /** What `findRepeats` says of it, where not all columns of the sheet are given. */
  repeat?: Repeat | undefined;
}

/** A column of a table, as far as matching looks at it. */
export interface TableSide {
  name: string;
  label: string;
  type: ColumnType;
  required: boolean;
  unique: boolean;
  /** A new row gets a value by itself. */
  filled?: boolean | undefined;
  /** What `findRepeats` says of its label, where not all columns of the table are given. */
  repeat?: Repeat | undefined;
}

export type { MatchReason };

/** Where a column of the sheet probably goes. */
export interface Match {
  /** Index into the sheet's side. */
  source: number;
  /** Index into the table's side. */
  target: number;
  /** 0 to 1. */
  confidence: number;
  reason: MatchReason;
}

/** Matches at least this sure need nobody to look at them. */
export const SURE = 0.9;
/** Matches less sure than this are not suggested. */
export const LEAST_CONFIDENCE = 0.5;
/** Pairs that are compared word by word; a wide sheet against a wide table would take too long for an answer. */
const MOST_PAIRS = 40_000;
/** Samples that say a column is not what its heading says. */
const ENOUGH_SAMPLES = 3;

/**
 * For the columns of a sheet the columns of a table that they probably go to. No table column is given twice. First headings
 * that are the same, then those that mean the same or nearly so, of which the pairs with the best total are taken, then
 * columns whose values look like what a column left over is called. The order of either side does not matter.
 */
export function matchColumns(sheet: readonly SheetSide[], table: readonly TableSide[]): Match[] {
  const headings = sheet.map(({ heading }) => readHeading(heading));
  const labels = table.map(({ label }) => readHeading(label));
  const [sheetNames, tableNames] = [readNameInContext(headings), readNameInContext(labels)];
  const [sheetLean, tableLean] = [
    leanHeadings(sheet.map(({ heading }) => heading)),
    leanHeadings(table.map(({ label }) => label)),
  ];
  const [sheetRepeats, tableRepeats] = [
    findRepeats(sheet.map(({ heading }) => heading)),
    findRepeats(table.map(({ label }) => label)),
  ];
  const sources = sheet.map(
    (column, i): Source => ({
      column,
      heading: headings[i]!,
      inContext: sheetNames[i],
      lean: sheetLean[i],
      leafHeader: column.leafHeader === undefined ? undefined : readHeading(column.leafHeader),
      kind: contentOf(column.samples),
      repeat: column.repeat ?? sheetRepeats[i],
    }),
  );
  const targets = table.map((column, j): Target => {
    const concepts = labels[j]!.tokens.map(({ concept }) => concept);
    return {
      column,
      label: labels[j]!,
      inContext: tableNames[j],
      lean: tableLean[j],
      name: readHeading(column.name),
      kind: wantedContent(concepts),
      repeat: column.repeat ?? tableRepeats[j],
    };
  });
  const matches: Match[] = [];
  const take = (found: readonly Match[]) => {
    const worth = (match: Match): Candidate & { match: Match } => ({
      left: match.source,
      right: match.target,
      worth: match.confidence + tieBreak(sheet[match.source]!.heading, table[match.target]!.name),
      match,
    });
    matches.push(...(assign(found.map(worth)) as (Candidate & { match: Match })[]).map(({ match }) => match));
  };
  const free = () => {
    const usedSources = new Set(matches.map(({ source }) => source));
    const usedTargets = new Set(matches.map(({ target }) => target));
    return [
      sources.flatMap((_, i) => (usedSources.has(i) ? [] : [i])),
      targets.flatMap((_, j) => (usedTargets.has(j) ? [] : [j])),
    ];
  };

  take(sameHeadings(sources, targets));
  const [looseSources, looseTargets] = free() as [number[], number[]];
  if (looseSources.length * looseTargets.length <= MOST_PAIRS) {
    take(
      looseSources.flatMap((source) => {
        if (sources[source]!.column.nameless) return [];
        return looseTargets.flatMap((target): Match[] => {
          const like = likeness(sources[source]!, targets[target]!);
          return like && like.confidence >= LEAST_CONFIDENCE ? [{ source, target, ...like }] : [];
        });
      }),
    );
  }
  const [lastSources, lastTargets] = free() as [number[], number[]];
  take(
    byContent(
      lastSources.map((i) => ({ ...sources[i]!, at: i })),
      lastTargets.map((j) => ({ ...targets[j]!, at: j })),
    ),
  );
  return matches.sort((a, b) => a.source - b.source);
}

interface Source {
  column: SheetSide;
  heading: Heading;
  /** What "Name" or "Title" alone says beside other headings. */
  inContext: Heading | undefined;
  /** Without brackets and words that many headings of its side begin with. */
  lean: Heading | undefined;
  leafHeader: Heading | undefined;
  kind: ContentKind | undefined;
  repeat: Repeat | undefined;
}
interface Target {
  column: TableSide;
  label: Heading;
  inContext: Heading | undefined;
  lean: Heading | undefined;
  name: Heading;
  kind: ContentKind | undefined;
  repeat: Repeat | undefined;
}

/** Headings that are a column's label or name, or have the same letters. By maps: there may be thousands. */
function sameHeadings(sources: readonly Source[], targets: readonly Target[]): Match[] {
  const exact = new Map<string, number[]>();
  const plain = new Map<string, number[]>();
  const note = (map: Map<string, number[]>, key: string, target: number) => {
    const known = map.get(key) ?? [];
    if (!known.includes(target)) map.set(key, [...known, target]);
  };
  targets.forEach(({ column, label, name }, target) => {
    for (const key of [column.label, column.name]) note(exact, key, target);
    for (const key of [label.plain, name.plain]) if (key !== '') note(plain, key, target);
  });
  const repeats = targets.flatMap((target, index) => (target.repeat ? [{ ...target.repeat, index }] : []));
  return sources.flatMap(({ column, heading, repeat, inContext }, source) => {
    const isHere = (target: number) => {
      // "Title" beside a salutation is not "Title" beside a position.
      const meant = targets[target]!.inContext;
      if (inContext && meant && inContext.sorted !== meant.sorted) return false;
      const other = targets[target]!.repeat;
      return repeat === undefined || other?.base !== repeat.base || other.after === repeat.after;
    };
    const same = exact.get(column.heading) ?? [];
    const alike = (heading.plain === '' ? [] : (plain.get(heading.plain) ?? [])).filter(
      (target) => !same.includes(target),
    );
    return [
      ...same.map((target): Match => sameHeading(source, target, 1, 'exact', isHere(target))),
      ...alike.map((target): Match => sameHeading(source, target, 0.97, 'normalised', isHere(target))),
      // A repeated heading is matched by the heading before it, whatever number it has.
      ...repeats
        .filter(({ base, after, index }) => base === repeat?.base && after === repeat.after && !same.includes(index))
        .map(({ index }): Match => ({ source, target: index, confidence: MOVED_REPEAT, reason: 'normalised' })),
    ];
  });
}

/** Sure, but for a repeated heading that stands behind another heading than in the table: its number may be another's. */
function sameHeading(source: number, target: number, confidence: number, reason: MatchReason, isHere: boolean): Match {
  return { source, target, confidence: isHere ? confidence : DOUBTFUL_REPEAT, reason };
}

const MOVED_REPEAT = 0.75;
const DOUBTFUL_REPEAT = 0.55;

function likeness(source: Source, target: Target): Pick<Match, 'confidence' | 'reason'> | null {
  const whole = [similarityOf(source.heading, target.label), similarityOf(source.heading, target.name)];
  const { leafHeader } = source;
  // What stands above only says what kind of thing it is, but it may be what tells two of them apart.
  const lower = leafHeader
    ? [similarityOf(leafHeader, target.label), similarityOf(leafHeader, target.name)].map(lessen)
    : [];
  // "Name" beside a first name is the last name: likely, never sure.
  const inContext = [source.inContext ?? source.heading].flatMap((heading) =>
    [target.inContext ?? target.label].map((label) => guess(similarityOf(heading, label))),
  );
  const lean = leanLikeness(source, target);
  const isInContext = source.inContext !== undefined || target.inContext !== undefined;
  const like = [...whole, ...lower, ...lean, ...(isInContext ? inContext : [])].reduce(
    (best, one) => ((one?.confidence ?? 0) > (best?.confidence ?? 0) ? one : best),
    null,
  );
  if (!like) return null;
  return { confidence: like.confidence * doubt(source, target), reason: like.reason };
}

/** How alike they are without what most headings of their sides have as well: never sure. */
function leanLikeness(source: Source, target: Target): (Similarity | null)[] {
  if (source.lean === undefined && target.lean === undefined) return [];
  if (areOppositeHeadings(source.heading, target.label)) return [];
  const headings = [source.heading, ...(source.lean ? [source.lean] : [])];
  const labels = [target.label, ...(target.lean ? [target.lean] : [])];
  return headings.flatMap((heading) =>
    labels.map((label) => {
      const like = similarityOf(heading, label);
      return like && { reason: 'fuzzy' as const, confidence: like.confidence * WITHOUT_COMMON };
    }),
  );
}

const WITHOUT_COMMON = 0.9;
const BY_ITS_LOWEST = 0.98;
const BY_CONTEXT = 0.92;

function guess(like: Similarity | null): Similarity | null {
  return like && { ...like, confidence: like.confidence * BY_CONTEXT };
}

function lessen(like: Similarity | null): Similarity | null {
  return like && { ...like, confidence: like.confidence * BY_ITS_LOWEST };
}

/** Less than 1 where the values speak against what the headings say. */
function doubt({ column, kind }: Source, target: Target): number {
  const samples = column.samples.filter((text) => text.trim() !== '');
  let left = typeDoubt(column, target.column.type, samples);
  const isLookedFor = target.kind === 'email' || target.kind === 'website' || target.kind === 'uuid';
  if (isLookedFor && samples.length >= ENOUGH_SAMPLES && shareOf(samples, target.kind!) < MOST) left *= 0.6;
  if (kind !== undefined && target.kind !== undefined && kind !== target.kind) left *= 0.6;
  // A few repeats are slips of whoever wrote the sheet.
  const repeats =
    column.distinct !== undefined && column.filled !== undefined && column.distinct < column.filled * MOSTLY;
  if (target.column.unique && repeats) left *= 0.8;
  return left;
}

const MOSTLY = 0.9;
/** A sheet that people wrote has some values that are not what the others are. */
const MOST = 0.5;
const isNumber = (type: ColumnType): boolean => POSTGRES_TYPES[type].kind === 'number';
const isDate = (type: ColumnType): boolean => POSTGRES_TYPES[type].kind === 'date';

function typeDoubt({ type: from }: SheetSide, to: ColumnType, samples: readonly string[]): number {
  if (from === to || to === 'text' || samples.length === 0) return 1;
  if ((isNumber(from) && isNumber(to)) || (isDate(from) && isDate(to))) return 1;
  if (from !== 'text') return 0.6;
  // Text may hold anything, also what the table wants: a column is text because of a few cells.
  const kind = isNumber(to) ? 'number' : isDate(to) ? 'date' : undefined;
  return kind && shareOf(samples, kind) >= MOST ? 1 : 0.85;
}

/** What is left on both sides and looks alike by its values. Kinds that many columns have count only where there is no choice. */
function byContent(
  sources: readonly (Source & { at: number })[],
  targets: readonly (Target & { at: number })[],
): Match[] {
  const found: Match[] = [];
  for (const kind of ['email', 'website', 'uuid', 'phone', 'money', 'date'] as const) {
    const from = sources.filter((source) => contentKind(source) === kind);
    const to = targets.filter((target) => (kind === 'date' ? isDate(target.column.type) : target.kind === kind));
    const single = from.length === 1 && to.length === 1;
    if (from.length === 0 || to.length === 0 || ((kind === 'money' || kind === 'date') && !single)) continue;
    const surest = kind === 'money' || kind === 'date' ? 0.55 : single ? 0.8 : 0.6;
    for (const source of from) {
      // A heading with a meaning of its own means something else, as "Manager" does above e-mail addresses.
      const meant = !source.column.nameless && source.heading.tokens.some(({ concept }) => concept !== undefined);
      // Such values stand in many columns: a heading that says something else is no reason to try them.
      if (meant && (kind === 'money' || kind === 'date')) continue;
      for (const target of to) {
        if (areOppositeHeadings(source.heading, target.label)) continue;
        found.push({
          source: source.at,
          target: target.at,
          confidence: meant ? Math.min(surest, 0.6) : surest,
          reason: 'content',
        });
      }
    }
  }
  return found.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
}

function contentKind({ column, kind }: Source): ContentKind | undefined {
  return kind ?? (isDate(column.type) ? 'date' : undefined);
}

/** A name for a column without a heading, by what its values are. Undefined where they say nothing. */
export function nameByContent(samples: readonly string[]): string | undefined {
  const kind = contentOf(samples);
  return (
    kind && { email: 'E-mail', website: 'Website', uuid: 'UUID', phone: 'Phone', date: 'Date', money: 'Amount' }[kind]
  );
}

/** A hair's breadth by which pairs of the same worth differ, from their names alone, so that their order decides nothing. */
function tieBreak(heading: string, name: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${heading}\0${name}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return ((hash >>> 0) / 2 ** 32) * 1e-6;
}
