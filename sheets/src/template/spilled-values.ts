/** Values that the formula of another cell gave: those of an array formula of several cells, and those that a dynamic array spilled. */
import { columnLetters } from '@sheetport/contract/headings';
import { columnIndex, type TemplateCell, type TemplateRow } from './template-book.ts';

const SPILL = /<f\b[^>]*\bt="array"[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/;
const SPILL_TURNED = /<f\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"[^>]*\bt="array"/;

/** The cells that hold values of the formula in this one, which is none of them. */
export function findSpilled(rows: readonly TemplateRow[], { inner }: TemplateCell): TemplateCell[] {
  const found = inner.includes('"array"') ? (SPILL.exec(inner) ?? SPILL_TURNED.exec(inner)) : null;
  if (!found) return [];
  const [, left = '', top = '', right = '', bottom = ''] = found;
  const columns = [columnIndex(left), columnIndex(right)] as const;
  return rows
    .filter(({ row }) => row >= Number(top) && row <= Number(bottom))
    .flatMap(({ cells }) =>
      cells.filter(
        (cell) =>
          cell.column >= columns[0] && cell.column <= columns[1] && cell.inner !== '' && !/<f\b/.test(cell.inner),
      ),
    );
}

/** The same rows without such values: Excel writes them anew. */
export function dropSpilled(rows: readonly TemplateRow[]): readonly TemplateRow[] {
  const spilled = new Set(rows.flatMap(({ cells }) => cells.flatMap((cell) => findSpilled(rows, cell))));
  if (spilled.size === 0) return rows;
  return rows.map((row) => {
    if (!row.cells.some((cell) => spilled.has(cell))) return row;
    const cells = row.cells.map((cell) => (spilled.has(cell) ? emptied(cell) : cell));
    return { ...row, cells, xml: `<row r="${row.row}"${row.attributes}>${cells.map(({ xml }) => xml).join('')}</row>` };
  });
}

function emptied(cell: TemplateCell): TemplateCell {
  const attributes = withoutType(cell.attributes);
  return { ...cell, attributes, inner: '', xml: `<c r="${columnLetters(cell.column)}${cell.row}"${attributes}/>` };
}

/** The attributes of a cell that has no value, or a number: `vm` tells of a value that is more than what is written. */
export function withoutType(attributes: string): string {
  return attributes.replace(/\s(?:t|vm)="[^"]*"/g, '');
}
