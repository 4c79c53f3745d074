/**
 * What comes over the connection while COPY ... TO STDOUT runs: a CopyData message for each row (PostgreSQL docs, "Message Formats").
 * A million of them pass here, so none becomes an object: the rows are moved together within the bytes as they arrived.
 */

const HEADER_BYTES = 5;
/** Shorter rows are moved faster word by word than by a call. */
const SHORT_BYTES = 512;

const COPY_DATA = 100; // d
/** CopyOutResponse, and what Postgres may say at any time: ParameterStatus, NoticeResponse, NotificationResponse. */
const ASIDES = [72, 83, 78, 65];

/** Takes the rows out of one COPY. Bytes arrive cut anywhere. */
export class CopyData {
  /** What follows the rows: the message that ended them, as far as it has arrived. Null while there may be more rows. */
  rest: Buffer | null = null;
  /** Bytes of the message's body that have not arrived yet. */
  #left = 0;
  #isRow = false;
  /** The part of a header that has arrived, when a piece ends within it. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;

  /** Takes bytes over. Returns the rows in them, which lie in the same memory. */
  take(bytes: Buffer): Buffer {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = bytes.length;
    let at = 0;
    let to = 0;
    for (;;) {
      const count = Math.min(this.#left, end - at);
      if (this.#isRow) {
        if (to !== at) move(bytes, view, at, count, to);
        to += count;
      }
      this.#left -= count;
      at += count;
      if (at === end) break;
      if (this.#headerBytes > 0 || end - at < HEADER_BYTES) {
        const part = bytes.subarray(at, at + HEADER_BYTES - this.#headerBytes);
        this.#header.set(part, this.#headerBytes);
        this.#headerBytes += part.length;
        at += part.length;
        if (this.#headerBytes < HEADER_BYTES) break;
        this.#headerBytes = 0;
        if (!this.#begin(this.#header[0]!, this.#header.readUInt32BE(1))) {
          this.rest = Buffer.concat([this.#header, bytes.subarray(at)]);
          break;
        }
      } else {
        if (!this.#begin(bytes[at]!, view.getUint32(at + 1))) {
          this.rest = bytes.subarray(at);
          break;
        }
        at += HEADER_BYTES;
      }
    }
    return bytes.subarray(0, to);
  }

  /** `length` counts itself. Returns whether the message is part of the COPY. */
  #begin(code: number, length: number): boolean {
    this.#isRow = code === COPY_DATA;
    this.#left = length - 4;
    return this.#isRow || ASIDES.includes(code);
  }
}

/** Moves bytes towards the front: at least a header's length, or they would be overwritten before they are read. */
function move(bytes: Uint8Array, view: DataView, from: number, count: number, to: number): void {
  if (count > SHORT_BYTES) {
    bytes.copyWithin(to, from, from + count);
    return;
  }
  let done = 0;
  for (; done + 4 <= count; done += 4) view.setUint32(to + done, view.getUint32(from + done, true), true);
  for (; done < count; done++) view.setUint8(to + done, view.getUint8(from + done));
}
