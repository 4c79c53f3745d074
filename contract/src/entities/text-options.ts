/** How csv and tsv are written. What is absent is as RFC 4180 has it: commas (tabs), points, CRLF, UTF-8. */
import { z } from 'zod';

export const TextOptions = z
  .strictObject({
    delimiter: z
      .enum([',', ';', '\t', '|'])
      .optional()
      .describe('Default a comma, a semicolon where a comma is the decimal mark; of tsv a tab.'),
    decimalMark: z.enum(['.', ',']).optional().describe('Of decimals; not the same as the delimiter.'),
    lineEnd: z.enum(['crlf', 'lf']).optional(),
    nullText: z
      .string()
      .regex(/^[A-Za-z0-9_.()<>\\]{0,20}$/, 'may hold letters, digits and _ . ( ) < > \\')
      .optional()
      .describe('What stands where there is no value; default nothing.'),
    encoding: z
      .enum(['utf-8', 'utf-16le', 'windows-1252'])
      .optional()
      .describe('Characters that windows-1252 does not have are written as `?`; the result counts them (`replaced`).'),
    bom: z.boolean().optional().describe('A byte order mark; default for csv in UTF-8, and for UTF-16.'),
  })
  .refine(({ delimiter, decimalMark }) => delimiter === undefined || delimiter !== decimalMark, {
    message: 'the decimal mark and the delimiter must differ',
  });
export type TextOptions = z.infer<typeof TextOptions>;
