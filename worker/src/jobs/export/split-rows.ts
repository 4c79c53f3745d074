/** One stream of rows as several, one after the other: rows that are sorted by a column become a sheet for each of its values. */

const LF = 10;

export interface SplitRows {
  /** To be read one after the other. */
  parts: AsyncGenerator<Uint8Array>[];
  /** Lets the stream go, wherever it stands. */
  close(): Promise<void>;
}

/** @param counts rows of each part; a line feed ends each row of COPY TEXT */
export function splitRows(source: AsyncIterable<Uint8Array>, counts: readonly number[]): SplitRows {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Uint8Array | null = null;
  async function* part(count: number, index: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      let chunk: Uint8Array;
      if (rest) chunk = rest;
      else {
        const step = await iterator.next();
        if (step.done) return;
        chunk = step.value;
      }
      rest = null;
      let end = 0;
      while (left > 0) {
        const found = chunk.indexOf(LF, end);
        if (found < 0) {
          end = chunk.length;
          break;
        }
        end = found + 1;
        left--;
      }
      if (end < chunk.length) rest = chunk.subarray(end);
      yield end < chunk.length ? chunk.subarray(0, end) : chunk;
    }
    // A source that is not read to its end would be cut off, and its connection with it.
    if (index === counts.length - 1) while (!(await iterator.next()).done);
  }
  return {
    parts: counts.map(part),
    close: async () => {
      await iterator.return?.();
    },
  };
}
