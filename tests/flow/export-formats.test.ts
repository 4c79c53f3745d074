import { gunzipSync } from 'node:zlib';
import * as XLSX from '@e965/xlsx';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** The formats besides xlsx, each read by a reader that is not ours. */
describe('formats of exports', () => {
  let service: Service;
  let tableId: string;
  beforeAll(async () => {
    service = await shareService();
    await service.pool.query(`CREATE TABLE public.formats (id int PRIMARY KEY, name text, price numeric(10, 2), rate numeric, odd numeric,
        weight float8, yes boolean, day date, never date, at timestamp, moment timestamptz, clock time)`);
    await service.pool.query(`INSERT INTO public.formats VALUES
      (1, 'Nguyễn & "Co"', 12.5, 0.125, 'NaN', 0.1, true, '2024-02-29', 'infinity', '2024-01-31 10:00:00.25', '2024-01-31 12:00:00+02', '08:30'),
      (2, '=1+1', -3, 1234567890.5, 1, 'Infinity', false, '0044-03-15 BC', '2024-01-01', '1969-12-31 23:59:59', '2024-06-30 23:00:00+00', '23:59:59'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (4, E'a;b\\nc', 0, 7, 2, -2, true, '2024-01-01', '2024-01-01', '2024-01-01', '2024-01-01Z', '00:00')`);
    tableId = (await service.api.ask('POST', '/api/tables/attach', { schema: 'public', name: 'formats' })).id;
  });

  async function download(body: Record<string, unknown>): Promise<Buffer> {
    const { api } = service;
    const job = await api.ended((await api.export({ tableId, ...body })).id);
    expect(job).toMatchObject({ state: 'succeeded' });
    return Buffer.from(await api.download(job.id));
  }

  test('P29: of a large table a parquet holds the one value that others let nobody expect', async () => {
    const { api, pool } = service;
    await pool.query(`CREATE TABLE public.rare (id int PRIMARY KEY, rate numeric, day date, clock time)`);
    await pool.query(
      `INSERT INTO public.rare SELECT i, i / 100.0, '2024-01-01', '08:30' FROM generate_series(1, 400000) i`,
    );
    await pool.query(`UPDATE public.rare SET rate = 0.123456789, day = 'infinity', clock = '24:00' WHERE id = 200000`);
    await pool.query('ANALYZE public.rare');
    const { id } = await api.ask('POST', '/api/tables/attach', { schema: 'public', name: 'rare' });
    const file = new Uint8Array(await download({ tableId: id, format: 'parquet' })).buffer;
    const compressors = { GZIP: (input: Uint8Array) => gunzipSync(input) };
    const rows = await parquetReadObjects({ file, compressors, rowStart: 199_999, rowEnd: 200_001 });
    expect(rows).toEqual([
      { id: 200_000, rate: 0.123456789, day: 'infinity', clock: '24:00:00' },
      { id: 200_001, rate: 2000.01, day: '2024-01-01', clock: '08:30:00' },
    ]);
    expect(Number(parquetMetadata(file).num_rows)).toBe(400_000);
  });

  test('P29: parquet has the types of the columns, and what they cannot hold as text', async () => {
    const bytes = await download({ format: 'parquet' });
    const file = new Uint8Array(bytes).buffer;
    const metadata = parquetMetadata(file);
    const types = metadata.schema
      .slice(1)
      .map(({ name, logical_type: logical, type, precision, scale }) =>
        [name, logical?.type ?? type, ...(precision === undefined ? [] : [precision, scale])].join(' '),
      );
    expect(types).toEqual([
      'id INT32',
      'name STRING',
      'price DECIMAL 10 2',
      'rate DECIMAL 18 3',
      'odd STRING',
      'weight DOUBLE',
      'yes BOOLEAN',
      'day DATE',
      'never STRING',
      'at TIMESTAMP',
      'moment TIMESTAMP',
      'clock TIME',
    ]);
    const rows = await parquetReadObjects({ file, metadata, compressors: { GZIP: (input) => gunzipSync(input) } });
    expect(rows[0]).toEqual({
      id: 1,
      name: 'Nguyễn & "Co"',
      price: 12.5,
      rate: 0.125,
      odd: 'NaN',
      weight: 0.1,
      yes: true,
      day: new Date('2024-02-29'),
      never: 'infinity',
      at: new Date('2024-01-31T10:00:00.250Z'),
      moment: new Date('2024-01-31T10:00:00Z'),
      clock: 30_600_000_000n,
    });
    expect(rows[1]).toMatchObject({ name: '=1+1', price: -3, rate: 1234567890.5, weight: Number.POSITIVE_INFINITY });
    expect(Object.values(rows[2]!)).toEqual([3, ...Array(11).fill(null)]);
    expect(rows).toHaveLength(4);
  });

  test('P28: ods has typed cells, several sheets and no formulas', async () => {
    const bytes = await download({
      tableId: undefined,
      format: 'ods',
      sheets: [{ tableId }, { tableId, name: 'Two', columns: ['id'], filter: { column: 'id', op: 'le', value: 2 } }],
    });
    const book = XLSX.read(bytes);
    expect(book.SheetNames).toEqual(['formats', 'Two']);
    const first = book.Sheets.formats!;
    expect([first.A2, first.B3, first.C2, first.G2].map((cell) => [cell.t, cell.v, cell.f])).toEqual([
      ['n', 1, undefined],
      ['s', '=1+1', undefined],
      ['n', 12.5, undefined],
      ['b', true, undefined],
    ]);
    expect(XLSX.utils.sheet_to_csv(book.Sheets.Two!)).toBe('id\n1\n2');
  });

  test('P30: a zip has a file for each table or value, and a pdf is one', async () => {
    const bytes = await download({
      tableId: undefined,
      format: 'zip',
      files: 'jsonl',
      sheets: [
        { tableId, columns: ['id'] },
        { tableId, name: 'For data/tools', format: 'parquet' },
        { tableId, name: 'Đọc', format: 'pdf', columns: ['id', 'name'] },
      ],
    });
    // SheetJS reads zips as well as the files in them.
    const zip = XLSX.CFB.read(bytes, { type: 'buffer' });
    const contentOf = (name: string) => Buffer.from(XLSX.CFB.find(zip, name)!.content as Uint8Array);
    expect(contentOf('formats.jsonl').toString()).toBe('{"id":1}\n{"id":2}\n{"id":3}\n{"id":4}\n');
    const file = new Uint8Array(contentOf('For data_tools.parquet')).buffer;
    expect(Number(parquetMetadata(file).num_rows)).toBe(4);
    // It reads names as Latin-1.
    const names = (paths: string[]) =>
      paths
        .map((path) => Buffer.from(path.split('/').at(-1) ?? '', 'latin1').toString())
        .filter((name) => name.includes('.'));
    expect(names(zip.FullPaths)).toEqual(['formats.jsonl', 'For data_tools.parquet', 'Đọc.pdf']);
    const groups = XLSX.CFB.read(await download({ format: 'zip', columns: ['id'], groupBy: 'yes' }), {
      type: 'buffer',
    });
    expect(names(groups.FullPaths).toSorted()).toEqual(['(empty).csv', 'false.csv', 'true.csv']);
    const pdf = await download({ format: 'pdf', filter: { column: 'id', op: 'le', value: 2 } });
    expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.7');
    const refused = await service.api.call('POST', '/api/exports', { tableId, format: 'csv', files: 'csv' });
    expect(refused.status).toBe(422);
  });

  test('the same export of unchanged rows is the one before, where it is asked for', async () => {
    const { api, pool } = service;
    const body = { tableId, format: 'csv', columns: ['id'], filter: { column: 'id', op: 'le', value: 2 }, reuse: true };
    const first = await api.ended((await api.export(body)).id);
    const second = await api.export(body);
    expect([second.id, second.state]).toEqual([first.id, 'succeeded']);
    expect((await api.export({ ...body, reuse: false })).id).not.toBe(first.id);
    expect((await api.export({ ...body, format: 'tsv' })).id).not.toBe(first.id);
    await pool.query('UPDATE public.formats SET name = name WHERE id = 4');
    const latest = await api.export(body);
    expect(latest.state).toBe('succeeded');
    await pool.query('UPDATE public.formats SET name = name WHERE id = 1');
    const fresh = await api.export(body);
    expect(fresh.id).not.toBe(latest.id);
    await api.ended(fresh.id);
  });

  test('csv and tsv as asked, and a page', async () => {
    const columns = ['id', 'name', 'price', 'yes'];
    const text = { delimiter: '|', decimalMark: ',', lineEnd: 'lf', nullText: 'NULL', bom: false };
    expect((await download({ format: 'csv', columns, text })).toString()).toBe(
      'id|name|price|yes\n1|"Nguyễn & ""Co"""|12,50|true\n2|\'=1+1|-3,00|false\n3|NULL|NULL|NULL\n4|"a;b\nc"|0,00|true\n',
    );
    const tsv = await download({ format: 'tsv', columns: ['id', 'name'], text: { encoding: 'utf-16le' } });
    expect(tsv.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(tsv.subarray(2).toString('utf16le')).toBe(
      'id\tname\r\n1\t"Nguyễn & ""Co"""\r\n2\t\'=1+1\r\n3\t\r\n4\t"a;b\nc"\r\n',
    );
    const sort = [{ column: 'id', desc: true }];
    const latin = await download({ format: 'csv', columns: ['name'], sort, text: { encoding: 'windows-1252' } });
    expect(latin.toString('latin1')).toContain('"Nguy?n & ""Co"""');
    const page = (await download({ format: 'html', columns, name: 'T <1>' })).toString();
    expect(page).toContain('<title>T &lt;1&gt;</title>');
    expect(page).toContain('<td>Nguyễn &amp; &quot;Co&quot;</td><td class="n">12.50</td><td>true</td>');
    expect(page.match(/<tr>/g)).toHaveLength(5);
  });
});
