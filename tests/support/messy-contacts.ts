/** A workbook of contacts as people really send them: forty faults, what becomes of each, and the table it goes into. */
import ExcelJS from 'exceljs';
import type { Cell } from './workbooks.ts';

export const CONTACTS = {
  columns: [
    { label: 'E-mail', type: 'text', required: true },
    { label: 'Name', type: 'text', required: true },
    { label: 'Staff', type: 'integer' },
    { label: 'Balance', type: 'decimal' },
    { label: 'Discount', type: 'decimal' },
    { label: 'Active', type: 'boolean' },
    { label: 'Born', type: 'date' },
    { label: 'Last seen', type: 'datetime' },
    { label: 'Phone', type: 'text' },
    { label: 'Card', type: 'text' },
    { label: 'Code', type: 'text', unique: true },
    { label: 'Notes', type: 'text' },
  ],
  key: ['E-mail'],
} as const;

const HEADINGS = CONTACTS.columns.map(({ label }) => label);
type Heading = (typeof HEADINGS)[number];
type Value = string | number | boolean | null;
type Cells = Partial<Record<Heading, ExcelJS.CellValue>>;

/** Headings as the sheet spells them. */
const SPELLED: ReadonlyMap<string, string> = new Map([
  ['E-mail', '  e-mail '],
  ['Name', 'NAME\n'],
]);

/** What the service calls a heading of the sheet. */
export function headingInSheet(label: string): string {
  return (SPELLED.get(label) ?? label).trim();
}

