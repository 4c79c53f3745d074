/** What stands before and behind the rows of a worksheet part (ECMA-376 part 1 §18.3.1.99). */
import { columnLetters } from '@sheetport/contract/headings';
import type { SheetOptions } from '../model.ts';
import { escapeXml, MAIN_NAMESPACE, RELATIONSHIPS, XML_DECLARATION } from './xml-attribute.ts';

/** @param widths in characters of the standard font */
export function frameBefore(options: SheetOptions, widths: readonly number[], selected: boolean): string {
  const { rightToLeft, print } = options;
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  return (
    `${XML_DECLARATION}<worksheet xmlns="${MAIN_NAMESPACE}" xmlns:r="${RELATIONSHIPS}">` +
    (print?.fitToWidth ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : '') +
    `<sheetViews><sheetView ${rightToLeft ? 'rightToLeft="1" ' : ''}${selected ? 'tabSelected="1" ' : ''}workbookViewId="0">` +
    `${pane(options, widths.length)}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
    `${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`
  );
}

function pane({ freezeHeader = true, frozenColumns = 0 }: SheetOptions, columns: number): string {
  // Without a column that scrolls there would be nothing to scroll.
  const across = Math.min(frozenColumns, Math.max(0, columns - 1));
  if (!freezeHeader && across === 0) return '<selection activeCell="A1" sqref="A1"/>';
  const down = freezeHeader ? 1 : 0;
  const first = `${columnLetters(across)}${down + 1}`;
  const active = freezeHeader ? (across > 0 ? 'bottomRight' : 'bottomLeft') : 'topRight';
  const splits = `${across > 0 ? `xSplit="${across}" ` : ''}${down > 0 ? `ySplit="${down}" ` : ''}`;
  return (
    `<pane ${splits}topLeftCell="${first}" activePane="${active}" state="frozen"/>` +
    `<selection pane="${active}" activeCell="${first}" sqref="${first}"/>`
  );
}

export interface FrameEnd {
  columns: number;
  /** Of data. */
  rows: number;
  /** Conditional formats, as XML. */
  highlights: string;
  /** The relationship of the sheet's table. */
  tableId: string | null;
}

export function frameAfter(options: SheetOptions, { columns, rows, highlights, tableId }: FrameEnd): string {
  const { range = 'filter', print } = options;
  const filter =
    range === 'filter' && columns > 0 ? `<autoFilter ref="A1:${columnLetters(columns - 1)}${rows + 1}"/>` : '';
  return (
    `</sheetData>${filter}${highlights}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>` +
    `${print ? printSetup(print) : ''}${tableId === null ? '' : `<tableParts count="1"><tablePart r:id="${tableId}"/></tableParts>`}</worksheet>`
  );
}

function printSetup({ landscape, fitToWidth, pageNumbers, paper = 'a4' }: NonNullable<SheetOptions['print']>): string {
  const fit = fitToWidth ? ' fitToWidth="1" fitToHeight="0"' : '';
  const setup = `<pageSetup paperSize="${paper === 'letter' ? 1 : 9}" orientation="${landscape ? 'landscape' : 'portrait'}"${fit}/>`;
  if (pageNumbers === undefined) return setup;
  const text = pageNumbers.replaceAll('&', '&&').replace('{pages}', '&N').replace('{page}', '&P');
  return `${setup}<headerFooter><oddFooter>${escapeXml(`&L&A&R${text}`)}</oddFooter></headerFooter>`;
}
