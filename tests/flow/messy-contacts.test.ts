import type { File, Job, Table } from '@sheetport/contract';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  CONTACTS,
  FAULTS,
  faultRow,
  headingInSheet,
  makeMessyContacts,
  OUTSIDERS,
  oldContacts,
  rightRows,
} from '../support/messy-contacts.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

const REJECTED = FAULTS.flatMap(({ rejected }, at) => (rejected ? [{ row: faultRow(at), ...rejected }] : []));
/** Rows mended by their cells over HTTP; the others come back in the workbook. */
const BY_CELLS = 5;

describe('forty faults over HTTP', () => {
  let service: Service;
  let table: Table;
  let file: File;
  beforeAll(async () => {
    service = await shareService();
    const { api } = service;
    table = await api.ask('POST', '/api/tables', { name: 'Contacts', ...CONTACTS });
    const old = await api.upload(await makeWorkbook(oldContacts()), 'old.xlsx');
    await api.inspected(old.id);
    await api.ended((await api.import({ fileId: old.id, table: { id: table.id } })).id);
    file = await api.inspected((await api.upload(await makeMessyContacts(), 'Contacts.xlsx')).id);
  });

  async function checksum(): Promise<string> {
    const { rows } = await service.pool.query(
      `SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS sum FROM ${table.qualifiedName} t`,
    );
    return rows[0].sum;
  }
  const nameOf = (label: string) => table.columns.find((column) => column.label === label)!.name;
  const sheet = () => file.sheets![0]!;
  /** What a script sends that has read what inspection said: totals and notes stay out, look-alikes are written right. */
  function body(more: object = {}) {
    const fixes = (column: {
      warnings: { code: string; fixes?: { from: string; to: string | null }[] | undefined }[];
    }) => column.warnings.find(({ code }) => code === 'confusables')?.fixes ?? [];
    const mapping = Object.fromEntries(
      sheet()
        .columns.filter((column) => fixes(column).length > 0)
        .map((column) => [
          column.header,
          { column: 'E-mail', values: Object.fromEntries(fixes(column).map(({ from, to }) => [from, to])) },
        ]),
    );
    return {
      fileId: file.id,
      table: { id: table.id },
      mode: 'upsert' as const,
      mapping,
      skipRows: sheet().nonDataRows!.map(({ row }) => row),
      errorCells: 'reject' as const,
      ...more,
    };
  }
  const run = async (more: object = {}) => service.api.ended((await service.api.import(body(more) as never)).id);
  const correct = async (id: string, brought: object): Promise<Job> =>
    service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/corrections`, brought)).id);
  const undo = async (id: string): Promise<Job> =>
    service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/undo`)).id);

  test('the file is known before it runs: its heading, what is no data, what was lost, what only looks right', () => {
    expect(sheet().headerRow).toBe(4);
    expect(sheet().nonDataRows!.map(({ row, what }) => [row, what])).toEqual([
      [OUTSIDERS.heading, 'heading'],
      [OUTSIDERS.totals, 'totals'],
      ...OUTSIDERS.notes.map((row) => [row, 'note']),
    ]);
    const warned = Object.fromEntries(
      sheet().columns.map(({ header, warnings }) => [header, warnings.map(({ code }) => code)]),
    );
    expect(warned).toMatchObject({
      'e-mail': ['confusables', 'duplicates'],
      NAME: ['stray_spaces'],
      Staff: ['error_cells', 'numbers_as_text'],
      Balance: ['nothing_words', 'mixed_marks', 'mixed_currencies', 'mixed_types'],
      Born: ['mixed_date_orders', 'dates_as_text'],
      Card: ['lost_precision'],
    });
  });

  test('P40: all rows end right by rehearsal, import, cells and workbook; undone, the table has the checksum of before', async () => {
    const { api, url } = service;
    const before = await checksum();

    const tried = await run({ dryRun: true });
    expect(tried).toMatchObject({ state: 'succeeded', result: { dryRun: true } });
    expect(tried.result!.sample!.filter((change) => change.before !== null)).toMatchObject([
      { before: { [nameOf('Name')]: 'Old 1' }, after: { [nameOf('Name')]: 'Changed' } },
    ]);
    expect(await checksum()).toBe(before);

    const first = await run();
    expect(first).toMatchObject({ state: 'succeeded', counts: tried.counts });
    expect(first.counts).toMatchObject({ read: FAULTS.length + 1, updated: 1, rejected: REJECTED.length });
    const { rows } = await api.rejects(first.id);
    expect(rows.map(({ row, issues }) => [row, ...issues.map(({ column, code }) => [column, code])])).toEqual(
      REJECTED.map(({ row, column, code }) => [row, [headingInSheet(column), code]]),
    );

    const mend = (row: (typeof REJECTED)[number]) =>
      Object.fromEntries(Object.entries(row.mend).map(([column, value]) => [headingInSheet(column), value]));
    const byCells = await correct(first.id, {
      rows: REJECTED.slice(0, BY_CELLS).map((one) => ({ row: one.row, cells: mend(one) })),
    });
    expect(byCells).toMatchObject({ state: 'succeeded', counts: { inserted: BY_CELLS, rejected: 0 } });

    const answer = await fetch(`${url}/api/jobs/${first.id}/rejects.xlsx`, {
      headers: { authorization: `Bearer ${api.token}` },
    });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await answer.arrayBuffer()) as never);
    const page = book.worksheets[0]!;
    const places = new Map(Array.from(page.getRow(1).values as unknown[], (heading, at) => [String(heading), at]));
    const left = REJECTED.slice(BY_CELLS);
    expect(page.getColumn(1).values.slice(2)).toEqual(left.map(({ row }) => row));
    left.forEach((one, at) => {
      for (const [heading, value] of Object.entries(mend(one)))
        page.getRow(at + 2).getCell(places.get(heading)!).value = value as ExcelJS.CellValue;
    });
    const mended = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'Contacts rejects.xlsx');
    expect(await api.inspected(mended.id)).toMatchObject({ correctsJobId: first.id });
    const byWorkbook = await correct(first.id, { fileId: mended.id });
    expect(byWorkbook).toMatchObject({ state: 'succeeded', counts: { inserted: left.length, rejected: 0 } });
    expect((await api.rejects(first.id)).rows).toEqual([]);

    const key = nameOf('E-mail');
    const byKey = (one: Record<string, unknown>, other: Record<string, unknown>) =>
      String(one[key]) < String(other[key]) ? -1 : 1;
    const found = (await api.allRows(table.id)).sort(byKey);
    expect(found).toEqual(rightRows(nameOf).sort(byKey));

    for (const job of [byWorkbook, byCells, first])
      expect(await undo(job.id)).toMatchObject({ state: 'succeeded', result: { kept: 0 } });
    expect(await checksum()).toBe(before);
  });

  test('P40: taken back in the order in which they came, the table has the checksum of before as well', {
    tags: ['long'],
  }, async () => {
    const before = await checksum();
    const first = await run();
    const [one] = REJECTED;
    const second = await correct(first.id, {
      rows: [{ row: one!.row, cells: { [headingInSheet(one!.column)]: Object.values(one!.mend)[0] } }],
    });
    for (const job of [first, second]) expect(await undo(job.id)).toMatchObject({ state: 'succeeded' });
    expect(await checksum()).toBe(before);
  });
});