/** One fault in one row, and what it should come to. */
interface Fault {
  fault: string;
  cells: Cells;
  /** What stands in the table in the end, where it is not what any row has. */
  right?: Partial<Record<Heading, Value>>;
  /** The row is rejected: where and why, and how a person mends it. */
  rejected?: { column: Heading; code: string; mend: Partial<Record<Heading, Value>> };
  /** The number format of the cells of this row, where it is not the usual one. */
  formats?: Partial<Record<Heading, string>>;
  hidden?: boolean;
}

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** Faults that live in one row each. Those of the sheet as a whole (titles, merged headings, totals, styled rows) are around them. */
export const FAULTS: Fault[] = [
  { fault: 'a date as text, day first', cells: { Born: '31/12/1984' }, right: { Born: '1984-12-31' } },
  { fault: 'a date as ISO writes it', cells: { Born: '1984-12-31' }, right: { Born: '1984-12-31' } },
  { fault: 'a month in words', cells: { Born: '5 May 1984' }, right: { Born: '1984-05-05' } },
  { fault: 'a year of two digits', cells: { Born: '25.12.84' }, right: { Born: '1984-12-25' } },
  {
    fault: 'a time with PM',
    cells: { 'Last seen': '31/12/2024 1:30 PM' },
    right: { 'Last seen': '2024-12-31T13:30:00' },
  },
  {
    fault: 'a day that does not exist',
    cells: { Born: '31/02/1984' },
    rejected: { column: 'Born', code: 'not_date', mend: { Born: '28/02/1984' } },
    right: { Born: '1984-02-28' },
  },
  {
    fault: 'the month first, where all others have the day',
    cells: { Born: '12/31/1984' },
    rejected: { column: 'Born', code: 'not_date', mend: { Born: '1984-12-31' } },
    right: { Born: '1984-12-31' },
  },
  { fault: 'a currency sign and thousands', cells: { Balance: '$1,234.50' }, right: { Balance: 1234.5 } },
  { fault: 'a number as on the continent', cells: { Balance: '1.234,56 €' }, right: { Balance: 1234.56 } },
  { fault: 'a debt in parentheses', cells: { Balance: '(500)' }, right: { Balance: -500 } },
  { fault: 'a no-break space in a number', cells: { Balance: '12\u00a0500' }, right: { Balance: 12500 } },
  { fault: 'a percent as text', cells: { Discount: '12.5%' }, right: { Discount: 0.125 } },
  {
    fault: 'a percent as a format',
    cells: { Discount: 0.125 },
    formats: { Discount: '0.0%' },
    right: { Discount: 0.125 },
  },
  {
    fault: 'n/a for nothing',
    cells: { Balance: 'n/a' },
    right: { Balance: null },
  },
  { fault: 'a number kept as text', cells: { Staff: '42' }, right: { Staff: 42 } },
  { fault: 'full-width digits', cells: { Staff: '４２' }, right: { Staff: 42 } },
  { fault: 'Arabic digits', cells: { Staff: '٤٢' }, right: { Staff: 42 } },
  {
    fault: 'a fraction among whole numbers',
    cells: { Staff: 12.5 },
    rejected: { column: 'Staff', code: 'not_integer', mend: { Staff: 12 } },
    right: { Staff: 12 },
  },
  {
    fault: 'an error cell',
    cells: { Staff: { error: '#N/A' } },
    rejected: { column: 'Staff', code: 'error_cell', mend: { Staff: 7 } },
    right: { Staff: 7 },
  },
  {
    fault: 'a formula that failed',
    cells: { Staff: { formula: '1/0', result: { error: '#DIV/0!' } } },
    rejected: { column: 'Staff', code: 'error_cell', mend: { Staff: '8' } },
    right: { Staff: 8 },
  },
  { fault: 'a formula', cells: { Balance: { formula: '2*21', result: 42 } }, right: { Balance: 42 } },
  { fault: 'spaces around', cells: { Name: '  Ann Lee\u00a0 ' }, right: { Name: 'Ann Lee' } },
  { fault: 'leading zeros', cells: { Phone: '0012345' }, right: { Phone: '0012345' } },
  { fault: 'sixteen digits as text', cells: { Card: '4111111111111111' }, right: { Card: '4111111111111111' } },
  {
    fault: 'the digits of a card, lost to 1.23E+15',
    cells: { Card: '1.23E+15' },
    right: { Card: '1.23E+15' },
  },
  { fault: 'words in Vietnamese', cells: { Name: 'Nguyễn Thị Ánh' }, right: { Name: 'Nguyễn Thị Ánh' } },
  { fault: 'words from right to left', cells: { Name: 'ليلى حسن' }, right: { Name: 'ليلى حسن' } },
  { fault: 'words in Chinese', cells: { Name: '王小明' }, right: { Name: '王小明' } },
  { fault: 'emoji', cells: { Notes: 'VIP 👩‍👩‍👧 🎉' }, right: { Notes: 'VIP 👩‍👩‍👧 🎉' } },
  { fault: 'a line break', cells: { Notes: 'first\nsecond' }, right: { Notes: 'first\nsecond' } },
  {
    fault: 'rich text',
    cells: { Notes: { richText: [{ text: 'call ' }, { font: { bold: true }, text: 'back' }] } },
    right: { Notes: 'call back' },
  },
  { fault: 'a text that looks like a formula', cells: { Notes: '=1+1' }, right: { Notes: '=1+1' } },
  { fault: 'yes', cells: { Active: 'YES' }, right: { Active: true } },
  { fault: 'a tick', cells: { Active: '✓' }, right: { Active: true } },
  { fault: 'an x', cells: { Active: 'x' }, right: { Active: true } },
  { fault: 'a cross', cells: { Active: '✗' }, right: { Active: false } },
  { fault: 'yes in Vietnamese', cells: { Active: 'Có' }, right: { Active: true } },
  { fault: 'no in Vietnamese', cells: { Active: 'không' }, right: { Active: false } },
  {
    fault: 'neither yes nor no',
    cells: { Active: 'maybe' },
    rejected: { column: 'Active', code: 'not_boolean', mend: { Active: 'no' } },
    right: { Active: false },
  },
  {
    fault: 'no name where one is needed',
    cells: { Name: null },
    rejected: { column: 'Name', code: 'required', mend: { Name: 'Someone' } },
    right: { Name: 'Someone' },
  },
  { fault: 'a hidden row', cells: { Notes: 'hidden' }, right: { Notes: 'hidden' }, hidden: true },
  {
    fault: 'a key that is there already',
    cells: { 'E-mail': 'old1@example.com', Name: 'Changed' },
    right: { 'E-mail': 'old1@example.com', Name: 'Changed' },
  },
  {
    fault: 'a key twice in the file',
    cells: { 'E-mail': 'person1@example.com' },
    rejected: { column: 'E-mail', code: 'duplicate_in_file', mend: { 'E-mail': 'person1.again@example.com' } },
    right: { 'E-mail': 'person1.again@example.com' },
  },
  {
    fault: 'a code twice in the file',
    cells: { Code: 'C-1' },
    rejected: { column: 'Code', code: 'duplicate_in_file', mend: { Code: 'C-1b' } },
    right: { Code: 'C-1b' },
  },
  {
    fault: 'a code that another contact has',
    cells: { Code: 'OLD-2' },
    rejected: { column: 'Code', code: 'already_exists', mend: { Code: 'OLD-2b' } },
    right: { Code: 'OLD-2b' },
  },
  {
    fault: 'a mail address as a link',
    cells: { 'E-mail': { text: 'linked@example.com', hyperlink: 'mailto:linked@example.com' } },
    right: { 'E-mail': 'linked@example.com' },
  },
  {
    fault: 'a Cyrillic letter in a Latin name',
    cells: { 'E-mail': 'p\u0430ul@example.com' },
    right: { 'E-mail': 'paul@example.com' },
  },
  {
    fault: 'a letter that nobody sees',
    cells: { 'E-mail': 'zoe\u200b@example.com' },
    right: { 'E-mail': 'zoe@example.com' },
  },
];

