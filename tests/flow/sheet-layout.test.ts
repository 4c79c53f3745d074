import ExcelJS from 'exceljs';
import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

let service: Service;
beforeAll(async () => {
  service = await shareService();
});

/** Headings over two rows with merged cells, and a row and a column that somebody hid. */
async function workbook(): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const page = book.addWorksheet('Staff');
  page.addRow(['Name', 'Address', null, 'Phone', 'Salary']);
  page.addRow([null, 'Street', 'City', null, null]);
  for (const range of ['A1:A2', 'B1:C1', 'D1:D2', 'E1:E2']) page.mergeCells(range);
  page.addRow(['Ann', 'Main', 'Huế', '091', 100]);
  page.addRow(['Bình', 'High', 'Paris', '092', 200]).hidden = true;
  page.addRow(['Chi', 'Low', 'Rome', '093', 300]);
  page.getColumn(5).hidden = true;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

test('merged headings are read, shown and asked for as one', async () => {
  const { api } = service;
  const file = await api.inspected((await api.upload(await workbook(), 'staff.xlsx')).id);
  const [sheet] = file.sheets!;
  const names = ['Name', 'Address Street', 'Address City', 'Phone', 'Salary'];
  expect([sheet!.headerRow, sheet!.headerRows]).toEqual([2, 2]);
  expect(sheet!.columns.map(({ header }) => header)).toEqual(names);

  const headings = async (query: string) =>
    (await api.ask('GET', `/api/files/${file.id}/preview?${query}`)).headings as {
      row: number;
      rows: number;
      columns: { header: string }[];
    };
  expect(await headings('limit=2')).toMatchObject({ row: 2, rows: 2, columns: names.map((header) => ({ header })) });
  const one = await headings('headerRow=2&headerRows=1');
  expect([one.row, one.rows, one.columns.map(({ header }) => header)]).toEqual([
    2,
    1,
    ['Column A', 'Street', 'City', 'Column D', 'Column E'],
  ]);
  expect((await headings('headerRow=2&headerRows=2')).columns.map(({ header }) => header)).toEqual(names);
  expect((await api.call('GET', `/api/files/${file.id}/preview?headerRows=9`)).status).toBe(400);
});

test('hidden rows and columns are marked, go in like all others, and stay out when that is said', async () => {
  const { api } = service;
  const file = await api.inspected((await api.upload(await workbook(), 'staff.xlsx')).id);
  const [sheet] = file.sheets!;
  expect([sheet!.rows, sheet!.hiddenRows]).toEqual([3, 1]);
  expect(sheet!.columns.filter(({ hidden }) => hidden).map(({ header }) => header)).toEqual(['Salary']);

  const run = async (name: string, more: object) => {
    const started = await api.import({ fileId: file.id, table: { create: { name } }, ...more });
    const job = await api.ended(started.id);
    expect(job.state).toBe('succeeded');
    return api.allRows(job.result!.tableId!);
  };
  expect(await run('All staff', {})).toHaveLength(3);
  const seen = await run('Seen staff', { skipHidden: true });
  expect(seen.map(({ name }) => name)).toEqual(['Ann', 'Chi']);
  expect(Object.keys(seen[0]!)).not.toContain('salary');
  const named = await run('Paid staff', { skipHidden: true, mapping: { Salary: { column: 'Pay' } } });
  expect(named.map(({ pay }) => pay)).toEqual([100, 300]);
});

test('a text file is read by the dialect that is chosen, for the file or for one import', {
  tags: ['long'],
}, async () => {
  const { api } = service;
  const rowsOf = async (body: object) => {
    const job = await api.ended((await api.import(body as Parameters<typeof api.import>[0])).id);
    expect(job.state, JSON.stringify(job.error)).toBe('succeeded');
    return (await api.ask('GET', `/api/tables/${job.tableId}/rows`)).rows as Record<string, unknown>[];
  };
  const headings = async (id: string) => (await api.inspected(id)).sheets![0]!.columns.map(({ header }) => header);

  const { id } = await api.upload('id:name\n1:Zoë\n2:b\n', 'colon.csv');
  expect(await headings(id)).toEqual(['id:name']);
  const changed = await api.ask('PATCH', `/api/files/${id}`, { dialect: { delimiter: ':', encoding: 'windows-1252' } });
  expect(changed).toMatchObject({ state: 'received', dialectChoice: { delimiter: ':' } });
  expect(await headings(id)).toEqual(['id', 'name']);
  const preview = await api.ask('GET', `/api/files/${id}/preview`);
  expect(preview.rows.map(({ cells }: { cells: string[] }) => cells[1])).toEqual(['name', 'ZoÃ«', 'b']);
  const own = await rowsOf({
    fileId: id,
    table: { create: { name: 'Colon as UTF-8' } },
    dialect: { encoding: 'utf-8' },
  });
  expect(own.map(({ name }) => name)).toEqual(['Zoë', 'b']);
  expect((await rowsOf({ fileId: id, table: { create: { name: 'Colon' } } }))[0]).toMatchObject({ name: 'ZoÃ«' });
  await api.ask('PATCH', `/api/files/${id}`, { dialect: {} });
  expect(await headings(id)).toEqual(['id:name']);
  for (const dialect of [{ delimiter: '::' }, { encoding: 'klingon' }, { delimiter: '\n' }, { quotes: '' }])
    expect((await api.call('PATCH', `/api/files/${id}`, { dialect })).status, JSON.stringify(dialect)).toBe(400);

  // A quotation mark that is never closed: the error names its row, and as text it loses none.
  const open = await api.upload('id,note,city\n1,ok,X\n2,"20 inch pipe,Y\n3,fine,Z\n', 'open.csv');
  const unreadable = await api.inspected(open.id);
  expect(unreadable).toMatchObject({ state: 'unreadable', error: { code: 'unclosed_quote' } });
  expect(unreadable.error!.message).toContain('row 3');
  const plain = { fileId: open.id, table: { create: { name: 'Open at once' } }, dialect: { quote: '' } };
  expect((await rowsOf(plain)).map(({ note }) => note)).toEqual(['ok', '"20 inch pipe', 'fine']);
  await api.ask('PATCH', `/api/files/${open.id}`, { dialect: { quote: '' } });
  expect(await headings(open.id)).toEqual(['id', 'note', 'city']);

  const book = await api.inspected((await api.upload(await workbook(), 'staff.xlsx')).id);
  const refused = await api.call('PATCH', `/api/files/${book.id}`, { dialect: { delimiter: ';' } });
  expect([refused.status, refused.body.code]).toEqual([422, 'not_a_text_file']);
});
