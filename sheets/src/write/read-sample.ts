import type { CopyReader, Rows } from './copy-reader.ts';

/** COPY TEXT that is looked at before a sheet begins: some 200 rows. */
const SAMPLE_BYTES = 32 * 1024;

/** Enough first rows to measure columns by, even where every row comes in a chunk of its own; null when there are none. */
export async function readSample(reader: CopyReader): Promise<Rows | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < SAMPLE_BYTES) {
    const rows = await reader.next();
    if (!rows) break;
    pieces.push(rows.bytes.subarray(rows.from, rows.end));
    bytes += rows.end - rows.from;
  }
  if (bytes === 0) return null;
  return { bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), from: 0, end: bytes };
}