/** Row n of the table as it is right, before a fault touches it. */
function plainRow(n: number): Record<Heading, Value> {
  return {
    'E-mail': `person${n}@example.com`,
    Name: `Person ${n}`,
    Staff: n,
    Balance: n + 0.5,
    Discount: 0.05,
    Active: true,
    Born: '1980-01-02',
    'Last seen': '2024-05-06T07:08:09',
    Phone: `09000000${String(n).padStart(2, '0')}`,
    Card: null,
    Code: `C-${n}`,
    Notes: null,
  };
}

/** The rows that stand in the table before. */
export const OLD_ROWS: Record<Heading, Value>[] = [1, 2, 3].map((n) => ({
  ...plainRow(n),
  'E-mail': `old${n}@example.com`,
  Code: `OLD-${n}`,
  Name: `Old ${n}`,
}));

const FIRST_ROW = 5;
/** After this many rows of data comes a blank one, and later the heading once more. */
const BLANK_AFTER = 10;
const HEADING_AFTER = 30;

/** Where each fault stands in the sheet: the row a person sees. */
export function faultRow(at: number): number {
  const before = at + 1; // a plain row comes first
  return FIRST_ROW + before + (before >= BLANK_AFTER ? 1 : 0) + (before >= HEADING_AFTER ? 1 : 0);
}

/** The rows that are no contacts: the heading again, the totals, the notes. */
export const OUTSIDERS = {
  heading: FIRST_ROW + HEADING_AFTER + 1,
  totals: faultRow(FAULTS.length - 1) + 1,
  notes: [faultRow(FAULTS.length - 1) + 3, faultRow(FAULTS.length - 1) + 4],
};

/** The row of the table that a line of the workbook ends as, by column name. */
export function rightRows(nameOf: (heading: string) => string): Record<string, Value>[] {
  const named = (row: Record<string, Value>) =>
    Object.fromEntries(Object.entries(row).map(([heading, value]) => [nameOf(heading), value]));
  const changed = FAULTS.find(({ cells }) => cells['E-mail'] === 'old1@example.com');
  return [
    plainRow(1),
    ...FAULTS.map(({ right }, at) => ({ ...plainRow(at + 2), ...right })),
    ...OLD_ROWS.filter((row) => row['E-mail'] !== changed?.right?.['E-mail']),
  ].map(named);
}

function asCells(row: Record<Heading, Value>): Cells {
  return { ...row, Born: day(row.Born as string), 'Last seen': new Date(`${row['Last seen']}Z`) };
}

/** The workbook. */
export async function makeMessyContacts(): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Contacts');
  sheet.getCell('A1').value = 'Contacts of the northern branch';
  sheet.mergeCells('A1:M1');
  sheet.getCell('A2').value = 'Printed 12/03/2025 – for internal use';
  sheet.mergeCells('A2:F2');
  const headings = HEADINGS.map((heading) => SPELLED.get(heading) ?? heading);
  sheet.getRow(4).values = headings;
  sheet.mergeCells('L4:M4');
  const write = (at: number, cells: Cells, formats: Fault['formats'] = {}) => {
    const row = sheet.getRow(at);
    HEADINGS.forEach((heading, column) => {
      const cell = row.getCell(column + 1);
      cell.value = cells[heading] ?? null;
      const usual =
        cell.value instanceof Date ? (heading === 'Born' ? 'dd/mm/yyyy' : 'dd/mm/yyyy hh:mm:ss') : undefined;
      const format = formats[heading] ?? usual;
      if (format) cell.numFmt = format;
    });
    return row;
  };
  write(FIRST_ROW, asCells(plainRow(1)));
  FAULTS.forEach(({ cells, formats, hidden }, at) => {
    const row = write(faultRow(at), { ...asCells(plainRow(at + 2)), ...cells }, formats);
    if (hidden) row.hidden = true;
  });
  sheet.getRow(OUTSIDERS.heading).values = headings;
  const totals = sheet.getRow(OUTSIDERS.totals);
  totals.getCell(1).value = 'Tổng cộng / Total';
  totals.getCell(3).value = { formula: `SUM(C${FIRST_ROW}:C${OUTSIDERS.totals - 1})`, result: 1234 };
  totals.getCell(4).value = { formula: `SUM(D${FIRST_ROW}:D${OUTSIDERS.totals - 1})`, result: 9999.5 };
  sheet.getCell(OUTSIDERS.notes[0]!, 1).value = '* Balances as of the end of the month.';
  sheet.getCell(OUTSIDERS.notes[1]!, 1).value = 'Source: the old address book';
  // Rows that were once formatted and hold nothing.
  for (let at = OUTSIDERS.notes[1]! + 1; at < OUTSIDERS.notes[1]! + 2000; at++)
    sheet.getCell(at, 1).border = { bottom: { style: 'thin' } };
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** The rows that were there before, as a workbook of their own. */
export function oldContacts(): Cell[][] {
  return [[...HEADINGS], ...OLD_ROWS.map((row) => HEADINGS.map((heading) => asCells(row)[heading] as Cell))];
}
