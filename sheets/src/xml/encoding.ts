import { SheetError } from '../errors.ts';

/**
 * Office Open XML allows UTF-8 and UTF-16 only (ECMA-376 part 2 §6.2.5). Some programs write the code page of their country all the same,
 * and Excel reads it; so do we, where every ASCII byte means its ASCII character and the part is made UTF-8 before anything looks at it.
 * What else a declaration names is refused: UTF-7 and EBCDIC are tricks to hide a DOCTYPE from whoever looks for its ASCII bytes.
 */
export type XmlEncoding = string;

/** Labels of the WHATWG Encoding Standard. */
const CODE_PAGES =
  /^(iso-8859-([2-9]|1[03456])|windows-125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-jp|euc-kr|shift_jis)$/;

/** Decides the encoding of an XML part from its first bytes (XML 1.0 appendix F). `skip` bytes are a byte order mark. */
export function detectXmlEncoding(head: Uint8Array): { encoding: XmlEncoding; skip: number } {
  const [a, b, c, d] = [head[0] ?? -1, head[1] ?? -1, head[2] ?? -1, head[3] ?? -1];
  if (a === 0xef && b === 0xbb && c === 0xbf) return declared(head, 3);
  if (a === 0xff && b === 0xfe) {
    if (c === 0 && d === 0) throw unsupported('utf-32');
    return { encoding: 'utf-16le', skip: 2 };
  }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', skip: 2 };
  if (a === 0x3c && b === 0) {
    if (c === 0 && d === 0) throw unsupported('utf-32');
    return { encoding: 'utf-16le', skip: 0 };
  }
  if (a === 0 && b === 0x3c) return { encoding: 'utf-16be', skip: 0 };
  if (a === 0 && b === 0) throw unsupported('utf-32');
  if (a === 0x4c && b === 0x6f && c === 0xa7 && d === 0x94) throw unsupported('ebcdic');
  return declared(head, 0);
}

/** Checks the encoding that an ASCII-compatible XML declaration names. */
function declared(head: Uint8Array, skip: number): { encoding: XmlEncoding; skip: number } {
  const text = Buffer.from(head.buffer, head.byteOffset + skip, Math.min(head.length - skip, 1024))
    .toString('latin1')
    .trimStart();
  if (!text.startsWith('<?xml')) return { encoding: 'utf-8', skip };
  const declaration = text.slice(0, text.indexOf('?>') < 0 ? undefined : text.indexOf('?>'));
  const name = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]?.toLowerCase() ?? 'utf-8';
  // A part that says UTF-16 in single bytes is in truth ASCII or UTF-8; others read it, so do we.
  if (['utf-8', 'utf8', 'us-ascii', 'ascii', 'utf-16'].includes(name)) return { encoding: 'utf-8', skip };
  if (skip > 0) throw unsupported(name.slice(0, 40)); // the byte order mark of UTF-8 contradicts it
  if (name === 'iso-8859-1' || name === 'latin1') return { encoding: 'windows-1252', skip };
  if (!CODE_PAGES.test(name)) throw unsupported(name.slice(0, 40));
  return { encoding: name, skip };
}

/** Whole part to string. Throws SheetError unsupported_encoding. */
export function decodeXml(bytes: Uint8Array): string {
  const { encoding, skip } = detectXmlEncoding(bytes);
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes.subarray(skip));
}

/** A stream of XML chunks as UTF-8 without byte order mark. UTF-8, the rule, passes through uncopied. */
export async function* toUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  for await (let chunk of chunks) {
    if (first) {
      if (chunk.length === 0) continue;
      first = false;
      const { encoding, skip } = detectXmlEncoding(chunk);
      chunk = chunk.subarray(skip);
      if (encoding !== 'utf-8') decoder = new TextDecoder(encoding, { ignoreBOM: true });
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  // Half a character at the end of the part becomes U+FFFD rather than nothing.
  const rest = decoder?.decode();
  if (rest) yield Buffer.from(rest);
}

function unsupported(encoding: string): SheetError {
  return new SheetError('unsupported_encoding', 'A part of the workbook is in an encoding that workbooks do not use.', {
    encoding,
  });
}
