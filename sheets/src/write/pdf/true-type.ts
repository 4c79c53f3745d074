/** A TrueType font as a PDF embeds it: glyphs of characters, their widths, and the outlines of those that are used (OpenType 1.9). */

/** Tables that a PDF reader needs of an embedded TrueType font (ISO 32000-2 §9.9). */
const KEPT = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'];
/** Flags of the parts of a composite glyph. */
const WORDS = 1;
const SCALE = 8;
const MORE = 32;
const TWO_SCALES = 64;
const MATRIX = 128;

export class TrueType {
  /** Of 1000 to the em, as all below. */
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly number[];
  readonly #font: Buffer;
  readonly #tables = new Map<string, Buffer>();
  readonly #unit: number;
  readonly #metrics: number;
  readonly #hasLongOffsets: boolean;
  readonly #glyphs = new Map<number, number>();

  /** @param font the file; it is trusted */
  constructor(font: Buffer) {
    this.#font = font;
    for (let i = 0, count = font.readUInt16BE(4); i < count; i++) {
      const at = 12 + i * 16;
      const offset = font.readUInt32BE(at + 8);
      this.#tables.set(font.toString('latin1', at, at + 4), font.subarray(offset, offset + font.readUInt32BE(at + 12)));
    }
    const head = this.#table('head');
    this.#unit = 1000 / head.readUInt16BE(18);
    this.#hasLongOffsets = head.readInt16BE(50) === 1;
    this.box = [36, 38, 40, 42].map((at) => Math.round(head.readInt16BE(at) * this.#unit));
    const hhea = this.#table('hhea');
    this.ascent = Math.round(hhea.readInt16BE(4) * this.#unit);
    this.descent = Math.round(hhea.readInt16BE(6) * this.#unit);
    this.#metrics = hhea.readUInt16BE(34);
  }

  /** 0 where the font does not have the character. */
  glyphOf(code: number): number {
    let glyph = this.#glyphs.get(code);
    if (glyph === undefined) {
      glyph = this.#find(code);
      this.#glyphs.set(code, glyph);
    }
    return glyph;
  }

  widthOf(glyph: number): number {
    return this.#table('hmtx').readUInt16BE(Math.min(glyph, this.#metrics - 1) * 4) * this.#unit;
  }

  /** The font with the outlines of these glyphs alone, under the same numbers. */
  subset(used: Iterable<number>): Buffer {
    const glyf = this.#table('glyf');
    const kept = new Set<number>([0]);
    const todo = [...used];
    for (let glyph = todo.pop(); glyph !== undefined; glyph = todo.pop()) {
      if (kept.has(glyph)) continue;
      kept.add(glyph);
      const [from, end] = this.#outline(glyph);
      if (end > from && glyf.readInt16BE(from) < 0) todo.push(...partsOf(glyf, from));
    }
    const count = this.#table('maxp').readUInt16BE(4);
    const loca = Buffer.alloc((count + 1) * 4);
    const outlines: Buffer[] = [];
    let at = 0;
    for (let glyph = 0; glyph < count; glyph++) {
      loca.writeUInt32BE(at, glyph * 4);
      if (!kept.has(glyph)) continue;
      const [from, end] = this.#outline(glyph);
      const padded = Buffer.alloc((end - from + 3) & ~3);
      glyf.copy(padded, 0, from, end);
      outlines.push(padded);
      at += padded.length;
    }
    loca.writeUInt32BE(at, count * 4);
    const head = Buffer.from(this.#table('head'));
    head.writeInt16BE(1, 50);
    const made = new Map([
      ['glyf', Buffer.concat(outlines)],
      ['loca', loca],
      ['head', head],
    ]);
    return packTables(
      KEPT.flatMap((name): [string, Buffer][] => {
        const table = made.get(name) ?? this.#tables.get(name);
        return table ? [[name, table]] : [];
      }),
    );
  }

  #outline(glyph: number): [from: number, end: number] {
    const loca = this.#table('loca');
    return this.#hasLongOffsets
      ? [loca.readUInt32BE(glyph * 4), loca.readUInt32BE(glyph * 4 + 4)]
      : [loca.readUInt16BE(glyph * 2) * 2, loca.readUInt16BE(glyph * 2 + 2) * 2];
  }

  /** By the subtable of all planes (format 12), which the font must have. */
  #find(code: number): number {
    const cmap = this.#table('cmap');
    for (let i = 0, count = cmap.readUInt16BE(2); i < count; i++) {
      const at = cmap.readUInt32BE(8 + i * 8);
      if (cmap.readUInt16BE(at) !== 12) continue;
      for (let group = 0, groups = cmap.readUInt32BE(at + 12); group < groups; group++) {
        const entry = at + 16 + group * 12;
        const first = cmap.readUInt32BE(entry);
        if (code < first) return 0;
        if (code <= cmap.readUInt32BE(entry + 4)) return cmap.readUInt32BE(entry + 8) + code - first;
      }
    }
    return 0;
  }

  #table(name: string): Buffer {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`The font of ${this.#font.length} bytes has no table ${name}.`);
    return table;
  }
}

/** Glyphs that a composite one is made of. */
function partsOf(glyf: Buffer, from: number): number[] {
  const parts: number[] = [];
  for (let at = from + 10, flags = MORE; flags & MORE; ) {
    flags = glyf.readUInt16BE(at);
    parts.push(glyf.readUInt16BE(at + 2));
    at += 4 + (flags & WORDS ? 4 : 2) + (flags & SCALE ? 2 : flags & TWO_SCALES ? 4 : flags & MATRIX ? 8 : 0);
  }
  return parts;
}

function packTables(tables: readonly [string, Buffer][]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + tables.length * 16);
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(tables.length, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((tables.length - power) * 16, 10);
  const pieces: Buffer[] = [header];
  let offset = header.length;
  for (const [i, [name, table]] of tables.entries()) {
    const padded = Buffer.alloc((table.length + 3) & ~3);
    table.copy(padded);
    const at = 12 + i * 16;
    header.write(name, at, 'latin1');
    header.writeUInt32BE(sum(padded), at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(table.length, at + 12);
    pieces.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(pieces);
}

function sum(table: Buffer): number {
  let total = 0;
  for (let at = 0; at < table.length; at += 4) total = (total + table.readUInt32BE(at)) >>> 0;
  return total;
}
