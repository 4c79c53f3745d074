/** Cells with values that a whole workbook has once. */
import { columnLetters } from '@sheetport/contract/headings';
import { escapeXml } from '../write/xml-attribute.ts';
import type { RowShift } from './row-shift.ts';
import type { TemplateCell } from './template-book.ts';
import { splitMarks } from './template-marks.ts';

/** A value that a whole workbook has once, by its name in lower case. */
export type SingleValues = Readonly<Record<string, string | number>>;

export interface FillContext {
  /** Name of the sheet. */
  sheet: string;
  strings: readonly string[];
  /** Null where cells with names stay as they are: they are filled later. */
  singles: SingleValues | null;
  /** Null in sheets that have no rows to fill; their formulas may still name the sheet that has. */
  shift: RowShift | null;
  /** The sheet whose rows are filled. */
  target: string;
}

/**
 * A cell with single values: a number where the cell holds nothing else, otherwise a text. The workbook's shared texts stay as they are.
 * @param row its number, or what stands for it
 */
export function fillSingle(cell: TemplateCell, row: number | string, text: string, singles: SingleValues): string {
  const pieces = splitMarks(text);
  const start = `<c r="${columnLetters(cell.column)}${row}"${cell.attributes.replace(/\st="[^"]*"/, '')}`;
  const only =
    pieces.length === 3 && pieces[0] === '' && pieces[2] === '' ? readSingle(singles, pieces[1]!) : undefined;
  if (typeof only === 'number') return `${start}><v>${only}</v></c>`;
  const filled = fillMarks(text, singles);
  if (filled === '') return `${start}/>`;
  return `${start} t="inlineStr"><is><t xml:space="preserve">${escapeXml(filled)}</t></is></c>`;
}

/** A text with its single values; other names stay. `write` says how a value is written there. */
export function fillMarks(text: string, singles: SingleValues, write = (value: string) => value): string {
  const pieces = splitMarks(text).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const value = readSingle(singles, piece);
    return value === undefined ? `{{${piece}}}` : write(String(value));
  });
  return pieces.join('');
}

function readSingle(singles: SingleValues, name: string): string | number | undefined {
  return singles[name.trim().toLowerCase()];
}
