/** The stylesheet of a workbook (ECMA-376 part 1 §18.8): each cell format that is asked for gets a number. */
import { escapeXml, MAIN_NAMESPACE, XML_DECLARATION } from './xml-attribute.ts';

export interface CellFormat {
  /** Number format; absent: General. */
  format?: string;
  bold?: boolean;
  /** In points; default 11. */
  size?: number;
  /** Colours are six hexadecimal digits. */
  ink?: string;
  fill?: string;
  /** Colour of a line below or above. */
  lineBelow?: string;
  lineAbove?: string;
  /** A program that edits the cell keeps its text as a text (§18.8.45). */
  quotePrefix?: boolean;
  /** `general` changes nothing, but is a format of its own. */
  align?: 'middle' | 'wrap' | 'left' | 'general';
}

/** Formats that every program knows by these numbers (§18.8.30). */
const BUILT_IN: Readonly<Record<string, number>> = {
  General: 0,
  '0': 1,
  '0.00': 2,
  '#,##0': 3,
  '#,##0.00': 4,
  '0%': 9,
  '0.00%': 10,
  '@': 49,
};
/** The first number of other formats. */
const FIRST_FORMAT = 164;

/** Collects cell formats and the formats of rules. Number 0 is that of cells without any. */
export class Stylesheet {
  readonly #formats = new Map<string, number>();
  readonly #fonts = new Map<string, number>();
  readonly #fills = new Map<string, number>();
  readonly #borders = new Map<string, number>();
  readonly #cells = new Map<string, number>();
  readonly #differences = new Map<string, number>();

  constructor() {
    this.add({});
    numberOf(this.#fills, '<fill><patternFill patternType="gray125"/></fill>');
  }

  /** @returns the number of a cell format */
  add(cell: CellFormat): number {
    const { format = 'General', bold, size = 11, ink, fill, lineBelow, lineAbove, quotePrefix, align } = cell;
    let numFmt = BUILT_IN[format];
    if (numFmt === undefined) numFmt = FIRST_FORMAT + numberOf(this.#formats, format);
    const colour = ink === undefined ? '' : `<color rgb="FF${ink}"/>`;
    const font = numberOf(
      this.#fonts,
      `<font>${bold ? '<b/>' : ''}<sz val="${size}"/>${colour}<name val="Calibri"/><family val="2"/></font>`,
    );
    const pattern =
      fill === undefined
        ? '<patternFill patternType="none"/>'
        : `<patternFill patternType="solid"><fgColor rgb="FF${fill}"/><bgColor indexed="64"/></patternFill>`;
    const fillId = numberOf(this.#fills, `<fill>${pattern}</fill>`);
    const border = numberOf(
      this.#borders,
      `<border><left/><right/>${line('top', lineAbove)}${line('bottom', lineBelow)}<diagonal/></border>`,
    );
    const alignment = align === undefined ? '' : ALIGNMENTS[align];
    const attributes = [
      quotePrefix ? 'quotePrefix="1" ' : '',
      `numFmtId="${numFmt}" fontId="${font}" fillId="${fillId}" borderId="${border}" xfId="0"`,
      numFmt > 0 ? ' applyNumberFormat="1"' : '',
      font > 0 ? ' applyFont="1"' : '',
      fillId > 0 ? ' applyFill="1"' : '',
      border > 0 ? ' applyBorder="1"' : '',
      alignment ? ' applyAlignment="1"' : '',
    ].join('');
    return numberOf(this.#cells, alignment ? `<xf ${attributes}>${alignment}</xf>` : `<xf ${attributes}/>`);
  }

  /** @returns the number of the format that a rule adds to a cell (§18.8.14) */
  addDifference(fill: string, ink: string): number {
    return numberOf(
      this.#differences,
      `<dxf><font><color rgb="FF${ink}"/></font><fill><patternFill><bgColor rgb="FF${fill}"/></patternFill></fill></dxf>`,
    );
  }

  /** The part. */
  write(): string {
    const formats = [...this.#formats].map(
      ([code, at]) => `<numFmt numFmtId="${FIRST_FORMAT + at}" formatCode="${escapeXml(code)}"/>`,
    );
    const list = (name: string, items: readonly string[]) =>
      items.length === 0 ? '' : `<${name} count="${items.length}">${items.join('')}</${name}>`;
    return (
      `${XML_DECLARATION}<styleSheet xmlns="${MAIN_NAMESPACE}">` +
      list('numFmts', formats) +
      list('fonts', [...this.#fonts.keys()]) +
      list('fills', [...this.#fills.keys()]) +
      list('borders', [...this.#borders.keys()]) +
      list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']) +
      list('cellXfs', [...this.#cells.keys()]) +
      list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) +
      (this.#differences.size > 0 ? list('dxfs', [...this.#differences.keys()]) : '<dxfs count="0"/>') +
      '<tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/></styleSheet>'
    );
  }
}

const ALIGNMENTS = {
  middle: '<alignment vertical="center"/>',
  wrap: '<alignment vertical="top" wrapText="1"/>',
  left: '<alignment horizontal="left" vertical="top"/>',
  general: '<alignment horizontal="general"/>',
} as const;

function line(side: string, colour: string | undefined): string {
  return colour === undefined ? `<${side}/>` : `<${side} style="thin"><color rgb="FF${colour}"/></${side}>`;
}

function numberOf(list: Map<string, number>, item: string): number {
  const found = list.get(item);
  if (found !== undefined) return found;
  list.set(item, list.size);
  return list.size - 1;
}
