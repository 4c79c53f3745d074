/** The parts of an OpenDocument spreadsheet around its rows (ODF 1.3 parts 2 and 3). */
import type { ExportColumn } from '../../model.ts';
import type { NumberStyles } from './number-styles.ts';

const NAMESPACE = 'urn:oasis:names:tc:opendocument:xmlns';
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const MEDIA_TYPE = 'application/vnd.oasis.opendocument.spreadsheet';

export const MIMETYPE = { name: 'mimetype', bytes: Buffer.from(MEDIA_TYPE), stored: true };

/** Widest column in characters; each width has a style of its own, as they stand in front of all tables. */
const MAX_WIDTH = 80;
/** A character of the standard font (Liberation Sans 10) in centimetres. */
const CHARACTER_CM = 0.2;

export function manifest(): string {
  const entry = (path: string, type: string) =>
    `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`;
  return (
    `${XML}<manifest:manifest xmlns:manifest="${NAMESPACE}:manifest:1.0" manifest:version="1.3">` +
    entry('/', MEDIA_TYPE) +
    ['content.xml', 'styles.xml', 'settings.xml', 'meta.xml'].map((part) => entry(part, 'text/xml')).join('') +
    '</manifest:manifest>'
  );
}

/** Printed pages lie on their side, as wide as the table. */
export function styles(): string {
  const spaces = ['office', 'style'].map((name) => `xmlns:${name}="${NAMESPACE}:${name}:1.0"`).join(' ');
  return (
    `${XML}<office:document-styles ${spaces} xmlns:fo="${NAMESPACE}:xsl-fo-compatible:1.0" office:version="1.3">` +
    '<office:styles><style:style style:name="Default" style:family="table-cell"><style:text-properties style:font-name="Liberation Sans" fo:font-size="10pt"/></style:style></office:styles>' +
    '<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout></office:automatic-styles>' +
    '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles></office:document-styles>'
  );
}

/** What stands in `content.xml` before the first table. @param own styles of columns with formats of their own */
export function contentStart(own: Pick<NumberStyles, 'xml' | 'cellStyles'>): string {
  const spaces = ['office', 'style', 'text', 'table']
    .map((name) => `xmlns:${name}="${NAMESPACE}:${name}:1.0"`)
    .join(' ');
  const widths = Array.from(
    { length: MAX_WIDTH },
    (_, i) =>
      `<style:style style:name="w${i + 1}" style:family="table-column"><style:table-column-properties style:column-width="${((i + 1) * CHARACTER_CM + 0.3).toFixed(2)}cm"/></style:style>`,
  );
  const part = (name: string) => `<number:${name} number:style="long"/>`;
  const day = `${part('year')}<number:text>-</number:text>${part('month')}<number:text>-</number:text>${part('day')}`;
  const clock = `${part('hours')}<number:text>:</number:text>${part('minutes')}<number:text>:</number:text>${part('seconds')}`;
  const cell = (name: string, data: string, properties = '') =>
    `<style:style style:name="${name}" style:family="table-cell" style:parent-style-name="Default"${data && ` style:data-style-name="${data}"`}>${properties}</style:style>`;
  return (
    `${XML}<office:document-content ${spaces} xmlns:number="${NAMESPACE}:datastyle:1.0" xmlns:fo="${NAMESPACE}:xsl-fo-compatible:1.0" office:version="1.3">` +
    `<office:automatic-styles>${widths.join('')}` +
    '<number:text-style style:name="n-text"><number:text-content/></number:text-style>' +
    '<number:number-style style:name="n-whole"><number:number number:min-integer-digits="1" number:decimal-places="0"/></number:number-style>' +
    '<number:boolean-style style:name="n-boolean"><number:boolean/></number:boolean-style>' +
    `<number:date-style style:name="n-date">${day}</number:date-style>` +
    `<number:date-style style:name="n-datetime">${day}<number:text> </number:text>${clock}</number:date-style>` +
    `<number:time-style style:name="n-time">${clock}</number:time-style>` +
    own.xml +
    own.cellStyles.map((name) => cell(name, `n-${name}`)).join('') +
    cell('text', 'n-text') +
    cell('integer', 'n-whole') +
    cell('decimal', '') +
    cell('boolean', 'n-boolean') +
    cell('date', 'n-date') +
    cell('datetime', 'n-datetime') +
    cell('time', 'n-time') +
    cell(
      'header',
      'n-text',
      '<style:table-cell-properties fo:background-color="#e9ecef"/><style:text-properties fo:font-weight="bold"/>',
    ) +
    '</office:automatic-styles><office:body><office:spreadsheet>\n'
  );
}

/** What stands before the rows of a table. @param widths in characters */
export function tableStart(
  name: string,
  columns: readonly ExportColumn[],
  widths: readonly number[],
  own: NumberStyles,
): string {
  const described = columns.map(
    (column, i) =>
      `<table:table-column table:style-name="w${Math.min(MAX_WIDTH, Math.max(1, Math.ceil(widths[i]!)))}" table:default-cell-style-name="${own.styleOf(column)}"/>`,
  );
  return `<table:table table:name="${escapeText(name)}">${described.join('')}`;
}

/** The header's rows repeat on each printed page. */
export const HEADER_START = '<table:table-header-rows>';
export const HEADER_END = '</table:table-header-rows>\n';
export const TABLE_END = '</table:table>\n';

/** @param sheets with `columns` and rows (the header among them) as letters and numbers of the last cell, for the filter's buttons */
export function contentEnd(sheets: readonly { name: string; lastCell: string | null }[]): string {
  const ranges = sheets.flatMap(({ name, lastCell }, i) => {
    if (lastCell === null) return [];
    const quoted = `'${name.replaceAll("'", "''")}'`;
    const address = escapeText(`${quoted}.A1:${quoted}.${lastCell}`);
    return `<table:database-range table:name="__Anonymous_Sheet_DB__${i}" table:target-range-address="${address}" table:display-filter-buttons="true"/>`;
  });
  const list = ranges.length > 0 ? `<table:database-ranges>${ranges.join('')}</table:database-ranges>` : '';
  return `${list}</office:spreadsheet></office:body></office:document-content>`;
}

/** The header stays in view. */
export function settings(names: readonly string[]): string {
  const item = (name: string, type: string, value: string | number) =>
    `<config:config-item config:name="${name}" config:type="${type}">${value}</config:config-item>`;
  const tables = names.map(
    (name) =>
      `<config:config-item-map-entry config:name="${escapeText(name)}">${item('VerticalSplitMode', 'short', 2)}${item('VerticalSplitPosition', 'int', 1)}${item('ActiveSplitRange', 'short', 2)}${item('PositionBottom', 'int', 1)}</config:config-item-map-entry>`,
  );
  return (
    `${XML}<office:document-settings xmlns:office="${NAMESPACE}:office:1.0" xmlns:config="${NAMESPACE}:config:1.0" office:version="1.3"><office:settings>` +
    '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>' +
    `${item('ViewId', 'string', 'view1')}<config:config-item-map-named config:name="Tables">${tables.join('')}</config:config-item-map-named>` +
    '</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>'
  );
}

export function meta(title: string, now: Date): string {
  return (
    `${XML}<office:document-meta xmlns:office="${NAMESPACE}:office:1.0" xmlns:meta="${NAMESPACE}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">` +
    `<office:meta><meta:generator>Sheetport</meta:generator><dc:title>${escapeText(title)}</dc:title><dc:date>${now.toISOString().slice(0, 19)}</dc:date></office:meta></office:document-meta>`
  );
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text
    .replace(/[\u0000-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}
