import { SheetError } from '../errors.ts';
import { MAX_ATTRIBUTES, MAX_XML_DEPTH } from '../limits.ts';

/** One tag of a small XML part. Names are local names; attribute keys keep their prefix only as `prefix:local` when they have one. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** How many elements are open around it; the root has 0. */
  readonly depth: number;
  /** Local name of the element around it, or ''. */
  readonly parent: string;
  /** What stands between its start tag and the next tag, as it is written: `unescapeXml` resolves what is escaped. */
  readonly text: string;
}

/**
 * Walks the start tags of a small part (workbook, relationships, styles) in document order. Throws SheetError: doctype_forbidden, damaged_xml.
 */
export function* readElements(xml: string): Generator<Element> {
  const open: string[] = [];
  let at = 0;
  for (;;) {
    at = xml.indexOf('<', at);
    if (at < 0) break;
    const next = xml.charCodeAt(at + 1);
    if (next === 0x21 /* ! */) {
      if (xml.startsWith('<!--', at)) at = after(xml, '-->', at + 4);
      else if (xml.startsWith('<![CDATA[', at)) at = after(xml, ']]>', at + 9);
      else throw doctype();
    } else if (next === 0x3f /* ? */) {
      at = after(xml, '?>', at + 2);
    } else if (next === 0x2f /* / */) {
      const end = after(xml, '>', at + 2);
      if (open.pop() !== localName(xml.slice(at + 2, end - 1).trim())) throw damagedXml();
      at = end;
    } else {
      const tag = readTag(xml, at + 1);
      const next = tag.closed ? tag.end : xml.indexOf('<', tag.end);
      const text = next > tag.end ? xml.slice(tag.end, next) : '';
      yield { name: tag.name, attributes: tag.attributes, depth: open.length, parent: open.at(-1) ?? '', text };
      if (!tag.closed) open.push(tag.name);
      if (open.length > MAX_XML_DEPTH) throw damagedXml();
      at = tag.end;
    }
  }
  if (open.length > 0) throw damagedXml();
}

interface Tag {
  name: string;
  attributes: Map<string, string>;
  closed: boolean;
  end: number;
}

function readTag(xml: string, start: number): Tag {
  let at = start;
  while (at < xml.length && !isNameEnd(xml.charCodeAt(at))) at++;
  const name = localName(xml.slice(start, at));
  if (name === '') throw damagedXml();
  const attributes = new Map<string, string>();
  for (;;) {
    at = skipSpace(xml, at);
    const code = xml.charCodeAt(at);
    if (code === 0x3e) return { name, attributes, closed: false, end: at + 1 };
    if (code === 0x2f && xml.charCodeAt(at + 1) === 0x3e) return { name, attributes, closed: true, end: at + 2 };
    if (Number.isNaN(code) || attributes.size >= MAX_ATTRIBUTES) throw damagedXml();
    const keyStart = at;
    while (at < xml.length && !isNameEnd(xml.charCodeAt(at)) && xml[at] !== '=') at++;
    const key = xml.slice(keyStart, at);
    at = skipSpace(xml, at);
    if (key === '' || xml[at] !== '=') throw damagedXml();
    at = skipSpace(xml, at + 1);
    const quote = xml[at];
    if (quote !== '"' && quote !== "'") throw damagedXml();
    const end = xml.indexOf(quote, at + 1);
    if (end < 0) throw damagedXml();
    attributes.set(key, unescapeXml(xml.slice(at + 1, end)));
    at = end + 1;
  }
}

/** The value of an attribute whatever prefix it has, e.g. `id` finds `r:id`, but never a plain `id` unless `plain`. */
export function prefixedAttribute(element: Element, local: string): string | undefined {
  for (const [key, value] of element.attributes) {
    if (key.endsWith(`:${local}`)) return value;
  }
  return undefined;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text or an attribute without its entities. Throws SheetError damaged_xml where one is unknown: no DTD is ever read. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  let out = '';
  let at = 0;
  for (;;) {
    const amp = text.indexOf('&', at);
    if (amp < 0) return out + text.slice(at);
    const end = text.indexOf(';', amp);
    if (end < 0) throw damagedXml();
    out += text.slice(at, amp) + entity(text.slice(amp + 1, end));
    at = end + 1;
  }
}

function entity(name: string): string {
  if (name.startsWith('#')) {
    const hex = name[1] === 'x' || name[1] === 'X';
    const digits = name.slice(hex ? 2 : 1);
    const code = digits.length <= 8 ? Number.parseInt(digits, hex ? 16 : 10) : Number.NaN;
    if (!(code >= 0 && code <= 0x10ffff)) throw damagedXml();
    return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
  }
  const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  // No DTD is ever read, so any other entity is undefined (XML 1.0 §4.1, WFC: Entity Declared).
  if (known === undefined) throw damagedXml();
  return known;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function isNameEnd(code: number): boolean {
  return code === 0x20 || code === 0x3e || code === 0x2f || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipSpace(xml: string, at: number): number {
  let code = xml.charCodeAt(at);
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = xml.charCodeAt(++at);
  return at;
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw damagedXml();
  return at + mark.length;
}

/** The error for any `<!` that is neither comment nor CDATA: we read no DTD, so entities can neither grow nor fetch (P20). */
export function doctype(): SheetError {
  return new SheetError(
    'doctype_forbidden',
    'The workbook contains a document type declaration, which is not allowed.',
  );
}

export function damagedXml(): SheetError {
  return new SheetError('damaged_xml', 'A part of the workbook is damaged.');
}
