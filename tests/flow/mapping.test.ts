import { SavedMappings, SuggestedMapping } from '@sheetport/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

let service: Service;
beforeAll(async () => {
  service = await shareService();
});

async function sent(text: string, name = 'contacts.csv') {
  const file = await service.api.upload(text, name);
  return service.api.inspected(file.id);
}

async function suggested(fileId: string, query = ''): Promise<SuggestedMapping> {
  return SuggestedMapping.parse(await service.api.ask('GET', `/api/files/${fileId}/mapping?${query}`));
}

async function contacts(name: string) {
  return service.api.ask('POST', '/api/tables', {
    name,
    columns: [
      { label: 'Full name', type: 'text' },
      { label: 'E-mail', type: 'text' },
      { label: 'Phone', type: 'text' },
      { label: 'Quantity', type: 'integer' },
      { label: 'Backup mail', type: 'text' },
    ],
  });
}

describe('suggesting what goes where', () => {
  const SHEET =
    'Họ và tên,Mobile,X1,Qty,Shoe size\nAnn,+84 912 345 678,ann@example.com,3,39\nBình,0912 345 679,binh@example.org,4,41\n';

  test('headings that mean the same, and values that look like it, each with how sure it is', async () => {
    const { api } = service;
    const table = await contacts('Suggested');
    const file = await sent(SHEET);
    const { columns } = await suggested(file.id, `tableId=${table.id}`);
    expect(columns.map(({ header, column, reason }) => [header, column, reason])).toEqual([
      ['Họ và tên', 'full_name', 'synonym'],
      ['Mobile', 'phone', 'synonym'],
      ['X1', 'e_mail', 'content'],
      ['Qty', 'quantity', 'synonym'],
      ['Shoe size', null, null],
    ]);
    const sure = columns.filter(({ confidence }) => confidence >= 0.9).map(({ header }) => header);
    expect(sure).toEqual(['Họ và tên', 'Qty']);

    // An import that says nothing takes only what is sure.
    const job = await api.ended((await api.import({ fileId: file.id, table: { id: table.id } })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 2 } });
    expect((await api.allRows(table.id))[0]).toMatchObject({
      full_name: 'Ann',
      quantity: 3,
      phone: null,
      e_mail: null,
    });
  });

  test('for a table that is to be made: names and types', async () => {
    const file = await sent('Name,,Amount\nAnn,ann@example.com,1.50\nBình,binh@example.org,2\n');
    const answer = await suggested(file.id);
    expect(answer).toMatchObject({ sheet: 0, headerRow: 1, tableId: null });
    expect(answer.columns.map(({ column, type, reason }) => [column, type, reason])).toEqual([
      ['Name', 'text', null],
      ['E-mail', 'text', 'content'],
      ['Amount', 'decimal', null],
    ]);
  });

  test('under another header row, by the headings that the import will find there', { tags: ['long'] }, async () => {
    const { api } = service;
    const file = await sent('Contacts of May,,\nQuarter 2,,\nFull name,Telephone,Telephone\nAnn,0912 345 678,\n');
    const answer = await suggested(file.id, 'headerRow=2');
    const job = await api.ended(
      (await api.import({ fileId: file.id, headerRow: 2, table: { create: { name: 'Moved header' } } })).id,
    );
    const made = await api.table(job.result!.tableId!);
    expect(answer.columns.map(({ header }) => header)).toEqual(made.columns.map(({ label }) => label));
    const table = await contacts('Other header');
    const other = await suggested(file.id, `headerRow=3&tableId=${table.id}`);
    expect(other.columns.map(({ column }) => column)).toEqual(['full_name', 'phone', null]);
  });

  test('headings over two rows are seen, joined, and called the same by whoever is asked', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const rows = [
      ['Order no', 'Address', null, 'Phone', 'Sum'],
      [null, 'Street', 'City', null, null],
      [1, 'Main St', 'Huế', '0912 345 678', 2.5],
      [2, 'High St', 'Paris', '0912 345 679', 3],
    ];
    const book = await makeWorkbook([['Orders of May'], ...rows]);
    const file = await api.inspected((await api.upload(book, 'two rows.xlsx')).id);
    const wanted = ['Order no', 'Address Street', 'Address City', 'Phone', 'Sum'];
    expect(file.sheets![0]).toMatchObject({ headerRow: 3, headerRows: 2, rows: 2 });
    expect(file.sheets![0]!.columns.map(({ header }) => header)).toEqual(wanted);

    const table = async (name: string, body: object) => {
      const job = await api.ended((await api.import({ fileId: file.id, table: { create: { name } }, ...body })).id);
      expect(job).toMatchObject({ state: 'succeeded' });
      return { labels: (await api.table(job.result!.tableId!)).columns.map(({ label }) => label), ...job.counts };
    };
    expect(await table('Two rows', {})).toMatchObject({ labels: wanted, inserted: 2 });
    const one = await table('One row', { headerRow: 3, headerRows: 1 });
    expect(one.labels).toEqual(['Column A', 'Street', 'City', 'Column D', 'Column E']);
    const three = await table('Three rows', { headerRow: 3, headerRows: 3 });
    for (const [query, labels] of [
      ['headerRow=3&headerRows=2', wanted],
      ['headerRow=3&headerRows=1', one.labels],
      ['headerRow=3&headerRows=3', three.labels],
    ] as const) {
      expect((await suggested(file.id, query)).columns.map(({ header }) => header)).toEqual(labels);
    }
    expect((await api.call('GET', `/api/files/${file.id}/mapping?headerRows=9`)).body.code).toBe('invalid_request');
  });

  test('what cannot be answered says why', { tags: ['long'] }, async () => {
    const { api } = service;
    const file = await sent('a,b\n1,2\n');
    const refused = async (query: string) =>
      (await api.call('GET', `/api/files/${file.id}/mapping?${query}`)).body.code;
    expect(await refused('sheet=7')).toBe('no_such_sheet');
    expect(await refused('tableId=019a0000-0000-7000-8000-000000000001')).toBe('not_found');
    expect(await refused('headerRow=x')).toBe('invalid_request');
  });
});

