import { type DecodePlan, decodeInThread, type RejectRow } from '@sheetport/sheets';
import { GuessFailed, type Load } from './load.ts';
import type { Route } from './mapping.ts';

/** A cell that did not fit the type that a first look had guessed. */
const TYPE_ISSUES = new Set(['not_integer', 'not_decimal', 'not_boolean', 'not_date', 'not_datetime', 'out_of_range']);

/** What a sheet's rows came to. Filled while they are read. */
export interface Decoding {
  /** COPY BINARY bytes, in buffers. */
  bytes: AsyncGenerator<Uint8Array, void, void>;
  read: number;
  rejected: number;
}

/**
 * Decode the sheet in a thread. Rejects are kept on the side as they come, and the bar is told.
 * @param staged tuples begin with the sheet row, and rows count as read but not yet as inserted
 */
export function decodeRows(load: Load, routes: readonly Route[], staged: boolean): Decoding {
  const decoding: Decoding = { bytes: decodeBytes(), read: 0, rejected: 0 };
  return decoding;

  async function* decodeBytes(): AsyncGenerator<Uint8Array, void, void> {
    const { run, source, rejects, destination } = load;
    const { sheet } = source;
    const mayBeWrong = destination.kind === 'new' && !sheet.complete;
    const guessed = new Set(
      mayBeWrong ? routes.filter((route) => route.guessed).map((route) => route.plan.source) : [],
    );
    const plan: DecodePlan = {
      path: source.path,
      format: source.format,
      ...(source.dialect ? { dialect: source.dialect } : {}),
      sheet: sheet.index,
      headerRow: sheet.headerRow,
      columns: routes.map((route) => route.plan),
      rowNumbers: staged,
    };
    let good = 0;
    for await (const said of decodeInThread(plan, run.signal)) {
      if (said.kind === 'rows') {
        good += said.rows;
        const read = good + rejects.count;
        run.bar.advance(
          said.total === 0 ? 0 : said.consumed / said.total,
          read,
          sheet.complete ? sheet.rows : undefined,
        );
        run.bar.count(staged ? { read } : { read, inserted: good });
        yield said.bytes;
      } else if (said.kind === 'rejects') {
        if (said.rejects.some((reject) => isWrongGuess(reject, guessed))) throw new GuessFailed();
        await rejects.keepDecoded(said.rejects);
      } else {
        decoding.read = said.read;
        decoding.rejected = said.rejected;
      }
    }
  }
}

function isWrongGuess(reject: RejectRow, guessed: ReadonlySet<number>): boolean {
  return reject.issues.some((issue) => TYPE_ISSUES.has(issue.code) && guessed.has(issue.column));
}
