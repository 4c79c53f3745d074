import { inflateRawSync } from 'node:zlib';

/** Which cells of a workbook's sheet (1 is the first) have the text format and a quote prefix, by address. */
export async function readPrefixes(workbook: Uint8Array, sheet = 1): Promise<Record<string, boolean>> {
  const parts = unzip(Buffer.from(workbook));
  const formats = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(parts.get('xl/styles.xml')!)![1]!.split('<xf ').slice(1);
  const cells = parts.get(`xl/worksheets/sheet${sheet}.xml`)!.matchAll(/<c r="([A-Z]+\d+)"(?: s="(\d+)")?/g);
  const isPrefixed = (style: number) => /^quotePrefix="1" numFmtId="49"/.test(formats[style] ?? '');
  return Object.fromEntries([...cells].map(([, at, style]) => [at!, isPrefixed(Number(style ?? 0))]));
}

/** The parts of a zip as text, by their central directory (APPNOTE 4.3.12). */
function unzip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const parts = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const bytes = zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    parts.set(zip.toString('utf8', at + 46, at + 46 + nameLength), bytes.toString('utf8'));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}
