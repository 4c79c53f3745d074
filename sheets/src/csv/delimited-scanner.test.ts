import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { runsOf } from '../../fixtures/runs.ts';
import type { SheetError } from '../errors.ts';
import type { Dialect } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { scanDelimited } from './delimited-scanner.ts';
import { detectDialect } from './dialect.ts';

const corpus = join(import.meta.dirname, '../../../tests/corpus');
const folder = mkdtempSync(join(tmpdir(), 'delimited-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function save(content: string | Uint8Array): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return path;
}

const comma: Dialect = { encoding: 'utf-8', delimiter: ',', quote: '"', decimal: '.', dateOrder: 'ymd' };

/** Rows by number, each with its cells by column; blank rows are absent. */
async function read(path: string, dialect?: Dialect, limit = Number.POSITIVE_INFINITY) {
  const rows = new Map<number, string[]>();
  let cells: string[] = [];
  const reports: [number, number][] = [];
  await scanDelimited(
    path,
    { sheet: 0, ...(dialect && { dialect }) },
    {
      cell(column, kind, bytes, start, end, shared) {
        if (kind !== Kind.text || shared !== -1) throw new Error('a cell of delimited text is plain text');
        cells[column] = Buffer.from(bytes.subarray(start, end)).toString('utf8');
      },
      row(row) {
        rows.set(
          row,
          Array.from(cells, (cell) => cell ?? ''),
        );
        cells = [];
        return rows.size < limit;
      },
    },
    (consumed, total) => {
      reports.push([consumed, total]);
    },
  );
  return { rows, reports, list: [...rows.values()] };
}

function withoutEmptyEnd(row: string[]): string[] {
  return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1);
}

