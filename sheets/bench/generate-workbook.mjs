/**
 * Writes the workbook that the benches read: node generate-workbook.mjs <path> [rows] [shared|inline]
 * Ten columns: id, name (300 distinct), unique e-mail, amount, styled date, boolean, category, 40-character text, price, styled
 * date-time. `shared` keeps texts as Excel does; `inline` as streaming writers do.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { constants, crc32, deflateRawSync } from 'node:zlib';

const LETTERS = 'ABCDEFGHIJ';
const HEADERS = ['id', 'name', 'email', 'amount', 'joined', 'active', 'category', 'note', 'price', 'seen'];
const BLOCK = 4 * 1024 * 1024;
const WORDS =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna'.split(
    ' ',
  );

/** Values of row `i` (from 0); the same in every run. */
export function rowOf(i) {
  let seed = Math.imul(i + 1, 2654435761) >>> 0;
  const next = () => {
    seed ^= seed << 13;
    seed >>>= 0;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    seed >>>= 0;
    return seed;
  };
  let note = '';
  while (note.length < 40) note += `${WORDS[next() % WORDS.length]} `;
  return {
    id: i + 1,
    name: `Name ${next() % 300}`,
    email: `user${i}@example${next() % 50}.com`,
    amount: (next() % 1_000_000) / 100,
    joined: 36526 + (next() % 9000),
    active: next() % 2,
    category: `cat-${next() % 12}`,
    note: note.slice(0, 40).replace(/ $/, '.'),
    price: (next() % 100_000) / 1000,
    seen: 40000 + (next() % 5000) + (next() % 86400) / 86400,
  };
}

/** Writes a workbook of `rows` data rows below one header. Returns its size in bytes. */
export function generateWorkbook(path, rows, { inline = false, level = 6 } = {}) {
  const file = openSync(path, 'w');
  const entries = [];
  let offset = 0;
  const put = (bytes) => {
    writeSync(file, bytes);
    offset += bytes.length;
  };
  /** One entry from a function that calls `write(text)` again and again. */
  const entry = (name, produce) => {
    const at = offset;
    const header = Buffer.alloc(30 + name.length);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 6); // sizes follow the data
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(name.length, 26);
    header.write(name, 30);
    put(header);
    let crc = 0;
    let size = 0;
    let packed = 0;
    let block = '';
    const flush = (last) => {
      const bytes = Buffer.from(block, 'latin1');
      block = '';
      crc = crc32(bytes, crc);
      size += bytes.length;
      const out = deflateRawSync(bytes, { level, finishFlush: last ? constants.Z_FINISH : constants.Z_FULL_FLUSH });
      packed += out.length;
      put(out);
    };
    produce((text) => {
      block += text;
      if (block.length >= BLOCK) flush(false);
    });
    flush(true);
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x08074b50, 0);
    tail.writeUInt32LE(crc, 4);
    tail.writeUInt32LE(packed, 8);
    tail.writeUInt32LE(size, 12);
    put(tail);
    entries.push({ name, at, crc, size, packed });
  };

  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  entry('[Content_Types].xml', (write) =>
    write(
      `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${inline ? '' : `<Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/>`}</Types>`,
    ),
  );
  entry('_rels/.rels', (write) =>
    write(
      `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
  );
  entry('xl/workbook.xml', (write) =>
    write(
      `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
  );
  entry('xl/_rels/workbook.xml.rels', (write) =>
    write(
      `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/>${inline ? '' : `<Relationship Id="rId3" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>`}</Relationships>`,
    ),
  );
  entry('xl/styles.xml', (write) =>
    write(
      `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
  );

  const texts = new Map();
  const order = [];
  const text = (ref, value) => {
    if (inline) return `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;
    let index = texts.get(value);
    if (index === undefined) {
      index = order.length;
      texts.set(value, index);
      order.push(value);
    }
    return `<c r="${ref}" t="s"><v>${index}</v></c>`;
  };
  entry('xl/worksheets/sheet1.xml', (write) => {
    write(
      `${head}<worksheet xmlns="${main}"><dimension ref="A1:J${rows + 1}"/><sheetData><row r="1">${HEADERS.map((name, i) => text(`${LETTERS[i]}1`, name)).join('')}</row>`,
    );
    for (let i = 0; i < rows; i++) {
      const v = rowOf(i);
      const r = i + 2;
      write(
        `<row r="${r}"><c r="A${r}"><v>${v.id}</v></c>${text(`B${r}`, v.name)}${text(`C${r}`, v.email)}<c r="D${r}"><v>${v.amount}</v></c><c r="E${r}" s="1"><v>${v.joined}</v></c><c r="F${r}" t="b"><v>${v.active}</v></c>${text(`G${r}`, v.category)}${text(`H${r}`, v.note)}<c r="I${r}"><v>${v.price}</v></c><c r="J${r}" s="2"><v>${v.seen}</v></c></row>`,
      );
    }
    write('</sheetData></worksheet>');
  });
  if (!inline) {
    entry('xl/sharedStrings.xml', (write) => {
      write(`${head}<sst xmlns="${main}" count="${rows * 4}" uniqueCount="${order.length}">`);
      for (const value of order) write(`<si><t>${value}</t></si>`);
      write('</sst>');
    });
  }
  const directory = offset;
  for (const { name, at, crc, size, packed } of entries) {
    const record = Buffer.alloc(46 + name.length);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(20, 4);
    record.writeUInt16LE(20, 6);
    record.writeUInt16LE(8, 8);
    record.writeUInt16LE(8, 10);
    record.writeUInt32LE(crc, 16);
    record.writeUInt32LE(packed, 20);
    record.writeUInt32LE(size, 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt32LE(at, 42);
    record.write(name, 46);
    put(record);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset - directory, 12);
  end.writeUInt32LE(directory, 16);
  put(end);
  closeSync(file);
  return offset;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [path = 'workbook.xlsx', rows = '1000000', kind = 'shared'] = process.argv.slice(2);
  console.log(`${path}: ${generateWorkbook(path, Number(rows), { inline: kind === 'inline' })} bytes`);
}