describe('remembering how a sheet was mapped', () => {
  const MAY = 'Who,Where to write,Rank\nAnn,ann@example.com,1\n';
  const JUNE = 'RANK,who,where-to-write\n2,Bình,binh@example.org\n';

  async function list() {
    return SavedMappings.parse(await service.api.ask('GET', '/api/mappings')).mappings;
  }

  test('the next file of the shape comes ready to run, until it is forgotten', async () => {
    const { api } = service;
    const table = await contacts('Remembered');
    const may = await sent(MAY, 'may.csv');
    const mapping = { Who: { column: 'Full name' }, 'Where to write': { column: 'e_mail' }, Rank: null };
    const imported = { fileId: may.id, table: { id: table.id }, mapping, onReject: 'abort' as const };

    // What was only tried, or did not go in, is not remembered.
    await api.ended((await api.import({ ...imported, dryRun: true })).id);
    const wrong = { ...mapping, Who: { column: 'Quantity' } };
    expect((await api.ended((await api.import({ ...imported, mapping: wrong })).id)).state).toBe('failed');
    expect((await suggested(may.id)).savedMappings).toEqual([]);

    expect((await api.ended((await api.import(imported)).id)).state).toBe('succeeded');
    const june = await sent(JUNE, 'june.csv');
    const [known, ...others] = (await suggested(june.id)).savedMappings;
    expect(others).toEqual([]);
    expect(known).toMatchObject({
      tableId: table.id,
      tableName: 'Remembered',
      fileName: 'may.csv',
      uses: 1,
      mode: 'insert',
      onReject: 'abort',
    });
    const { columns } = await suggested(june.id, `tableId=${table.id}`);
    expect(columns.map(({ header, column, reason }) => [header, column, reason])).toEqual([
      ['RANK', null, 'saved'],
      ['who', 'full_name', 'saved'],
      ['where-to-write', 'e_mail', 'saved'],
    ]);

    expect((await list()).map(({ id }) => id)).toContain(known!.id);
    expect((await api.call('DELETE', `/api/mappings/${known!.id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/api/mappings/${known!.id}`)).body.code).toBe('not_found');
    expect((await suggested(june.id)).savedMappings).toEqual([]);
  });

  test('what was said of a column comes along, a table that is made is where the next file goes, and it goes with its table', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const body = 'Key,Paid,When\n1,ja,03.04.2024\n2,nein,05.06.2024\n';
    const values = { ja: 'true', nein: 'false' };
    const mapping = {
      Key: { column: 'No' },
      Paid: { column: 'Paid', type: 'boolean' as const, values },
      When: { column: 'Paid on', type: 'date' as const, dateOrder: 'mdy' as const },
    };
    const first = await sent(body, 'first.csv');
    const job = await api.ended(
      (await api.import({ fileId: first.id, table: { create: { name: 'Made' } }, mapping, key: ['No'] })).id,
    );
    const tableId = job.result!.tableId!;
    expect(await api.allRows(tableId)).toMatchObject([{ paid: true, paid_on: '2024-03-04' }, { paid: false }]);
    const second = await sent(body, 'second.csv');
    expect((await suggested(second.id)).savedMappings).toMatchObject([{ tableId, key: ['no'] }]);
    const { columns } = await suggested(second.id, `tableId=${tableId}`);
    expect(columns.map(({ column, options }) => [column, options])).toEqual([
      ['no', undefined],
      ['paid', { values }],
      ['paid_on', { dateOrder: 'mdy' }],
    ]);
    await api.ask('DELETE', `/api/tables/${tableId}`);
    expect((await suggested(second.id)).savedMappings).toEqual([]);
  });
});

