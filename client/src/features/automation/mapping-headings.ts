/** How a saved mapping is told from others in a choice: by the headings that it imports. */
import type { SavedMapping } from '@sheetport/contract';

/** A name in a choice stays on one line. */
const SHOWN_HEADINGS = 4;

/** The headings of a mapping that go into a column; none of one that imports nothing. */
export function mappedHeadings({ columns }: Pick<SavedMapping, 'columns'>): string[] {
  return columns.flatMap(({ heading, column }) => (column === null ? [] : [heading]));
}

/** The first of some headings. */
export function shortenHeadings(headings: readonly string[]): string {
  return `${headings.slice(0, SHOWN_HEADINGS).join(', ')}${headings.length > SHOWN_HEADINGS ? ' …' : ''}`;
}
