import { SheetError } from '../errors.ts';
import { MAX_SHEETS } from '../limits.ts';
import { prefixedAttribute, readElements } from '../xml/elements.ts';
import { decodeXml } from '../xml/encoding.ts';
import { openZip, type Zip, type ZipEntry } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { type Relationship, readRelationships, relationshipsPart } from './relationships.ts';
import { type CellStyles, NO_STYLES, readCellStyles } from './styles.ts';

/** A sheet of the workbook, in the workbook's order. */
export interface WorkbookSheet {
  /** Place in the workbook's list, from 0; chart sheets count. */
  readonly index: number;
  readonly name: string;
  readonly hidden: boolean;
  readonly veryHidden: boolean;
  /** The part with its cells; null for chart sheets, macro sheets, dialogs, and where the part is missing. */
  readonly entry: ZipEntry | null;
}

/** An open xlsx workbook: what its small parts say. Whoever opened it closes it. */
export interface Workbook {
  readonly zip: Zip;
  readonly sheets: readonly WorkbookSheet[];
  readonly date1904: boolean;
  readonly sharedStrings: ZipEntry | null;
  /** Reads the styles part: see `readCellStyles`. */
  cellStyles(): Promise<CellStyles>;
  close(): Promise<void>;
}

/**
 * Opens an xlsx or xlsm. Parts are found through relationships, never by their customary names, which some programs do not use
 * (ECMA-376 part 1 §12.3). Throws SheetError: as `openZip`, missing_part, damaged_xml, damaged_file, doctype_forbidden, too_many_sheets.
 */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await openZip(path);
  try {
    return await readWorkbook(zip);
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function readWorkbook(zip: Zip): Promise<Workbook> {
  const part = await findWorkbookPart(zip);
  const entry = zip.entries.get(part);
  if (entry === undefined) throw new SheetError('missing_part', 'The file holds no workbook.');
  const relationships = await relationshipsOf(zip, part);
  const byId = new Map(relationships.map((one) => [one.id, one]));

  const sheets: WorkbookSheet[] = [];
  const taken = new Set<ZipEntry>();
  let readable = false; // whether a sheet has cells, or is of a kind that never has any
  let date1904 = false;
  for (const element of readElements(await readXml(zip, entry))) {
    // Extensions hold elements of the same name (x15:workbookPr).
    if (element.name === 'workbookPr' && element.depth === 1) date1904 = isTrue(element.attributes.get('date1904'));
    if (element.name !== 'sheet' || element.parent !== 'sheets') continue;
    if (sheets.length >= MAX_SHEETS)
      throw new SheetError('too_many_sheets', 'The workbook has too many sheets.', { limit: MAX_SHEETS });
    const state = element.attributes.get('state') ?? 'visible';
    const target = byId.get(prefixedAttribute(element, 'id') ?? '');
    const entry = target === undefined ? undefined : entryOf(zip, target);
    readable ||= entry !== undefined;
    // A part read once for each of a thousand names is how a small file becomes the work of days.
    if (entry !== undefined && taken.has(entry))
      throw new SheetError('damaged_file', 'Two sheets of the workbook are one and the same part.');
    if (entry !== undefined) taken.add(entry);
    sheets.push({
      index: sheets.length,
      name: element.attributes.get('name') ?? '',
      hidden: state !== 'visible',
      veryHidden: state === 'veryHidden',
      entry: target?.type === 'worksheet' ? (entry ?? null) : null,
    });
  }
  if (!readable) throw new SheetError('missing_part', 'The file holds no sheet of the workbook.');
  const styles = entryOf(
    zip,
    relationships.find((one) => one.type === 'styles'),
  );
  let read: Promise<CellStyles> | undefined;
  return {
    zip,
    sheets,
    date1904,
    sharedStrings:
      entryOf(
        zip,
        relationships.find((one) => one.type === 'sharedStrings'),
      ) ?? null,
    // Read once for all sheets.
    cellStyles: () => {
      read ??= styles === undefined ? Promise.resolve(NO_STYLES) : readXml(zip, styles).then(readCellStyles);
      return read;
    },
    close: () => zip.close(),
  };
}

async function findWorkbookPart(zip: Zip): Promise<string> {
  const root = await relationshipsOf(zip, '');
  const target = root.find((one) => one.type === 'officeDocument' && one.target !== null)?.target;
  if (target !== undefined && target !== null && zip.entries.has(target)) return target;
  // A package without usable root relationships: the customary name is the only hint left.
  return 'xl/workbook.xml';
}

async function relationshipsOf(zip: Zip, part: string): Promise<Relationship[]> {
  const entry = zip.entries.get(relationshipsPart(part));
  return entry === undefined ? [] : readRelationships(await readXml(zip, entry), part);
}

async function readXml(zip: Zip, entry: ZipEntry): Promise<string> {
  return decodeXml(await readWholeEntry(zip, entry));
}

function entryOf(zip: Zip, relationship: Relationship | undefined): ZipEntry | undefined {
  return relationship?.target ? zip.entries.get(relationship.target) : undefined;
}

/** xsd:boolean. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}
