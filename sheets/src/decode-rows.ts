import { CopyTuples } from './convert/copy-tuple.ts';
import type { Decoded, RowPlan } from './model.ts';
import { Kind } from './row-sink.ts';

/** A row of texts by the index of their column, and the number of the row. */
export interface TextRow {
  row: number;
  cells: ReadonlyMap<number, string>;
}

/** UTF-8 of a UTF-16 code unit takes at most so many bytes. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Decodes rows that are there already into COPY BINARY bytes: each cell goes to the sink that cells of a sheet go to, as a text. `consumed`
 * and `total` count rows. The bytes of a message are new ones, and stay.
 * @param pages the rows; a page is asked for once the one before it is decoded
 * @param total how many rows come, as far as it is known
 * @throws what `pages` throws; SheetError `row_too_long`
 */
export async function* decodeTextRows(
  plan: RowPlan,
  pages: AsyncIterable<readonly TextRow[]>,
  total: number,
): AsyncGenerator<Decoded, void, void> {
  const tuples = new CopyTuples(plan);
  tuples.lasting = true; // a row's bytes stay in `scratch` until the next row
  let scratch = Buffer.allocUnsafe(4096);
  let consumed = 0;
  function* drain(all: boolean): Generator<Decoded, void, void> {
    for (const { bytes, rows } of tuples.takeChunks()) yield { kind: 'rows', bytes, rows, consumed, total };
    if (tuples.rejectsFull || (all && tuples.rejects.length > 0))
      yield { kind: 'rejects', rejects: tuples.takeRejects() };
  }
  for await (const page of pages) {
    for (const { row, cells } of page) {
      let units = 0;
      for (const text of cells.values()) units += text.length;
      if (units * MAX_BYTES_PER_UNIT > scratch.length) scratch = Buffer.allocUnsafe(2 * units * MAX_BYTES_PER_UNIT);
      let end = 0;
      for (const [column, text] of cells) {
        const start = end;
        end += scratch.write(text, start);
        if (end > start) tuples.cell(column, Kind.text, scratch, start, end, -1);
      }
      tuples.row(row);
      consumed++;
      if (tuples.full) yield* drain(false);
    }
    yield* drain(false);
  }
  tuples.end();
  yield* drain(true);
  yield {
    kind: 'done',
    read: tuples.read,
    rejected: tuples.rejected,
    consumed,
    total,
    blanked: tuples.errorCells.groups(),
  };
}
