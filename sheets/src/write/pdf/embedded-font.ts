import { readFileSync } from 'node:fs';
import { requireOwn } from '../../built-file.ts';
import type { PdfFile } from './pdf-file.ts';
import { TrueType } from './true-type.ts';

const FACES = { regular: 'DejaVuSansCondensed', bold: 'DejaVuSansCondensed-Bold' } as const;

/** Characters without a mark of their own. */
const INVISIBLE = /[\p{Cf}\p{Mn}\u0000-\u001f\u007f]/u;

/** One line of text: glyphs as four hexadecimal digits each, and its width in thousandths of the font's size. */
export interface Line {
  glyphs: string;
  width: number;
}

/** A font of the file, of which only the used glyphs are embedded (ISO 32000-2 §9.7, composite fonts). */
export class EmbeddedFont {
  /** Characters that the font does not have, drawn as an empty box. */
  replaced = 0;
  readonly id: number;
  readonly #name: string;
  readonly #font: TrueType;
  /** Used glyphs, and the character that each stands for. */
  readonly #used = new Map<number, number>();

  constructor(pdf: PdfFile, face: keyof typeof FACES) {
    this.id = pdf.reserve();
    this.#name = `SHEETP+${FACES[face]}`;
    this.#font = new TrueType(readFileSync(requireOwn().resolve(`dejavu-fonts-ttf/ttf/${FACES[face]}.ttf`)));
  }

  widthOf(text: string): number {
    let width = 0;
    for (const character of text) width += this.#font.widthOf(this.#font.glyphOf(character.codePointAt(0)!));
    return width;
  }

  /** A text in lines of at most `width`, broken at blanks where it can be, at most `most` of them. `cut`: it had more. */
  wrap(text: string, width: number, most: number): { lines: Line[]; cut: boolean } {
    const lines: Line[] = [];
    for (const paragraph of text
      .normalize('NFC')
      .replaceAll('\t', '    ')
      .split(/\r\n|\r|\n/)) {
      if (lines.length === most) return { lines: this.#endCut(lines), cut: true };
      let line: Line = { glyphs: '', width: 0 };
      /** Behind the last blank: where a line may end. */
      let blank: Line | null = null;
      for (const character of paragraph) {
        if (INVISIBLE.test(character)) continue;
        const step = this.#take(character);
        if (line.width + step.width > width && line.glyphs !== '' && character !== ' ') {
          lines.push(blank ?? line);
          if (lines.length === most) return { lines: this.#endCut(lines), cut: true };
          line = blank
            ? { glyphs: line.glyphs.slice(blank.glyphs.length), width: line.width - blank.width }
            : { glyphs: '', width: 0 };
          blank = null;
        }
        line = { glyphs: line.glyphs + step.glyphs, width: line.width + step.width };
        if (character === ' ' || character === '-') blank = line;
      }
      lines.push(line);
    }
    return { lines, cut: false };
  }

  /** The objects of the font, once all pages are written. */
  async write(pdf: PdfFile): Promise<void> {
    const [child, descriptor, file, unicode] = [pdf.reserve(), pdf.reserve(), pdf.reserve(), pdf.reserve()];
    const font = this.#font;
    const used = [...this.#used].sort(([a], [b]) => a - b);
    await pdf.object(
      this.id,
      `<</Type/Font/Subtype/Type0/BaseFont/${this.#name}/Encoding/Identity-H/DescendantFonts[${child} 0 R]/ToUnicode ${unicode} 0 R>>`,
    );
    const widths = used.map(([glyph]) => `${glyph}[${font.widthOf(glyph).toFixed(1)}]`).join('');
    await pdf.object(
      child,
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${this.#name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/DW 600/W[${widths}]>>`,
    );
    await pdf.object(
      descriptor,
      `<</Type/FontDescriptor/FontName/${this.#name}/Flags 4/FontBBox[${font.box.join(' ')}]/ItalicAngle 0/Ascent ${font.ascent}/Descent ${font.descent}/CapHeight ${font.ascent}/StemV 80/FontFile2 ${file} 0 R>>`,
    );
    const subset = font.subset(this.#used.keys());
    await pdf.stream(file, subset, `/Length1 ${subset.length}`);
    await pdf.stream(unicode, Buffer.from(toUnicode(used)));
  }

  #take(character: string): Line {
    const code = character.codePointAt(0)!;
    const glyph = this.#font.glyphOf(code);
    if (glyph === 0) this.replaced++;
    this.#used.set(glyph, code);
    return { glyphs: glyph.toString(16).padStart(4, '0'), width: this.#font.widthOf(glyph) };
  }

  #endCut(lines: Line[]): Line[] {
    const dots = this.#take('…');
    const last = lines.at(-1)!;
    return [...lines.slice(0, -1), { glyphs: last.glyphs + dots.glyphs, width: last.width + dots.width }];
  }
}

/** Which characters glyphs are, for searching and copying (§9.10.3). */
function toUnicode(used: readonly [glyph: number, code: number][]): string {
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
  const lines = used.map(
    ([glyph, code]) => `<${glyph.toString(16).padStart(4, '0')}><${hex(String.fromCodePoint(code))}>`,
  );
  const blocks: string[] = [];
  for (let i = 0; i < lines.length; i += 100) {
    const block = lines.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n${blocks.join('\n')}\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend`;
}
