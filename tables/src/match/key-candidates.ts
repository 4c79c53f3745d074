import { normaliseHeading } from './normalise-heading.ts';

/** A column of a sheet as its profile has it. */
export interface ProfiledColumn {
  index: number;
  heading: string;
  type: string;
  /** Cells that are not blank, and different values among them. */
  filled: number;
  distinct: number;
  distinctIsExact: boolean;
  /** Characters of the longest value. */
  longest: number;
}

export interface KeyCandidate {
  index: number;
  heading: string;
  /** False where the number of different values is an estimate. */
  exact: boolean;
}

/** Words of headings that name what identifies something. */
const NAMES =
  /(?:^| )(?:id|ids|uuid|guid|no|nr|num|number|nummer|numero|code|codigo|key|sku|ref|reference|isbn|ean|gtin|iban|vin|e mail|email|mail|login|user name|username|ma|so|номер|код|артикул|编号|番号|コード)(?: |$)/;
/** Names that are written in one word with what they identify. */
const ENDINGS = /(?:id|nr|nummer|number|code|no)$/;
/** In fewer rows a column is often without repeats by chance. */
const TELLING_ROWS = 20;
const LONGEST_KEY = 64;
/** An estimate of different values is this near to their number (HyperLogLog, three standard errors). */
const NEAR = 0.05;

/**
 * Columns each of whose values identifies one row, the likeliest key first. A column whose heading does not name a key counts only
 * where it is the first of the sheet and there are enough rows.
 * @param rows rows of the sheet that are data
 */
export function findKeyCandidates(columns: readonly ProfiledColumn[], rows: number): KeyCandidate[] {
  const first = Math.min(...columns.map(({ index }) => index));
  return columns
    .filter((column) => isUnique(column, rows))
    .map((column) => ({ ...column, named: isNamed(column.heading) }))
    .filter(({ named, index }) => named || (index === first && rows >= TELLING_ROWS))
    .sort((a, b) => Number(b.named) - Number(a.named) || a.index - b.index)
    .map(({ index, heading, distinctIsExact }) => ({ index, heading, exact: distinctIsExact }));
}

function isUnique({ type, filled, distinct, distinctIsExact, longest }: ProfiledColumn, rows: number): boolean {
  if (rows < 2 || filled !== rows || (type !== 'text' && type !== 'integer') || longest > LONGEST_KEY) return false;
  return distinctIsExact ? distinct === filled : Math.abs(distinct - filled) <= filled * NEAR;
}

function isNamed(heading: string): boolean {
  const plain = normaliseHeading(heading);
  return NAMES.test(plain) || ENDINGS.test(plain);
}
