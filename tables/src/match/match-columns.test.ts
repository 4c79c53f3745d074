import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ColumnType } from '../catalog/table.ts';
import { matchColumns, nameByContent, type SheetSide, SURE, type TableSide } from './match-columns.ts';

const sheet = (heading: string, samples: string[] = [], type: ColumnType = 'text'): SheetSide => ({
  heading,
  samples,
  type,
});
const column = (label: string, fields: Partial<TableSide> = {}): TableSide => ({
  name: label.toLowerCase().replaceAll(' ', '_'),
  label,
  type: 'text',
  required: false,
  unique: false,
  ...fields,
});
/** What the first heading is matched with: the label, the reason, and how surely. */
function match(heading: string | SheetSide, ...labels: (string | TableSide)[]) {
  const table = labels.map((label) => (typeof label === 'string' ? column(label) : label));
  const [found] = matchColumns([typeof heading === 'string' ? sheet(heading) : heading], table);
  return found && { to: table[found.target]!.label, reason: found.reason, confidence: found.confidence };
}

describe('what most headings of a side have as well', () => {
  const goals = (headings: string[], labels: string[]) =>
    matchColumns(
      headings.map((heading) => sheet(heading)),
      labels.map((label) => column(label)),
    ).map(({ source, target, confidence }) => [headings[source], labels[target], confidence >= SURE]);

  test('tells nothing apart: a word in front, or a remark in brackets', () => {
    const table = ['billing_city', 'billing_postcode', 'billing_country', 'billing_phone'];
    expect(goals(['Address City', 'Address Zip', 'Address Country', 'Phone'], table)).toEqual([
      ['Address City', 'billing_city', false],
      ['Address Zip', 'billing_postcode', false],
      ['Address Country', 'billing_country', false],
      ['Phone', 'billing_phone', false],
    ]);
    expect(goals(['Umsatz (ohne Soll/Haben-Kz)', 'Phone 1'], ['Umsatz', 'Phone'])).toEqual([
      ['Umsatz (ohne Soll/Haben-Kz)', 'Umsatz', false],
      ['Phone 1', 'Phone', false],
    ]);
  });

  test('tells billing from shipping where a side has both, and the second of several from the only one', () => {
    const both = ['billing_city', 'billing_zip', 'billing_phone', 'shipping_city', 'shipping_zip', 'shipping_phone'];
    expect(goals(['Shipping City', 'Billing Zip'], both)).toEqual([
      ['Shipping City', 'shipping_city', true],
      ['Billing Zip', 'billing_zip', true],
    ]);
    expect(
      goals(['Shipping City', 'Shipping Zip', 'Shipping Phone'], ['billing_city', 'billing_zip', 'billing_phone']),
    ).toEqual([]);
    expect(goals(['Phone 2'], ['Phone'])).toEqual([]);
    expect(goals(['Price (net)'], ['Price (gross)', 'Price (net)'])).toEqual([['Price (net)', 'Price (net)', true]]);
  });
});

describe('headings', () => {
  test.each([
    ['E-mail', 'E-mail', 'exact'],
    ['order_date', 'Order date', 'exact'],
    ['ORDER DATE', 'Order date', 'normalised'],
    ['Ngay dat-hang', 'Ngày đặt hàng', 'normalised'],
    ['Date of order', 'Order date', 'normalised'],
    ['客户', '客户', 'exact'],
    ['E-mail', 'Email address', 'synonym'],
    ['Thư điện tử', 'E-mail', 'synonym'],
    ['Tel.', 'Phone number', 'synonym'],
    ['SĐT', 'Phone', 'synonym'],
    ['Số điện thoại', 'Telephone', 'synonym'],
    ['Qty', 'Quantity', 'synonym'],
    ['Số lượng', 'Qty.', 'synonym'],
    ['Ngày đặt hàng', 'Order date', 'synonym'],
    ['Order #', 'Order number', 'normalised'],
    ['Mã khách hàng', 'Customer code', 'synonym'],
    ['Cty', 'Company', 'synonym'],
    ['Zip', 'Postal code', 'synonym'],
    ['DOB', 'Date of birth', 'synonym'],
    ['Discount %', 'Discount', 'normalised'],
    ['Nhận tin', 'Newsletter', 'synonym'],
    ['Hạn mức tín dụng', 'Credit limit', 'synonym'],
    ['Đơn giá', 'Unit price', 'synonym'],
    ['Kundennummer', 'Customer no.', 'synonym'],
    ['Rechnungsdatum', 'Invoice date', 'synonym'],
    ['N° de commande', 'Order number', 'synonym'],
    ['Fecha de nacimiento', 'Birthday', 'synonym'],
    ['Valor total', 'Total', 'synonym'],
    ['Дата рождения', 'DOB', 'synonym'],
    ['客户的编号', 'Customer number', 'synonym'],
    ['メールアドレス', 'E-mail', 'synonym'],
  ])('%s surely goes to %s', (heading, label, reason) => {
    const found = match(heading, 'Something else', label, 'Nothing of it');
    expect(found).toMatchObject({ to: label, reason });
    expect(found!.confidence).toBeGreaterThanOrEqual(SURE);
  });

  test.each([
    ['Mobile', 'Phone', 'synonym'],
    ['Name', 'Full name', 'synonym'],
    ['Order ID', 'Order number', 'synonym'],
    ['Adress', 'Address', 'fuzzy'],
    ['Emial', 'Email', 'fuzzy'],
    ['Custmer code', 'Customer code', 'fuzzy'],
    ['Customer e-mail', 'Email', 'fuzzy'],
    ['Cust note', 'Customer note', 'fuzzy'],
  ])('%s perhaps goes to %s', (heading, label, reason) => {
    const found = match(heading, 'Something else', label);
    expect(found).toMatchObject({ to: label, reason });
    expect(found!.confidence).toBeLessThan(SURE);
  });

  test.each([
    ['Phone 1', 'Phone 2'],
    ['Nhận tin', 'Tags'],
    ['First name', 'Last name'],
    ['Start date', 'End date'],
    ['Created at', 'Updated at'],
    ['Quantity', 'Quality'],
    ['Country', 'County'],
    ['Bill to', 'Ship to'],
    ['Billing city', 'Shipping city'],
    ['Home phone', 'Work phone'],
    ['Date of death', 'Date of birth'],
    ['From date', 'To date'],
    ['Min. amount', 'Max. amount'],
    ['Ghi nợ', 'Ghi có'],
    ['Lieferadresse', 'Rechnungsadresse'],
    ['入职日期', '离职日期'],
    ['Date', 'Order date'],
    ['', 'Phone'],
    ['***', '!!!'],
    ['__proto__', 'constructor'],
  ])('%s does not go to %s', (heading, label) => expect(match(heading, label)).toBeUndefined());
});

