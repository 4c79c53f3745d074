/** What stands between the values of each row of a sheet, and is the same in all of them but the first. */

/** XML for the first row, and for all others. */
export interface RepeatedXml {
  first: string;
  rest: string;
}

/** XML that is the same in each row but for the row's number, and perhaps in the first row. */
export interface Constant {
  first: Piece[];
  rest: Piece[];
}

/** Bytes, and what comes before them: the row's number, or that the next row begins. */
export interface Piece {
  isNext: boolean;
  bytes: Buffer;
}

/** Stands for the number of the row in the XML of a shape. */
export const ROW_MARK = '\u0001';
/** Stands where a row of the sheet ends, in the XML of a shape that writes several for each row that comes in. */
export const ROW_NEXT = '\u0002';
const MARKS = new RegExp(`([${ROW_MARK}${ROW_NEXT}])`);

export function toConstant(xml: RepeatedXml | undefined): Constant | null {
  if (!xml) return null;
  const pieces = (text: string): Piece[] => {
    const [start = '', ...rest] = text.split(MARKS);
    return [
      { isNext: false, bytes: Buffer.from(start) },
      ...rest.flatMap((mark, i) =>
        i % 2 === 0 ? [{ isNext: mark === ROW_NEXT, bytes: Buffer.from(rest[i + 1]!) }] : [],
      ),
    ];
  };
  return { first: pieces(xml.first), rest: pieces(xml.rest) };
}

/** What the XML of a constant takes at most: each number is written as a word. */
export function constantBytes(xml: RepeatedXml): number {
  const bytesOf = (text: string) => Buffer.byteLength(text) + 8 * text.split(ROW_MARK).length;
  return bytesOf(xml.first) + bytesOf(xml.rest);
}

/** Whether it is the same in the first row as in all others. */
export function isSameInFirst({ first, rest }: Constant): boolean {
  return (
    first.length === rest.length &&
    first.every(({ isNext, bytes }, i) => isNext === rest[i]!.isNext && bytes.equals(rest[i]!.bytes))
  );
}
