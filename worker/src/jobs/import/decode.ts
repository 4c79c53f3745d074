import { AppError, COLUMN_TYPES, formatIssue, type IssueGroup } from '@sheetport/contract';
import {
  type BlankedCells,
  type Decoded,
  decodeInThread,
  decodeTextRows,
  type RejectRow,
  type RowPlan,
} from '@sheetport/sheets';
import { missingRowNumber } from './correction-errors.ts';
import { headingOf } from './headings.ts';
import { GuessFailed, type Load } from './load.ts';
import type { Route } from './mapping.ts';
import type { CorrectedSheet } from './sheet.ts';

/** A cell that did not fit the type that a first look had guessed. */
const TYPE_ISSUES = new Set<string | null>([...Object.values(COLUMN_TYPES).map(({ issue }) => issue), 'out_of_range']);

/** Messages that may wait while Postgres looks at the rows before: 8 MiB of rows. */
const MAX_WAITING = 32;

/** The rows as bytes, and their counts once all are read. */
export interface Decoding {
  /** COPY BINARY bytes, in buffers. */
  bytes: AsyncGenerator<Uint8Array, void, void>;
  read: number;
  rejected: number;
  /** Error cells that became blank, for the result of the job. */
  blanked: IssueGroup[];
}

/** How rows are decoded, beside where they go. */
interface DecodeOptions {
  /** Tuples begin with the sheet row, and rows count as read but not yet as inserted. */
  staged: boolean;
  /** Rejected rows come among the tuples, so that the rest of them can be checked: see `RowPlan`. */
  keepRejected?: boolean;
}

/**
 * Decode the rows of an import. Rejects are kept as they come, and the progress bar is told.
 * @param corrected which sheet of a workbook of corrected rejects
 */
export function decodeRows(
  load: Load,
  routes: readonly Route[],
  options: DecodeOptions,
  corrected?: CorrectedSheet,
): Decoding {
  const decoding: Decoding = { bytes: decodeBytes(), read: 0, rejected: 0, blanked: [] };
  return decoding;

  async function* decodeBytes(): AsyncGenerator<Uint8Array, void, void> {
    const { job, source, rejects } = load;
    const { sheet } = source;
    const guessed = new Set(
      sheet.complete ? [] : routes.filter((route) => route.guessed).map((route) => route.plan.source),
    );
    let good = 0;
    const goOn = source.input.kind === 'sheet' ? load.context.profiles.giveWay(load.spec.fileId) : undefined;
    try {
      for await (const decoded of openDecoder(load, routes, guessed, options, corrected)) {
        if (decoded.kind === 'rows') {
          good += decoded.rows;
          const read = good + rejects.count;
          job.progress.advance(
            decoded.total === 0 ? 0 : decoded.consumed / decoded.total,
            read,
            sheet.complete ? comingRows(load) : undefined,
          );
          job.progress.count(options.staged ? { read } : { read, inserted: good });
          yield decoded.bytes;
        } else if (decoded.kind === 'rejects') {
          if (decoded.rejects.some((reject) => isWrongGuess(reject, guessed))) throw new GuessFailed();
          await rejects.keepDecoded(
            corrected ? decoded.rejects.map((reject) => toOriginalColumns(reject, corrected)) : decoded.rejects,
          );
        } else {
          decoding.read = decoded.read;
          decoding.rejected = decoded.rejected;
          decoding.blanked = decoded.blanked.map((cells) => tellBlanked(load, cells, corrected));
        }
      }
    } finally {
      goOn?.();
    }
  }
}

/** Error cells of one column, as a warning of the result. */
function tellBlanked(
  { source }: Load,
  { column, count, rows, examples }: BlankedCells,
  corrected: CorrectedSheet | undefined,
): IssueGroup {
  const original = [...(corrected?.columns ?? [])].find(([, position]) => position === column)?.[0] ?? column;
  const code = 'error_cell_blank';
  const heading = headingOf(source.sheet.columns, original);
  return { column: heading, code, message: formatIssue(code, null), severity: 'warning', count, rows, examples };
}

/** Files are read in a thread; rows that are there already are decoded here. */
function openDecoder(
  load: Load,
  routes: readonly Route[],
  guessed: ReadonlySet<number>,
  { staged, keepRejected = false }: DecodeOptions,
  corrected: CorrectedSheet | undefined,
): AsyncIterable<Decoded> {
  const { job, spec, source, skipRows, memory } = load;
  const { sheet, dialect, input } = source;
  const plan: RowPlan = {
    ...(dialect ? { dialect } : {}),
    headerRow: sheet.headerRow,
    columns: routes.map(({ plan }) => ({ ...plan, ...(guessed.has(plan.source) && { guarded: true }) })),
    errorCells: spec.errorCells ?? 'blank',
    rowNumbers: staged,
    ...(keepRejected ? { keepRejected } : {}),
  };
  if (input.kind === 'rows') return decodeTextRows(plan, input.readPages(), input.total);
  const { path, format } = input;
  const where = corrected
    ? {
        sheet: corrected.index,
        headerRow: corrected.headerRow,
        rowNumberColumn: corrected.rowNumberColumn,
        columns: plan.columns.map((column) => ({ ...column, source: findPosition(column.source, load, corrected) })),
      }
    : {
        sheet: sheet.index,
        ...(skipRows.length > 0 ? { skipRows: [...skipRows] } : {}),
        ...(spec.skipHidden ? { skipHidden: true } : {}),
        ...(spec.fillMerged ? { fillMerged: true } : {}),
      };
  return decodeInThread(
    { ...plan, path, format, ...where },
    { signal: job.signal, ...(memory && { held: memory }), ...(staged && { ahead: MAX_WAITING }) },
  );
}

/** Rows of a sheet that was read to its end, without those that were to stay out. */
export function comingRows({ source: { sheet, input }, spec, skipRows }: Load): number | null {
  if (sheet.rows === null || input.kind !== 'sheet') return sheet.rows;
  const hidden = spec.skipHidden ? (sheet.hiddenRows ?? 0) : 0;
  return Math.max(0, sheet.rows - hidden - skipRows.length);
}

function isWrongGuess(reject: RejectRow, guessed: ReadonlySet<number>): boolean {
  return reject.issues.some((issue) => TYPE_ISSUES.has(issue.code) && guessed.has(issue.column));
}

/**
 * The index in a workbook of corrected rejects of a column of the sheet that the rows came from.
 * @throws AppError `invalid_corrections_file`
 */
function findPosition(column: number, { source: { sheet } }: Load, { columns }: CorrectedSheet): number {
  const position = columns.get(column);
  if (position === undefined)
    throw new AppError('invalid_corrections_file', {
      detail: `the column "${headingOf(sheet.columns, column)}" is missing`,
    });
  return position;
}

/** A row by the columns of the sheet that it came from; other columns of the workbook are left out. */
function toOriginalColumns(reject: RejectRow, { columns }: CorrectedSheet): RejectRow {
  if (reject.row < 0) throw missingRowNumber(-reject.row);
  const original = new Map([...columns].map(([column, position]) => [position, column]));
  return {
    row: reject.row,
    cells: Object.fromEntries(
      Object.entries(reject.cells).flatMap(([position, text]) => {
        const column = original.get(Number(position));
        return column === undefined ? [] : [[column, text]];
      }),
    ),
    issues: reject.issues.map((issue) => ({ ...issue, column: original.get(issue.column) ?? -1 })),
  };
}
