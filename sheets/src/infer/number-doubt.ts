import type { DoubtReason } from '@sheetport/contract';
import type { ColumnCounts } from './column-profile.ts';
import type { HeadingEvidence } from './heading-evidence.ts';
import type { Shares } from './inferred.ts';
import type { Example } from './number-traits.ts';

/** Why a column whose cells can all be read as numbers stays text, and a cell that shows it. */
export interface NumberDoubt {
  reason: DoubtReason;
  example: Example | undefined;
}

/** Digits below which a number is no telephone number, and no postal code. */
const PHONE_DIGITS = 5;
const POSTAL_DIGITS = 3;
/** With so many digits a plus belongs to a telephone number, whatever the heading says. */
const INTERNATIONAL_DIGITS = 9;

/**
 * Looks for what a number would not keep of the texts of a column: a plus, `1E5`, zeros at the end, several currencies, percents beside
 * others; and for headings and cells that say that no number is meant. Null where nothing speaks against numbers.
 * @param delimited every cell is text, so being text is no evidence
 * @param blanks cells that say that there is nothing
 */
export function findNumberDoubt(
  counts: ColumnCounts,
  shares: Shares,
  heading: HeadingEvidence,
  delimited: boolean,
  blanks: number,
): NumberDoubt | null {
  const traits = counts.numberTraits;
  const first = (): Example | undefined => {
    const [cell] = counts.misfits.first('number');
    return cell && { row: cell.row, sample: cell.value };
  };
  const currencies = traits.currencyCounts();
  if (currencies.length > 1) return { reason: 'mixed_currencies', example: currencies.at(-1)![1] };
  const isCode = traits.codeDisplays !== null && traits.codeDisplays.count * 2 > shares.numbers;
  if (isCode && !heading.quantity) return { reason: 'number_format', example: traits.codeDisplays! };
  if (shares.textNumbers === 0) return null;
  const isQuantity = heading.quantity;
  const isAmount = currencies.length > 0 || traits.percents > 0 || traits.grouped > 0 || traits.minus > 0;
  if (traits.plus && isPlusKept(counts, heading)) return { reason: 'leading_plus', example: traits.plus };
  if (traits.exponentCodes && (heading.code || (traits.scientific === 0 && !isQuantity)))
    return { reason: 'exponent_code', example: traits.exponentCodes };
  if (traits.otherZeros && !isAmount && !isQuantity) return { reason: 'trailing_zeros', example: traits.otherZeros };
  if (traits.percents > 0 && traits.noPercents > 0) return { reason: 'mixed_percent', example: first() };
  if (!isQuantity && !isAmount && isNamedCode(counts, heading, blanks))
    return { reason: 'named_code', example: first() };
  if (!delimited && shares.numbers === 0 && !isAmount && !isQuantity && !heading.change) {
    // Excel shows digits typed as text with a green corner: somebody may have wanted them so. A fraction is rarely a code.
    if (traits.fractions === 0 || counts.heldAsText * 2 > shares.cells)
      return { reason: 'stored_as_text', example: first() };
  }
  return null;
}

/** A plus is a sign where minuses stand beside it, or the heading names a difference; else it is part of the value. */
function isPlusKept({ numberTraits: traits }: ColumnCounts, heading: HeadingEvidence): boolean {
  if (heading.phone || traits.mostDigits >= INTERNATIONAL_DIGITS) return true;
  return traits.minus === 0 && !heading.change && !heading.quantity;
}

/** The heading names codes or names, and some cells hold a word for nothing: it may be one of them. No name is a fraction. */
function isNothingKept({ version, code, name }: HeadingEvidence, fractions: number, blanks: number): boolean {
  return (version || code || (name && fractions === 0)) && blanks > 0;
}

/** The heading names telephone numbers, postal codes or codes, and the cells are written as such. */
function isNamedCode({ numberTraits: traits }: ColumnCounts, heading: HeadingEvidence, blanks: number): boolean {
  if (heading.phone && traits.mostDigits >= PHONE_DIGITS) return true;
  if (heading.postal && traits.mostDigits >= POSTAL_DIGITS) return true;
  // A number keeps whole digits as they are. A fraction of a code may lose its zeros in the next row, and NA may be a code or a name.
  return (
    ((heading.version || heading.code) && traits.fractions > 0) || isNothingKept(heading, traits.fractions, blanks)
  );
}
