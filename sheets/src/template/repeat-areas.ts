/** What a worksheet part says of areas behind its rows: merged cells, formats, checks, links, page breaks. They follow the rows. */
import type { TemplateRows } from '@sheetport/contract/headings';
import { escapeXml } from '../write/xml-attribute.ts';
import { dropEmpty } from './drop-empty.ts';
import { moveAnchor } from './fill-parts.ts';
import { moveLinkedCells } from './linked-cells.ts';
import { moveReferences, type RowShift, shiftAreas, shiftFormula, shiftRange, shiftRow } from './row-shift.ts';
import { attributeOf, unescapeText } from './template-book.ts';

/** What stands in the rows of a record is there for so many records; beyond, it is left out. */
const MAX_RECORDS = 50_000;
/** The same, of all that is repeated on a sheet. */
const MAX_REPEATED = 2_000_000;
/** Page breaks of a sheet, by Excel's "specifications and limits". */
const MAX_BREAKS = 1_026;

interface Repeat {
  rows: TemplateRows;
  shift: RowShift;
  records: number;
  sheet: string;
  /** How many areas may still be added. */
  room: number;
  /** How many parts of the template are not there for each record. */
  unrepeated: number;
}

interface Area {
  left: string;
  from: number;
  right: string;
  to: number;
}

/**
 * @param after what stands behind the rows
 * @param sheet its name
 * @returns what stands behind the rows that are written, and how many merged cells, links, formats and page breaks are not there for each record,
 * as there are too many records
 */
export function repeatAreas(
  after: string,
  rows: TemplateRows,
  shift: RowShift,
  records: number,
  sheet: string,
): { xml: string; unrepeated: number } {
  const repeat: Repeat = { rows, shift, records, sheet, room: MAX_REPEATED, unrepeated: 0 };
  const moved = after
    .split(
      /(<(?:mergeCells|hyperlinks|rowBreaks)\b(?:[^>]*[^/])?>[\s\S]*?<\/(?:mergeCells|hyperlinks|rowBreaks)>|<x14:sparkline>[\s\S]*?<\/x14:sparkline>)/,
    )
    .map((piece, i) => {
      if (i % 2 === 0) return moveOthers(piece, repeat);
      if (piece.startsWith('<merge')) return repeatMerges(piece, repeat);
      if (piece.startsWith('<x14')) return repeatSparkline(piece, repeat);
      return piece.startsWith('<hyper') ? repeatLinks(piece, repeat) : repeatBreaks(piece, repeat);
    })
    .join('');
  return { xml: dropEmpty(moved), unrepeated: repeat.unrepeated };
}

/** Formats, checks and all else that names areas. */
function moveOthers(xml: string, repeat: Repeat): string {
  const { shift, sheet } = repeat;
  const place = { ownSheet: sheet, sheet, mode: 'cell' as const };
  return moveLinkedCells(xml, shift, place)
    .replace(/\bref="([^"]*)"/g, (_, areas) => `ref="${shiftAreas(shift, areas)}"`)
    .replace(/\bsqref="([^"]*)"/g, (_, areas) => `sqref="${placeAreas(areas, repeat)}"`)
    .replace(
      /<((?:xm|x14):)?sqref>([^<]*)</g,
      (_, prefix = '', areas) => `<${prefix}sqref>${placeAreas(areas, repeat)}<`,
    )
    .replace(
      /<((?:xm:)?(?:f|formula|formula1|formula2))>([^<]*)</g,
      (_, tag, formula) => `<${tag}>${escapeXml(shiftFormula(shift, unescapeText(formula), place))}<`,
    )
    .replace(/<anchor\b[\s\S]*?<\/anchor>/g, (anchor) => moveAnchor(anchor, shift));
}

const AREA = /^\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$/;

function readArea(text: string): Area | null {
  const [, left, from, right = left, to = from] = AREA.exec(text) ?? [];
  return left === undefined ? null : { left, from: Number(from), right: right!, to: Number(to) };
}

function writeArea({ left, from, right, to }: Area): string {
  return left === right && from === to ? `${left}${from}` : `${left}${from}:${right}${to}`;
}

/** Areas of formats and checks: one of some rows of a block is there for each record, one of all its rows covers them together. */
function placeAreas(areas: string, repeat: Repeat): string {
  const { rows, shift } = repeat;
  if (!rows.isBlock) return shiftAreas(shift, areas);
  return areas
    .split(' ')
    .flatMap((text) => {
      const area = readArea(text);
      if (!area || !isReplaced(area, rows)) return [shiftAreas(shift, text)];
      const own = clip(area, rows);
      if (own === null) return [];
      const isWhole = own.from === rows.model.first && own.to === rows.model.last;
      if (!isWhole) return repeatArea(own, repeat).map(writeArea);
      const [from, to] = shiftRange(shift, own.from, own.to);
      return repeat.records === 0 ? [] : [writeArea({ ...own, from, to })];
    })
    .join(' ');
}

function isReplaced({ from, to }: Area, { first, last }: TemplateRows): boolean {
  return from >= first && to <= last;
}