describe('values', () => {
  const mails = ['ann@example.com', 'binh@example.org'];

  test('a column of e-mail addresses without a heading goes to the one that is called so', () => {
    expect(match({ ...sheet('Column C', mails), nameless: true }, 'Name', 'Thư điện tử')).toMatchObject({
      to: 'Thư điện tử',
      reason: 'content',
    });
    expect(match(sheet('X1', ['+84 912 345 678', '(028) 3822 9999']), 'Mobile')).toMatchObject({ to: 'Mobile' });
    expect(match(sheet('X1', ['2024-05-01'], 'date'), column('Ordered', { type: 'date' }))?.reason).toBe('content');
  });

  test('a few values that are wrong do not speak against a heading', () => {
    const messy = ['ann@example.com', 'binh(at)example.org', 'cuc@example.org', 'none'];
    const mail = { ...sheet('Thư điện tử', messy), filled: 20, distinct: 19 };
    expect(match(mail, column('email', { unique: true }))!.confidence).toBeGreaterThanOrEqual(SURE);
    const limits = sheet('Credit limit', ['10000', '€ 12,500.00', '6k', '7 500,50']);
    expect(match(limits, column('Credit limit', { type: 'decimal' }))!.confidence).toBeGreaterThanOrEqual(SURE);
    const marks = sheet('Terms limit', ['10000', '€ 12,500.00', '6k']);
    expect(match(marks, column('Limit of terms', { type: 'decimal' }))?.to).toBe('Limit of terms');
  });

  test('of a heading over several rows the lowest may be what the table has', () => {
    const headed = (heading: string, leafHeader: string) => ({ ...sheet(heading), leafHeader });
    expect(match(headed('Contact Mobile', 'Mobile'), 'Phone')).toMatchObject({ to: 'Phone', reason: 'synonym' });
    expect(match(headed('Terms Credit limit', 'Credit limit'), 'Credit limit')!.confidence).toBeGreaterThanOrEqual(
      SURE,
    );
    expect(match(headed('Company address', 'Address'), 'Address', 'Company address')).toMatchObject({
      to: 'Company address',
      reason: 'exact',
    });
  });

  test('what is said by a heading is looked at less surely where the values speak against it', () => {
    const texts = ['none', 'none yet', 'ask her'];
    expect(match(sheet('Mail', mails), 'E-mail')!.confidence).toBeGreaterThan(
      match(sheet('Mail', texts), 'E-mail')!.confidence,
    );
  });

  test('a date is not taken for another date by its values', () => {
    const death = sheet('Date of death', ['2020-01-01', '2021-02-03'], 'date');
    const table = [column('Name'), column('Date of birth', { type: 'date' })];
    expect(matchColumns([death, sheet('Name')], table)).toMatchObject([{ source: 1, target: 0 }]);
    expect(matchColumns([sheet('X1', ['2020-01-01'], 'date')], table)).toMatchObject([
      { target: 1, reason: 'content' },
    ]);
  });

  test('two dates left over are not told apart by their values', () => {
    const dates = [column('Ordered', { type: 'date' }), column('Sent', { type: 'date' })];
    expect(match(sheet('X1', ['2024-05-01'], 'date'), ...dates)).toBeUndefined();
  });

  test('a name for a column without one', () => {
    expect(nameByContent(mails)).toBe('E-mail');
    expect(nameByContent(['one', 'two'])).toBeUndefined();
    expect(nameByContent([])).toBeUndefined();
  });
});

