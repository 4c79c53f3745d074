import { SIGNATURE } from './copy-pieces.ts';

/** The fields of each row of a COPY BINARY stream, whole and in memory (PostgreSQL docs, "COPY", Binary Format). Null is null. */
export function readTupleFields(bytes: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  let at = bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE) ? SIGNATURE.length : 0;
  while (at < bytes.length) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count < 0) break; // the trailer
    const fields: (Buffer | null)[] = [];
    for (let n = 0; n < count; n++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      fields.push(length < 0 ? null : bytes.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(fields);
  }
  return rows;
}
