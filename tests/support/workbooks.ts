/** Workbooks that tests make themselves, and an independent reader to compare with. */
import ExcelJS from 'exceljs';

export type Cell = string | number | boolean | Date | null;

/** An xlsx by ExcelJS, with dates as dates. */
export function makeWorkbook(rows: Cell[][], sheet = 'Orders'): Promise<Uint8Array> {
  return makeSheets({ [sheet]: rows });
}

/** The same with several sheets, by their names. */
export async function makeSheets(sheets: Readonly<Record<string, Cell[][]>>): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  for (const [sheet, rows] of Object.entries(sheets)) {
    const page = workbook.addWorksheet(sheet);
    for (const row of rows) page.addRow(row);
    page.eachRow((row, number) => {
      if (number === 1) return;
      row.eachCell((cell) => {
        if (cell.value instanceof Date) cell.numFmt = isMidnight(cell.value) ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss';
      });
    });
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function isMidnight(date: Date): boolean {
  return date.getTime() % 86_400_000 === 0;
}

/** Every cell of a workbook's first sheet by ExcelJS, as plain values. */
export async function readWorkbook(bytes: Uint8Array): Promise<Cell[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as never);
  return workbook.worksheets.flatMap((page, at) => {
    const rows: Cell[][] = [];
    const width = page.columnCount; // counted anew at each look
    page.eachRow({ includeEmpty: true }, (row) => {
      const cells: Cell[] = [];
      for (let i = 1; i <= width; i++) {
        const { value } = row.getCell(i);
        cells.push(value === undefined ? null : (plain(value) as Cell));
      }
      rows.push(cells);
    });
    return at === 0 ? rows : rows.slice(1);
  });
}

function plain(value: ExcelJS.CellValue): Cell {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value as Cell;
  if ('richText' in value) return value.richText.map((run) => run.text).join('');
  if ('result' in value) return (value.result ?? null) as Cell;
  if ('text' in value) return String(value.text);
  return null;
}

const CITIES = ['Hà Nội', 'Huế', 'Đà Nẵng', 'Zürich', 'Paris', '東京'];

/** A header and `count` rows of what people keep in sheets: every type, blanks, accents, leading zeros, long numbers. */
export function orders(count: number): Cell[][] {
  const rows: Cell[][] = [
    ['Order no', 'Customer', 'City', 'Ordered on', 'Shipped at', 'Quantity', 'Unit price', 'Paid', 'Card', 'Notes'],
  ];
  for (let i = 1; i <= count; i++) {
    rows.push([
      i,
      `Customer ${i % 97}`,
      CITIES[i % CITIES.length]!,
      new Date(Date.UTC(2024, 0, 1 + (i % 700))),
      i % 11 === 0 ? null : new Date(Date.UTC(2024, 0, 1 + (i % 700), i % 24, i % 60, i % 60)),
      (i * 7) % 50,
      Math.round(((i * 13.37) % 500) * 100) / 100,
      i % 3 === 0,
      String(i * 7919).padStart(16, '0'),
      i % 5 === 0 ? null : `line "${i}", <b>&amp;</b> =1+1 ${'x'.repeat(i % 40)}`,
    ]);
  }
  return rows;
}

/** The columns of a table for `ordersCsv`. */
export const ORDERS_COLUMNS = Array.from({ length: 10 }, (_, i) => ({
  label: i === 0 ? 'id' : `c${i}`,
  type: i > 0 && i % 2 === 0 ? 'text' : 'integer',
}));

/** The same as delimited text, which is quick to make for a million rows. */
export function ordersCsv(count: number, width = 10): string {
  const lines = [Array.from({ length: width }, (_, i) => (i === 0 ? 'id' : `c${i}`)).join(',')];
  for (let i = 1; i <= count; i++) {
    const cells: (string | number)[] = [i];
    for (let c = 1; c < width; c++) cells.push(c % 2 === 0 ? `text ${i * c}` : i * c);
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The first cells in which two sheets differ, as people name cells; a whole diff of a big sheet takes minutes. */
export function differences(found: Cell[][], wanted: Cell[][], most = 5): string[] {
  const list: string[] = [];
  if (found.length !== wanted.length) list.push(`${found.length} rows instead of ${wanted.length}`);
  for (let r = 0; r < wanted.length && list.length < most; r++) {
    for (let c = 0; c < wanted[r]!.length && list.length < most; c++) {
      const [a, b] = [found[r]?.[c] ?? null, wanted[r]![c] ?? null];
      const same = a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
      if (!same) list.push(`row ${r + 1}, column ${c + 1}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`);
    }
  }
  return list;
}
