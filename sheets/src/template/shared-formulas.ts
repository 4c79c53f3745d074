/** Formulas that cells share (ECMA-376 part 1 §18.3.1.40): one has the text, the others are as far from it as their cells are. */
import { columnLetters } from '@sheetport/contract/headings';
import { escapeXml } from '../write/xml-attribute.ts';
import { moveReferences } from './row-shift.ts';
import { attributeOf, type TemplateCell, type TemplateRow, unescapeText } from './template-book.ts';

const FORMULA = /<f\b([^>]*?)(?:\/>|>([^<]*)<\/f>)/;

interface Group {
  row: number;
  column: number;
  text: string;
}

/**
 * Gives each cell a formula of its own where rows come between those that share one.
 * @param isMoved whether a formula in such a row is another one afterwards, or stands elsewhere
 */
export function expandShared(
  rows: readonly TemplateRow[],
  isMoved: (formula: string, row: number) => boolean,
): readonly TemplateRow[] {
  const groups = new Map<string, Group>();
  const texts = new Map<TemplateCell, { text: string; si: string }>();
  for (const { cells } of rows)
    for (const cell of cells) {
      const [, attributes = '', formula = ''] = cell.inner.includes('t="shared"')
        ? (FORMULA.exec(cell.inner) ?? [])
        : [];
      const si = attributeOf(attributes, 'si');
      if (si === undefined) continue;
      if (formula !== '') groups.set(si, { row: cell.row, column: cell.column, text: unescapeText(formula) });
      const group = groups.get(si);
      if (group)
        texts.set(cell, { text: moveReferences(group.text, cell.row - group.row, cell.column - group.column), si });
    }
  const moved = new Set([...texts].flatMap(([{ row }, { text, si }]) => (isMoved(text, row) ? [si] : [])));
  if (moved.size === 0) return rows;
  return rows.map((row) => {
    const cells = row.cells.map((cell) => {
      const own = texts.get(cell);
      return own && moved.has(own.si) ? withFormula(cell, own.text) : cell;
    });
    if (cells.every((cell, i) => cell === row.cells[i])) return row;
    return { ...row, cells, xml: `<row r="${row.row}"${row.attributes}>${cells.map(({ xml }) => xml).join('')}</row>` };
  });
}

function withFormula(cell: TemplateCell, text: string): TemplateCell {
  const inner = cell.inner.replace(FORMULA, () => `<f>${escapeXml(text)}</f>`);
  const xml = `<c r="${columnLetters(cell.column)}${cell.row}"${cell.attributes}>${inner}</c>`;
  return { ...cell, inner, xml };
}
