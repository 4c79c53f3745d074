/** Parts beside the filled sheet that say which rows it has: tables, names, charts, pivots, drawings, comments. All others stay. */
import { escapeXml } from '../write/xml-attribute.ts';
import { type RowShift, shiftAreas, shiftCells, shiftFormula, shiftRow } from './row-shift.ts';
import { unescapeText } from './template-book.ts';

export function moveTable(xml: string, shift: RowShift, sheet: string): string {
  return xml
    .replace(/\bref="([^"]*)"/g, (_, areas) => `ref="${shiftAreas(shift, areas)}"`)
    .replace(
      /<(calculatedColumnFormula|totalsRowFormula)>([^<]*)</g,
      (_, tag, formula) =>
        `<${tag}>${escapeXml(shiftFormula(shift, unescapeText(formula), { ownSheet: sheet, sheet, mode: tag === 'totalsRowFormula' ? 'cell' : 'row' }))}<`,
    );
}

/** Names follow the rows, and Excel calculates all formulas as it opens the workbook. */
export function moveWorkbook(xml: string, shift: RowShift, sheet: string): string {
  const named = xml.replace(
    /(<definedName\b[^>]*>)([^<]*)</g,
    (_, tag, formula) =>
      `${tag}${escapeXml(shiftFormula(shift, unescapeText(formula), { ownSheet: null, sheet, mode: 'series' }))}<`,
  );
  if (/<calcPr\b/.test(named))
    return named.replace(
      /<calcPr\b([^>]*?)\s*\/>/,
      (_, attributes: string) => `<calcPr${attributes.replace(/\sfullCalcOnLoad="[^"]*"/, '')} fullCalcOnLoad="1"/>`,
    );
  return named.replace(BEHIND_CALCULATION, (next) => `<calcPr fullCalcOnLoad="1"/>${next}`);
}

/** What may follow `calcPr` (ECMA-376 part 1 §18.2.27). */
const BEHIND_CALCULATION =
  /<(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr|webPublishObjects|extLst)\b|<\/workbook>/;

/** The order of calculation names cells that have moved; without it Excel makes it anew. */
export function dropCalculationChain(xml: string): string {
  return xml.replace(/<(?:Relationship|Override)\b[^>]*calcChain[^>]*?(?:\/>|><\/(?:Relationship|Override)>)/g, '');
}

/** A formula of a chart, and what the chart remembers of its cells. */
const SERIES =
  /<((?:\w+:)?f)\b([^>]*)>([^<]*)<\/\1>(?:\s*<((?:\w+:)?(?:numCache|strCache|multiLvlStrCache|dlblRangeCache))>[\s\S]*?<\/\4>|(?:\s*<cx:lvl\b[\s\S]*?<\/cx:lvl>)+)?/g;

/** Leaves out what a chart remembers of cells whose values may be others now. */
export function dropSeriesValues(xml: string, isStale: (formula: string) => boolean): string {
  return xml.replace(SERIES, (whole, tag, attributes, formula) =>
    isStale(unescapeText(formula)) ? `<${tag}${attributes}>${formula}</${tag}>` : whole,
  );
}

/** Series follow the rows. What a chart remembers of cells that were replaced is left out: Excel reads them again. */
export function moveChart(xml: string, shift: RowShift, sheet: string): string {
  return xml.replace(SERIES, (whole, tag, attributes, formula) => {
    const before = unescapeText(formula);
    const moved = shiftFormula(shift, before, { ownSheet: null, sheet, mode: 'series' });
    return moved === before ? whole : `<${tag}${attributes}>${escapeXml(moved)}</${tag}>`;
  });
}

/** A pivot's source follows the rows, and the pivot is made anew as the workbook is opened. */
export function movePivotCache(xml: string, shift: RowShift, sheet: string, tables: readonly string[]): string {
  const source = /<worksheetSource\b[^>]*>/.exec(xml)?.[0];
  if (source === undefined) return xml;
  const isOf = unescapeText(/\bsheet="([^"]*)"/.exec(source)?.[1] ?? '').toLowerCase() === sheet.toLowerCase();
  const name = unescapeText(/\bname="([^"]*)"/.exec(source)?.[1] ?? '');
  // A name of the workbook may lead to the rows as well.
  if (!isOf && name === '' && !tables.includes(name)) return xml;
  const moved = isOf ? source.replace(/\bref="([^"]*)"/, (_, area) => `ref="${shiftAreas(shift, area)}"`) : source;
  return xml
    .replace(source, () => moved)
    .replace(
      /<pivotCacheDefinition\b([^>]*)>/,
      (_, attributes: string) =>
        `<pivotCacheDefinition${attributes.replace(/\srefreshOnLoad="[^"]*"/, '')} refreshOnLoad="1">`,
    );
}

/** Pictures and charts that begin below the rows move with what is beside them. */
export function moveDrawing(xml: string, shift: RowShift): string {
  return xml.replace(/<(xdr:)?(twoCellAnchor|oneCellAnchor)\b[\s\S]*?<\/\1?\2>/g, (anchor) =>
    moveAnchor(anchor, shift),
  );
}

/** Where a picture, a chart or a button stands. Rows of anchors count from 0. */
export function moveAnchor(anchor: string, shift: RowShift): string {
  const from = /<(?:xdr:)?from>[\s\S]*?<(?:xdr:)?row>(\d+)</.exec(anchor)?.[1];
  if (from === undefined || Number(from) + 1 <= shift.last) return anchor;
  return anchor.replace(
    /(<(?:xdr:)?(?:from|to)>[\s\S]*?<(?:xdr:)?row>)(\d+)</g,
    (_, head, row) => `${head}${Number(row) + shift.by}<`,
  );
}

/** A pivot that is shown below the rows. */
export function movePivot(xml: string, shift: RowShift): string {
  return xml.replace(/(<location\b[^>]*?\bref=")([^"]*)"/, (_, head, area) => `${head}${shiftAreas(shift, area)}"`);
}

/** A comment belongs to one cell: in rows that are repeated it stays with the first record. */
export function moveComments(xml: string, shift: RowShift): string {
  const moved = xml.replace(/\bref="([^"]*)"/g, (_, cell) => `ref="${shiftCells(shift, cell)}"`);
  // Where rows of a block fall together, the first one stays: Excel takes two comments of a cell for damage.
  const seen = new Set<string>();
  return moved.replace(/<comment\b[^>]*?\bref="([^"]*)"[^>]*?(?:\/>|>[\s\S]*?<\/comment>)/g, (comment, cell) => {
    if (seen.has(cell)) return '';
    seen.add(cell);
    return comment;
  });
}

/**
 * Boxes of comments, and buttons, in the older drawing language: the row of their cell, and the rows between which they stand (the third
 * and the seventh number of an anchor), count from 0.
 */
export function moveBoxes(xml: string, shift: RowShift): string {
  return xml
    .replace(/<x:Row>(\d+)<\/x:Row>/g, (_, row) => `<x:Row>${shiftRow(shift, Number(row) + 1) - 1}</x:Row>`)
    .replace(/<x:Anchor>([^<]*)<\/x:Anchor>/g, (whole, list: string) => {
      const numbers = list.split(',').map(Number);
      if (numbers.length !== 8 || numbers[2]! + 1 <= shift.last) return whole;
      return `<x:Anchor>${numbers.map((number, i) => (i === 2 || i === 6 ? number + shift.by : number)).join(', ')}</x:Anchor>`;
    });
}
