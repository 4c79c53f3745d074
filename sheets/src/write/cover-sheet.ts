/** The sheet in front that says what a workbook is: when it was written, by whom, which filter it has, how many rows. */
import type { Cover } from '../model.ts';
import type { Stylesheet } from './stylesheet.ts';
import { escapeXml, MAIN_NAMESPACE, XML_DECLARATION } from './xml-attribute.ts';

export interface CoverStyles {
  title: number;
  label: number;
  text: number;
  number: number;
}

export function addCoverStyles(stylesheet: Stylesheet): CoverStyles {
  return {
    title: stylesheet.add({ format: '@', bold: true, size: 16, ink: '1F2937' }),
    label: stylesheet.add({ format: '@', ink: '6B7280', align: 'wrap' }),
    text: stylesheet.add({ format: '@', align: 'wrap' }),
    number: stylesheet.add({ format: '#,##0', align: 'left' }),
  };
}

/** A cell holds so much. */
const MAX_TEXT = 32_767;

/** @param sheets those behind the cover, with their rows of data */
export function writeCover(
  cover: Cover,
  sheets: readonly { name: string; rows: number }[],
  styles: CoverStyles,
): string {
  const all = sheets.reduce((sum, { rows }) => sum + rows, 0);
  const lines: [string, string | number][] = cover.lines.map(([label, value]) => [
    label,
    value === '{rows}' ? all : value,
  ]);
  const rows = [
    row(1, [cell('A1', cover.title, styles.title)], 26),
    ...lines.map(([label, value], i) =>
      row(i + 3, [cell(`A${i + 3}`, label, styles.label), valueCell(`B${i + 3}`, value)]),
    ),
  ];
  if (cover.sheets && sheets.length > 1) {
    const from = lines.length + 4;
    rows.push(
      row(from, [cell(`A${from}`, cover.sheets.name, styles.label), cell(`B${from}`, cover.sheets.rows, styles.label)]),
      ...sheets.map(({ name, rows: count }, i) => {
        const at = from + 1 + i;
        return row(at, [cell(`A${at}`, name, styles.text), valueCell(`B${at}`, count)]);
      }),
    );
  }
  return (
    `${XML_DECLARATION}<worksheet xmlns="${MAIN_NAMESPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>` +
    `<sheetView showGridLines="0" ${cover.rightToLeft ? 'rightToLeft="1" ' : ''}tabSelected="1" workbookViewId="0"/></sheetViews>` +
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="62" customWidth="1"/></cols>' +
    `<sheetData>${rows.join('')}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/></worksheet>`
  );

  function valueCell(at: string, value: string | number): string {
    return typeof value === 'number'
      ? `<c r="${at}" s="${styles.number}"><v>${value}</v></c>`
      : cell(at, value, styles.text);
  }
}

function row(number: number, cells: readonly string[], height?: number): string {
  const size = height === undefined ? '' : ` ht="${height}" customHeight="1"`;
  return `<row r="${number}"${size}>${cells.join('')}</row>`;
}

function cell(at: string, text: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text.slice(0, MAX_TEXT))}</t></is></c>`;
}