describe('changing what goes where', () => {
  test('values become others, spaces stay where they are wanted, and blanks mean what was said', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Said',
      columns: [
        { label: 'No', type: 'integer' },
        { label: 'Kind', type: 'text' },
        { label: 'Active', type: 'boolean' },
        { label: 'Code', type: 'text' },
        { label: 'Note', type: 'text' },
      ],
      key: ['No'],
    });
    const into = { table: { id: table.id }, mode: 'upsert' as const };
    const mapping = {
      Type: { column: 'Kind', values: { Cty: 'Company', '-': null } },
      Active: { column: 'Active', values: { đang: 'yes', nghỉ: 'no' } },
      Code: { column: 'Code', trim: false },
    };
    const first = await sent('No,Type,Active,Code,Note\n1,Cty,đang,"  a ",kept\n2,-,nghỉ,b,gone\n3,Person,x y,c,\n');
    const done = await api.ended((await api.import({ fileId: first.id, ...into, mapping })).id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { inserted: 2, rejected: 1 } });
    expect(await api.allRows(table.id)).toEqual([
      { no: 1, kind: 'Company', active: true, code: '  a ', note: 'kept' },
      { no: 2, kind: null, active: false, code: 'b', note: 'gone' },
    ]);

    // A workbook is read by other hands.
    const book = await makeWorkbook([
      ['No', 'Type', 'Active', 'Code'],
      [4, 'Cty', 'đang', ' a '],
      [5, 'Person', true, 'b'],
    ]);
    const sheet = await api.inspected((await api.upload(book, 'said.xlsx')).id);
    expect((await api.ended((await api.import({ fileId: sheet.id, ...into, mapping })).id)).counts.inserted).toBe(2);
    expect((await api.allRows(table.id)).slice(2)).toMatchObject([
      { kind: 'Company', active: true, code: ' a ' },
      { kind: 'Person', active: true, code: 'b' },
    ]);

    const second = await sent('No,Type,Note\n1,,\n2,Person,\n');
    const blanks = { Type: { column: 'Kind' }, Note: { column: 'Note', blank: 'null' as const } };
    await api.ended((await api.import({ fileId: second.id, ...into, mapping: blanks, blank: 'keep' })).id);
    expect((await api.allRows(table.id)).slice(0, 2)).toMatchObject([
      { no: 1, kind: 'Company', note: null },
      { no: 2, kind: 'Person', note: null },
    ]);
    expect((await suggested(second.id)).savedMappings).toMatchObject([{ mode: 'upsert', blank: 'keep' }]);
  });

  test('a column is added with the rows that need it, stays when they are taken back, and is only made once', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const table = await contacts('Growing');
    const file = await sent('Full name,Nick name,Born\nAnn,Annie,1990-05-01\nBình,,1991-01-31\n');
    const mapping = {
      'Full name': { column: 'Full name' },
      'Nick name': { column: 'Nickname', add: true },
      Born: { column: 'Born on', add: true, type: 'date' as const },
    };
    const labels = async () => (await api.table(table.id)).columns.map(({ label }) => label);
    const before = await labels();
    const body = { fileId: file.id, table: { id: table.id }, mapping };

    // Tried, or refused: nothing is there yet.
    await api.ended((await api.import({ ...body, dryRun: true })).id);
    const refused = { ...mapping, Born: { column: 'Quantity' } };
    await api.ended((await api.import({ ...body, mapping: refused, onReject: 'abort' })).id);
    expect(await labels()).toEqual(before);

    const job = await api.ended((await api.import(body)).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 2, rejected: 0 } });
    expect(await labels()).toEqual([...before, 'Nickname', 'Born on']);
    expect(await api.allRows(table.id)).toMatchObject([
      { full_name: 'Ann', nickname: 'Annie', born_on: '1990-05-01' },
      { full_name: 'Bình', nickname: null, born_on: '1991-01-31' },
    ]);
    const again = await api.ended((await api.import({ ...body, allowRepeat: true })).id);
    expect(again).toMatchObject({ state: 'succeeded', counts: { inserted: 2 } });
    for (const { id } of [again, job]) {
      const undone = await api.ended((await api.ask('POST', `/api/jobs/${id}/undo`)).id);
      expect(undone).toMatchObject({ state: 'succeeded', result: { removed: 2 } });
    }
    expect(await api.allRows(table.id)).toEqual([]);
    expect(await labels()).toEqual([...before, 'Nickname', 'Born on']);
  });
});

