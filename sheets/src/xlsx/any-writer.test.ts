import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { collectSheet } from '../../fixtures/collect.ts';
import { runsOf } from '../../fixtures/runs.ts';
import { makeFolder, workbookParts } from '../../fixtures/workbook.ts';
import { decode } from '../decode.ts';
import { Kind } from '../row-sink.ts';

/**
 * The same sheet as any program might write it: with or without a prefix, addresses, indents, comments, runs, references, CDATA, in UTF-8 or
 * UTF-16. Whatever the hand, the cells are the same.
 */
const folder = makeFolder();
afterAll(() => folder.remove());

type Cell =
  | { is: 'number' | 'date'; value: number }
  | { is: 'boolean'; value: boolean }
  | { is: 'error' | 'shared' | 'inline' | 'formula'; value: string }
  | { is: 'blank'; value: null };

/** How one writer writes. `dice` settles what it does here and there. */
interface Hand {
  prefix: string;
  quote: string;
  indent: string;
  addresses: boolean;
  wide: boolean;
  dice: number[];
}

const text = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      '7',
      ' ',
      '&',
      '<',
      '>',
      '"',
      "'",
      '_x0041_',
      '_',
      'x',
      ']]>',
      '\n',
      '\t',
      'é',
      'ơ',
      '日',
      '😀',
      '-->',
      '?>',
      '&amp;',
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({
    is: fc.constant('number' as const),
    value: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  }),
  fc.record({ is: fc.constant('date' as const), value: fc.integer({ min: 61, max: 80_000 }) }),
  fc.record({ is: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ is: fc.constant('error' as const), value: fc.constantFrom('#N/A', '#DIV/0!', '#REF!') }),
  fc.record({ is: fc.constantFrom('shared' as const, 'inline' as const, 'formula' as const), value: text }),
  fc.record({ is: fc.constant('blank' as const), value: fc.constant(null) }),
);
const sheet = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 });
const hand: fc.Arbitrary<Hand> = fc.record({
  prefix: fc.constantFrom('', '', 'x:', 'main:'),
  quote: fc.constantFrom('"', '"', "'"),
  indent: fc.constantFrom('', '', '\n', '\r\n\t  '),
  addresses: fc.boolean(),
  wide: fc.boolean(),
  dice: fc.array(fc.nat(5), { minLength: 31, maxLength: 31 }),
});

/** Writes the sheet and its shared strings. */
function write(
  rows: readonly (readonly Cell[])[],
  { prefix, quote, indent, addresses, dice }: Hand,
): { sheet: string; strings: string } {
  let thrown = 0;
  const roll = (): number => dice[thrown++ % dice.length]!;
  const strings: string[] = [];
  const tag = (name: string, attributes: string, content: string): string =>
    content === '' && roll() > 2
      ? `<${prefix}${name}${attributes}/>`
      : `<${prefix}${name}${attributes}>${content}</${prefix}${name}${roll() === 0 ? ' ' : ''}>`;
  const attribute = (name: string, value: string | number): string => ` ${name}=${quote}${value}${quote}`;
  const noise = (): string => [indent, indent, `<!-- <${prefix}c><v>9</v> -->`, '<?a <v>9</v>?>', '', indent][roll()]!;
  const escaped = (value: string): string => value.replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x');
  const characters = (value: string): string =>
    [...escaped(value)]
      .map((c) => {
        if (c === '&') return ['&amp;', '&#38;', '&#x26;', '&#038;', '&amp;', '&amp;'][roll()]!;
        if (c === '<') return roll() > 2 ? '&lt;' : '&#x3C;';
        if (c === '>') return '&gt;';
        return roll() === 0 && !value.includes('_') ? `&#${c.codePointAt(0)};` : c;
      })
      .join('');
  const content = (value: string): string =>
    roll() === 0 && !value.includes(']]>') ? `<![CDATA[${escaped(value)}]]>` : characters(value);
  const space = (): string => ` xml:space=${quote}preserve${quote}`;
  /** What stands in `si` or `is`: plain, or in runs, with a reading aid that is no part of the text. */
  const rich = (value: string): string => {
    if (roll() > 2) return tag('t', space(), content(value));
    const half = Math.floor(value.length / 2);
    const cut = /[\ud800-\udbff]/.test(value[half - 1] ?? '') || /_/.test(value) ? 0 : half;
    const run = (part: string): string =>
      tag('r', '', `${tag('rPr', '', tag('b', '', ''))}${tag('t', space(), content(part))}`);
    const aid = roll() > 2 ? tag('rPh', ` sb=${quote}0${quote} eb=${quote}1${quote}`, tag('t', '', 'reading')) : '';
    return noise() + run(value.slice(0, cut)) + run(value.slice(cut)) + aid + noise();
  };
  const body = rows.map((cells, r) => {
    const written = cells.map((one, c) => {
      const address = addresses ? attribute('r', `${String.fromCharCode(65 + c)}${r + 1}`) : '';
      const other = roll() === 0 ? attribute('cm', 'a > b') : '';
      const open = (more: string): string => (roll() > 2 ? address + more + other : other + more + address);
      const v = (value: string): string => (roll() === 0 ? noise() : '') + tag('v', '', value);
      const formula = (): string => (roll() > 3 ? tag('f', roll() > 2 ? attribute('t', 'shared') : '', 'A1&gt;2') : '');
      switch (one.is) {
        case 'number':
          return tag('c', open(roll() > 2 ? attribute('t', 'n') : ''), formula() + v(String(one.value)));
        case 'date':
          return tag('c', open(attribute('s', 1)), v(String(one.value)));
        case 'boolean':
          return tag('c', open(attribute('t', 'b')), formula() + v(one.value ? '1' : '0'));
        case 'error':
          return tag('c', open(attribute('t', 'e')), formula() + v(one.value));
        case 'shared':
          strings.push(tag('si', '', rich(one.value)));
          return tag('c', open(attribute('t', 's')), v(String(strings.length - 1)));
        case 'inline':
          return tag('c', open(attribute('t', 'inlineStr')), tag('is', '', rich(one.value)));
        case 'formula':
          return tag('c', open(attribute('t', 'str')), `${formula()}${v(content(one.value))}`);
        default:
          return tag('c', open(attribute('s', 2)), '');
      }
    });
    const number = addresses || roll() > 2 ? attribute('r', r + 1) : '';
    return noise() + tag('row', number + (roll() > 3 ? attribute('spans', '1:9') : ''), written.join(noise()) + indent);
  });
  const names = prefix === '' ? '' : `:${prefix.slice(0, -1)}`;
  const root = (name: string, inner: string): string =>
    `<?xml version="1.0" standalone="yes"?>${indent}<${prefix}${name} xmlns${names}="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${inner}</${prefix}${name}>`;
  return {
    sheet: root(
      'worksheet',
      `${noise()}${tag('sheetViews', '', tag('sheetView', '', ''))}${noise()}<${prefix}sheetData>${body.join('')}</${prefix}sheetData>${noise()}`,
    ),
    strings: root('sst', strings.join(noise())),
  };
}