/** An area without rows that no record has; null where nothing is left of it. */
function clip(area: Area, { model }: TemplateRows): Area | null {
  const from = Math.max(area.from, model.first);
  const to = Math.min(area.to, model.last);
  return from > to ? null : { ...area, from, to };
}

/** An area in the rows of a record, for each of them. */
function repeatArea(area: Area, repeat: Repeat): Area[] {
  const { rows, records } = repeat;
  if (records > MAX_RECORDS || records > repeat.room) {
    repeat.unrepeated++;
    return [];
  }
  repeat.room -= records;
  const height = rows.model.last - rows.model.first + 1;
  const start = rows.first - rows.model.first;
  return Array.from({ length: records }, (_, i) => ({
    ...area,
    from: area.from + start + i * height,
    to: area.to + start + i * height,
  }));
}

function repeatMerges(xml: string, repeat: Repeat): string {
  const merges = [...xml.matchAll(/<mergeCell\b[^>]*\bref="([^"]*)"/g)].flatMap(([, text = '']) => {
    const area = readArea(text);
    if (!area || !isReplaced(area, repeat.rows)) return [shiftAreas(repeat.shift, text)];
    const own = clip(area, repeat.rows);
    // What is left of it may be a single cell.
    return own && !(own.left === own.right && own.from === own.to) ? repeatArea(own, repeat).map(writeArea) : [];
  });
  if (merges.length === 0) return '';
  return `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
}

function repeatLinks(xml: string, repeat: Repeat): string {
  const { rows, shift, sheet } = repeat;
  const place = { ownSheet: sheet, sheet, mode: 'cell' as const };
  const links = [...xml.matchAll(/<hyperlink\b[^>]*?(?:\/>|><\/hyperlink>)/g)].flatMap(([link]) => {
    const moved = link.replace(
      /\blocation="([^"]*)"/,
      (_, to) => `location="${escapeXml(shiftFormula(shift, unescapeText(to), place))}"`,
    );
    const text = attributeOf(moved, 'ref') ?? '';
    const area = readArea(text);
    const areas =
      rows.isBlock && area && isReplaced(area, rows)
        ? [clip(area, rows)].flatMap((own) => (own ? repeatArea(own, repeat).map(writeArea) : []))
        : [shiftAreas(shift, text)];
    return areas.map((ref) => moved.replace(/\bref="[^"]*"/, `ref="${ref}"`));
  });
  return links.length === 0 ? '' : `<hyperlinks>${links.join('')}</hyperlinks>`;
}

/** A sparkline stands in one cell: each record has its own. */
function repeatSparkline(xml: string, repeat: Repeat): string {
  const { rows, shift, sheet } = repeat;
  const [, cell = ''] = /<xm:sqref>([^<]*)</.exec(xml) ?? [];
  const area = readArea(cell);
  if (!area || !isReplaced(area, rows)) return moveOthers(xml, repeat);
  const own = clip(area, rows);
  const place = { ownSheet: null, sheet, mode: 'row' as const, cell: { letters: area.left, row: area.from } };
  const height = rows.model.last - rows.model.first + 1;
  const formula = /<xm:f>([^<]*)</.exec(xml)?.[1];
  const moved = formula === undefined ? '' : shiftFormula(shift, unescapeText(formula), place);
  return (own ? repeatArea(own, repeat) : [])
    .map((one, i) =>
      xml
        .replace(/<xm:f>[^<]*</, () => `<xm:f>${escapeXml(moveReferences(moved, i * height, 0))}<`)
        .replace(/<xm:sqref>[^<]*</, `<xm:sqref>${writeArea(one)}<`),
    )
    .join('');
}

/** A page break below a row of a block is there for each record, as far as a sheet may have so many. */
function repeatBreaks(xml: string, repeat: Repeat): string {
  const { rows, shift, records } = repeat;
  const height = rows.model.last - rows.model.first + 1;
  let isRepeated = false;
  const breaks = [...xml.matchAll(/<brk\b[^>]*?(?:\/>|><\/brk>)/g)].flatMap(([one]) => {
    const id = Number(attributeOf(one, 'id'));
    const at = (row: number) => one.replace(/\bid="\d+"/, `id="${row}"`);
    if (id < rows.first || id > rows.last) return [at(shiftRow(shift, id))];
    if (!rows.isBlock) return [at(rows.last + shift.by)];
    isRepeated = true;
    const offset = Math.min(Math.max(id - rows.model.first, 0), height - 1);
    return Array.from({ length: Math.min(records, MAX_BREAKS) }, (_, i) => at(rows.first + i * height + offset));
  });
  if (breaks.length > MAX_BREAKS || (isRepeated && records > MAX_BREAKS)) repeat.unrepeated++;
  const kept = breaks.slice(0, MAX_BREAKS);
  if (kept.length === 0) return '';
  const manual = kept.filter((one) => one.includes('man="1"')).length;
  return `<rowBreaks count="${kept.length}" manualBreakCount="${manual}">${kept.join('')}</rowBreaks>`;
}