describe('a key that is in the file more than once', () => {
  const CSV = 'Code,Name\n1,first\n2,only\n1,between\n1,last\n';
  const cases = [
    [undefined, ['1 first', '2 only'], [4, 5]],
    ['first', ['1 first', '2 only'], [4, 5]],
    ['last', ['1 last', '2 only'], [2, 4]],
    ['reject', ['2 only'], [2, 4, 5]],
  ] as const;

  test.each(cases)(
    '%s goes in, the others are rejects, in a new table and in one that exists',
    { tags: ['long'] },
    async (duplicates, rows, out) => {
      const { api } = service;
      const file = await sent(CSV, 'codes.csv');
      const said = duplicates === undefined ? {} : { duplicates };
      const rejected = async (id: string) =>
        (await api.ask('GET', `/api/jobs/${id}/rejects`)).rows.map(({ row }: { row: number }) => row);
      const made = await api.ended(
        (
          await api.import({
            fileId: file.id,
            table: { create: { name: `Codes ${duplicates}` } },
            key: ['Code'],
            ...said,
          })
        ).id,
      );
      expect(await rejected(made.id)).toEqual(out);
      const tableId = made.result!.tableId!;
      const list = async () => (await api.allRows(tableId)).map(({ code, name }) => `${code} ${name}`).sort();
      expect(await list()).toEqual(rows);
      const tried = await api.ended(
        (await api.import({ fileId: file.id, table: { id: tableId }, mode: 'replace', dryRun: true, ...said })).id,
      );
      const again = await api.ended(
        (
          await api.import({
            fileId: file.id,
            table: { id: tableId },
            mode: 'replace',
            mapping: { Name: { column: 'name' } },
            ...said,
          })
        ).id,
      );
      expect(tried.counts).toEqual(again.counts);
      expect(await list()).toEqual(rows);
      // What was said is offered with the next file of that shape.
      const { savedMappings: remembered } = await suggested(file.id, `tableId=${tableId}`);
      expect(remembered[0]?.duplicates).toBe(duplicates);
    },
  );
});

test('headings in a row that the sheet does not have are no reason to take others', { tags: ['long'] }, async () => {
  const { api } = service;
  const file = await sent('Code,Name\n1,a\n2,b\n', 'short.csv');
  const job = await api.ended(
    (await api.import({ fileId: file.id, headerRow: 99, table: { create: { name: 'Beyond' } } })).id,
  );
  expect(job).toMatchObject({ state: 'failed', error: { code: 'empty_sheet' }, counts: { inserted: 0 } });
});

