/** A workbook that is filled: its parts as texts, its sheets, its tables. */
import { SheetError } from '../errors.ts';
import { readRelationships, relationshipsPart } from '../xlsx/relationships.ts';
import { readElements } from '../xml/elements.ts';
import { openZip, partKey, type Zip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { toPlainXml } from './plain-xml.ts';

/** A template is read whole, part by part. */
export const MAX_TEMPLATE_PART = 64 * 1024 * 1024;

export interface TemplateSheet {
  name: string;
  /** Key of its part. */
  part: string;
  relations: { type: string; target: string | null }[];
  tables: SheetTable[];
}

export interface SheetTable {
  part: string;
  name: string;
  /** Columns from 0, rows from 1. */
  column: number;
  headerRow: number;
  lastRow: number;
  /** All of it, with its totals. */
  firstRow: number;
  endRow: number;
  columns: string[];
}

export class TemplateBook {
  readonly zip: Zip;
  sheets: TemplateSheet[] = [];
  #strings: string[] | null = null;
  readonly #texts = new Map<string, string>();

  private constructor(zip: Zip) {
    this.zip = zip;
  }

  /** @throws SheetError as `openZip`, 'missing_part', 'unsupported_format' for a workbook that programs write in another way */
  static async open(path: string): Promise<TemplateBook> {
    const book = new TemplateBook(await openZip(path));
    try {
      await book.#readSheets();
    } catch (error) {
      await book.close();
      throw error;
    }
    return book;
  }

  close(): Promise<void> {
    return this.zip.close();
  }

  /** Whether it brings macros. */
  get hasMacros(): boolean {
    return [...this.zip.entries.keys()].some((name) => name.endsWith('vbaproject.bin'));
  }

  /** Whether its dates are counted from 1904. */
  async is1904(): Promise<boolean> {
    return /<workbookPr\b[^>]*\sdate1904="(?:1|true)"/.test(await this.text(WORKBOOK));
  }

  /** A part as text, written as Excel does; '' where there is none. */
  async text(part: string): Promise<string> {
    const known = this.#texts.get(part);
    if (known !== undefined) return known;
    const entry = this.zip.entries.get(partKey(part));
    if (!entry) return '';
    const text = toPlainXml(Buffer.from(await readWholeEntry(this.zip, entry, MAX_TEMPLATE_PART)).toString('utf8'));
    this.#texts.set(part, text);
    return text;
  }

  /** Shared texts, rich ones without their formats. */
  async strings(): Promise<string[]> {
    if (this.#strings) return this.#strings;
    const xml = await this.text('xl/sharedstrings.xml');
    this.#strings = [...xml.matchAll(/<si\b[^>]*?(?:\/>|>([\s\S]*?)<\/si>)/g)].map(([, inner = '']) => textOf(inner));
    return this.#strings;
  }

  async #readSheets(): Promise<void> {
    const workbook = await this.text(WORKBOOK);
    if (workbook === '') throw new SheetError('missing_part', 'The workbook has no list of sheets.');
    if (!/<sheets\b/.test(workbook))
      throw new SheetError('unsupported_format', 'The workbook is written in another way than Excel does.');
    const relations = new Map(
      readRelationships(await this.text(relationshipsPart(WORKBOOK)), WORKBOOK).map(({ id, ...one }) => [id, one]),
    );
    for (const { name, attributes, parent } of readElements(workbook)) {
      if (name !== 'sheet' || parent !== 'sheets') continue;
      const id = [...attributes].find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const relation = relations.get(id);
      if (!relation?.target || relation.type !== 'worksheet') continue;
      this.sheets.push(await this.#readSheet(attributes.get('name') ?? '', relation.target));
    }
  }

  async #readSheet(name: string, part: string): Promise<TemplateSheet> {
    const relations = readRelationships(await this.text(relationshipsPart(part)), part);
    const tables: SheetTable[] = [];
    for (const { type, target } of relations) {
      if (type === 'table' && target !== null) tables.push(readTable(await this.text(target), target));
    }
    return { name, part, relations, tables };
  }
}

export const WORKBOOK = 'xl/workbook.xml';

function readTable(xml: string, part: string): SheetTable {
  const elements = [...readElements(xml)];
  const root = elements[0]?.attributes;
  const [, left = 'A', top = '1', bottom = '1'] = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(root?.get('ref') ?? '') ?? [];
  return {
    part,
    name: root?.get('displayName') ?? root?.get('name') ?? '',
    column: columnIndex(left),
    headerRow: root?.get('headerRowCount') === '0' ? 0 : Number(top),
    lastRow: Number(bottom) - Number(root?.get('totalsRowCount') ?? '0'),
    firstRow: Number(top),
    endRow: Number(bottom),
    columns: elements
      .filter(({ name }) => name === 'tableColumn')
      // Line ends of a heading stand there as Excel writes them.
      .map(({ attributes }) => (attributes.get('name') ?? '').replace(/_x000[ad]_/gi, '\n')),
  };
}

/** `A` is 0. */
export function columnIndex(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The text of a string item or of an inline text, without what is only shown as a reading aid. */
export function textOf(inner: string): string {
  return [...inner.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '').matchAll(/<t\b[^>]*?(?:\/>|>([\s\S]*?)<\/t>)/g)]
    .map(([, text = '']) => unescapeText(text))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

export interface TemplateCell {
  /** From 0. */
  column: number;
  row: number;
  attributes: string;
  inner: string;
  xml: string;
}

export interface TemplateRow {
  row: number;
  attributes: string;
  cells: TemplateCell[];
  xml: string;
}

/** A worksheet part in three: what stands before the rows, the rows, what stands behind them. */
export function splitSheet(xml: string): { before: string; rows: TemplateRow[]; after: string } {
  const found = /<sheetData\b[^>]*?(?:\/>|>([\s\S]*?)<\/sheetData>)/.exec(xml);
  if (!found) throw new SheetError('unsupported_format', 'The workbook is written in another way than Excel does.');
  const rows: TemplateRow[] = [];
  let last = 0;
  for (const [row, attributes = '', inner = ''] of (found[1] ?? '').matchAll(
    /<row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/row>)/g,
  )) {
    const number = Number(attributeOf(attributes, 'r') ?? last + 1);
    last = number;
    rows.push({
      row: number,
      attributes: attributes.replace(/\sr="[^"]*"/, ''),
      cells: readCells(inner, number),
      xml: row,
    });
  }
  return { before: xml.slice(0, found.index), rows, after: xml.slice(found.index + found[0].length) };
}

/** Whether a cell of a row says something. */
export function hasContent({ cells }: TemplateRow): boolean {
  return cells.some(({ inner }) => inner !== '');
}

function readCells(xml: string, row: number): TemplateCell[] {
  const cells: TemplateCell[] = [];
  for (const [cell, attributes = '', inner = ''] of xml.matchAll(/<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
    const letters = /^[A-Z]+/.exec(attributeOf(attributes, 'r') ?? '')?.[0];
    const column = letters === undefined ? (cells.at(-1)?.column ?? -1) + 1 : columnIndex(letters);
    cells.push({ column, row, attributes: attributes.replace(/\sr="[^"]*"/, ''), inner, xml: cell });
  }
  return cells;
}

export function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

/** What a cell says, as far as it is text. */
export function cellText({ attributes, inner }: TemplateCell, strings: readonly string[]): string | null {
  const type = attributeOf(attributes, 't');
  if (/<f\b/.test(inner)) return null;
  if (type === 's') return strings[Number(/<v>(\d+)<\/v>/.exec(inner)?.[1] ?? -1)] ?? null;
  if (type === 'inlineStr') return textOf(inner);
  return type === 'str' ? unescapeText(/<v>([\s\S]*?)<\/v>/.exec(inner)?.[1] ?? '') : null;
}
