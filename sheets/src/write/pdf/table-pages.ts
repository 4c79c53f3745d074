/** A table on pages: rows from top to bottom, the header on each page, as many pages as it takes. Lengths are points, 72 to the inch. */
import type { DocumentPlan, ExportColumn } from '../../model.ts';
import type { EmbeddedFont, Line } from './embedded-font.ts';
import { type PdfFile, pdfText } from './pdf-file.ts';

const PAPERS = { a4: [595.28, 841.89], letter: [612, 792] } as const;
const MARGIN = 36;
const SIZE = 8;
const TITLE_SIZE = 14;
const LEADING = 10.5;
const PADDING = 3;
/** Space below the rows, for the page's number. */
const FOOT = 16;
/** A cell has so many lines at most. */
const MAX_LINES = 25;
const NARROWEST = 28;
const WIDEST = 220;
/** Columns grow to the width of the page by this factor at most. */
const MOST_STRETCH = 1.5;
/** A header up to here stands in one line. */
const SHORT_HEADER = 80;

/** The pages of one table. Text flows in columns of given widths. */
export class TablePages {
  /** Texts that were cut because a cell has no more lines. */
  truncated = 0;
  readonly #pdf: PdfFile;
  readonly #fonts: { regular: EmbeddedFont; bold: EmbeddedFont };
  readonly #columns: readonly ExportColumn[];
  readonly #widths: readonly number[];
  readonly #page: readonly [width: number, height: number];
  readonly #plan: DocumentPlan;
  readonly #header: Line[][];
  readonly #headerHeight: number;
  /** Where the total of pages is drawn: known once all are written. */
  readonly #totalId: number;
  readonly #treeId: number;
  readonly #pages: number[] = [];
  #content: string[] = [];
  /** The upper edge of the next row. */
  #y = 0;

