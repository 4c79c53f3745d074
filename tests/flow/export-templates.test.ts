import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** A workbook of one's own that exports fill. */
describe('export templates', () => {
  let service: Service;
  let orders: { id: string; qualifiedName: string };
  beforeAll(async () => {
    service = await shareService();
    const { api, pool } = service;
    orders = await api.ask('POST', '/api/tables', {
      name: 'Orders',
      columns: [
        { label: 'Item', type: 'text' },
        { label: 'Amount', type: 'decimal' },
        { label: 'Ordered on', type: 'date' },
      ],
    });
    await pool.query(`INSERT INTO ${orders.qualifiedName} (item, amount, ordered_on)
      SELECT 'item ' || n, n * 1.5, date '2024-01-01' + n FROM generate_series(1, 500) n`);
  });

  async function makeTemplate(heading = '{{Amount}}'): Promise<Buffer> {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Offer');
    sheet.getCell('A1').value = 'For {{exported_by}}, {{count}} rows';
    sheet.getCell('A3').value = '{{Item}}';
    sheet.getCell('B3').value = heading;
    sheet.getCell('B3').numFmt = '#,##0.00';
    sheet.getCell('C3').value = '{{Ordered on}}';
    sheet.getCell('C3').numFmt = 'dd/mm/yyyy';
    sheet.getCell('B4').value = { formula: 'SUM(B3:B3)', result: 0 };
    return Buffer.from(await book.xlsx.writeBuffer());
  }

  async function send(bytes: Uint8Array, name: string) {
    const form = new FormData();
    form.append('file', new Blob([bytes as never]), name);
    const answer = await fetch(`${service.url}/api/templates`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.api.token}` },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  }

  test('an uploaded workbook says what it wants, is filled, and goes away', async () => {
    const { api } = service;
    const { status, body: template } = await send(await makeTemplate(), 'Offer.xlsx');
    expect(status).toBe(201);
    expect(template).toMatchObject({
      name: 'Offer.xlsx',
      placeholders: {
        marks: [
          { sheet: 'Offer', cell: 'A1', names: ['exported_by', 'count'] },
          { cell: 'A3', names: ['Item'] },
          { cell: 'B3', names: ['Amount'] },
          { cell: 'C3', names: ['Ordered on'] },
        ],
        tables: [],
        macros: false,
      },
    });
    expect((await api.ask('GET', '/api/templates')).templates).toEqual([template]);
    const made = await api.export({
      tableId: orders.id,
      templateId: template.id,
      filter: { column: 'amount', op: 'le', value: 300 },
      sort: [{ column: 'amount', desc: true }],
    });
    const job = await api.ended(made.id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 200 } });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await api.download(job.id)) as never);
    const sheet = book.getWorksheet('Offer')!;
    expect(sheet.getCell('A1').text).toMatch(/^For .+, 200 rows$/);
    expect([sheet.getCell('A3').value, sheet.getCell('B3').value]).toEqual(['item 200', 300]);
    expect(sheet.getCell('C202').value).toEqual(new Date('2024-01-02T00:00:00Z'));
    expect(sheet.getCell('B202').numFmt).toBe('#,##0.00');
    expect(sheet.getCell('B203').value).toEqual({ formula: 'SUM(B3:B202)', result: 30_150 });

    expect((await api.call('DELETE', `/api/templates/${template.id}`)).status).toBe(204);
    const refused = await api.call('POST', '/api/exports', { tableId: orders.id, templateId: template.id });
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
  });

  test('each table and view of an export fills the block that names it', async () => {
    const { api } = service;
    const view = await api.ask('POST', '/api/views', {
      tableId: orders.id,
      name: 'Large orders',
      definition: {
        columns: [{ name: 'item' }, { name: 'ordered_on', hidden: true }],
        filter: { column: 'amount', op: 'ge', value: 747 },
        sort: [{ column: 'amount', desc: true }],
      },
    });
    const book = new ExcelJS.Workbook();
    const cells = { A1: '{{#each Orders}}{{Item}}{{/each}}', A2: '{{table}}: {{count}}', A3: '{{#each large orders}}' };
    const more = { A4: '{{Item}}', B4: '{{Amount}}', C4: '{{table}}: {{count}}', A5: '{{/each}}' };
    const sheet = book.addWorksheet('Both');
    for (const [cell, text] of Object.entries({ ...cells, ...more })) sheet.getCell(cell).value = text;
    const { body: template } = await send(Buffer.from(await book.xlsx.writeBuffer()), 'Both.xlsx');
    expect(template.placeholders).toMatchObject({ blocks: [{ name: 'Orders' }, { name: 'large orders', first: 4 }] });
    const first = { tableId: orders.id, filter: { column: 'amount', op: 'le', value: 3 } };
    const templateId = template.id;
    const job = await api.ended((await api.export({ templateId, sheets: [first, { viewId: view.id }] })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 5 } });
    const filled = new ExcelJS.Workbook();
    await filled.xlsx.load((await api.download(job.id)) as never);
    expect(filled.getWorksheet('Both')!.getSheetValues().slice(1)).toEqual(
      [
        ['item 1'],
        ['item 2'],
        ['Orders, Large orders: 5'],
        ['item 500', 750, 'Large orders: 3'],
        ['item 499', 748.5, 'Large orders: 3'],
        ['item 498', 747, 'Large orders: 3'],
      ].map((row) => [undefined, ...row]),
    );
    // What cannot be told apart is said before a job begins.
    const refused = await api.call('POST', '/api/exports', {
      templateId,
      sheets: [first, { ...first, name: 'Others' }],
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_export']);
    expect(refused.body.detail).toContain('the block in Both!A3 is for "large orders", which is not exported');
    expect((await api.call('DELETE', `/api/templates/${templateId}`)).status).toBe(204);
  });

  test('a block of rows is there for each record, and what is wrong with one is said with its cell', async () => {
    const { api } = service;
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Cards');
    sheet.getCell('A1').value = '{{#each rows}}';
    sheet.getCell('A2').value = '{{Item}}';
    sheet.mergeCells('A2:B2');
    sheet.getCell('A3').value = 'Amount';
    sheet.getCell('B3').value = '{{Amount}}';
    sheet.getCell('C3').value = { formula: 'B3*2', result: 0 };
    sheet.getCell('B5').value = { formula: 'SUM(B2:B3)', result: 0 };
    const write = async () => Buffer.from(await book.xlsx.writeBuffer());
    const refused = await send(await write(), 'Cards.xlsx');
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_template']);
    expect(refused.body.templateProblem).toEqual({ code: 'block_unclosed', sheet: 'Cards', cell: 'A1', other: '' });
    expect(refused.body.detail).toContain('sheet "Cards": the block that begins in A1 has no end');
    expect((await api.ask('GET', '/api/templates')).templates).toEqual([]);

    sheet.getCell('A4').value = '{{/each}}';
    const { body: template } = await send(await write(), 'Cards.xlsx');
    expect(template.placeholders).toMatchObject({
      blocks: [{ sheet: 'Cards', first: 2, last: 3, open: 'A1', close: 'A4' }],
    });
    const made = await api.export({
      tableId: orders.id,
      templateId: template.id,
      sort: [{ column: 'amount', desc: false }],
    });
    const job = await api.ended(made.id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 500 } });
    const filled = new ExcelJS.Workbook();
    await filled.xlsx.load((await api.download(job.id)) as never);
    const cards = filled.getWorksheet('Cards')!;
    expect(['A999', 'A1000', 'B1000'].map((cell) => cards.getCell(cell).value)).toEqual(['item 500', 'Amount', 750]);
    expect([cards.getCell('C1000').formula, cards.getCell('B1001').formula]).toEqual(['B1000*2', 'SUM(B1:B1000)']);
    expect(cards.model.merges).toHaveLength(500);
    expect((await api.call('DELETE', `/api/templates/${template.id}`)).status).toBe(204);
  });

  test('what cannot be filled is said at once', async () => {
    const { api } = service;
    const noWorkbook = await send(Buffer.from('no workbook at all'), 'x.xlsx');
    expect([noWorkbook.status, noWorkbook.body.code]).toEqual([422, 'invalid_template']);
    expect((await api.ask('GET', '/api/templates')).templates).toEqual([]);
    const { body: template } = await send(await makeTemplate('{{Colour}}'), 'Offer.xlsx');
    const answer = await api.call('POST', '/api/exports', { tableId: orders.id, templateId: template.id });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_export']);
    expect(answer.body.detail).toContain('"Colour" in Offer!B3');
  });
});
