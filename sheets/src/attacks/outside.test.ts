import { type Attack, book, one, RELS, testAttacks, text, withSheet } from '../../fixtures/attacks.ts';
import { packZip } from '../../fixtures/workbook.ts';

/** Workbooks that point somewhere else. */
const outside = (port: number): Attack[] => [
  [
    'a sheet on another machine',
    () =>
      packZip(
        book(one, {
          [RELS]: text(RELS).replace(
            'Target="worksheets/sheet1.xml"',
            `Target="http://127.0.0.1:${port}/s" TargetMode="External"`,
          ),
        }),
      ),
    'missing_part',
  ],
  [
    'shared texts on another machine',
    () =>
      packZip(
        book('<row><c t="s"><v>0</v></c></row>', {
          [RELS]: text(RELS).replace(
            'Target="/xl/sharedStrings.xml"',
            `Target="http://127.0.0.1:${port}/s" TargetMode="External"`,
          ),
        }),
      ),
    'damaged_xml',
  ],
  [
    'a workbook on another machine',
    () =>
      packZip(
        book(one, {
          '_rels/.rels': text('_rels/.rels').replace(
            'Target="xl/workbook.xml"',
            `Target="//127.0.0.1:${port}/w" TargetMode="External"`,
          ),
        }),
      ),
    'read',
    1,
  ],
  [
    'a sheet in a file of this machine',
    () => packZip(book(one, { [RELS]: text(RELS).replace('worksheets/sheet1.xml', 'file:///etc/passwd') })),
    'missing_part',
  ],
  [
    'a stylesheet instruction and a schema',
    () =>
      withSheet(
        `<?xml-stylesheet href="http://127.0.0.1:${port}/x.xsl"?><worksheet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://127.0.0.1:${port}/x.xsd"><sheetData>${one}</sheetData></worksheet>`,
      ),
    'read',
    1,
  ],
];

testAttacks('what is elsewhere', outside);
