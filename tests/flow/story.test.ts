import { beforeAll, expect, test } from 'vitest';
import { describeQueues } from '../support/queues.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { differences, makeWorkbook, orders, ordersCsv, readWorkbook } from '../support/workbooks.ts';

describeQueues(
  'the main job',
  (backend) => {
    let service: Service;
    beforeAll(async () => {
      service = await shareService({ backend });
    });

    test('a workbook goes in, is watched, comes out again, and every cell is the same', async () => {
      const { api } = service;
      const rows = orders(2000);
      const file = await api.upload(await makeWorkbook(rows), 'Đơn hàng 2024.xlsx');
      expect(file).toMatchObject({
        name: 'Đơn hàng 2024.xlsx',
        state: expect.stringMatching(/received|inspecting|ready/),
      });
      const seen = await api.inspected(file.id);
      expect(seen.format).toBe('xlsx');
      expect(seen.sheets).toHaveLength(1);
      const [sheet] = seen.sheets!;
      expect(sheet).toMatchObject({ name: 'Orders', hidden: false, rows: 2000, headerRow: 1 });
      expect(sheet!.columns.map(({ header, type }) => [header, type])).toEqual([
        ['Order no', 'integer'],
        ['Customer', 'text'],
        ['City', 'text'],
        ['Ordered on', 'date'],
        ['Shipped at', 'datetime'],
        ['Quantity', 'integer'],
        ['Unit price', 'decimal'],
        ['Paid', 'boolean'],
        ['Card', 'text'],
        ['Notes', 'text'],
      ]);

      const job = await api.import({ fileId: file.id, table: { create: { name: 'Orders 2024' } }, key: ['Order no'] });
      const watcher = await api.watch(job.id);
      const done = await watcher.end;
      watcher.close();
      expect(done).toMatchObject({
        state: 'succeeded',
        counts: { read: 2000, inserted: 2000, rejected: 0 },
        progress: { fraction: 1 },
      });
      const fractions = watcher.heard.map((message) => message.job.progress.fraction);
      expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
      expect(fractions.filter((fraction) => fraction === 1)).toHaveLength(1);

      const tableId = done.result!.tableId!;
      const table = await api.table(tableId);
      expect(table).toMatchObject({ name: 'Orders 2024', rowCount: 2000, key: ['order_no'] });
      const stored = await api.allRows(tableId);
      expect(stored).toHaveLength(2000);
      expect(stored[0]).toMatchObject({ order_no: 1, ordered_on: '2024-01-02', paid: false, card: '0000000000007919' });

      const out = await api.export({ tableId });
      const exported = await api.ended(out.id);
      expect(exported).toMatchObject({
        state: 'succeeded',
        result: { name: expect.stringMatching(/^Orders 2024 \d{4}-\d\d-\d\d\.xlsx$/), format: 'xlsx' },
      });
      const back = await readWorkbook(await api.download(out.id));
      expect(differences(back, rows)).toEqual([]);
    });

    test('csv goes the same way', async () => {
      const { api } = service;
      const file = await api.upload(ordersCsv(500), 'numbers.csv');
      const job = await api.import({ fileId: file.id, table: { create: { name: 'Numbers' } } });
      const done = await api.ended(job.id);
      expect(done).toMatchObject({ state: 'succeeded', counts: { read: 500, inserted: 500 } });
      const rows = await api.allRows(done.result!.tableId!);
      expect(rows).toHaveLength(500);
      expect(rows[499]).toMatchObject({ id: 500, c1: 500, c2: 'text 1000' });
      const out = await api.ended(
        (await api.export({ tableId: done.result!.tableId!, format: 'csv', columns: ['id', 'c2'] })).id,
      );
      const text = new TextDecoder().decode(await api.download(out.id));
      expect(
        text
          .replace(/^\uFEFF/, '')
          .split('\r\n')
          .slice(0, 2),
      ).toEqual(['id,c2', '1,text 2']);
    });

    test('a second file goes into the table that exists, matched by its headings whatever their order and form', async () => {
      const { api } = service;
      const made = await api.ask('POST', '/api/tables', {
        name: 'People',
        columns: [
          { label: 'E-mail address', type: 'text' },
          { label: 'Full name', type: 'text' },
          { label: 'Born', type: 'date' },
        ],
        key: ['E-mail address'],
      });
      const file = await api.upload(
        'BORN;full_name;email address;Shoe size\n1990-12-31;Ann;ann@example.com;39\n31/01/1991;Bình;binh@example.com;41\n',
        'p.csv',
      );
      const job = await api.ended((await api.import({ fileId: file.id, table: { id: made.id } })).id);
      expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 2 } });
      expect(await api.allRows(made.id)).toEqual([
        { e_mail_address: 'ann@example.com', full_name: 'Ann', born: '1990-12-31' },
        { e_mail_address: 'binh@example.com', full_name: 'Bình', born: '1991-01-31' },
      ]);
    });

    test('P13: a job that waits can be cancelled at once, and one that is over says so', async () => {
      const { api } = service;
      const file = await api.upload(ordersCsv(50), 'small.csv');
      const job = await api.ended(
        (await api.import({ fileId: file.id, table: { create: { name: `Small ${backend}` } } })).id,
      );
      const answer = await api.call('POST', `/api/jobs/${job.id}/cancel`);
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'job_finished' });
    });

    test('a file that is no spreadsheet is refused with what to do next', async () => {
      const { api } = service;
      const file = await api.upload(
        new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff]),
        'invoice.xlsx',
      );
      const seen = await api.inspected(file.id);
      expect(seen).toMatchObject({ state: 'unreadable', error: { code: 'not_a_spreadsheet' } });
      expect(seen.error!.message).toMatch(/save it as \.xlsx or \.csv/i);
      const job = await api.job(seen.inspectionId!);
      expect(job).toMatchObject({ state: 'failed', error: { code: 'not_a_spreadsheet' } });
    });
  },
  { quick: ['postgres', 'redis'] },
);