  constructor(
    pdf: PdfFile,
    fonts: { regular: EmbeddedFont; bold: EmbeddedFont },
    columns: readonly ExportColumn[],
    sample: readonly (readonly (string | null)[])[],
    plan: DocumentPlan,
  ) {
    this.#pdf = pdf;
    this.#fonts = fonts;
    this.#columns = columns;
    this.#plan = plan;
    this.#totalId = pdf.reserve();
    this.#treeId = pdf.reserve();
    const needed = columns.map(({ header }, i) =>
      measure(
        fonts,
        header,
        sample.map((row) => row[i] ?? null),
      ),
    );
    const sum = needed.reduce((total, width) => total + width, 0);
    this.#page = choosePage(sum, plan);
    const stretch = Math.max(1, Math.min(MOST_STRETCH, (this.#page[0] - 2 * MARGIN) / sum));
    this.#widths = needed.map((width) => width * stretch);
    this.#header = columns.map(({ header }, i) => this.#wrap(header, i, fonts.bold));
    this.#headerHeight = heightOf(this.#header);
  }

  /** Title and what the export is, above the first rows. */
  async begin(title: string): Promise<void> {
    this.#open();
    const width = this.#page[0] - 2 * MARGIN;
    for (const line of this.#fonts.bold.wrap(title, (width / TITLE_SIZE) * 1000, 3).lines) {
      this.#y -= TITLE_SIZE;
      this.#text('B', TITLE_SIZE, MARGIN, this.#y, line);
      this.#y -= 4;
    }
    for (const [label, value] of this.#plan.lines) {
      for (const line of this.#fonts.regular.wrap(`${label}: ${value}`, (width / SIZE) * 1000, 4).lines) {
        this.#y -= LEADING;
        this.#content.push('0.35 g');
        this.#text('R', SIZE, MARGIN, this.#y, line);
        this.#content.push('0 g');
      }
    }
    this.#y -= 8;
    this.#drawHeader();
  }

  /** Draws a row, on a new page where it does not fit any more. */
  async add(row: readonly (string | null)[]): Promise<void> {
    const cells = row.map((value, i) => (value === null ? [] : this.#wrap(value, i, this.#fonts.regular)));
    const height = heightOf(cells);
    if (this.#y - height < MARGIN + FOOT) {
      await this.#close();
      this.#open();
      this.#drawHeader();
    }
    this.#drawCells(cells, 'R');
    this.#y -= height;
    this.#rule(0.85);
  }

  /** A sentence below the rows. */
  async note(text: string): Promise<void> {
    const width = this.#page[0] - 2 * MARGIN;
    const { lines } = this.#fonts.bold.wrap(text, (width / SIZE) * 1000, 4);
    if (this.#y - lines.length * LEADING - 8 < MARGIN + FOOT) {
      await this.#close();
      this.#open();
    }
    this.#y -= 8;
    for (const line of lines) {
      this.#y -= LEADING;
      this.#text('B', SIZE, MARGIN, this.#y, line);
    }
  }

  /** The last page, the list of all, and what they have in common. @returns the number of the catalogue */
  async end(): Promise<number> {
    await this.#close();
    const total = this.#fonts.regular.wrap(this.#foot()[1].replaceAll('{pages}', String(this.#pages.length)), 1e9, 1);
    const glyphs = `BT 0.45 g /R ${SIZE} Tf <${total.lines[0]!.glyphs}> Tj ET`;
    await this.#pdf.stream(
      this.#totalId,
      Buffer.from(glyphs),
      `/Type/XObject/Subtype/Form/BBox[0 -4 300 12]/Resources<</Font<</R ${this.#fonts.regular.id} 0 R>>>>`,
    );
    const kids = this.#pages.map((id) => `${id} 0 R`).join(' ');
    await this.#pdf.object(this.#treeId, `<</Type/Pages/Count ${this.#pages.length}/Kids[${kids}]>>`);
    const catalogue = this.#pdf.reserve();
    await this.#pdf.object(
      catalogue,
      `<</Type/Catalog/Pages ${this.#treeId} 0 R/Lang${pdfText(this.#plan.language)}/ViewerPreferences<</DisplayDocTitle true>>>>`,
    );
    return catalogue;
  }

  #open(): void {
    this.#content = ['0 g 0 G 0.5 w'];
    this.#y = this.#page[1] - MARGIN;
  }

  async #close(): Promise<void> {
    const [page, content] = [this.#pdf.reserve(), this.#pdf.reserve()];
    this.#pages.push(page);
    const before = this.#fonts.regular.wrap(this.#foot()[0].replaceAll('{page}', String(this.#pages.length)), 1e9, 1);
    const line = before.lines[0]!;
    this.#content.push('0.45 g');
    this.#text('R', SIZE, MARGIN, MARGIN - 6, line);
    this.#content.push(`q 1 0 0 1 ${point(MARGIN + (line.width * SIZE) / 1000)} ${MARGIN - 6} cm /T Do Q`);
    await this.#pdf.stream(content, Buffer.from(this.#content.join('\n')));
    const { regular, bold } = this.#fonts;
    await this.#pdf.object(
      page,
      `<</Type/Page/Parent ${this.#treeId} 0 R/MediaBox[0 0 ${this.#page.map(point).join(' ')}]/Contents ${content} 0 R/Resources<</Font<</R ${regular.id} 0 R/B ${bold.id} 0 R>>/XObject<</T ${this.#totalId} 0 R>>>>>>`,
    );
  }

  /** What stands at the foot of each page, before and from the total on. */
  #foot(): [before: string, total: string] {
    const at = this.#plan.page.indexOf('{pages}');
    // The blank or bar before the total goes with it.
    return at < 0 ? [this.#plan.page, ''] : [this.#plan.page.slice(0, at), this.#plan.page.slice(at)];
  }

  #drawHeader(): void {
    const width = this.#widths.reduce((sum, one) => sum + one, 0);
    this.#content.push(
      `0.91 g ${MARGIN} ${point(this.#y - this.#headerHeight)} ${point(width)} ${point(this.#headerHeight)} re f 0 g`,
    );
    this.#drawCells(this.#header, 'B');
    this.#y -= this.#headerHeight;
    this.#rule(0.5);
  }

  #drawCells(cells: readonly Line[][], font: 'R' | 'B'): void {
    let x = MARGIN;
    for (const [i, lines] of cells.entries()) {
      const width = this.#widths[i]!;
      const { type } = this.#columns[i]!;
      const isRight = type === 'integer' || type === 'decimal';
      for (const [n, line] of lines.entries()) {
        if (line.glyphs === '') continue;
        const left = isRight ? x + width - PADDING - (line.width * SIZE) / 1000 : x + PADDING;
        this.#text(font, SIZE, left, this.#y - PADDING - SIZE - n * LEADING, line);
      }
      x += width;
    }
  }

  #rule(grey: number): void {
    const width = this.#widths.reduce((sum, one) => sum + one, 0);
    this.#content.push(`${grey} G ${MARGIN} ${point(this.#y)} m ${point(MARGIN + width)} ${point(this.#y)} l S`);
  }

  #text(font: 'R' | 'B', size: number, x: number, y: number, { glyphs }: Line): void {
    this.#content.push(`BT /${font} ${size} Tf ${point(x)} ${point(y)} Td <${glyphs}> Tj ET`);
  }

  #wrap(text: string, column: number, font: EmbeddedFont): Line[] {
    const { lines, cut } = font.wrap(text, ((this.#widths[column]! - 2 * PADDING) / SIZE) * 1000, MAX_LINES);
    if (cut) this.truncated++;
    return lines;
  }
}

const point = (value: number): string => value.toFixed(2).replace(/\.?0+$/, '');

const heightOf = (cells: readonly Line[][]): number =>
  Math.max(1, ...cells.map((lines) => lines.length)) * LEADING + 2 * PADDING;

/** As wide as most of the first values need, within limits; a header may be broken. */
function measure(
  fonts: { regular: EmbeddedFont; bold: EmbeddedFont },
  header: string,
  values: readonly (string | null)[],
): number {
  const longest = (text: string, font: EmbeddedFont) =>
    Math.max(0, ...text.split('\n').map((line) => (font.widthOf(line) * SIZE) / 1000));
  const words = Math.max(...header.split(/\s/).map((word) => (fonts.bold.widthOf(word) * SIZE) / 1000));
  const whole = Math.min(SHORT_HEADER, (fonts.bold.widthOf(header) * SIZE) / 1000);
  const widths = values.flatMap((value) => (value === null ? [] : [longest(value.slice(0, 400), fonts.regular)]));
  widths.sort((a, b) => a - b);
  const most = widths[Math.floor(widths.length * 0.95)] ?? 0;
  return Math.min(WIDEST, Math.max(NARROWEST, words, whole, most) + 2 * PADDING + 2);
}

/** Upright where the table fits, else on its side; a wider table has a larger page of the same shape, which prints fitted to the paper. */
function choosePage(width: number, { paper = 'a4', landscape }: DocumentPlan): readonly [number, number] {
  const [short, long] = PAPERS[paper];
  const needed = width + 2 * MARGIN;
  if (!landscape && needed <= short) return [short, long];
  const scale = Math.max(1, needed / long);
  return [long * scale, short * scale];
}
