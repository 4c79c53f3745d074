/** Leaves the sheets of an xls out that nobody wants to see: the library parses every one of them, whatever it is asked for. */

const BOF = 0x0809;
const EOF = 0x000a;
const BOUND_SHEET = 0x0085;
const FILE_PASS = 0x002f;
/** Number and length of a record ([MS-XLS] 2.1.4). */
const HEADER = 4;

/**
 * The stream of a workbook of Excel 5 or later in which all sheets but one are empty; names, styles and shared texts stay. The stream as
 * it is where it is encrypted, whose bytes are told apart by their places, or not as [MS-XLS] 2.1.7.20.6 has it.
 *
 * @param index the sheet that stays, in the order of the stream
 */
export function keepSheet(stream: Buffer, index: number): Buffer {
  const bounds = findBounds(stream);
  if (bounds === null || bounds.length < 2 || bounds[index] === undefined) return stream;
  const globals = Buffer.from(stream.subarray(0, bounds[0]!.start));
  const pieces: Buffer[] = [globals];
  let length = globals.length;
  for (const [i, { start, place }] of bounds.entries()) {
    const end = i === index ? (bounds[i + 1]?.start ?? stream.length) : start + HEADER + stream.readUInt16LE(start + 2);
    const kept = [stream.subarray(start, end), ...(i === index ? [] : [Buffer.from([EOF, 0, 0, 0])])];
    globals.writeUInt32LE(length, place);
    pieces.push(...kept);
    length += kept.reduce((sum, piece) => sum + piece.length, 0);
  }
  return Buffer.concat(pieces);
}

/** Where each sheet starts, and where the record stands that says so; null where the stream is not in order. */
function findBounds(stream: Buffer): { start: number; place: number }[] | null {
  const bounds: { start: number; place: number }[] = [];
  for (let at = 0; at + HEADER <= stream.length; ) {
    const [record, length] = [stream.readUInt16LE(at), stream.readUInt16LE(at + 2)];
    const data = at + HEADER;
    if (data + length > stream.length || record === FILE_PASS || (at === 0 && record !== BOF)) return null;
    if (record === EOF) break;
    if (record === BOUND_SHEET) {
      if (length < 4) return null;
      bounds.push({ start: stream.readUInt32LE(data), place: data });
    }
    at = data + length;
  }
  bounds.sort((one, other) => one.start - other.start);
  const last = Math.max(0, ...bounds.map(({ place }) => place));
  const isInOrder = bounds.every(({ start }, i) => {
    return start > last && start > (bounds[i - 1]?.start ?? 0) && beginsSheet(stream, start);
  });
  return isInOrder ? bounds : null;
}

function beginsSheet(stream: Buffer, start: number): boolean {
  if (start + HEADER > stream.length || stream.readUInt16LE(start) !== BOF) return false;
  return start + HEADER + stream.readUInt16LE(start + 2) <= stream.length;
}
