/** Small files with one trait each, in tests/cases: what inspection finds in them, and what their cells show. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inspect, preview } from './inspect.ts';
import type { DialectChoice } from './model.ts';

const FOLDER = new URL('../../tests/cases/', import.meta.url);

const Case = z.strictObject({
  file: z.string(),
  why: z.string(),
  /** Chosen instead of what is detected. */
  choice: z.record(z.string(), z.string()).optional(),
  dialect: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  rows: z.number().optional(),
  headerRow: z.number().optional(),
  headerRows: z.number().optional(),
  /** All headings, in the order of the sheet. */
  headings: z.array(z.string()).optional(),
  /** All rows that are no data, with what they are. */
  nonDataRows: z.array(z.tuple([z.number(), z.string()])).optional(),
  /** Types of columns by heading. */
  types: z.record(z.string(), z.string()).optional(),
  /** Warnings of the sheet, or of a column by heading. */
  warnings: z.array(z.looseObject({ code: z.string() })).optional(),
  columnWarnings: z.record(z.string(), z.array(z.looseObject({ code: z.string() }))).optional(),
  /** What inspection says of columns, by heading. */
  columns: z.record(z.string(), z.looseObject({})).optional(),
  /** Cells of the first 1,000 rows by their address; null for a blank one. */
  cells: z.record(z.string(), z.string().nullable()).optional(),
  /** The code of the error, and of its detail. */
  error: z.looseObject({ code: z.string() }).optional(),
});

const cases = z.array(Case).parse(JSON.parse(readFileSync(new URL('cases.json', FOLDER), 'utf8')));

describe('small files with one trait', () => {
  it.each(cases)('$file: $why', async (one) => {
    const path = new URL(one.file, FOLDER).pathname;
    const options = { name: one.file, dialect: (one.choice ?? {}) as DialectChoice };
    if (one.error) {
      await expect(inspect(path, options)).rejects.toMatchObject(one.error);
      return;
    }
    const book = await inspect(path, options);
    const sheet = book.sheets[0]!;
    if (one.dialect) expect(book.dialect).toMatchObject(one.dialect);
    if (one.rows !== undefined) expect(sheet.rows).toBe(one.rows);
    if (one.headerRow !== undefined) expect(sheet.headerRow).toBe(one.headerRow);
    if (one.headerRows !== undefined) expect(sheet.headerRows).toBe(one.headerRows);
    if (one.headings) expect(sheet.columns.map(({ header }) => header)).toEqual(one.headings);
    if (one.nonDataRows) expect(sheet.nonDataRows.map(({ row, what }) => [row, what])).toEqual(one.nonDataRows);
    for (const [heading, type] of Object.entries(one.types ?? {})) {
      expect(sheet.columns.find(({ header }) => header === heading)?.type, heading).toBe(type);
    }
    for (const [heading, said] of Object.entries(one.columns ?? {})) {
      expect(
        sheet.columns.find(({ header }) => header === heading),
        heading,
      ).toMatchObject(said);
    }
    for (const warning of one.warnings ?? [])
      expect(sheet.warnings ?? []).toContainEqual(expect.objectContaining(warning));
    for (const [heading, warnings] of Object.entries(one.columnWarnings ?? {})) {
      const found = sheet.columns.find(({ header }) => header === heading)?.warnings ?? [];
      for (const warning of warnings) expect(found, heading).toContainEqual(expect.objectContaining(warning));
    }
    if (one.cells) {
      const { rows } = await preview(path, {
        sheet: sheet.index,
        limit: 1000,
        format: book.format,
        ...(book.dialect && { dialect: book.dialect }),
      });
      for (const [address, text] of Object.entries(one.cells)) {
        const [, letter, row] = /^([A-Z])(\d+)$/.exec(address)!;
        const cells = rows.find((found) => found.row === Number(row))?.cells ?? [];
        expect(cells[letter!.charCodeAt(0) - 65] ?? null, address).toBe(text);
      }
    }
  });
});