describe('repeated headings', () => {
  const table = ['id', 'departure', 'time', 'terminal', 'arrival', 'time (2)', 'terminal (2)'].map((one) =>
    column(one),
  );
  const labels = (headings: string[]) => {
    const found = matchColumns(
      headings.map((heading) => sheet(heading)),
      table,
    );
    return found.map(({ target, confidence }) => [table[target]!.label, confidence >= SURE]);
  };

  it('are those of the same number where the headings before them are the same', () => {
    const headings = table.map(({ label }) => label);
    expect(labels(headings)).toEqual(headings.map((label) => [label, true]));
  });

  it('are asked for where they stand behind other headings', () => {
    const headings = ['id', 'arrival', 'time', 'terminal', 'departure', 'time (2)', 'terminal (2)'];
    expect(labels(headings)).toEqual([
      ['id', true],
      ['arrival', true],
      ['time (2)', false],
      ['terminal (2)', false],
      ['departure', true],
      ['time', false],
      ['terminal', false],
    ]);
  });

  it('"Title" beside a salutation is not surely "Title" beside a position', () => {
    const found = matchColumns([sheet('Salutation'), sheet('Title')], [column('Title'), column('Position')]);
    expect(found.every(({ confidence }) => confidence < SURE)).toBe(true);
  });
});

describe('all columns together', () => {
  const pairs = (found: ReturnType<typeof matchColumns>) => found.map(({ source, target }) => [source, target]);

  it('gives the exact heading what a looser one earlier in the sheet also means', () => {
    expect(pairs(matchColumns([sheet('E mail'), sheet('E-mail')], [column('E-mail')]))).toEqual([[1, 0]]);
  });

  it('takes the pairs with the best total, not the first that fit', () => {
    const found = matchColumns([sheet('Phone'), sheet('Mobile')], [column('Mobile no'), column('Phones of all')]);
    expect(pairs(found)).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('reads a table of thousands of columns at once', () => {
    const many = Array.from({ length: 1500 }, (_, i) => `Measure ${i}`);
    const found = matchColumns(
      many.map((heading) => sheet(heading)),
      many.toReversed().map((label) => column(label)),
    );
    expect(found).toHaveLength(1500);
    expect(found.every(({ reason }) => reason === 'exact')).toBe(true);
  });

  const words = fc.constantFrom(
    ...['E-mail', 'Email address', 'Phone', 'Mobile', 'Tel', 'Name', 'Full name', 'Customer', 'Client', 'Order no'],
    ...[
      'Order number',
      'Adress',
      'Address',
      'City',
      'Thành phố',
      'Total',
      'Amount',
      'Qty',
      'Notes',
      'Ghi chú',
      'X',
      'Y',
    ],
    ...['__proto__', 'toString', 'Column C'],
  );
  const samples = fc.constantFrom(
    [],
    ['a@b.cd'],
    ['+49 171 1234567'],
    ['https://a.b'],
    ['12.50 €'],
    ['one', 'two', 'three'],
  );
  const anySheet = fc.uniqueArray(
    fc.record({ heading: words, samples, type: fc.constantFrom('text', 'integer', 'date') }),
    { selector: ({ heading }) => heading, maxLength: 9 },
  ) as fc.Arbitrary<SheetSide[]>;
  const anyTable = fc.uniqueArray(
    words.map((label) => column(label)),
    { selector: ({ name }) => name, maxLength: 9 },
  );
  const shuffled = <T>(items: T[]) => fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });

  it('gives each column at most once, and never more than it is sure of', () => {
    fc.assert(
      fc.property(anySheet, anyTable, (from, to) => {
        const found = matchColumns(from, to);
        expect(new Set(found.map(({ source }) => source)).size).toBe(found.length);
        expect(new Set(found.map(({ target }) => target)).size).toBe(found.length);
        for (const { confidence } of found) expect(confidence > 0 && confidence <= 1).toBe(true);
      }),
    );
  });

  it('does not mind in which order the columns stand', () => {
    const named = (from: SheetSide[], to: TableSide[]) =>
      matchColumns(from, to)
        .map(({ source, target, ...rest }) => ({ from: from[source]!.heading, to: to[target]!.name, ...rest }))
        .sort((a, b) => (a.from < b.from ? -1 : 1));
    fc.assert(
      fc.property(
        anySheet.chain((from) => fc.tuple(fc.constant(from), shuffled(from))),
        anyTable.chain((to) => fc.tuple(fc.constant(to), shuffled(to))),
        ([from, mixedFrom], [to, mixedTo]) => {
          expect(named(mixedFrom, mixedTo)).toEqual(named(from, to));
        },
      ),
    );
  });
});
