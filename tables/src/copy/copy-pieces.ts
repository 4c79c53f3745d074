/** Some 50,000 rows of ten columns: a fraction of a second's work for Postgres, and far more than one more COPY costs. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** How a binary stream of COPY begins and ends: PGCOPY\n\377\r\n\0, flags, length of the header extension; and the trailer (PostgreSQL docs, "COPY", Binary Format). */
export const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const TRAILER = Buffer.from([0xff, 0xff]);

/** One COPY BINARY stream as several, each of about as many bytes. In: chunks that end where rows end, without header extension. */
class Pieces {
  /** Pieces begun. */
  count = 0;
  /** The last piece has been read to its end. */
  ended = false;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #pieceBytes: number;
  /** A chunk that was asked for to see whether the stream goes on. */
  #ahead: Uint8Array | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, pieceBytes: number) {
    this.#source = chunks[Symbol.asyncIterator]();
    this.#pieceBytes = pieceBytes;
  }

  /** The next piece, a whole stream in itself. In: the one before has been read to its end. */
  async *next(): AsyncGenerator<Uint8Array, void, void> {
    this.count += 1;
    if (this.count > 1) yield SIGNATURE;
    let bytes = 0;
    for (;;) {
      const value = this.#ahead ?? (await this.#pull());
      this.#ahead = undefined;
      if (value === undefined) return;
      yield value;
      bytes += value.byteLength;
      if (bytes < this.#pieceBytes) continue;
      this.#ahead = await this.#pull();
      if (this.#ahead === undefined) return;
      yield TRAILER;
      return;
    }
  }

  /** Tell the source to stop, where it has not; it may be waiting for something that never comes, so nobody waits for it. */
  close(): void {
    if (!this.ended) void Promise.resolve(this.#source.return?.()).catch(() => {});
  }

  async #pull(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#source.next();
    if (done) this.ended = true;
    return done ? undefined : value;
  }
}

/**
 * COPY a stream in pieces, and look at the rows of each while whoever makes the chunks goes on. Out: the number of rows.
 * @param copy copies one piece, a whole stream in itself, and gives its rows
 * @param onPiece told after each piece, with its rows. Throws to end it all
 */
export async function copyPieces(
  chunks: AsyncIterable<Uint8Array>,
  copy: (piece: AsyncIterable<Uint8Array>) => Promise<number>,
  onPiece: (rows: number, only: boolean) => Promise<void>,
): Promise<number> {
  const pieces = new Pieces(chunks, PIECE_BYTES);
  let total = 0;
  try {
    while (!pieces.ended) {
      const rows = await copy(pieces.next());
      total += rows;
      await onPiece(rows, pieces.count === 1 && pieces.ended);
    }
    return total;
  } finally {
    pieces.close();
  }
}
