import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCopy } from '../../fixtures/copy.ts';
import { decodeSheet, type Finished, finish, type SheetParts, sinkOf } from '../../fixtures/decode-sheet.ts';
import type { Wanted } from '../../fixtures/exact-values.ts';
import {
  booleanSample,
  numberSample,
  Random,
  type Sample,
  type Setting,
  serialSample,
  textSample,
  typedBooleanSample,
  typedMomentSample,
  typedNumberSample,
  typedTimeSample,
} from '../../fixtures/random-cells.ts';
import { makeFolder, sharedStrings } from '../../fixtures/workbook.ts';
import { scanDelimited } from '../csv/delimited-scanner.ts';
import type { ColumnType, DecodePlan, Wire } from '../model.ts';
import { Kind } from '../row-sink.ts';

/** Each converter, by each way that a cell can take to it, against what the cell was made from. `npm run fuzz` makes millions of them. */

const runs = Number(process.env.FUZZ_RUNS ?? 0);
const seed = Number(process.env.FUZZ_SEED ?? (runs > 0 ? Date.now() % 2 ** 31 : 20_260_101));
/** Fewer in `npm run test:unit`. */
const ROWS = process.env.TEST_QUICK ? 300 : 2000;
/** Rounds through all columns; each compares some 100,000 values. */
const ROUNDS = Math.max(1, Math.ceil(runs / 500));

const folder = makeFolder();
let compared = 0;
afterAll(() => {
  folder.remove();
  console.log(`${compared.toLocaleString('en')} values compared (FUZZ_SEED=${seed})`);
});

const TYPES: Record<Wire, ColumnType> = {
  text: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float4: 'decimal',
  float8: 'decimal',
  bool: 'boolean',
  date: 'date',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  time: 'time',
};
const STYLES = { number: 0, text: 0, boolean: 0, date: 1, datetime: 2, time: 3 };
const KINDS = Uint8Array.of(Kind.number, Kind.date, Kind.datetime, Kind.time);

function sampleOf(random: Random, setting: Setting): Sample {
  const other = random.below(24);
  if (other === 0) return booleanSample(random, setting);
  if (other < (/date|time/.test(setting.wire) ? 8 : 3)) return serialSample(random, setting);
  if (other < 14) return numberSample(random, setting);
  if (setting.wire === 'text') return textSample(random);
  if (setting.wire === 'bool') return typedBooleanSample(random);
  if (setting.wire === 'time') return typedTimeSample(random);
  return /date|time/.test(setting.wire) ? typedMomentSample(random, setting) : typedNumberSample(random, setting);
}

const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Each sample in a row of its own, with a plain row before it, so that no number of odd ones closes the compiled path. */
function writeSheet(random: Random, samples: Sample[], date1904: boolean): SheetParts {
  const strings: string[] = [];
  const mark = '<c t="str"><v>.</v></c>';
  const rows = samples.map(({ cell, text }) => {
    let xml = `<c s="${STYLES[cell]}"><v>${text}</v></c>`;
    if (cell === 'boolean') xml = `<c t="b"><v>${text}</v></c>`;
    if (cell === 'text') {
      const way = random.below(3);
      if (way === 0) xml = `<c t="inlineStr"><is><t xml:space="preserve">${markup(text)}</t></is></c>`;
      else if (way === 1) xml = `<c t="str"><v>${markup(text)}</v></c>`;
      else xml = `<c t="s"><v>${strings.push(`<t xml:space="preserve">${markup(text)}</t>`) - 1}</v></c>`;
    }
    return `<row>${mark}</row><row>${mark}${xml}</row>`;
  });
  return {
    sheet: Buffer.from(`<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`),
    strings: Buffer.from(sharedStrings(...strings)),
    kinds: KINDS,
    date1904,
    lengths: [random.pick([977, 16_384, 65_536])],
  };
}

