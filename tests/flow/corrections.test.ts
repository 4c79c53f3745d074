import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

describe('rows mended and brought again', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const CSV =
    'Code,Name,Amount,When\n1,one,"1,5",31.12.2024\nx,two,"2,5",1.2.2025\n3,three,many,2.2.2025\n1,again,"1,234",3.2.2025\n5,five,"5,5",4.2.2025\n';
  async function load(csv: string, body: object): Promise<any> {
    const file = await service.api.upload(csv, 'rows.csv');
    await service.api.inspected(file.id);
    return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
  }
  const made = (name: string, more: object = {}) =>
    load(CSV, {
      table: { create: { name } },
      key: ['Code'],
      mapping: { Code: { column: 'Code', type: 'integer' }, Amount: { column: 'Amount', type: 'decimal' } },
      ...more,
    });
  const correct = async (id: string, body: object) => {
    const job = await service.api.ask('POST', `/api/jobs/${id}/corrections`, body);
    expect(job).toMatchObject({ kind: 'import', parentId: id });
    return service.api.ended(job.id);
  };
  const openRows = async (id: string) => (await service.api.rejects(id)).rows.map(({ row }) => row);

  test('rows go in under the same rules, by what was mended in them; the rest stays open', async () => {
    const { api } = service;
    const job = await made('Mended');
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 5, inserted: 2, rejected: 3 } });
    expect(await openRows(job.id)).toEqual([3, 4, 5]);
    expect((await api.rejects(job.id)).rows[2]!.cells).toMatchObject({
      Code: '1',
      Amount: '1,234',
      When: '2025-02-03',
    });

    const child = await correct(job.id, {
      rows: [
        { row: 5, cells: { Code: 4 } },
        { row: 3, cells: { Code: '2' } },
        { row: 4, cells: { Amount: 'lots' } },
      ],
    });
    expect(child).toMatchObject({
      state: 'succeeded',
      tableId: job.tableId,
      counts: { read: 3, inserted: 2, rejected: 1 },
      result: { tableId: job.tableId, columns: ['Code', 'Name', 'Amount', 'When'] },
    });
    expect(await openRows(job.id)).toEqual([4]);
    expect((await api.rejects(child.id)).rows).toMatchObject([
      { row: 4, cells: { Code: '3', Amount: 'lots' }, issues: [{ column: 'Amount', code: 'not_decimal' }] },
    ]);
    expect(await api.job(job.id)).toMatchObject({ counts: { read: 5, inserted: 2, rejected: 3 } });

    const last = await correct(child.id, { rows: [{ row: 4, cells: { Amount: 3.25 } }] });
    expect(last).toMatchObject({ state: 'succeeded', counts: { read: 1, inserted: 1, rejected: 0 } });
    expect([await openRows(job.id), await openRows(child.id)]).toEqual([[], []]);
    expect(await api.allRows(job.tableId)).toEqual([
      { code: 1, name: 'one', amount: 1.5, when: '2024-12-31' },
      { code: 2, name: 'two', amount: 2.5, when: '2025-02-01' },
      { code: 3, name: 'three', amount: 3.25, when: '2025-02-02' },
      { code: 4, name: 'again', amount: 1.234, when: '2025-02-03' },
      { code: 5, name: 'five', amount: 5.5, when: '2025-02-04' },
    ]);

    for (const id of [job.id, child.id]) {
      const answer = await api.call('POST', `/api/jobs/${id}/corrections`, { rows: [{ row: 4, cells: {} }] });
      expect([answer.status, answer.body.code]).toEqual([409, 'rows_already_resolved']);
    }
    await api.ended((await api.ask('POST', `/api/jobs/${last.id}/undo`)).id);
    expect([await openRows(job.id), await openRows(child.id)]).toEqual([[4], [4]]);
    await api.ended((await api.ask('POST', `/api/jobs/${job.id}/undo`, { includeCorrections: false })).id);
    const late = await api.call('POST', `/api/jobs/${child.id}/corrections`, {
      rows: [{ row: 4, cells: { Amount: 1 } }],
    });
    expect([late.status, late.body.code]).toEqual([409, 'already_undone']);
    expect((await api.allRows(job.tableId)).map(({ code }) => code)).toEqual([2, 4]);
  });

  test('P03: the same row sent by many at once goes in once', async () => {
    const { api } = service;
    const job = await made('Once');
    const jobs = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        api
          .ask('POST', `/api/jobs/${job.id}/corrections`, { rows: [{ row: 3, cells: { Code: 100 + n } }] })
          .catch(() => null),
      ),
    );
    const ended = await Promise.all(jobs.filter(Boolean).map(({ id }) => api.ended(id)));
    expect(ended.filter(({ state }) => state === 'succeeded')).toHaveLength(1);
    for (const one of ended) if (one.state !== 'succeeded') expect(one.error!.code).toBe('rows_already_resolved');
    expect(await api.allRows(job.tableId)).toHaveLength(3);
  });

  test('P10: a request to mend that is not right is refused with what to do', { tags: ['long'] }, async () => {
    const { api } = service;
    const job = await made('Refused');
    const codeOf = async (id: string, body?: object) => {
      const { status, body: answer } = await api.call('POST', `/api/jobs/${id}/corrections`, body);
      return [status, answer.code];
    };
    expect(await codeOf(job.id)).toEqual([400, 'invalid_request']);
    const again = await api.call('POST', `/api/jobs/${job.id}/retry`);
    expect([again.status, again.body.code]).toEqual([409, 'job_finished']);
    expect((await api.call('POST', `/api/jobs/${job.id}/retry`, { rows: [] })).status).toBe(400);
    expect(await codeOf(job.id, { rows: [{ row: 2, cells: {} }] })).toEqual([409, 'rows_already_resolved']);
    expect(await codeOf(job.id, { rows: [{ row: 3, cells: { Nope: 1 } }] })).toEqual([422, 'invalid_mapping']);
    expect(
      await codeOf(job.id, {
        rows: [
          { row: 3, cells: {} },
          { row: 3, cells: {} },
        ],
      }),
    ).toEqual([400, 'invalid_request']);
    expect(await codeOf(job.id, { rows: [] })).toEqual([400, 'invalid_request']);
    const dry = await made('Never', { dryRun: true });
    expect(await codeOf(dry.id, { rows: [{ row: 3, cells: { Code: 2 } }] })).toEqual([409, 'no_pending_rejects']);
    const key = { 'idempotency-key': `mend-${job.id}` };
    const body = { rows: [{ row: 3, cells: { Code: 2 } }] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.ask('POST', `/api/jobs/${job.id}/corrections`, body, key)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await api.ended(answers[0].id)).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
  });

  test('a workbook of rejected rows that comes back brings those that are still open', { tags: ['long'] }, async () => {
    const { api } = service;
    const job = await made('Workbook');
    await correct(job.id, { rows: [{ row: 5, cells: { Code: 4 } }] });
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Rejects');
    sheet.addRows([
      ['Sheet row', 'When', 'Code', 'Name', 'Amount', 'Reason'],
      [3, '1.2.2025', 2, 'two', 2.5, 'not a number'],
      [4, new Date(Date.UTC(2025, 1, 2)), '3', 'three', 'many', 'not a number'],
      [5, '3.2.2025', '77', 'again', '1,234', 'key again'],
    ]);
    const file = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'mended.xlsx');
    const child = await correct(job.id, { fileId: file.id });
    expect(child).toMatchObject({ state: 'succeeded', counts: { read: 3, inserted: 1, unchanged: 1, rejected: 1 } });
    expect(await openRows(job.id)).toEqual([4]);
    const { rows } = await api.rejects(child.id);
    expect(rows).toMatchObject([{ row: 4, cells: { Code: '3', Name: 'three', Amount: 'many', When: '2025-02-02' } }]);
    expect(Object.keys(rows[0]!.cells)).not.toContain('Reason');
    expect((await api.allRows(job.tableId)).map(({ code, amount }) => [code, amount])).toEqual([
      [1, 1.5],
      [2, 2.5],
      [4, 1.234],
      [5, 5.5],
    ]);
    const again = await correct(job.id, { fileId: file.id });
    expect(again).toMatchObject({ state: 'succeeded', counts: { inserted: 0, unchanged: 2, rejected: 1 } });
  });

  test('rejects.xlsx marks what is wrong, is recognised when it comes back, and brings what was mended', async () => {
    const { api, url } = service;
    const job = await made('Download');
    const answer = await fetch(`${url}/api/jobs/${job.id}/rejects.xlsx`, {
      headers: { authorization: `Bearer ${api.token}` },
    });
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="rows rejects.xlsx"; filename*=UTF-8''rows%20rejects.xlsx`,
    ]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await answer.arrayBuffer()) as never);
    const sheet = book.worksheets[0]!;
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    const values = (row: number) => (sheet.getRow(row).values as unknown[]).slice(1, 7);
    expect(values(1)).toEqual(['Sheet row', 'Code', 'Name', 'Amount', 'When', 'Reason']);
    expect(sheet.getColumn(7).hidden).toBe(true);
    expect(sheet.getRow(1).font).toMatchObject({ bold: true });
    expect(values(2)).toEqual([3, 'x', 'two', '2,5', '1.2.2025', 'Code (A3): "x" is not a whole number']);
    const bad = sheet.getCell('B2');
    expect(bad.fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    expect(JSON.stringify(bad.note)).toContain('is not a whole number');
    expect(sheet.getCell('C2').fill).toBeUndefined();

    sheet.getCell('B2').value = 2;
    sheet.getCell('B4').value = 4;
    const file = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'mine.xlsx');
    expect(await api.inspected(file.id)).toMatchObject({ correctsJobId: job.id });
    const child = await correct(job.id, { fileId: file.id });
    expect(child).toMatchObject({ state: 'succeeded', counts: { read: 3, inserted: 2, rejected: 1 } });
    expect(await openRows(job.id)).toEqual([4]);
    expect((await api.allRows(job.tableId)).map(({ code, amount, when }) => [code, amount, when])).toEqual([
      [1, 1.5, '2024-12-31'],
      [2, 2.5, '2025-02-01'],
      [4, 1.234, '2025-02-03'],
      [5, 5.5, '2025-02-04'],
    ]);
    const other = await made('Another');
    const refused = await api.call('POST', `/api/jobs/${other.id}/corrections`, { fileId: file.id });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_corrections_file']);
    const plain = await api.upload('a,b\n1,2\n', 'plain.csv');
    expect((await api.inspected(plain.id)).correctsJobId).toBeNull();
    await correct(job.id, { rows: [{ row: 4, cells: { Amount: 3 } }] });
    expect((await api.call('GET', `/api/jobs/${job.id}/rejects.xlsx`)).body.code).toBe('no_pending_rejects');
  });

  test('P04: rows that come back mended in two sheets of a workbook go in from both', { tags: ['long'] }, async () => {
    const { api } = service;
    const job = await made('Two sheets');
    const book = new ExcelJS.Workbook();
    const headings = ['Sheet row', 'Code', 'Name', 'Amount', 'When', 'Reason', `sheetport:${job.id}`];
    book.addWorksheet('Rejects').addRows([headings, [3, 2, 'two', 2.5, '1.2.2025'], [4, '3', 'three', 'many', '']]);
    book.addWorksheet('Rejects 2').addRows([headings, [5, 4, 'again', '1,234', '3.2.2025']]);
    const file = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'two.xlsx');
    expect(await api.inspected(file.id)).toMatchObject({ correctsJobId: job.id });
    const child = await correct(job.id, { fileId: file.id });
    expect(child).toMatchObject({ state: 'succeeded', counts: { read: 3, inserted: 2, rejected: 1 } });
    expect(await openRows(job.id)).toEqual([4]);
    expect((await api.allRows(job.tableId)).map(({ code }) => code)).toEqual([1, 2, 4, 5]);
  });

  test.each([
    ['says nothing of rows', 'Code,Name,Amount\n2,two,2\n', 'invalid_corrections_file'],
    ['lacks a column', 'Sheet row,Code,Name\n3,2,two\n', 'invalid_corrections_file'],
    ['has a row twice', 'Sheet row,Code,Name,Amount,When\n3,2,a,1,\n3,9,b,1,\n', 'invalid_corrections_file'],
    ['has a bad row twice', 'Sheet row,Code,Name,Amount,When\n3,y,a,1,\n3,z,b,1,\n', 'invalid_corrections_file'],
    ['has a row of its own', 'Sheet row,Code,Name,Amount,When\n3,2,a,1,\n,9,b,1,\n', 'invalid_corrections_file'],
  ])('P04: a mended file that %s changes nothing', { tags: ['long'] }, async (what, csv, code) => {
    const { api } = service;
    const job = await made(what);
    const file = await api.upload(csv, 'mended.csv');
    expect(await correct(job.id, { fileId: file.id })).toMatchObject({ state: 'failed', error: { code } });
    expect(await api.allRows(job.tableId)).toHaveLength(2);
    expect(await openRows(job.id)).toEqual([3, 4, 5]);
  });
});
