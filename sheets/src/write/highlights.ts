/** Conditional formats (ECMA-376 part 1 §18.3.1.18). */
import { columnLetters } from '@sheetport/contract/headings';
import type { Highlight, HighlightTest } from '../model.ts';
import type { Stylesheet } from './stylesheet.ts';
import { escapeXml } from './xml-attribute.ts';

/** @param rows of data; they begin in the second row of the sheet */
export function writeHighlights(highlights: readonly Highlight[], rows: number, stylesheet: Stylesheet): string {
  return highlights
    .map((highlight, i) => {
      const letters = columnLetters(highlight.column);
      const range = `${letters}2:${letters}${Math.max(1, rows) + 1}`;
      const rule = writeRule(highlight, i + 1, `${letters}2`, stylesheet);
      return `<conditionalFormatting sqref="${range}">${rule}</conditionalFormatting>`;
    })
    .join('');
}

function writeRule(highlight: Highlight, priority: number, first: string, stylesheet: Stylesheet): string {
  if (highlight.kind === 'scale') {
    const values =
      highlight.colours.length === 2
        ? ['<cfvo type="min"/>', '<cfvo type="max"/>']
        : ['<cfvo type="min"/>', '<cfvo type="percentile" val="50"/>', '<cfvo type="max"/>'];
    const colours = highlight.colours.map((colour) => `<color rgb="FF${colour}"/>`);
    return `<cfRule type="colorScale" priority="${priority}"><colorScale>${values.join('')}${colours.join('')}</colorScale></cfRule>`;
  }
  if (highlight.kind === 'bar') {
    return `<cfRule type="dataBar" priority="${priority}"><dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF${highlight.colour}"/></dataBar></cfRule>`;
  }
  const difference = stylesheet.addDifference(highlight.fill, highlight.ink);
  const common = `dxfId="${difference}" priority="${priority}"`;
  return testRule(highlight.test, common, first);
}

const OPERATORS = {
  lt: 'lessThan',
  le: 'lessThanOrEqual',
  gt: 'greaterThan',
  ge: 'greaterThanOrEqual',
  eq: 'equal',
  ne: 'notEqual',
} as const;

function testRule(test: HighlightTest, common: string, first: string): string {
  const formula = (text: string) => `<formula>${escapeXml(text)}</formula>`;
  switch (test.op) {
    case 'between':
      return `<cfRule type="cellIs" ${common} operator="between">${formula(String(test.from))}${formula(String(test.to))}</cfRule>`;
    case 'contains':
      return `<cfRule type="containsText" ${common} operator="containsText" text="${escapeXml(test.value)}">${formula(`NOT(ISERROR(SEARCH(${quote(escapeWildcards(test.value))},${first})))`)}</cfRule>`;
    case 'starts':
      return `<cfRule type="beginsWith" ${common} operator="beginsWith" text="${escapeXml(test.value)}">${formula(`LEFT(${first},LEN(${quote(test.value)}))=${quote(test.value)}`)}</cfRule>`;
    case 'empty':
      return `<cfRule type="containsBlanks" ${common}>${formula(`LEN(TRIM(${first}))=0`)}</cfRule>`;
    case 'duplicate':
      return `<cfRule type="duplicateValues" ${common}/>`;
    default: {
      // An empty cell counts as 0 to Excel, which is no value of a column.
      const value = typeof test.value === 'string' ? quote(test.value) : String(test.value).toUpperCase();
      if (test.op === 'eq' || test.op === 'ne' || typeof test.value !== 'number') {
        return `<cfRule type="cellIs" ${common} operator="${OPERATORS[test.op]}">${formula(value)}</cfRule>`;
      }
      return `<cfRule type="expression" ${common}>${formula(`AND(ISNUMBER(${first}),${first}${SIGNS[test.op]}${value})`)}</cfRule>`;
    }
  }
}

const SIGNS = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/** A text in a formula. */
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** SEARCH takes these for any characters. */
const escapeWildcards = (text: string): string => text.replace(/[~*?]/g, '~$&');