/** The value, or the code of the issue, of each row by its number. */
function valuesOf(finished: Finished, wire: Wire): Map<number, Wanted | null> {
  expect(finished.error).toBe('');
  const values = new Map<number, Wanted | null>();
  for (const [row, , value] of parseCopy(finished.bytes, ['int4', 'text', wire])) values.set(Number(row), value!);
  for (const { row, issues } of finished.rejects) values.set(row, { issue: issues[0]!.code });
  return values;
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Compares what came out by one way; tells the first few that are wrong. */
function compare(
  way: string,
  samples: Sample[],
  rowOf: (i: number) => number,
  found: Map<number, Wanted | null>,
): void {
  const wrong: object[] = [];
  samples.forEach(({ cell, text, want }, i) => {
    if (want === null) return;
    compared++;
    const got = found.get(rowOf(i));
    if (!isSame(got, want)) wrong.push({ way, cell, text, want, got });
  });
  expect(wrong.slice(0, 8)).toEqual([]);
}

function planOf({ wire, mark, order }: Setting, more: Partial<DecodePlan> = {}): DecodePlan {
  return {
    path: '',
    format: 'xlsx',
    sheet: 0,
    headerRow: 0,
    rowNumbers: true,
    columns: [
      { source: 0, type: 'text', wire: 'text' },
      { source: 1, type: TYPES[wire], wire, dateOrder: order, ...(mark && { decimal: mark }) },
    ],
    ...more,
  };
}

async function compareXlsx(random: Random, setting: Setting): Promise<void> {
  const samples = Array.from({ length: ROWS }, () => sampleOf(random, setting));
  const parts = writeSheet(random, samples, setting.date1904);
  const plan = planOf(setting);
  const [compiled, plain] = [await decodeSheet(plan, parts, true), await decodeSheet(plan, parts, false)];
  const row = (i: number): number => 2 * i + 2;
  compare('compiled', samples, row, valuesOf(compiled, setting.wire));
  compare('plain', samples, row, valuesOf(plain, setting.wire));
  // Where nobody can tell what is right, both are wrong alike.
  expect(compiled.bytes.equals(plain.bytes)).toBe(true);
}

async function compareCsv(random: Random, setting: Setting): Promise<void> {
  const samples = Array.from({ length: ROWS }, () => sampleOf(random, setting)).filter(({ cell }) => cell === 'text');
  const path = join(folder.path, 'values.csv');
  writeFileSync(path, samples.map(({ text }) => `.,"${text}"\n`).join(''));
  const dialect = {
    encoding: 'utf-8',
    delimiter: ',',
    quote: '"',
    decimal: setting.mark === ',' ? ',' : '.',
    dateOrder: setting.order,
  } as const;
  const tuples = sinkOf(planOf(setting, { path, format: 'csv', dialect }), false);
  const rejects: Finished['rejects'] = [];
  await scanDelimited(path, { sheet: 0, dialect }, tuples, () => {
    rejects.push(...tuples.takeRejects());
  });
  const finished = finish(tuples, undefined);
  compare(
    'csv',
    samples,
    (i) => i + 1,
    valuesOf({ ...finished, rejects: [...rejects, ...finished.rejects] }, setting.wire),
  );
}

describe('P38: every value is what its cell says', () => {
  test.each(Object.keys(TYPES) as Wire[])(
    'as %s',
    async (wire) => {
      const random = new Random(
        seed + wire.length * 7919 + wire.charCodeAt(0) * 104_729 + wire.charCodeAt(wire.length - 1),
      );
      for (let round = 0; round < ROUNDS; round++) {
        for (const mark of ['.', ',', 'each', undefined] as const) {
          const setting = {
            wire,
            mark,
            order: random.pick(['dmy', 'mdy', 'ymd'] as const),
            date1904: random.chance(2),
          };
          await compareXlsx(random, setting);
          if (mark !== undefined) await compareCsv(random, setting);
        }
      }
    },
    1_200_000,
  );
});
