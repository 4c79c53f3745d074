/** The parts of a workbook around its sheets: content types, relationships, the list of sheets, properties (ECMA-376 parts 1 and 2). */
import { columnLetters } from '@sheetport/contract/headings';
import type { SheetOptions } from '../model.ts';
import { escapeXml, MAIN_NAMESPACE, RELATIONSHIPS, XML_DECLARATION } from './xml-attribute.ts';

export interface WrittenSheet {
  name: string;
  /** Of data, without header and totals. */
  rows: number;
  columns: number;
  options: SheetOptions;
  /** Number of its table, where it is one. */
  table: number | null;
}

export interface Part {
  name: string;
  bytes: Uint8Array;
}

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export interface Book {
  sheets: readonly WrittenSheet[];
  stylesheet: string;
  title: string | undefined;
  now: Date;
  /** The sheet in front, with its part; its rows are not counted. */
  cover: { name: string; part: string } | null;
}

/** Name of the part of a sheet, by its place among all sheets. */
export const sheetPart = (index: number): string => `xl/worksheets/sheet${index + 1}.xml`;
export const tablePart = (id: number): string => `xl/tables/table${id}.xml`;

/** All parts but those of the rows and of tables, in the order in which they are written. */
export function buildParts(book: Book): Part[] {
  const { sheets, cover, stylesheet } = book;
  const part = (name: string, text: string): Part => ({ name, bytes: Buffer.from(text) });
  return [
    part('[Content_Types].xml', contentTypes(sheets, cover ? 1 : 0)),
    part('_rels/.rels', packageRelationships()),
    part('docProps/app.xml', APPLICATION),
    part('docProps/core.xml', coreProperties(book)),
    part('xl/workbook.xml', workbook(sheets, cover)),
    part('xl/_rels/workbook.xml.rels', workbookRelationships(sheets.length + (cover ? 1 : 0))),
    part('xl/styles.xml', stylesheet),
    ...(cover ? [part(sheetPart(0), cover.part)] : []),
  ];
}

/** The relationships of a sheet that is a table. */
export function tableRelationships(id: number): string {
  return `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/table" Target="../tables/table${id}.xml"/></Relationships>`;
}

function contentTypes(sheets: readonly WrittenSheet[], covers: number): string {
  const override = (name: string, type: string) => `<Override PartName="/${name}" ContentType="${type}"/>`;
  return (
    `${XML_DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    override('xl/workbook.xml', `${SHEET_TYPE}.sheet.main+xml`) +
    Array.from({ length: sheets.length + covers }, (_, i) =>
      override(sheetPart(i), `${SHEET_TYPE}.worksheet+xml`),
    ).join('') +
    sheets.map(({ table }) => (table === null ? '' : override(tablePart(table), `${SHEET_TYPE}.table+xml`))).join('') +
    override('xl/styles.xml', `${SHEET_TYPE}.styles+xml`) +
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    override('docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties+xml') +
    '</Types>'
  );
}

function packageRelationships(): string {
  return (
    `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/>` +
    `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
    `<Relationship Id="rId3" Type="${RELATIONSHIPS}/extended-properties" Target="docProps/app.xml"/></Relationships>`
  );
}

const APPLICATION = `${XML_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Sheetport</Application></Properties>`;

function coreProperties({ title, now }: Book): string {
  const at = `${now.toISOString().slice(0, 19)}Z`;
  return (
    `${XML_DECLARATION}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    (title === undefined
      ? ''
      : `<dc:title>${escapeXml(title.replace(/[\u0000-\u001f\u007f\ufffe\uffff]/g, ' '))}</dc:title>`) +
    '<dc:creator>Sheetport</dc:creator><cp:lastModifiedBy>Sheetport</cp:lastModifiedBy>' +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified></cp:coreProperties>`
  );
}

function workbook(sheets: readonly WrittenSheet[], cover: Book['cover']): string {
  const first = cover ? 1 : 0;
  const entries = sheets.map(
    ({ name }, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1 + first}" r:id="rId${i + 1 + first}"/>`,
  );
  if (cover) entries.unshift(`<sheet name="${escapeXml(cover.name)}" sheetId="1" r:id="rId1"/>`);
  const names = sheets.flatMap((sheet, i) => definedNames(sheet, i + first));
  return (
    `${XML_DECLARATION}<workbook xmlns="${MAIN_NAMESPACE}" xmlns:r="${RELATIONSHIPS}"><workbookPr defaultThemeVersion="124226"/>` +
    `<bookViews><workbookView activeTab="0"/></bookViews><sheets>${entries.join('')}</sheets>` +
    `${names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : ''}<calcPr calcId="171027"/></workbook>`
  );
}

/** The names by which Excel finds a sheet's filter, and the rows that it prints on each page (§18.2.5). In alphabetical order. */
function definedNames({ name, rows, columns, options }: WrittenSheet, index: number): string[] {
  const sheet = `'${name.replaceAll("'", "''")}'`;
  const define = (what: string, attributes: string, text: string) =>
    `<definedName name="_xlnm.${what}" localSheetId="${index}"${attributes}>${escapeXml(`${sheet}!${text}`)}</definedName>`;
  const { range = 'filter', print } = options;
  return [
    ...(range === 'filter' && columns > 0
      ? [define('_FilterDatabase', ' hidden="1"', `$A$1:$${columnLetters(columns - 1)}$${rows + 1}`)]
      : []),
    ...(print?.repeatHeader ? [define('Print_Titles', '', '$1:$1')] : []),
  ];
}

function workbookRelationships(sheets: number): string {
  const entry = (number: number, type: string, target: string) =>
    `<Relationship Id="rId${number}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`;
  const list = Array.from({ length: sheets }, (_, i) => entry(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`));
  list.push(entry(sheets + 1, 'styles', 'styles.xml'));
  return `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}
