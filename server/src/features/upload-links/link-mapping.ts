import {
  Blank,
  Duplicates,
  JobLimits,
  JobPriority,
  LinkNewColumns,
  MappedColumn,
  type Mapping,
  type NewImport,
  Sheet,
  SourceRate,
  UploadLinkMode,
} from '@sheetport/contract';
import { normaliseHeading } from '@sheetport/tables';
import { z } from 'zod';

/** The mapping of a link: a saved mapping, as it was when the link was made. */
export const LinkColumns = z.array(z.object({ heading: z.string(), column: MappedColumn.nullable() }));
export type LinkColumns = z.infer<typeof LinkColumns>;

export const LinkOptions = z.object({
  mode: UploadLinkMode,
  key: z.array(z.string()).default([]),
  onReject: z.enum(['skip', 'abort']),
  blank: Blank.optional(),
  duplicates: Duplicates.optional(),
  nonDataRows: z.enum(['skip', 'import']).optional(),
  limits: JobLimits.nullable().default(null),
  priority: JobPriority.default('normal'),
  rate: SourceRate.nullable().default(null),
  retries: z.number().int().default(0),
  newColumns: LinkNewColumns.default('ignore'),
});
export type LinkOptions = z.infer<typeof LinkOptions>;

/** How a file is imported that came in by a link or a feed, but for its sheet and mapping. */
export function importOptions(
  options: Omit<LinkOptions, 'newColumns'>,
): Omit<NewImport, 'fileId' | 'sheet' | 'table' | 'mapping'> {
  const { mode, key, onReject, blank, duplicates, nonDataRows, limits, priority } = options;
  return {
    mode,
    onReject,
    ...(key.length > 0 && { key }),
    ...(blank && { blank }),
    ...(duplicates && { duplicates }),
    ...(nonDataRows === 'import' && { skipRows: [] }),
    ...(limits && { limits }),
    priority,
  };
}

const Sheets = z.array(Sheet.pick({ index: true, hidden: true, columns: true }));

/** The headings that a file must have: those that go into a column. */
export function neededHeadings(columns: LinkColumns): string[] {
  return columns.flatMap(({ heading, column }) => (column ? [heading] : []));
}

type Fit = { sheet: number; mapping: Mapping; added: string[] } | { missing: string[] };

/**
 * The sheet of a file that a link's mapping fits: the first that is not hidden and has all needed headings, however they are spelled and
 * ordered. What the mapping does not name is left out, so that a file cannot fill other columns of the table.
 * @param inspected the sheets of the file, as inspection found them
 * @returns with the headings that the mapping does not know; or those that the best of them lacks
 */
export function fitMapping(inspected: unknown, columns: LinkColumns): Fit {
  const sheets = Sheets.parse(inspected ?? []).filter((sheet) => sheet.columns.length > 0);
  const shown = sheets.filter(({ hidden }) => !hidden);
  let missing = neededHeadings(columns);
  for (const sheet of shown.length > 0 ? shown : sheets) {
    const fit = fitSheet(sheet, columns);
    if (!('missing' in fit)) return fit;
    if (fit.missing.length < missing.length) missing = fit.missing;
  }
  return { missing };
}

function fitSheet(sheet: z.infer<typeof Sheets>[number], columns: LinkColumns): Fit {
  const free = new Map<string, number[]>();
  for (const { index, header } of sheet.columns) {
    const plain = normaliseHeading(header);
    free.set(plain, [...(free.get(plain) ?? []), index]);
  }
  const mapping: Mapping = Object.fromEntries(sheet.columns.map(({ index }) => [String(index), null]));
  const missing: string[] = [];
  for (const { heading, column } of columns) {
    const index = free.get(normaliseHeading(heading))?.shift();
    if (!column) continue;
    if (index === undefined) missing.push(heading);
    else mapping[String(index)] = withoutAdd(column);
  }
  if (missing.length > 0) return { missing };
  const known = new Set(columns.map(({ heading }) => normaliseHeading(heading)));
  const added = sheet.columns.flatMap(({ header }) =>
    header !== '' && !known.has(normaliseHeading(header)) ? [header] : [],
  );
  return { sheet: sheet.index, mapping, added };
}

/** Nobody outside adds a column to the table. */
function withoutAdd({ add: _, ...column }: MappedColumn): MappedColumn {
  return column;
}
