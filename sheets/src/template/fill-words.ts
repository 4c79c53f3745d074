/** Single values outside of cells: in headers and footers of pages, in text boxes, in titles of charts. */
import { escapeXml } from '../write/xml-attribute.ts';
import { fillMarks, type SingleValues } from './fill-single.ts';
import { unescapeText } from './template-book.ts';

/** @param after what stands behind the rows of a sheet: ECMA-376 part 1 §18.3.1.46 (headerFooter), where `&` begins a code */
export function fillHeaders(after: string, singles: SingleValues | null): string {
  if (singles === null) return after;
  return after.replace(
    /(<(?:odd|even|first)(?:Header|Footer)>)([^<]*)</g,
    (_, tag, text) => `${tag}${fillText(text, singles, (value) => value.replaceAll('&', '&&'))}<`,
  );
}

/** @param xml a drawing or a chart, with what it remembers of cells. A text that is written in several formats is filled where the whole name has one of them */
export function fillShapes(xml: string, singles: SingleValues): string {
  return xml.replace(/(<(?:a:t|(?:\w+:)?v)>)([^<]*)</g, (_, tag, text) => `${tag}${fillText(text, singles)}<`);
}

/** @param xml a table, whose headings Excel wants to be the texts of their cells */
export function fillHeadings(xml: string, singles: SingleValues): string {
  return xml.replace(
    /(<tableColumn\b[^>]*?\sname=")([^"]*)"/g,
    (_, start, name) => `${start}${fillText(name, singles)}"`,
  );
}

function fillText(xml: string, singles: SingleValues, write = (value: string) => value): string {
  if (!xml.includes('{{')) return xml;
  return escapeXml(fillMarks(unescapeText(xml), singles, write));
}
