import { matchColumns, SURE } from './match-columns.ts';

/** Headings of an export, columns of a table, and what goes where. */
export interface HeadingPairs {
  name: string;
  /** Whether the dictionary was written with this set, or is only measured by it. */
  kind: 'tune' | 'held';
  pairs: { heading: string; column: string }[];
}

/** Read the sets of `heading-pairs.txt`; its first lines say how they are written. */
export function readPairs(text: string): HeadingPairs[] {
  const sets: HeadingPairs[] = [];
  for (const line of text.split('\n')) {
    const title = /^## (.*) \| (tune|held)$/.exec(line);
    if (title) sets.push({ name: title[1]!, kind: title[2] as HeadingPairs['kind'], pairs: [] });
    else if (line.includes('>') && !line.startsWith('#')) {
      const at = line.lastIndexOf('>');
      sets.at(-1)!.pairs.push({ heading: line.slice(0, at).trim(), column: line.slice(at + 1).trim() });
    }
  }
  return sets;
}

/** How the matching does on some sets. */
export interface Measured {
  /** Headings that have a column. */
  pairs: number;
  /** Those for which it is suggested. */
  right: number;
  /** Suggestions that nobody is asked to look at. */
  sure: number;
  wrongWhenSure: number;
  /** Each heading that went elsewhere, or nowhere. */
  faults: string[];
}

/** Match each set by its headings alone, without any values, and compare. */
export function measurePairs(sets: readonly HeadingPairs[]): Measured {
  const measured: Measured = { pairs: 0, right: 0, sure: 0, wrongWhenSure: 0, faults: [] };
  for (const { name, pairs } of sets) {
    const headings = pairs.filter(({ heading }) => heading !== '');
    const columns = pairs.filter(({ column }) => column !== '').map(({ column }) => column);
    const found = matchColumns(
      headings.map(({ heading }) => ({ heading, type: 'text' as const, samples: [] })),
      columns.map((label) => ({ name: label, label, type: 'text' as const, required: false, unique: false })),
    );
    headings.forEach(({ heading, column }, at) => {
      const match = found.find(({ source }) => source === at);
      const got = match ? columns[match.target]! : '';
      const isSure = match !== undefined && match.confidence >= SURE;
      if (column !== '') measured.pairs++;
      if (column !== '' && got === column) measured.right++;
      if (isSure) measured.sure++;
      if (isSure && got !== column) measured.wrongWhenSure++;
      if (got !== column)
        measured.faults.push(
          `${name}: ${heading} > ${got || 'nothing'}${isSure ? ' (sure)' : ''}, not ${column || 'nothing'}`,
        );
    });
  }
  return measured;
}
