/** A workbook that is small as a file and large once its shared texts are unpacked. */
import { crc32, deflateRawSync } from 'node:zlib';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
/** In characters; Excel's longest has 32,767. */
const TEXT_LENGTH = 32_400;

/** Behind the first rows and those of a preview: a sample needs none of the texts. */
export const ROWS_OF_TEXTS = 1_200;

/** Rows of two columns; the second cell of the last one names the last of so many MiB of shared texts: all are read for it. */
export function makeWorkbookOfTexts(mebibytes: number): Uint8Array {
  const text = Buffer.from(`<si><t>${'lorem ipsum '.repeat(TEXT_LENGTH / 12)}</t></si>`);
  const count = Math.ceil((mebibytes * 1024 ** 2) / text.length);
  const texts = Buffer.concat([
    Buffer.from(`<sst xmlns="${MAIN}">`),
    Buffer.alloc(count * text.length, text),
    Buffer.from('</sst>'),
  ]);
  const heading = (name: string) => `<c t="inlineStr"><is><t>${name}</t></is></c>`;
  const rows = `<row>${heading('Id')}${heading('Text')}</row>${'<row><c><v>1</v></c></row>'.repeat(ROWS_OF_TEXTS - 1)}<row><c><v>1</v></c><c t="s"><v>${count - 1}</v></c></row>`;
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relationships = (...all: string[]) => `<Relationships xmlns="${PACKAGE}">${all.join('')}</Relationships>`;
  return zip({
    '_rels/.rels': relationships(relationship('r', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="One" sheetId="1" r:id="s"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(
      relationship('s', 'worksheet', 'worksheets/sheet1.xml'),
      relationship('t', 'sharedStrings', 'sharedStrings.xml'),
    ),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': texts,
  });
}

/** PKWARE's APPNOTE, §4.3: local headers with their data, the central directory and its end. */
function zip(parts: Record<string, string | Buffer>): Uint8Array {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, part] of Object.entries(parts)) {
    const data = Buffer.from(part);
    const packed = deflateRawSync(data, { level: 1 });
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(crc32(data), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(data.length, 8);
    sizes.writeUInt16LE(name.length, 12);
    const common = Buffer.concat([Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]), sizes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    local.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, place, Buffer.from(name));
    at += 4 + common.length + name.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(parts).length, 4);
  end.writeUInt16LE(Object.keys(parts).length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, ...directory, Buffer.from('PK\x05\x06'), end]);
}
