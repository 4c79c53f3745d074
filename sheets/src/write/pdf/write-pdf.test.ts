import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EncodePlan } from '../../model.ts';
import { CopyReader } from '../copy-reader.ts';
import { encode } from '../encode.ts';
import { copyRow } from '../row-encoder.ts';
import { StoppableSource } from '../stoppable-source.ts';
import { writePdf } from './write-pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = [
  { header: 'Họ và tên', type: 'text' as const },
  { header: 'Amount', type: 'decimal' as const },
];
const document = {
  lines: [['Filter', 'Amount > 1']] as const,
  page: 'Page {page} of {pages}',
  omitted: '{rows} further rows are not in it.',
  language: 'vi',
};

async function* stream(rows: readonly (string | null)[][]) {
  for (const row of rows) yield copyRow(row);
}

/** Every object stands where the table of objects says (ISO 32000-2 §7.5.4). */
function checkObjects(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
  const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  for (const [i, offset] of offsets.entries()) expect(text.startsWith(`${i + 1} 0 obj\n`, offset)).toBe(true);
  return [...text.matchAll(/\/Type\/Page\//g)].length;
}

const reader = (() => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return (path: string) => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  } catch {
    console.warn('pdftotext is not installed: the texts of PDFs are not read.');
    return null;
  }
})();

test('pages hold title, header, cells and numbers, read by poppler where it is installed', async () => {
  const path = join(folder, 'a.pdf');
  const rows = Array.from({ length: 120 }, (_, i) => [`Nguyễn Thị Ưng ${i}`, String(i / 4)]);
  const all: (string | null)[][] = [
    ...rows,
    ['a (b) \\ <c> 中', null],
    ['one two three four five six seven '.repeat(9), '-1.50'],
  ];
  const result = await encode(
    { path, format: 'pdf', title: 'Đơn hàng', document, sheets: [{ name: 's', columns }] },
    [stream(all)],
    () => {},
  );
  const bytes = readFileSync(path);
  expect(result).toMatchObject({ rows: 122, bytes: bytes.length, replaced: 1, truncated: 0 });
  const pages = checkObjects(bytes);
  expect(pages).toBeGreaterThanOrEqual(3);
  // Two fonts with the glyphs that are used, not all of some 6,000.
  expect(bytes.length).toBeLessThan(120_000);
  if (!reader) return;
  const text = reader(path);
  for (const [name, amount] of rows) expect(text).toMatch(new RegExp(`${name}\\s+${amount!.replace('.', '\\.')}\\n`));
  expect(text.match(/Họ và tên\s+Amount/g)).toHaveLength(pages);
  for (const part of ['Đơn hàng', 'Filter: Amount > 1', `Page 3 of ${pages}`, 'a (b) \\ <c>', '-1.50'])
    expect(text).toContain(part);
  expect(text.match(/seven/g)).toHaveLength(9);
});

test('rows beyond the limit are left out, and the file says how many', async () => {
  const path = join(folder, 'b.pdf');
  const formatted = columns.map((column) => (column.type === 'text' ? column : { ...column, format: '#,##0.00' }));
  const plan: EncodePlan = { path, format: 'pdf', document, sheets: [{ name: 's', columns: formatted }] };
  const file = await open(path, 'w+');
  try {
    const rows = Array.from({ length: 30 }, (_, i) => [`row ${i}`, String(i)]);
    const source = new CopyReader(new StoppableSource(stream(rows)));
    expect(await writePdf(file, plan, source, () => {}, 10)).toMatchObject({ rows: 10, omitted: 20 });
  } finally {
    await file.close();
  }
  checkObjects(readFileSync(path));
  if (!reader) return;
  const text = reader(path);
  expect(text).toContain('20 further rows are not in it.');
  expect(text).toMatch(/row 9\s+9,00/);
  expect(text).not.toContain('row 10');
});

test('no rows, no columns, and more columns than a page is wide', async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ header: `Column ${i}`, type: 'integer' as const }));
  for (const wide of [[], columns, many]) {
    const path = join(folder, 'c.pdf');
    const rows = wide === many ? [many.map((_, i) => String(i))] : [];
    await encode({ path, format: 'pdf', sheets: [{ name: 's', columns: wide }] }, [stream(rows)], () => {});
    expect(checkObjects(readFileSync(path))).toBe(1);
    if (reader && wide === many) expect(reader(path)).toContain('Column 59');
  }
});
