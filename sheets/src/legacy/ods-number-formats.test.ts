import { expect, test } from 'vitest';
import { showNumber } from '../xlsx/number-display.ts';
import { LegacyFormats } from './legacy-formats.ts';
import { readOdsFormats } from './ods-number-formats.ts';

/** The code of a cell style `c` whose number style is `n`, among these number styles. */
function read(styles: string): string | undefined {
  const xml = `<r>${styles}<style:style style:name="c" style:family="table-cell" style:data-style-name="n"/><office:body>`;
  return readOdsFormats([xml]).get('c');
}

const number = (attributes: string, inside = '') => `<number:number ${attributes}>${inside}</number:number>`;
const style = (inside: string, name = 'n', kind = 'number') =>
  `<number:${kind}-style style:name="${name}">${inside}</number:${kind}-style>`;

test.each<[string, string]>([
  [style(number('number:min-integer-digits="1"')), 'General'],
  [style(number('number:decimal-places="0" number:min-integer-digits="5"')), '00000'],
  [style(number('number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"')), '#,##0'],
  [style(number('number:decimal-places="3" number:min-decimal-places="1" number:min-integer-digits="0"')), '#.0##'],
  [style(number('number:decimal-places="2" number:decimal-replacement="" number:min-integer-digits="1"')), '0.##'],
  [style(`<number:text>A&amp;"B" </number:text>${number('number:decimal-places="0"')}`), '"A&"\\""B"\\"" "0'],
  [style(`${number('number:decimal-places="0" number:display-factor="1000"')}<number:text>k</number:text>`), '0,"k"'],
  [style(`${number('number:decimal-places="0"')}<number:text> %</number:text>`, 'n', 'percentage'), '0" "%'],
  [style('<number:fraction number:min-numerator-digits="2" number:min-denominator-digits="2"/>'), '??/??'],
  [style('<number:fraction number:min-integer-digits="0" number:denominator-value="8"/>'), '# ?/8'],
  [
    style(
      `${number('number:decimal-places="0" number:min-integer-digits="5"', '<number:embedded-text number:position="2">-</number:embedded-text>')}`,
    ),
    '000"-"00',
  ],
  [
    `${style(number('number:decimal-places="1"'), 'p')}${style(`<number:text>-</number:text>${number('number:decimal-places="1"')}<style:map style:condition="value()&gt;=0" style:apply-style-name="p"/>`)}`,
    '0.0;"-"0.0',
  ],
  [
    `${style(number('number:decimal-places="1"'), 'p')}${style(`${number('number:decimal-places="0"')}<style:map style:condition="value()&gt;100" style:apply-style-name="p"/>`)}`,
    'General',
  ],
  [style('<number:text-content/>', 'n', 'text'), '@'],
  [style('<number:month number:textual="true"/><number:text>-</number:text><number:year/>', 'n', 'date'), 'mmm"-"yy'],
  [style('<number:day number:style="long"/><number:month number:textual="false"/>', 'n', 'date'), 'ddm'],
  [
    '<number:date-style style:name="n" number:language="de"><number:month number:style="long" number:textual="true"/></number:date-style>',
    '[$-de]mmmm',
  ],
])('%s is %s', (styles, code) => expect(read(styles)).toBe(code));

test('times are left to the library', () => {
  expect(read(style('<number:hours/>', 'n', 'time'))).toBe(undefined);
  expect(read('')).toBe(undefined);
});

test('what is declared shows numbers as the sheet does', () => {
  const formats = new LegacyFormats();
  const { display } = formats.find(read(style(number('number:decimal-places="0" number:min-integer-digits="5"'))));
  expect(showNumber(formats.displays[display]!, Buffer.from('2108'), 0, 4)).toBe('02108');
});
