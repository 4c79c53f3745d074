/** The parts of a template beside the sheets with blocks: those that change as rows come. */
import {
  dropCalculationChain,
  dropSeriesValues,
  moveBoxes,
  moveChart,
  moveComments,
  moveDrawing,
  movePivot,
  movePivotCache,
  moveTable,
  moveWorkbook,
} from './fill-parts.ts';
import { fillHeadings, fillShapes } from './fill-words.ts';
import { moveLinkedCells } from './linked-cells.ts';
import { type Block, type Filling, fillOther, fromBelow } from './place-blocks.ts';
import { findReferences } from './row-shift.ts';
import { findSpilled } from './spilled-values.ts';
import { dropStaleValues } from './stale-values.ts';
import { columnIndex, splitSheet, type TemplateBook, type TemplateSheet, WORKBOOK } from './template-book.ts';

export const STYLES = 'xl/styles.xml';
export const CALCULATION_CHAIN = 'xl/calcchain.xml';

/** Parts with boxes and controls that may name a cell, by their relationships. */
const LINKED = new Set(['drawing', 'vmlDrawing', 'ctrlProp']);

/**
 * The parts that change, by their keys. What comes out as it was is left out, and copied.
 * @param targets the sheets with blocks
 */
export async function rewriteParts(
  book: TemplateBook,
  targets: readonly TemplateSheet[],
  blocks: readonly Block[],
  filling: Filling,
  styles: string,
): Promise<Map<string, string>> {
  const changed = new Map<string, string>();
  const change = async (part: string, move: (xml: string) => string) => {
    const before = changed.get(part) ?? (await book.text(part));
    const moved = before === '' ? '' : move(before);
    if (moved !== before) changed.set(part, moved);
  };
  await change(STYLES, () => styles);
  if (book.zip.entries.has(CALCULATION_CHAIN)) {
    await change('[content_types].xml', dropCalculationChain);
    await change('xl/_rels/workbook.xml.rels', dropCalculationChain);
  }
  const others = book.sheets.filter((sheet) => !targets.includes(sheet));
  for (const { part, name } of others) await change(part, (xml) => fillOther(xml, name, blocks, filling));
  const texts = new Map<string, string>();
  for (const { part, name } of others) texts.set(name, changed.get(part) ?? (await book.text(part)));
  const stale = dropStaleValues(
    texts,
    targets.map(({ name }) => name),
    targets.flatMap(({ tables }) => tables.map(({ name }) => name)),
    await book.text(WORKBOOK),
  );
  for (const { part, name } of others) await change(part, (xml) => stale.sheets.get(name) ?? xml);
  for (const { tables } of book.sheets)
    for (const { part } of tables) await change(part, (xml) => fillHeadings(xml, filling.singles));
  const isStale = await staleSeries(book, blocks, stale.isStale);
  for (const key of book.zip.entries.keys())
    if (/^xl\/(?:charts\/chart(?:ex)?|drawings\/drawing)\d*\.xml$/.test(key))
      await change(key, (xml) => dropSeriesValues(fillShapes(xml, filling.singles), isStale));
  for (const { shift, rows } of fromBelow(blocks)) {
    const target = targets.find(({ name }) => name === rows.sheet)!;
    await change(WORKBOOK, (xml) => moveWorkbook(xml, shift, target.name));
    const tables = target.tables.map(({ name }) => name);
    for (const { type, target: part } of target.relations) {
      if (part === null) continue;
      if (type === 'table') await change(part, (xml) => moveTable(xml, shift, target.name));
      else if (type === 'drawing') await change(part, (xml) => moveDrawing(xml, shift));
      else if (type === 'comments' || type === 'threadedComment') await change(part, (xml) => moveComments(xml, shift));
      else if (type === 'vmlDrawing') await change(part, (xml) => moveBoxes(xml, shift));
      else if (type === 'pivotTable') await change(part, (xml) => movePivot(xml, shift));
    }
    for (const { name, relations } of book.sheets)
      for (const { type, target: part } of relations)
        if (part !== null && LINKED.has(type))
          await change(part, (xml) => moveLinkedCells(xml, shift, { ownSheet: name, sheet: target.name }));
    for (const key of book.zip.entries.keys()) {
      if (/^xl\/charts\/chart(?:ex)?\d*\.xml$/.test(key))
        await change(key, (xml) => moveChart(xml, shift, target.name));
      else if (/^xl\/pivotcache\/pivotcachedefinition\d*\.xml$/.test(key))
        await change(key, (xml) => movePivotCache(xml, shift, target.name, tables));
    }
  }
  return changed;
}

/** Whether a series may show other values now. Cells beside the rows that are no formulas, such as headings, stay what they are. */
async function staleSeries(
  book: TemplateBook,
  blocks: readonly Block[],
  isStale: (formula: string) => boolean,
): Promise<(formula: string) => boolean> {
  const sheets = await Promise.all(
    book.sheets.map(async ({ name, part }) => {
      const { rows } = splitSheet(await book.text(part));
      const formulas = rows.flatMap(({ cells }) => cells.filter(({ inner }) => /<f\b/.test(inner)));
      const filled = blocks.filter(({ rows: { sheet } }) => sheet === name).map(({ rows: own }) => own);
      return { name, calculated: [...formulas, ...formulas.flatMap((cell) => findSpilled(rows, cell))], filled };
    }),
  );
  const isPlain = (formula: string) =>
    sheets.some(({ name, calculated, filled }) => {
      const [one] = findReferences(formula, { ownSheet: null, sheet: name });
      if (one === undefined || one.text !== formula) return false;
      const { from, to } = one;
      const [left, right] = [one.left, one.right].map((letters) => columnIndex(letters.replace('$', '')));
      return (
        filled.every(({ first, last }) => to < first || from > last) &&
        !calculated.some(({ row, column }) => row >= from && row <= to && column >= left! && column <= right!)
      );
    });
  return (formula) => isStale(formula) && !isPlain(formula);
}
