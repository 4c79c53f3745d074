/** The number formats of an ods: handed to the library with the content, and those of columns kept beside it. */
import { MAX_COLUMNS } from '../limits.ts';
import { unescapeXml } from '../xml/elements.ts';
import { declareFormats, readOdsFormats } from './ods-number-formats.ts';
import { writeDeclaredValues } from './ods-values.ts';

/** The format codes of cells without a style, by their column. */
export class ColumnFormats {
  private readonly runs: { end: number; code: string | undefined }[] = [];

  /** The next columns have this format. */
  add(columns: number, code: string | undefined): void {
    const from = this.runs.at(-1)?.end ?? 0;
    if (from < MAX_COLUMNS) this.runs.push({ end: from + columns, code });
  }

  of(column: number): string | undefined {
    return this.runs.find(({ end }) => column < end)?.code;
  }
}

/** Reads the formats of one ods: its styles first, then its content. */
export class OdsFormats {
  readonly columns = new Map<string, ColumnFormats>();
  private styles = '';
  private current: ColumnFormats | null = null;

  /** Keeps the part with the styles that have names. */
  readStyles(xml: Uint8Array): void {
    this.styles = textOf(xml);
  }

  /** The content as the library is to get it: with values as they are declared, and with the formats of cell styles before the body. */
  declareIn(content: Uint8Array): Buffer {
    const b = Buffer.from(content.buffer, content.byteOffset, content.length);
    const body = b.indexOf('<office:body');
    const codes = this.readCodes(body < 0 ? '' : textOf(b.subarray(0, b.indexOf('>', body) + 1)));
    const values = writeDeclaredValues(content, (tag) => this.addColumns(tag, codes));
    if (codes.size === 0) return values;
    // Only values are written anew, and they stand behind.
    return Buffer.concat([values.subarray(0, body), Buffer.from(declareFormats(codes)), values.subarray(body)]);
  }

  /** Without formats where the styles are damaged: numbers are then shown as General does. */
  private readCodes(head: string): ReadonlyMap<string, string> {
    try {
      return readOdsFormats([this.styles, head]);
    } catch {
      return new Map();
    }
  }

  private addColumns(tag: string, codes: ReadonlyMap<string, string>): void {
    if (/^<(?:[^\s:>]+:)?table[\s>]/.test(tag)) {
      this.current = new ColumnFormats();
      this.columns.set(unescapeXml(attributeOf(tag, 'name') ?? ''), this.current);
      return;
    }
    const columns = Number(attributeOf(tag, 'number-columns-repeated') ?? 1) || 1;
    const style = attributeOf(tag, 'default-cell-style-name');
    this.current?.add(columns, style === undefined ? undefined : codes.get(unescapeXml(style)));
  }
}

function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s(?:[^\\s:=]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found?.[1] ?? found?.[2];
}

function textOf(xml: Uint8Array): string {
  return Buffer.from(xml.buffer, xml.byteOffset, xml.length).toString('utf8');
}