function expected(rows: readonly (readonly Cell[])[]): string[] {
  return rows.flatMap((cells, r) =>
    cells.flatMap(({ is, value }, c) => {
      if (is === 'blank') return [];
      const shown =
        is === 'number' || is === 'date'
          ? `${is} ${value}`
          : is === 'boolean'
            ? `boolean ${value}`
            : is === 'error'
              ? `error ${value}`
              : `text ${value}`;
      return [`${r + 1},${c + 1} ${shown === 'number 0' || shown === 'number -0' ? 'number 0' : shown}`];
    }),
  );
}

const NAMES: Partial<Record<Kind, string>> = {
  [Kind.text]: 'text',
  [Kind.number]: 'number',
  [Kind.date]: 'date',
  [Kind.boolean]: 'boolean',
  [Kind.error]: 'error',
};
const runs = { numRuns: runsOf(120) };
/** Each decodes two files, each with its own memory for the fast path. */
const decodedRuns = { numRuns: runsOf(40) };

describe('P38: any hand, the same cells', () => {
  const saved = (rows: Cell[][], how: Hand): string => {
    const parts = write(rows, how);
    const bytes = (xml: string): string | Buffer => (how.wide ? Buffer.from(`\ufeff${xml}`, 'utf16le') : xml);
    return folder.save(
      workbookParts('', {
        'xl/worksheets/sheet1.xml': bytes(parts.sheet),
        'xl/sharedStrings.xml': bytes(parts.strings),
      }),
    );
  };

  test('as it is scanned', async () => {
    await fc.assert(
      fc.asyncProperty(sheet, hand, async (rows, how) => {
        const { cells } = await collectSheet(saved(rows, how), 0);
        const found = cells.map(({ row, column, kind, text: shown }) => {
          const value =
            kind === Kind.number || kind === Kind.date
              ? String(Number(shown) + 0)
              : kind === Kind.boolean
                ? String(shown === '1')
                : shown;
          return `${row},${column} ${NAMES[kind]} ${value}`;
        });
        expect(found).toEqual(expected(rows));
      }),
      runs,
    );
  });

  test('as it is decoded: every hand gives the bytes of the plainest', async () => {
    const plain: Hand = { prefix: '', quote: '"', indent: '', addresses: true, wide: false, dice: [5] };
    const columns = Array.from(
      { length: 6 },
      (_, source) => ({ source, type: 'text', wire: 'text', trim: false }) as const,
    );
    const bytesOf = async (path: string): Promise<string> => {
      const chunks: string[] = [];
      for await (const one of decode({
        path,
        format: 'xlsx',
        sheet: 0,
        headerRow: 0,
        columns: [...columns],
        rowNumbers: true,
      })) {
        if (one.kind === 'rows') chunks.push(Buffer.from(one.bytes).toString('hex'));
        if (one.kind === 'rejects') chunks.push(JSON.stringify(one.rejects));
      }
      return chunks.join('');
    };
    await fc.assert(
      fc.asyncProperty(sheet, hand, async (rows, how) => {
        expect(await bytesOf(saved(rows, how))).toBe(await bytesOf(saved(rows, plain)));
      }),
      decodedRuns,
    );
  });
});
