/** The layout of the rejects workbook, by which it is recognised when it is uploaded with corrections. */

/** The heading of the last, hidden column begins with this, and goes on with the import's id. Survives saving as csv. */
const MARK = 'sheetport:';

export interface RejectsLayout {
  /** Heading of the first column: the rows' numbers in the sheet they came from. */
  row: string;
  /** Heading of the column that says why a row did not go in. */
  reason: string;
  /** Heading of the hidden column. */
  mark: string;
}

/** The headings that are not the person's own, named so that they differ from those. */
export function layOutRejects(jobId: string, columns: readonly string[]): RejectsLayout {
  const taken = new Set(columns.map((heading) => heading.toLowerCase()));
  const free = (heading: string): string => {
    let name = heading;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${heading} ${n}`;
    return name;
  };
  return { row: free('Sheet row'), reason: free('Reason'), mark: MARK + jobId };
}

/** The import whose rejects a sheet with these headings brings back, or null. */
export function readRejectsMark(headings: readonly string[]): string | null {
  const mark = headings.find((heading) => heading.startsWith(MARK));
  const id = mark?.slice(MARK.length) ?? '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
}
