/** Excel tables (ECMA-376 part 1 §18.5): a part of their own beside the sheet, whose columns are named as the header cells are. */
import { columnLetters } from '@sheetport/contract/headings';
import type { ExportColumn } from '../model.ts';
import { type TotalsRow, totalFormula } from './column-totals.ts';
import { escapeXml, MAIN_NAMESPACE, XML_DECLARATION } from './xml-attribute.ts';

/** A name of a table's column holds so much. */
const MAX_HEADER = 255;

/** Headers as a table needs them: none empty, none too long, no two alike without regard to case. */
export function tableHeaders(columns: readonly ExportColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ header }, i) => {
    const base = header.trim() === '' ? `Column${i + 1}` : header.slice(0, MAX_HEADER);
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number++) {
      const suffix = ` (${number})`;
      name = base.slice(0, MAX_HEADER - suffix.length) + suffix;
    }
    taken.add(name.toLowerCase());
    return name;
  });
}

/** A name for a table as near to the sheet's as can be: letters, digits and underscores, none that looks like a cell (§18.5.1.2). */
export function nameTable(sheet: string, taken: Set<string>): string {
  const words = sheet.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '');
  const looksLikeCell = /^([a-z]{1,3}\d+|r\d*c?\d*|c\d*)$/i.test(words);
  const base = words === '' ? 'Rows' : /^\p{L}/u.test(words) && !looksLikeCell ? words : `_${words}`;
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base}_${number}`;
  taken.add(name.toLowerCase());
  return name;
}

/** How a formula refers to a column of a table; null where its name has characters that a formula cannot hold. */
export function structuredReference(table: string, header: string): string | null {
  if (/[\u0000-\u001f]/.test(header)) return null;
  return `${table}[${header.replace(/['#[\]@]/g, (character) => `'${character}`)}]`;
}

export interface TableOfSheet {
  /** From 1; no two alike in a workbook. */
  id: number;
  name: string;
  headers: readonly string[];
  /** Of data. */
  rows: number;
  totals: TotalsRow | null;
  label: string;
}

export function writeTablePart({ id, name, headers, rows, totals, label }: TableOfSheet): string {
  const last = columnLetters(headers.length - 1);
  // A table has a row of data at least, be it empty.
  const end = 1 + Math.max(1, rows);
  const columns = headers.map((header, i) => {
    const total = totals?.totals[i] ?? null;
    const start = `<tableColumn id="${i + 1}" name="${escapeXml(header)}"`;
    if (totals?.labelAt === i) return `${start} totalsRowLabel="${escapeXml(label)}"/>`;
    if (total === null) return `${start}/>`;
    if (structuredReference(name, header) !== null) return `${start} totalsRowFunction="${total}"/>`;
    const letters = columnLetters(i);
    const formula = totalFormula(total, `${letters}2:${letters}${end}`);
    return `${start} totalsRowFunction="custom"><totalsRowFormula>${formula}</totalsRowFormula></tableColumn>`;
  });
  return (
    `${XML_DECLARATION}<table xmlns="${MAIN_NAMESPACE}" id="${id}" name="${escapeXml(name)}" displayName="${escapeXml(name)}" ` +
    `ref="A1:${last}${end + (totals ? 1 : 0)}" ${totals ? 'totalsRowCount="1"' : 'totalsRowShown="0"'}>` +
    `<autoFilter ref="A1:${last}${end}"/><tableColumns count="${headers.length}">${columns.join('')}</tableColumns>` +
    '<tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>'
  );
}
