import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFileLink } from './sharing-link.ts';

const SHEET = 'https://docs.google.com/spreadsheets/d/1AbC_d-9';
const PUBLISHED = 'https://docs.google.com/spreadsheets/d/e/2PACX-1v_x';
const LINKS: [shared: string, first: string, workbook?: string][] = [
  [`${SHEET}/edit#gid=12`, `${SHEET}/export?format=csv&gid=12`, `${SHEET}/export?format=xlsx`],
  [`${SHEET}/edit?gid=12#gid=12`, `${SHEET}/export?format=csv&gid=12`, `${SHEET}/export?format=xlsx`],
  [`${SHEET}/edit?usp=sharing`, `${SHEET}/export?format=xlsx`],
  [
    `${SHEET}/view?resourcekey=0-x#gid=0`,
    `${SHEET}/export?format=csv&gid=0&resourcekey=0-x`,
    `${SHEET}/export?format=xlsx&resourcekey=0-x`,
  ],
  [SHEET, `${SHEET}/export?format=xlsx`],
  [
    'https://docs.google.com/spreadsheets/u/1/d/1AbC_d-9/edit#gid=3',
    `${SHEET}/export?format=csv&gid=3`,
    `${SHEET}/export?format=xlsx`,
  ],
  ['https://docs.google.com/a/example.com/spreadsheets/d/1AbC_d-9/edit', `${SHEET}/export?format=xlsx`],
  [`${PUBLISHED}/pubhtml`, `${PUBLISHED}/pub?output=xlsx`],
  [
    `${PUBLISHED}/pubhtml?gid=5&single=true`,
    `${PUBLISHED}/pub?output=csv&gid=5&single=true`,
    `${PUBLISHED}/pub?output=xlsx`,
  ],
  ['https://drive.google.com/file/d/1xY/view?usp=sharing', 'https://drive.google.com/uc?export=download&id=1xY'],
  ['https://drive.google.com/open?id=1xY', 'https://drive.google.com/uc?export=download&id=1xY'],
  [
    'https://www.dropbox.com/scl/fi/a1/Orders.xlsx?rlkey=k9&dl=0',
    'https://www.dropbox.com/scl/fi/a1/Orders.xlsx?rlkey=k9&dl=1',
  ],
  ['https://www.dropbox.com/s/a1/orders.csv', 'https://www.dropbox.com/s/a1/orders.csv?dl=1'],
  ['https://1drv.ms/x/s!AbC?e=x', 'https://1drv.ms/x/s!AbC?e=x&download=1'],
  [
    'https://onedrive.live.com/edit.aspx?resid=A!1&authkey=!k',
    'https://onedrive.live.com/download?resid=A!1&authkey=!k',
  ],
  ['https://onedrive.live.com/:x:/g/personal/1/Ex?e=2', 'https://onedrive.live.com/:x:/g/personal/1/Ex?e=2&download=1'],
  ['https://acme.sharepoint.com/:x:/s/Shop/EaB?e=Q1', 'https://acme.sharepoint.com/:x:/s/Shop/EaB?e=Q1&download=1'],
  [
    'https://acme-my.sharepoint.com/:x:/g/personal/a_b/EaB',
    'https://acme-my.sharepoint.com/:x:/g/personal/a_b/EaB?download=1',
  ],
  [
    'https://acme.sharepoint.com/sites/Shop/_layouts/15/Doc.aspx?sourcedoc=%7B3F2504E0-4F89-11D3-9A0C-0305E82C3301%7D&file=a.xlsx&action=default',
    'https://acme.sharepoint.com/sites/Shop/_layouts/15/download.aspx?UniqueId=3F2504E0-4F89-11D3-9A0C-0305E82C3301',
  ],
];

test('a sharing link of an online sheet leads to its file: one sheet, or the workbook', () => {
  for (const [shared, first, workbook = first] of LINKS) {
    expect(findFileLink(shared, false), shared).toBe(first);
    expect(findFileLink(shared, true), shared).toBe(workbook);
  }
});

test('what answers a file already, and any other address, is left alone', () => {
  const others = [
    ...LINKS.flatMap(([, first, workbook = first]) => [first, workbook]),
    'https://example.com/spreadsheets/d/1AbC/edit#gid=0',
    'https://docs.google.com.evil.example/spreadsheets/d/1AbC/edit',
    'https://docs.google.com:8443/spreadsheets/d/1AbC/edit',
    'https://me@docs.google.com/spreadsheets/d/1AbC/edit',
    'http://docs.google.com/spreadsheets/d/1AbC/edit',
    'https://docs.google.com/document/d/1AbC/edit',
    `${SHEET}/gviz/tq?tqx=out:csv`,
    `${PUBLISHED}/pub?output=csv`,
    'https://drive.google.com/drive/folders/1xY',
    'https://www.dropbox.com/scl/fo/a1/h?rlkey=k&dl=0',
    'https://www.dropbox.com/s/a1/orders.csv?raw=1',
    'https://evilsharepoint.com/:x:/g/a',
    'https://acme.sharepoint.com/:f:/g/a',
    'not an address',
  ];
  for (const other of others)
    for (const isWorkbook of [false, true]) expect(findFileLink(other, isWorkbook), other).toBeNull();
});

test('the link of a file is one of the same host, and is not changed again', () => {
  const word = fc.stringMatching(/^[\w!.~%-]{0,12}$/);
  const host = fc.constantFrom(
    'docs.google.com',
    'drive.google.com',
    'www.dropbox.com',
    '1drv.ms',
    'onedrive.live.com',
    'a.sharepoint.com',
    'example.com',
  );
  const start = fc.constantFrom(
    '/spreadsheets/d/',
    '/spreadsheets/d/e/',
    '/file/d/',
    '/s/',
    '/scl/fi/',
    '/x/',
    '/:x:/',
    '/edit.aspx',
    '/',
  );
  const end = fc.constantFrom('', '/edit', '/view', '/pubhtml', '/export', '/pub');
  const query = fc.array(fc.tuple(fc.constantFrom('gid', 'dl', 'download', 'resid', 'format', 'e', 'id'), word), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      host,
      start,
      word,
      end,
      query,
      fc.option(fc.nat()),
      fc.boolean(),
      (host, start, id, end, query, gid, isWorkbook) => {
        const search = query.map(([name, value]) => `${name}=${value}`).join('&');
        const address = `https://${host}${start}${id}${end}?${search}${gid === null ? '' : `#gid=${gid}`}`;
        const link = findFileLink(address, isWorkbook);
        if (link === null) return;
        expect(host).not.toBe('example.com');
        expect(new URL(link).origin).toBe(`https://${host}`);
        expect(findFileLink(link, false)).toBeNull();
        expect(findFileLink(link, true)).toBeNull();
      },
    ),
  );
});