/** The rule of P28, said in another way. */
function withoutGuard(text: string): string {
  // A text that other programs keep as one by a formula: `="007"`.
  if (/^="[^"]+"$/.test(text)) return withoutGuard(`x${text}`).slice(3, -1);
  return text.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, '').replace(/(?<=[,;:|\t\r\n]["']*)''(?=[=+\-@＝＋－＠])/g, '');
}

describe('delimited text', () => {
  const lines = readFileSync(join(corpus, 'csv/expected.jsonl'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const { file, rows, encoding } = JSON.parse(line) as { file: string; rows: string[][] | null; encoding: string };
    it(`P38: reads ${file} as expected`, async () => {
      const dialect = await detectDialect(join(corpus, file));
      if (rows === null) return expect((await read(join(corpus, file), dialect)).rows.size).toBeGreaterThan(0);
      if (encoding === 'iso-8859-1') expect(dialect.encoding).toBe('windows-1252');
      const { list } = await read(join(corpus, file), dialect);
      expect(list.map(withoutEmptyEnd)).toEqual(rows.map(withoutEmptyEnd));
    });
  }

  const spectrum = join(corpus, 'csv/maxogden+csv-spectrum');
  for (const name of [
    'comma_in_quotes',
    'empty',
    'empty_crlf',
    'escaped_quotes',
    'json',
    'newlines',
    'simple',
    'simple_crlf',
  ]) {
    it(`P38: reads csv-spectrum's ${name}`, async () => {
      const { list } = await read(join(spectrum, `csvs/${name}.csv`));
      const [header, ...rows] = list;
      const objects = rows.map((row) => Object.fromEntries(header!.map((key, i) => [key, row[i] ?? ''])));
      expect(objects).toEqual(JSON.parse(readFileSync(join(spectrum, `json/${name}.json`), 'utf8')));
    });
  }

  /** Cases that are about other things than reading text, or where PapaParse and Excel part ways. */
  const elsewhere = [
    'Quoted field has invalid trailing quote', // Excel keeps what follows the mark
    'spaces between closing quote', // Excel keeps the spaces
    'choose first as precident', // any line end ends a record
    'Dynamic typing',
    'greedy',
    'Skip First N',
    'Custom escape',
    'Bad delimiter',
    'Skip empty lines, with first line only whitespace',
  ];
  for (const line of readFileSync(join(corpus, 'csv/papaparse-cases.jsonl'), 'utf8').trim().split('\n')) {
    const one = JSON.parse(line);
    const config = one.config ?? {};
    if (one.group === 'unparse' || elsewhere.some((part) => one.description.includes(part))) continue;
    if (config.header || config.comments || config.preview || !Array.isArray(one.expected?.data)) continue;
    it(`P38: PapaParse ${one.group}: ${one.description}`, async () => {
      const path = save(one.input);
      const guess = one.group === 'core' && !config.delimiter ? comma : await detectDialect(path);
      const dialect = {
        ...guess,
        delimiter: config.delimiter ?? guess.delimiter,
        quote: config.quoteChar ?? guess.quote,
      };
      const { list } = await read(path, dialect);
      const expected = (one.expected.data as string[][]).filter((row) => row.some((cell) => cell !== ''));
      expect(list.map(withoutEmptyEnd).filter((row) => row.length > 0)).toEqual(expected.map(withoutEmptyEnd));
    });
  }

  // What PapaParse writes of rows of text, read back. (Objects, other line ends and longer delimiters are its own ways.)
  for (const line of readFileSync(join(corpus, 'csv/papaparse-cases.jsonl'), 'utf8').trim().split('\n')) {
    const { group, description, input, expected, config = {} } = JSON.parse(line);
    const rows = Array.isArray(input) && input.length > 0 && input.every(Array.isArray) ? (input as unknown[][]) : null;
    const oneMark = config.delimiter === undefined || /^[^\r\n]$/.test(config.delimiter);
    if (group !== 'unparse' || rows === null || !oneMark || (config.newline ?? '\r') !== '\r') continue;
    it(`P38: reads what PapaParse wrote: ${description}`, async () => {
      const dialect = { ...comma, delimiter: config.delimiter ?? ',', quote: config.quoteChar ?? '"' };
      const { list } = await read(save(expected), dialect);
      const texts = rows.map((row) => withoutEmptyEnd(row.map((cell) => (cell === null ? '' : String(cell)))));
      expect(list.map(withoutEmptyEnd)).toEqual(texts.filter((row) => row.length > 0));
    });
  }

  it('counts blank lines and quoted line ends as a spreadsheet does', async () => {
    const { rows } = await read(save('a,b\n\n"x\r\ny",2\r\r\nz,,\n,,\n'));
    expect([...rows]).toEqual([
      [1, ['a', 'b']],
      [3, ['x\r\ny', '2']],
      [5, ['z']],
      [6, []],
    ]);
  });

  it('a record of one empty quoted text is a row, an empty line is none', async () => {
    const { rows } = await read(save('a\n""\n\nb\n'), comma);
    expect([...rows.keys()]).toEqual([1, 2, 4]);
  });

  it('reads a text that was kept from Excel by a formula', async () => {
    const { rows } = await read(save('a,b,c\n="0301234","=""007""","\'=""kept"""\n="",="a"b",=SUM(A1)\n'), comma);
    expect(rows.get(2)).toEqual(['0301234', '007', '="kept"']);
    expect(rows.get(3)).toEqual(['=""', '="a"b"', '=SUM(A1)']);
  });

  it('P28: takes the apostrophe off a guarded text, once', async () => {
    const { list } = await read(save(`'=1+1,''-5,"'\n=""x""",'a,'\n'＝,'1,',''\n`), comma);
    expect(list).toEqual([
      ['=1+1', "'-5", '\n="x"', "'a", "'"],
      ['＝', "'1", "'", "''"],
    ]);
  });

  it('P28: takes two apostrophes off that stand behind a separator within a text, and leaves one', async () => {
    const { list } = await read(save(`a;''=b,"x,''-1\n''''+y","|""''＠",'a';'-b\n''=a,a''=b,;'''\n`), comma);
    expect(list).toEqual([
      ['a;=b', "x,-1\n''+y", '|"＠', "'a';'-b"],
      ["'=a", "a''=b", ";'''"],
    ]);
  });

  it('leaves the line sep= out of the rows', async () => {
    const { rows } = await read(save('sep=|\r\na|b,c\r\n'));
    expect([...rows]).toEqual([[1, ['a', 'b,c']]]);
  });

  it('tolerates stray marks', async () => {
    const { list } = await read(save('5" pipe,a "b" c,"d"e"f",""""\n"last,1'), comma);
    expect(list).toEqual([
      ['5" pipe', 'a "b" c', 'de"f"', '"'],
      ['"last', '1'],
    ]);
  });

  it('stops when the sink has seen enough', async () => {
    const { rows } = await read(save('a\nb\nc\n'), comma, 2);
    expect(rows.size).toBe(2);
  });

  it('reads without marks when the dialect has none', async () => {
    expect((await read(save('"a,b\n"c",d'), { ...comma, quote: '' })).list).toEqual([
      ['"a', 'b'],
      ['"c"', 'd'],
    ]);
  });

  it('names the row of a mark that is never closed', async () => {
    await expect(read(save('a,b\n1,2\n3,"4\n5,6\n'), comma)).rejects.toMatchObject({
      code: 'unclosed_quote',
      detail: { row: 3 },
    });
  });

  it('P19: a mark left open in a huge file ends early and in little memory', async () => {
    const path = join(folder, 'open.csv');
    const file = await open(path, 'w');
    await file.write('a,b\n1,"');
    const block = Buffer.alloc(1024 * 1024, 'some text, and a line\n');
    for (let i = 0; i < 64; i++) await file.write(block);
    await file.close();
    let consumed = 0;
    let most = 0;
    const run = scanDelimited(path, { sheet: 0, dialect: comma }, { cell() {}, row: () => true }, (now) => {
      most = Math.max(most, now - consumed);
      consumed = now;
    });
    await expect(run).rejects.toMatchObject({ code: 'unclosed_quote' } satisfies Partial<SheetError>);
    expect(consumed).toBeLessThan(20 * 1024 * 1024);
    expect(most).toBeLessThanOrEqual(1024 * 1024);
  });

  it('P19: a line without end is refused', async () => {
    const path = save(Buffer.alloc(20 * 1024 * 1024, 'x'));
    await expect(read(path, comma)).rejects.toMatchObject({ code: 'record_too_long' });
    await expect(read(save(','.repeat(20_000)), comma)).rejects.toMatchObject({ code: 'too_many_columns' });
  });

  it('P23: the time grows with the size, also for marks only', async () => {
    const time = async (count: number) => {
      const path = save('""'.repeat(count));
      const from = effort();
      await read(path, comma);
      return effort() - from;
    };
    await time(100_000);
    const [one, two] = [await time(1_500_000), await time(3_000_000)];
    expect(two / one).toBeLessThan(3.5);
  });

  it('bytes that are not UTF-8 become replacement characters', async () => {
    const path = save(Buffer.concat([Buffer.from('a,é\nb,'), Buffer.from([0xff, 0xc3])]));
    expect((await read(path, comma)).list).toEqual([
      ['a', 'é'],
      ['b', '��'],
    ]);
  });

  it('an accented letter beyond the sample decides the encoding', async () => {
    const path = save(
      Buffer.concat([Buffer.alloc(440_000, 'plain,text\n'), Buffer.from('caf\xe9,na\xefve\n', 'latin1')]),
    );
    const { list } = await read(path);
    expect(list.at(-1)).toEqual(['café', 'naïve']);
  });

  it('reports every megabyte or sooner, and the end', async () => {
    const { reports } = await read(save(Buffer.alloc(3_000_000, `${'a'.repeat(98)},\n`)), comma);
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.at(-1)).toEqual([3_000_000, 3_000_000]);
  });

  const runs = runsOf(150);
  const cell = fc.string({
    unit: fc.oneof(
      fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', ';', "'", "''", '='),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  });
  it('P29: whatever RFC 4180 can write is read back, in any encoding that holds it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
        fc.boolean(),
        async (rows, lineEnd, encoding, endsWithLine) => {
          const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          const text = rows.map((row) => row.map(quoted).join(',')).join(lineEnd) + (endsWithLine ? lineEnd : '');
          if (/^"?sep=/i.test(text) || text.startsWith('\ufeff')) return;
          const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
          const { list } = await read(save(encoding === 'utf-16be' ? bytes.swap16() : bytes), { ...comma, encoding });
          expect(list.map(withoutEmptyEnd)).toEqual(rows.map((row) => withoutEmptyEnd(row.map(withoutGuard))));
        },
      ),
      { numRuns: runs },
    );
  }, 600_000);

  it('P23: no bytes make the reader throw anything but its own errors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        try {
          await read(save(bytes));
        } catch (error) {
          expect((error as SheetError).name).toBe('SheetError');
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);
});
