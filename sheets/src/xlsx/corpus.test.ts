import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Kind, type RowSink } from '../row-sink.ts';
import { scanSheet } from './scan-xlsx.ts';
import { openWorkbook } from './workbook.ts';

/** One line of expected.jsonl: see the corpus's README. */
interface Expected {
  file: string;
  sheet: string;
  index: number;
  state: 'visible' | 'hidden';
  veryHidden?: boolean;
  cells: [row: number, column: number, kind: string, value: string | number | boolean, serial?: number][];
  unsure?: [row: number, column: number, reason: string][];
  unsureTruncated?: boolean;
  truncated?: boolean;
  date1904?: boolean;
}

const corpus = fileURLToPath(new URL('../../../tests/corpus/', import.meta.url));
const known: Record<string, string> = JSON.parse(
  readFileSync(new URL('./corpus-differences.json', import.meta.url), 'utf8'),
);

function readExpected(name: string): Expected[] {
  const text = gunzipSync(readFileSync(join(corpus, name))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expected);
}

/** Keeps what a scanner reports, as `kind:value` by `row,column`. */
class Collected implements RowSink {
  date1904 = false;
  readonly cells = new Map<string, string>();
  private pending: [number, string][] = [];

  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number): void {
    const text = Buffer.from(bytes.subarray(start, end)).toString();
    this.pending.push([column + 1, show(kind, text)]);
  }

  row(row: number): boolean {
    for (const [column, value] of this.pending) this.cells.set(`${row},${column}`, value);
    this.pending = [];
    return true;
  }
}

function show(kind: Kind, text: string): string {
  if (kind === Kind.text) return `s:${text}`;
  if (kind === Kind.number) return `n:${Number(text)}`;
  if (kind === Kind.boolean) return `b:${text === '1'}`;
  if (kind === Kind.error) return `e:${text}`;
  if (kind === Kind.isoDate)
    return `d:${text
      .replace(/(\.\d{3})\d*|Z$/g, '$1')
      .replace(/T00:00:00(\.0+)?$/, '')
      .replace(/\.0+$/, '')}`;
  if (kind === Kind.duration) return `duration:${Number(text)}`;
  return `date:${Number(text)}`;
}

function showExpected([, , kind, value, serial]: Expected['cells'][number]): string {
  if (kind === 'n') return `n:${Number(value)}`;
  if (kind !== 'd') return `${kind}:${value}`;
  if (serial === undefined) return `d:${value}`;
  return String(value).startsWith('PT') || String(value).startsWith('-PT') ? `duration:${serial}` : `date:${serial}`;
}

/** Every difference between what is expected of a sheet and what was read, at most five. */
async function compare(lines: Expected[], path: string): Promise<string[]> {
  const differences: string[] = [];
  const book = await openWorkbook(path);
  try {
    for (const line of lines) {
      const sheet = book.sheets[line.index];
      if (sheet?.name !== line.sheet) differences.push(`${line.index}: name ${sheet?.name} instead of ${line.sheet}`);
      if (sheet?.hidden !== (line.state === 'hidden')) differences.push(`${line.index}: hidden`);
      if (book.date1904 !== (line.date1904 ?? false)) differences.push(`${line.index}: date1904`);
      // A macro sheet holds commands, not rows.
      if (sheet?.entry === null && line.cells.length === 0) continue;
      const found = new Collected();
      await scanSheet(book, line.index, found, () => {});
      const unsure = new Set(line.unsure?.map(([row, column]) => `${row},${column}`));
      const wanted = new Set<string>();
      for (const cell of line.cells) {
        const key = `${cell[0]},${cell[1]}`;
        wanted.add(key);
        const got = found.cells.get(key);
        if (!unsure.has(key) && (got ?? 's:') !== showExpected(cell)) {
          differences.push(`${line.index}!${key}: ${got?.slice(0, 80)} instead of ${showExpected(cell).slice(0, 80)}`);
        }
      }
      if (line.truncated !== true && line.unsureTruncated !== true) {
        for (const [key, value] of found.cells) {
          if (!wanted.has(key) && !unsure.has(key))
            differences.push(`${line.index}!${key}: ${value.slice(0, 80)} instead of nothing`);
        }
      }
    }
  } catch (error) {
    differences.push(String((error as { code?: string }).code ?? error));
  } finally {
    await book.close();
  }
  return differences.slice(0, 5);
}

describe('P38: the corpus, cell by cell', () => {
  const byFile = new Map<string, Expected[]>();
  for (const line of [...readExpected('expected.jsonl.gz'), ...readExpected('hostile-expected.jsonl.gz')])
    byFile.set(line.file, [...(byFile.get(line.file) ?? []), line]);
  test('every workbook is compared', () => expect(byFile.size).toBeGreaterThan(300));
  for (const [file, lines] of byFile) {
    test(file, async () => {
      const differences = await compare(lines, join(corpus, file)).catch((error: unknown) => [
        String((error as { code?: string }).code ?? error),
      ]);
      const reason = known[file];
      if (reason === undefined) expect(differences).toEqual([]);
      else
        expect(differences, `listed in corpus-differences.json (${reason}), yet read right: take it off`).not.toEqual(
          [],
        );
    });
  }
});

describe('P38: workbooks for which nobody vouches', () => {
  const unreadable = JSON.parse(readFileSync(join(corpus, 'unreadable.json'), 'utf8')) as { file: string }[];
  /** The one that holds nothing to read: a package without a workbook in it. */
  const refused: Record<string, string> = { 'workbooks/apache+poi/test-data/openxml4j/invalid.xlsx': 'missing_part' };
  for (const file of new Set(unreadable.map((one) => one.file))) {
    test(file, async () => {
      const read = async (): Promise<string> => {
        const book = await openWorkbook(join(corpus, file));
        try {
          for (const sheet of book.sheets)
            if (sheet.entry !== null) await scanSheet(book, sheet.index, new Collected(), () => {});
          return book.sheets.length > 0 ? 'read' : 'no sheets';
        } finally {
          await book.close();
        }
      };
      expect(await read().catch((error: { code?: string }) => error.code)).toBe(refused[file] ?? 'read');
    });
  }
});
