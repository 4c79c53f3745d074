import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCopy } from '../../fixtures/copy.ts';
import { makeFolder, sharedStrings, workbookParts } from '../../fixtures/workbook.ts';
import { decode } from '../decode.ts';
import type { DecodePlan } from '../model.ts';
import { encode } from '../write/encode.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

/** The second column of a workbook whose first is text, as numeric. */
async function readDecimals(path: string): Promise<unknown[]> {
  const bytes: Uint8Array[] = [];
  const columns = [
    { source: 0, type: 'text', wire: 'text' },
    { source: 1, type: 'decimal', wire: 'numeric' },
  ] satisfies DecodePlan['columns'];
  const plan: DecodePlan = { path, format: 'xlsx', sheet: 0, headerRow: 1, rowNumbers: false, columns };
  for await (const message of decode(plan)) {
    if (message.kind === 'rejects') expect(message.rejects).toEqual([]);
    if (message.kind === 'rows') bytes.push(message.bytes);
  }
  return parseCopy(Buffer.concat(bytes), ['text', 'numeric']).map(([, value]) => value);
}

const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;

describe('P38: decimals of more digits than a double holds', () => {
  // Each number of digits that 64 bits hold, with each number of digits behind the point, at the upper end and in between.
  const texts = Array.from({ length: 20 }, (_, n) => n + 1).flatMap((count) =>
    Array.from({ length: count + 5 }, (_, scale) =>
      ['9'.repeat(count), '31415926535897932384'.slice(0, count), `1${'0'.repeat(count - 1)}`].map((digits) => {
        const padded = digits.padStart(scale + 1, '0');
        return scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
      }),
    ).flat(),
  );

  test('typed as inline text', async () => {
    const values = ['0.30000000000000004', ...texts];
    const rows = values.map((text) => `<row>${inline('pen')}${inline(text)}</row>`);
    const path = folder.save(workbookParts(`<row>${inline('Item')}${inline('Rate')}</row>${rows.join('')}`));
    expect(await readDecimals(path)).toEqual(values);
  });

  test('typed as shared text', async () => {
    const values = ['0.30000000000000004', '0.2857142857142857', '0.3333333333333333', '12.5', ...texts];
    const rows = values.map((_, i) => `<row><c t="s"><v>0</v></c><c t="s"><v>${i + 1}</v></c></row>`);
    const path = folder.save(
      workbookParts(`<row/>${rows.join('')}`, {
        'xl/sharedStrings.xml': sharedStrings(...['pen', ...values].map((text) => `<t>${text}</t>`)),
      }),
    );
    expect(await readDecimals(path)).toEqual(values);
  });

  test('in a workbook that was exported', async () => {
    const values = [
      '217928207.935039064',
      '244995437.569420121',
      '-746286458.492294498',
      ...texts.filter((t) => t.length > 17),
    ];
    const path = join(folder.path, 'export.xlsx');
    const rows = Buffer.from(values.map((value, id) => `${id}\t${value}\n`).join(''));
    const columns = [
      { header: 'id', type: 'text' as const },
      { header: 'amount', type: 'decimal' as const },
    ];
    const stream = (async function* () {
      yield rows;
    })();
    await encode({ path, format: 'xlsx', sheets: [{ name: 's', columns }] }, [stream], () => {});
    // Numbers of at most 15 digits are number cells, and those have no zeros at their end.
    const plain = (value: unknown): string =>
      String(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    expect((await readDecimals(path)).map(plain)).toEqual(values.map(plain));
  });
});
