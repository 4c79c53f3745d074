import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ColumnType, EncodePlan } from '../model.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** The rows as COPY TEXT, in chunks that end anywhere. */
async function* stream(rows: (string | null)[][], chunkBytes = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.concat(rows.map(copyRow));
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function write(
  format: EncodePlan['format'],
  types: ColumnType[],
  rows: (string | null)[][],
  extra: Partial<EncodePlan> & { headers?: string[] } = {},
) {
  const path = join(folder, `${files++}.${format}`);
  const columns = types.map((type, i) => ({ header: extra.headers?.[i] ?? `c${i}`, type }));
  const plan: EncodePlan = { path, format, sheets: [{ name: 'Sheet', columns }], ...extra };
  const result = await encode(plan, [stream(rows)], () => {});
  expect(result.bytes).toBe(statSync(path).size);
  return { path, result };
}

describe('an exported csv', () => {
  const read = (path: string) => readFileSync(path, 'utf8');

  it('follows RFC 4180 with CRLF and a byte order mark for Excel', async () => {
    const { path } = await write(
      'csv',
      ['text', 'integer', 'boolean'],
      [
        ['a,"b"', '1', 't'],
        ['line\nend', null, 'f'],
        [null, '-5', null],
        ['', null, null],
      ],
    );
    expect(read(path)).toBe('\ufeffc0,c1,c2\r\n"a,""b""",1,true\r\n"line\nend",,false\r\n,-5,\r\n"",,\r\n');
    const bare = await write('csv', ['text'], [[null], ['x']], { bom: false });
    expect(read(bare.path)).toBe('c0\r\n""\r\nx\r\n');
  });

  it('P28: guards texts that a spreadsheet would run, and leaves numbers alone', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1',
      '＋1',
      '－1',
      '＠a',
      "'=1",
      "'a",
      "''",
      '￣',
      ' =1',
    ];
    const { path } = await write(
      'csv',
      ['text', 'integer', 'decimal'],
      texts.map((text) => [text, '-5', '-Infinity']),
      {
        bom: false,
        headers: ['=cmd', 'n', 'd'],
      },
    );
    const fields = read(path)
      .split('\r\n')
      .slice(0, -1)
      .map((line) => line.replace(/,-5,'-Infinity$/, ''));
    expect(fields).toEqual([
      "'=cmd,n,d",
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t''=1",
      "\"'\r''=1\"",
      "\"'\n''=1\"",
      "'＝1",
      "'＋1",
      "'－1",
      "'＠a",
      "''=1",
      "'a",
      "''",
      '￣',
      ' =1',
    ]);
  });

  it('is tsv with tabs and no mark', async () => {
    const { path } = await write('tsv', ['text', 'text'], [['a,b', 'c\td']]);
    expect(read(path)).toBe('c0\tc1\r\na,b\t"c\td"\r\n');
  });

  it('is JSON Lines with typed values', async () => {
    const types: ColumnType[] = ['integer', 'decimal', 'boolean', 'text', 'datetime', 'date'];
    const { path } = await write(
      'jsonl',
      types,
      [
        ['9007199254740991', '1.5', 't', 'a"\\\n\u0001é', '2024-01-31 10:00:00.5+02', '2024-01-31'],
        ['-9007199254740992', '0.30000000000000004', null, '', '2024-01-31 10:00:00', 'infinity'],
        ['9223372036854775807', 'NaN', 'f', '__proto__', 'infinity', null],
      ],
      { headers: ['__proto__', 'a"b', 'x', 'x', 'y', 'z'] },
    );
    const lines = read(path)
      .trimEnd()
      .split('\n')
      .map((line) => Object.entries(JSON.parse(line)));
    expect(lines[0]).toEqual([
      ['__proto__', 9007199254740991],
      ['a"b', 1.5],
      ['x', true],
      ['x (2)', 'a"\\\n\u0001é'],
      ['y', '2024-01-31T10:00:00.5+02:00'],
      ['z', '2024-01-31'],
    ]);
    expect(lines[1]!.map(([, value]) => value)).toEqual([
      '-9007199254740992',
      '0.30000000000000004',
      null,
      '',
      '2024-01-31T10:00:00',
      'infinity',
    ]);
    expect(lines[2]!.map(([, value]) => value)).toEqual([
      '9223372036854775807',
      'NaN',
      false,
      '__proto__',
      'infinity',
      null,
    ]);
  });
});
