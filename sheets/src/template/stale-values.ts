/**
 * What formulas of other sheets came to in the template: once rows are filled, those that depend on them come to something else. Excel calculates
 * as it opens the workbook, but many programs show what is written. So a value that may be an old one is left out.
 */
import { findSpilled, withoutType } from './spilled-values.ts';
import { attributeOf, splitSheet, type TemplateCell, type TemplateRow, unescapeText } from './template-book.ts';

/** What has changed, by names in lower case. */
interface Changed {
  sheets: Set<string>;
  /** Names of the workbook and of tables. */
  names: Set<string>;
}

/**
 * @param sheets the XML of all sheets without rows to fill, by their names
 * @param targets names of the sheets that are filled
 * @param tables names of tables on these
 * @param workbook the part with the names of the workbook
 * @returns the sheets of which values were left out, and whether what a formula says may be another value now
 */
export function dropStaleValues(
  sheets: ReadonlyMap<string, string>,
  targets: readonly string[],
  tables: readonly string[],
  workbook: string,
): { sheets: Map<string, string>; isStale: (formula: string) => boolean } {
  const changed: Changed = {
    sheets: new Set(targets.map((name) => name.toLowerCase())),
    names: new Set(tables.map((name) => name.toLowerCase())),
  };
  const names = readNames(workbook);
  const found = [...sheets].flatMap(([name, xml]) => (xml.includes('<f') ? [{ name, ...readFormulas(xml) }] : []));
  const stale = new Map<string, Set<TemplateCell>>();
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { name, formula } of names) {
      if (changed.names.has(name) || !dependsOn(formula, null, changed)) continue;
      changed.names.add(name);
      isNew = true;
    }
    for (const { name, rows, formulas } of found) {
      const known = stale.get(name) ?? new Set();
      stale.set(name, known);
      for (const { cell, formula } of formulas) {
        if (known.has(cell) || !dependsOn(formula, name, changed)) continue;
        for (const one of [cell, ...findSpilled(rows, cell)]) known.add(one);
        changed.sheets.add(name.toLowerCase());
        isNew = true;
      }
    }
  }
  const written = new Map(
    found.flatMap(({ name, before, rows, after }): [string, string][] => {
      const cells = stale.get(name)!;
      if (cells.size === 0) return [];
      return [[name, `${before}<sheetData>${rows.map((row) => writeRow(row, cells)).join('')}</sheetData>${after}`]];
    }),
  );
  return { sheets: written, isStale: (formula) => dependsOn(formula, null, changed) };
}

function readNames(workbook: string): { name: string; formula: string }[] {
  return [...workbook.matchAll(/<definedName\b[^>]*?\bname="([^"]*)"[^>]*>([^<]*)</g)].map(
    ([, name = '', formula = '']) => ({ name: unescapeText(name).toLowerCase(), formula: unescapeText(formula) }),
  );
}

function readFormulas(xml: string) {
  const { before, rows, after } = splitSheet(xml);
  const shared = new Map<string, string>();
  const formulas = rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const found = /<f\b([^>]*?)(?:\/>|>([^<]*)<\/f>)/.exec(cell.inner);
      if (!found) return [];
      const [, attributes = '', text = ''] = found;
      const si = attributeOf(attributes, 'si');
      if (si !== undefined && text !== '') shared.set(si, text);
      return [{ cell, formula: unescapeText(text === '' && si !== undefined ? (shared.get(si) ?? '') : text) }];
    }),
  );
  return { before, rows, after, formulas };
}

const TEXT = /"(?:[^"]|"")*"/g;
const PREFIX = /(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_.]*))!/gu;
const WORD = /[\p{L}_\\][\p{L}\p{N}_.\\]*/gu;

/** Whether a formula names something that changed: rather too often than too seldom. @param own the sheet that it stands on */
function dependsOn(formula: string, own: string | null, { sheets, names }: Changed): boolean {
  const plain = formula.replace(TEXT, '""');
  for (const [, quoted, simple] of plain.matchAll(PREFIX))
    if (sheets.has((quoted?.replaceAll("''", "'") ?? simple!).toLowerCase())) return true;
  // Sheets from one to another: `One:Three!A1`.
  if (/:[^!:(),]+!/.test(plain) && sheets.size > 0) return true;
  const rest = plain.replace(PREFIX, '!');
  if (own !== null && sheets.has(own.toLowerCase()) && /(?<!!)\$?[A-Z]{1,3}\$?\d|(?<!!)\$?[A-Z]{1,3}:/.test(rest))
    return true;
  return [...rest.matchAll(WORD)].some(([word]) => names.has(word.toLowerCase()));
}

function writeRow(row: TemplateRow, stale: ReadonlySet<TemplateCell>): string {
  if (!row.cells.some((cell) => stale.has(cell))) return row.xml;
  const cells = row.cells.map((cell) => (stale.has(cell) ? withoutValue(cell.xml) : cell.xml));
  return `<row r="${row.row}"${row.attributes}>${cells.join('')}</row>`;
}

function withoutValue(xml: string): string {
  const dropped = xml.replace(/<v>[^<]*<\/v>|<v\/>/, '').replace(/^(<c\b[^>]*)><\/c>$/, '$1/>');
  return dropped === xml ? xml : dropped.replace(/^<c\b[^>]*/, withoutType);
}
