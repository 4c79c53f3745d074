import {
  type FeedReason,
  type FeedSheets,
  type MappedColumn,
  type Mapping,
  type NewColumnsPolicy,
  Sheet,
} from '@sheetport/contract';
import { normaliseHeading } from '@sheetport/tables';
import { z } from 'zod';
import { fitMapping, type LinkColumns } from '../upload-links/link-mapping.ts';

const Sheets = z.array(Sheet.pick({ index: true, columns: true }));
type Column = z.infer<typeof Sheets>[number]['columns'][number];

/** Warnings that say that values may mean something else than they seem to; what a mapping says settles some of them. */
const DOUBTS: Readonly<Record<string, (column: MappedColumn) => boolean>> = {
  lost_precision: () => false,
  ambiguous_dates: ({ dateOrder }) => dateOrder !== undefined,
  mixed_date_orders: ({ dateOrder }) => dateOrder !== undefined,
  swapped_dates: ({ dateOrder }) => dateOrder !== undefined,
  mixed_marks: ({ decimal }) => decimal !== undefined,
  ambiguous_thousands: ({ decimal }) => decimal !== undefined,
  mixed_time_zones: () => false,
  buddhist_years: () => false,
  lost_zeros: () => false,
  mixed_currencies: () => false,
};

/** What an import of a file would do, and why a person should look first; no reason where all is as the table expects. */
export interface Judgement {
  /** Undefined where headings are missing. */
  plan?: { sheet: number; mapping: Mapping };
  reason?: FeedReason;
}

/**
 * Compare a file that was inspected with what its feed expects.
 * @param inspected the sheets of the file
 * @param columns the mapping of the feed
 * @param policy what becomes of headings that the mapping does not know
 */
export function judgeFile(inspected: unknown, columns: LinkColumns, policy: NewColumnsPolicy): Judgement {
  const fit = fitMapping(inspected, columns);
  if ('missing' in fit) return { reason: makeReason({ missing: fit.missing }) };
  const sheet = Sheets.parse(inspected ?? []).find(({ index }) => index === fit.sheet)!;
  const known = new Set(columns.map(({ heading }) => normaliseHeading(heading)));
  const added = sheet.columns.filter(({ header }) => header !== '' && !known.has(normaliseHeading(header)));
  const doubtful = sheet.columns.filter((column) => isDoubtful(column, fit.mapping[String(column.index)]));
  const mapping = policy === 'extend' ? { ...fit.mapping, ...Object.fromEntries(added.map(addColumn)) } : fit.mapping;
  const plan = { sheet: fit.sheet, mapping };
  const refused = policy === 'refuse' ? added : [];
  if (refused.length === 0 && doubtful.length === 0) return { plan };
  return { plan, reason: makeReason({ added: namesOf(refused), doubtful: namesOf(doubtful) }) };
}

const Named = z.looseObject({
  index: z.number(),
  name: z.string(),
  hidden: z.boolean(),
  columns: z.array(z.unknown()),
});

/** A sheet of which a feed imports several. @see Judgement */
export interface SheetJudgement extends Judgement {
  /** As in the workbook; below 0 of one that is missing. */
  index: number;
  name: string;
}

/**
 * Compare each wanted sheet of a workbook with what its feed expects.
 * @param wanted all sheets that are not hidden and not empty, or those of some names
 * @returns none where no sheet is wanted
 */
export function judgeSheets(
  inspected: unknown,
  columns: LinkColumns,
  policy: NewColumnsPolicy,
  wanted: Exclude<FeedSheets, { which: 'first' }>,
): SheetJudgement[] {
  const sheets = z.array(Named).parse(inspected ?? []);
  const judge = (sheet: z.infer<typeof Named>): SheetJudgement => {
    const { index, name } = sheet;
    return { index, name, ...judgeFile([sheet], columns, policy) };
  };
  if (wanted.which === 'all') return sheets.filter((sheet) => !sheet.hidden && sheet.columns.length > 0).map(judge);
  return wanted.names.map((name, at) => {
    const sheet = sheets.find((one) => normaliseHeading(one.name) === normaliseHeading(name));
    return sheet ? judge(sheet) : { index: -1 - at, name, reason: { ...makeReason({}), message: lackOf(name) } };
  });
}

const lackOf = (name: string) => `The workbook has no sheet "${name}".`;

function isDoubtful({ doubt, warnings }: Column, mapped: MappedColumn | null | undefined): boolean {
  if (!mapped) return false;
  // A type that the mapping names is one that a person chose.
  if (doubt && mapped.type === undefined) return true;
  return warnings.some(({ code }) => Object.hasOwn(DOUBTS, code) && !DOUBTS[code]!(mapped));
}

function addColumn({ index, header, type }: Column): [string, MappedColumn] {
  return [String(index), { column: header, type, add: true }];
}

function namesOf(columns: readonly Column[]): string[] {
  return columns.map(({ header }) => header);
}

function makeReason(found: Partial<Pick<FeedReason, 'missing' | 'added' | 'doubtful'>>): FeedReason {
  const { missing = [], added = [], doubtful = [] } = found;
  const parts = [
    missing.length > 0 && `it lacks ${missing.join(', ')}`,
    added.length > 0 && `it has new columns: ${added.join(', ')}`,
    doubtful.length > 0 && `values may not mean what they seem to mean: ${doubtful.join(', ')}`,
  ].filter((part) => part !== false);
  return {
    code: 'feed_shape',
    message: `The file is not as the table expects: ${parts.join('; ')}.`,
    missing,
    added,
    doubtful,
  };
}