describe('what earlier imports teach', () => {
  const people = (name: string) =>
    service.api.ask('POST', '/api/tables', {
      name,
      columns: [
        { label: 'Full name', type: 'text' },
        { label: 'Shoe size', type: 'integer' },
      ],
    });
  const columnsOf = ({ columns }: SuggestedMapping) => columns.map(({ column, reason }) => [column, reason]);

  test('a heading goes where it always went in this table, whatever stands beside it', { tags: ['long'] }, async () => {
    const { api } = service;
    const table = await people('Learned');
    const first = await sent('Wer,Latschen\nAnn,39\n');
    const mapping = { Wer: { column: 'full_name' }, Latschen: { column: 'shoe_size' } };
    await api.ended((await api.import({ fileId: first.id, table: { id: table.id }, mapping })).id);
    const other = await sent('Nr,Latschen,Wer\n1,40,Bob\n');
    expect(columnsOf(await suggested(other.id, `tableId=${table.id}`))).toEqual([
      [null, null],
      ['shoe_size', 'saved'],
      ['full_name', 'saved'],
    ]);
  });

  test('the mapping of an import that was undone is not cited; what was before it holds again', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const table = await people('Undone');
    const file = await sent('Wen,Gr\nAnn,39\n');
    const run = async (mapping: Record<string, { column: string } | null>) =>
      api.ended((await api.import({ fileId: file.id, table: { id: table.id }, mapping, allowRepeat: true })).id);
    const saved = async () =>
      (await suggested(file.id, `tableId=${table.id}`)).savedMappings.map(({ columns }) =>
        columns.map(({ column }) => column),
      );
    const first = await run({ Wen: { column: 'full_name' }, Gr: null });
    const second = await run({ Wen: { column: 'full_name' }, Gr: { column: 'shoe_size' } });
    expect(await saved()).toEqual([['full_name', 'shoe_size']]);
    await api.ended((await api.ask('POST', `/api/jobs/${second.id}/undo`)).id);
    expect(await saved()).toEqual([['full_name', null]]);
    await api.ended((await api.ask('POST', `/api/jobs/${first.id}/undo`)).id);
    expect(await saved()).toEqual([]);
  });

  test('repeated headings in another order are asked for, also where their mapping was saved', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const head = 'id,departure,time,arrival,time\n';
    const file = await sent(`${head}1,HAN,08:00,SGN,10:00\n`);
    const made = await api.ended(
      (await api.import({ fileId: file.id, table: { create: { name: 'Flights' } }, mapping: {} })).id,
    );
    const swapped = await sent('id,arrival,time,departure,time\n3,SGN,10:00,HAN,08:00\n');
    const { columns } = await suggested(swapped.id, `tableId=${made.result!.tableId}`);
    expect(columns.map(({ column, confidence }) => [column, confidence >= 0.9])).toEqual([
      ['id', true],
      ['arrival', true],
      ['time_2', false],
      ['departure', true],
      ['time', false],
    ]);
  });

  test('totals and notes stay out and are counted, unless the import says otherwise, which is remembered', async () => {
    const { api } = service;
    const data = Array.from({ length: 8 }, (_, n) => `name ${n},${n},x\n`).join('');
    const file = await sent(`Name,Amount,Note\n${data}Total,28,\n`);
    const run = async (name: string, more: object) =>
      api.ended((await api.import({ fileId: file.id, table: { create: { name } }, mapping: {}, ...more })).id);
    const first = await run('Without totals', {});
    expect(first).toMatchObject({ counts: { read: 8, inserted: 8 }, result: { skippedRows: 1 } });
    const second = await run('With totals', { skipRows: [] });
    expect(second).toMatchObject({ counts: { read: 9, inserted: 9 } });
    expect(second.result).not.toHaveProperty('skippedRows');
    const { savedMappings } = await suggested(file.id, `tableId=${second.result!.tableId}`);
    expect(savedMappings.find(({ tableId }) => tableId === second.result!.tableId)).toMatchObject({
      nonDataRows: 'import',
    });
  });

  test('questions that differ behind their first 120 characters have columns and labels of their own', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const question = `${'How likely are you to recommend each of the following to a friend or a colleague '.repeat(2)}[`;
    const file = await sent(`When,"${question}Shop]","${question}Website]",❤️\n2024-01-01,5,4,1\n`);
    const job = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Survey' } } })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
    const { columns } = await api.table(job.result!.tableId!);
    expect(columns.map(({ label }) => label)).toEqual(['When', `${question}Shop]`, `${question}Website]`, '❤️']);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(4);
    expect(columns[3]!.name).toBe('column_4');
  });
});
