import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sharedStrings } from '../../fixtures/workbook.ts';
import { Kind, type RowSink } from '../row-sink.ts';
import { SharedStrings } from './shared-strings.ts';
import { Scan, SheetScanner } from './sheet-scanner.ts';
import { plainStyles } from './styles.ts';

/** Splits bytes into pieces of the given lengths, again and again. */
function split(bytes: Buffer, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function stream(pieces: readonly Uint8Array[]): AsyncIterable<Uint8Array> & { consumed: number } {
  return {
    consumed: 0,
    async *[Symbol.asyncIterator]() {
      yield* pieces;
    },
  };
}

const items = [
  '<t>one</t>',
  '<t xml:space="preserve"> b&amp;c </t>',
  '<r><rPr><b/></rPr><t>ri</t></r><r><t>ch</t></r><rPh sb="0" eb="1"><t>no</t></rPh>',
  '<t/>',
  '<t>_x0041_<![CDATA[<x>]]></t>',
  `<t>${'long '.repeat(100)}</t>`,
];
const rows = [
  '<row r="1" spans="1:9"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>43225.5</v></c><c r="C1" t="inlineStr"><is><t xml:space="preserve"> in &lt;line</t></is></c></row>',
  '<row><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="str"><f>A1&amp;"x"</f><v>a\r\nb_x0042_</v></c><c t="b"><v>1</v></c><c/></row>',
  '<!-- a <row> --><row r="5"/><row r="7"><c r="D7" t="e"><v>#N/A</v></c><c t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c><c t="s"><v>5</v></c></row>',
  '<row><c t="s"><v>4</v></c><c t="inlineStr"><is><t>plain</t></is></c><c t="str"><v>c<![CDATA[d]]>e</v></c></row>',
];

async function read(lengths: readonly number[]): Promise<string[]> {
  const strings = new SharedStrings(stream(split(Buffer.from(sharedStrings(...items)), lengths)), 10_000);
  const found: string[] = [];
  let pending: { column: number; kind: Kind; bytes: Uint8Array; start: number; end: number }[] = [];
  const show = (): void => {
    for (const { column, kind, bytes, start, end } of pending)
      found.push(`${column} ${kind} ${Buffer.from(bytes.slice(start, end)).toString()}`);
    pending = [];
  };
  // As a sink that relies on `lasting`: it looks at the bytes only when the row ends, or when it must.
  const sink: RowSink = {
    cell: (column, kind, bytes, start, end) => void pending.push({ column, kind, bytes, start, end }),
    spill: show,
    row: (row) => {
      show();
      found.push(`row ${row}`);
      return true;
    },
  };
  const scanner = new SheetScanner(sink, plainStyles(Uint8Array.of(Kind.number, Kind.datetime)), strings);
  const xml = `<?xml version="1.0"?><worksheet xmlns="x"><cols/><sheetData>${rows.join('')}</sheetData><mergeCells/></worksheet>`;
  for (const piece of split(Buffer.from(xml), lengths)) {
    scanner.push(piece);
    let status = scanner.scan();
    while (status === Scan.needsStrings) {
      await strings.readTo(scanner.wanted);
      status = scanner.scan();
    }
    if (status === Scan.done) break;
  }
  scanner.end();
  return found;
}

describe('P38: wherever a chunk ends', () => {
  test('what is read at once', async () => {
    expect(await read([1_000_000])).toEqual([
      '0 1 one',
      '1 4 43225.5',
      '2 1  in <line',
      'row 1',
      '0 1  b&c ',
      '1 1 rich',
      '2 1 a\nbB',
      '3 7 1',
      'row 2',
      '3 8 #N/A',
      '4 1 xy',
      `5 1 ${'long '.repeat(100)}`,
      'row 7',
      '0 1 A<x>',
      '1 1 plain',
      '2 1 cde',
      'row 8',
    ]);
  });
  test.each([1, 2, 3, 5, 7, 11, 64])('%i bytes at a time', async (length) =>
    expect(await read([length])).toEqual(await read([1_000_000])),
  );
  test('property: any pieces', async () => {
    const wanted = await read([1_000_000]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), async (lengths) => {
        expect(await read(lengths)).toEqual(wanted);
      }),
    );
  });
});
