/** Which rows of a template an export fills: a workbook of one's own with `{{Column}}` in a row, or with a table whose headings are columns. */

export interface TemplateMark {
  sheet: string;
  /** As `B5`. */
  cell: string;
  /** Names in the order of the text. */
  names: string[];
}

export interface TemplateTable {
  sheet: string;
  name: string;
  /** From 0. */
  column: number;
  headerRow: number;
  lastRow: number;
  columns: string[];
}

export interface TemplateInfo {
  marks: TemplateMark[];
  tables: TemplateTable[];
  /** Brings macros: what is made of it does as well, and ends in .xlsm. */
  macros: boolean;
}

/** A column of the table that is exported. */
export interface TemplateColumn {
  name: string;
  label: string;
}

/** Which rows of a template are repeated, and what comes into their cells. */
export interface TemplateRows {
  sheet: string;
  first: number;
  last: number;
  /** Cells in their order: column of the sheet from 0, and columns of the table in the order of the text. */
  cells: { column: number; fields: number[] }[];
  /** Columns of the table in the order in which the rows bring them: one may come twice. */
  fields: number[];
}

/** Why a template cannot be filled from a table. */
export class TemplateMismatch extends Error {}

const fold = (text: string): string => text.trim().toLowerCase();

/**
 * Finds the row that is repeated: the one whose cells name columns of the table, else the rows of a table of Excel's whose headings
 * are columns of it.
 * @param known names of single values
 * @throws TemplateMismatch
 */
export function chooseRows(
  info: TemplateInfo,
  columns: readonly TemplateColumn[],
  known: readonly string[],
): TemplateRows {
  const indexOf = (word: string): number => {
    const exact = columns.findIndex(({ name, label }) => label === word || name === word);
    return exact >= 0
      ? exact
      : columns.findIndex(({ name, label }) => fold(label) === fold(word) || fold(name) === fold(word));
  };
  const places = new Map<string, { sheet: string; row: number; cells: { column: number; fields: number[] }[] }>();
  for (const { sheet, cell, names } of info.marks) {
    const fields = names.map(indexOf);
    const strange = names.find((name, i) => fields[i]! < 0 && !known.includes(fold(name)));
    if (strange !== undefined)
      throw new TemplateMismatch(
        `the template asks for "${strange}" in ${sheet}!${cell}, which the table does not have`,
      );
    const of = fields.filter((field) => field >= 0);
    if (of.length === 0) continue;
    if (of.length < names.length) throw new TemplateMismatch(`${sheet}!${cell} mixes a column with a single value`);
    const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    const key = `${sheet}\n${row}`;
    const place = places.get(key) ?? { sheet, row: Number(row), cells: [] };
    place.cells.push({ column: [...letters].reduce((sum, l) => sum * 26 + l.charCodeAt(0) - 64, 0) - 1, fields: of });
    places.set(key, place);
  }
  if (places.size > 1) {
    const named = [...places.values()].map(({ sheet, row }) => `${sheet}!${row}`).join(', ');
    throw new TemplateMismatch(`columns are named in several rows (${named}); only one row can be repeated`);
  }
  const [marked] = places.values();
  if (marked) {
    const cells = marked.cells.sort((a, b) => a.column - b.column);
    const table = info.tables.find(
      ({ sheet, headerRow, lastRow }) =>
        sheet === marked.sheet && marked.row === headerRow + 1 && headerRow > 0 && lastRow >= marked.row,
    );
    return {
      sheet: marked.sheet,
      first: marked.row,
      last: table?.lastRow ?? marked.row,
      cells,
      fields: cells.flatMap(({ fields }) => fields),
    };
  }
  let best: TemplateRows | null = null;
  for (const table of info.tables) {
    if (table.headerRow === 0) continue;
    const cells = table.columns.flatMap((heading, i) => {
      const field = indexOf(heading);
      return field < 0 ? [] : [{ column: table.column + i, fields: [field] }];
    });
    if (cells.length > (best?.cells.length ?? 0))
      best = {
        sheet: table.sheet,
        first: table.headerRow + 1,
        last: Math.max(table.lastRow, table.headerRow + 1),
        cells,
        fields: cells.flatMap(({ fields }) => fields),
      };
  }
  if (!best)
    throw new TemplateMismatch('no cell names a column, as {{Column}}, and no table in it has headings of the table');
  return best;
}
