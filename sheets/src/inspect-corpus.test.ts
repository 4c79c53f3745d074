/** @module-tag long */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.ts';
import { SheetError } from './errors.ts';
import { inspect } from './inspect.ts';
import type { BookInfo, ColumnType, DecodePlan, SheetInfo, Wire } from './model.ts';

const corpus = fileURLToPath(new URL('../../tests/corpus/', import.meta.url));
/** Of the legacy files, which are parsed whole for each sheet and have tests of their own, some of each kind. */
const LEGACY_FILES = 4;
const MOST_SHEETS = { xlsx: process.env.FUZZ_RUNS ? 5 : 2, legacy: process.env.FUZZ_RUNS ? 2 : 1 };
const isLegacy = (name: string): boolean => name.startsWith('legacy');
const files = ['workbooks', 'legacy', 'csv'].flatMap((folder) => {
  const names = (readdirSync(join(corpus, folder), { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((name) => /\.(xlsx|xlsm|xls|xlsb|ods|csv|tsv)$/i.test(name) && statSync(join(corpus, name)).isFile());
  if (!isLegacy(folder)) return names;
  return ['.xls', '.xlsb', '.ods'].flatMap((kind) =>
    names.filter((name) => name.endsWith(kind)).slice(0, LEGACY_FILES),
  );
});
const wires: Record<ColumnType, Wire> = {
  text: 'text',
  integer: 'int8',
  decimal: 'numeric',
  boolean: 'bool',
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
};

/** The plan that an automatic mapping makes of what inspection found. */
function planOf(path: string, { format, dialect }: BookInfo, sheet: SheetInfo): DecodePlan {
  const columns = sheet.columns.map(({ index, type, decimal, dateOrder }) => ({
    source: index,
    type,
    wire: wires[type],
    ...(decimal ? { decimal } : {}),
    ...(dateOrder ? { dateOrder } : {}),
  }));
  return {
    path,
    format,
    sheet: sheet.index,
    headerRow: sheet.headerRow,
    skipRows: sheet.nonDataRows.map(({ row }) => row),
    columns,
    rowNumbers: true,
    ...(dialect ? { dialect } : {}),
  };
}

describe('P38: what inspection says of a sheet, decoding finds', () => {
  test.each(files)('%s', async (name) => {
    const path = join(corpus, name);
    let book: BookInfo;
    try {
      book = await inspect(path, { name });
    } catch (error) {
      expect(error).toBeInstanceOf(SheetError);
      expect([
        'empty_file',
        'encrypted',
        'unsupported_format',
        'not_a_spreadsheet',
        'file_too_large_for_format',
        'unclosed_quote',
        'damaged_file',
        'missing_part',
      ]).toContain((error as SheetError).code);
      return;
    }
    for (const sheet of book.sheets.slice(0, isLegacy(name) ? MOST_SHEETS.legacy : MOST_SHEETS.xlsx)) {
      const misfits: unknown[] = [];
      let read = 0;
      for await (const decoded of decode(planOf(path, book, sheet))) {
        if (decoded.kind === 'done') read = decoded.read;
        if (decoded.kind !== 'rejects') continue;
        // Every cell fits the type that was inferred from all of them; only errors and broken characters fit none.
        for (const { row, issues } of decoded.rejects) {
          misfits.push(
            ...issues
              .filter(({ code }) => code !== 'error_cell' && code !== 'invalid_character')
              .map((issue) => ({ row, ...issue })),
          );
        }
      }
      expect(misfits.slice(0, 3), sheet.name).toEqual([]);
      expect(read, sheet.name).toBeLessThanOrEqual(sheet.rows!);
    }
  });
});
