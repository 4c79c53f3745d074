import { AppError, COLUMN_TYPES, formatIssue, type IssueGroup } from '@sheetport/contract';
import { type BlankedCells, type DecodePlan, decodeInThread, type RejectRow } from '@sheetport/sheets';
import { numberless } from './correction-errors.ts';
import { headingOf } from './headings.ts';
import { GuessFailed, type Load } from './load.ts';
import type { Route } from './mapping.ts';
import type { Part } from './sheet.ts';

/** A cell that did not fit the type that a first look had guessed. */
const TYPE_ISSUES = new Set<string | null>([...Object.values(COLUMN_TYPES).map(({ issue }) => issue), 'out_of_range']);

/** Messages that may wait while Postgres looks at the rows before: 8 MiB of rows. */
const AHEAD = 32;

/** What a sheet's rows came to. Filled while they are read. */
export interface Decoding {
  /** COPY BINARY bytes, in buffers. */
  bytes: AsyncGenerator<Uint8Array, void, void>;
  read: number;
  rejected: number;
  /** Error cells that became blank, for the result of the job. */
  blanked: IssueGroup[];
}

/**
 * Decode the sheet in a thread. Rejects are kept on the side as they come, and the progress bar is told.
 * @param part one of the source's parts, where it has any
 * @param staged tuples begin with the sheet row, and rows count as read but not yet as inserted
 * @param keepRejected what cannot be read of a row must not hide what else is wrong with it: see `DecodePlan`
 */
export function decodeRows(
  load: Load,
  routes: readonly Route[],
  { staged, keepRejected = false }: { staged: boolean; keepRejected?: boolean },
  part?: Part,
): Decoding {
  const decoding: Decoding = { bytes: decodeBytes(), read: 0, rejected: 0, blanked: [] };
  return decoding;

  async function* decodeBytes(): AsyncGenerator<Uint8Array, void, void> {
    const { run, source, rejects } = load;
    const { sheet } = source;
    const mayBeWrong = !sheet.complete;
    const guessed = new Set(
      mayBeWrong ? routes.filter((route) => route.guessed).map((route) => route.plan.source) : [],
    );
    const plan: DecodePlan = {
      path: source.path,
      format: source.format,
      ...(source.dialect ? { dialect: source.dialect } : {}),
      sheet: part?.sheet ?? sheet.index,
      headerRow: part?.headerRow ?? sheet.headerRow,
      columns: routes.map(({ plan }) => ({
        ...plan,
        source: placeOf(plan.source, load, part),
        ...(guessed.has(plan.source) && { guarded: true }),
      })),
      rowNumbers: staged,
      ...(keepRejected ? { keepRejected } : {}),
      // Rows that come back mended have numbers of their own.
      ...(load.skipRows.length > 0 && !part ? { skipRows: [...load.skipRows] } : {}),
      errorCells: load.spec.errorCells ?? 'blank',
      ...(load.spec.skipHidden && !part ? { skipHidden: true } : {}),
      ...(load.spec.fillMerged && !part ? { fillMerged: true } : {}),
      ...(part?.rowNumberColumn === undefined ? {} : { rowNumberColumn: part.rowNumberColumn }),
    };
    let good = 0;
    for await (const said of decodeInThread(plan, run.signal, staged ? AHEAD : undefined)) {
      if (said.kind === 'rows') {
        good += said.rows;
        const read = good + rejects.count;
        run.progress.advance(
          said.total === 0 ? 0 : said.consumed / said.total,
          read,
          sheet.complete ? comingRows(load) : undefined,
        );
        run.progress.count(staged ? { read } : { read, inserted: good });
        yield said.bytes;
      } else if (said.kind === 'rejects') {
        if (said.rejects.some((reject) => isWrongGuess(reject, guessed))) throw new GuessFailed();
        await rejects.keepDecoded(
          part?.places ? said.rejects.map((reject) => putBack(reject, part.places!)) : said.rejects,
        );
      } else {
        decoding.read = said.read;
        decoding.rejected = said.rejected;
        decoding.blanked = said.blanked.map((cells) => tellBlanked(load, cells, part));
      }
    }
  }
}

/** Error cells of one column, as a warning of the result. */
function tellBlanked({ source }: Load, { column, count, rows, examples }: BlankedCells, part?: Part): IssueGroup {
  const origin = [...(part?.places ?? [])].find(([, place]) => place === column)?.[0] ?? column;
  const code = 'error_cell_blank';
  const heading = headingOf(source.sheet.columns, origin);
  return { column: heading, code, message: formatIssue(code, null), severity: 'warning', count, rows, examples };
}

/** Rows of a sheet that was read to its end, without those that were to stay out. */
function comingRows({ source: { sheet }, spec, skipRows }: Load): number | null {
  if (sheet.rows === null) return null;
  const hidden = spec.skipHidden ? (sheet.hiddenRows ?? 0) : 0;
  return Math.max(0, sheet.rows - hidden - skipRows.length);
}

function isWrongGuess(reject: RejectRow, guessed: ReadonlySet<number>): boolean {
  return reject.issues.some((issue) => TYPE_ISSUES.has(issue.code) && guessed.has(issue.column));
}

/** Where a column of the sheet that rows came from is in the file that they come back in. */
function placeOf(source: number, { source: { sheet } }: Load, part: Part | undefined): number {
  if (!part?.places) return source;
  const place = part.places.get(source);
  if (place === undefined)
    throw new AppError('invalid_corrections_file', {
      detail: `the column "${headingOf(sheet.columns, source)}" is missing`,
    });
  return place;
}

/** A row by the columns of the sheet it came from; what else stands in the file is not the person's. */
function putBack(reject: RejectRow, places: ReadonlyMap<number, number>): RejectRow {
  if (reject.row < 0) throw numberless(-reject.row);
  const origin = new Map([...places].map(([source, place]) => [place, source]));
  return {
    row: reject.row,
    cells: Object.fromEntries(
      Object.entries(reject.cells).flatMap(([place, text]) => {
        const source = origin.get(Number(place));
        return source === undefined ? [] : [[source, text]];
      }),
    ),
    issues: reject.issues.map((issue) => ({ ...issue, column: origin.get(issue.column) ?? -1 })),
  };
}
