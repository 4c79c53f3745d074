/** The cells of a workbook that SheetJS has parsed, as bytes. */
import type { CellObject, Range, WorkBook } from '@e965/xlsx';
import { SheetError } from '../errors.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../limits.ts';
import { FORMATTED_ROWS, Kind } from '../row-sink.ts';
import { CellBatch } from './cell-batch.ts';
import { LegacyFormats } from './legacy-formats.ts';
import type { ColumnFormats } from './ods-formats.ts';
import { DATE_MARK } from './ods-values.ts';

const BATCH_BYTES = 192 * 1024;

/** Error cells by number, [MS-XLS] 2.5.10. */
const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
};

type Cells = (CellObject | undefined)[] | undefined;

/** What the library makes of a sheet, as far as it is used. */
interface Parsed {
  '!data'?: Cells[];
  '!merges'?: Range[];
  '!rows'?: ({ hidden?: boolean } | undefined)[];
  '!type'?: string;
}

const MAX_MERGES = MAX_ROWS;

/**
 * The cells of a sheet in batches; `share` is how much of the sheet has been handed over, 1 with the last.
 * @param formats of the whole workbook; it grows as cells come by
 * @param columnFormats those of cells that have none of their own, by sheet
 * @throws SheetError too_many_rows or too_many_columns: arrays with holes are as long as their last place says, which may be four billion.
 */
export function* encodeSheet(
  book: WorkBook,
  index: number,
  formats = new LegacyFormats(),
  columnFormats?: ReadonlyMap<string, ColumnFormats>,
): Generator<{ bytes: Uint8Array; share: number }> {
  const name = book.SheetNames[index] ?? '';
  const sheet = book.Sheets[name] as Parsed | undefined;
  const defaults = columnFormats?.get(name);
  // What stands in a chart sheet is a copy of the cells that it draws.
  const rows = sheet?.['!type'] === 'chart' ? [] : (sheet?.['!data'] ?? []);
  if (rows.length > MAX_ROWS) throw new SheetError('too_many_rows', 'The sheet has more rows than a sheet may have.');
  const batch = new CellBatch();
  for (const { s, e } of sheet?.['!merges']?.slice(0, MAX_MERGES) ?? [])
    batch.addMerge({ top: s.r + 1, left: s.c, bottom: e.r + 1, right: e.c });
  for (let row = 0; row < rows.length; row++) {
    const cells = rows[row];
    if (!cells) continue;
    if (cells.length > MAX_COLUMNS)
      throw new SheetError('too_many_columns', 'The sheet has more columns than a sheet may have.');
    for (const [column, cell] of cells.entries()) if (cell) addCell(batch, row + 1, column, cell, formats, defaults);
    if (sheet?.['!rows']?.[row]?.hidden) batch.hideRow();
    batch.endRow(row + 1);
    if (batch.length >= BATCH_BYTES && row + 1 < rows.length)
      yield { bytes: batch.take(), share: (row + 1) / rows.length };
  }
  yield { bytes: batch.take(), share: 1 };
}

function addCell(
  batch: CellBatch,
  row: number,
  column: number,
  cell: CellObject,
  formats: LegacyFormats,
  defaults: ColumnFormats | undefined,
): void {
  const formatOf = () => formats.find(cell.z ?? defaults?.of(column));
  /** The format of a cell that may be a day. That of a day is told for the first rows, where headings are. */
  const tellFormat = () => {
    const format = formatOf();
    if (format.kind === Kind.date && row <= FORMATTED_ROWS) batch.formatDay(column, format.code);
    return format;
  };
  if (cell.t === 'n') {
    const { kind, display } = tellFormat();
    if (display < 0) batch.addCell(column, kind, String(cell.v));
    else batch.addShownNumber(column, display, String(cell.v));
  } else if (cell.t === 'b') batch.addCell(column, Kind.boolean, cell.v ? '1' : '0');
  else if (cell.t === 'e') batch.addCell(column, Kind.error, ERRORS[Number(cell.v)] ?? '#VALUE!');
  else if (typeof cell.v === 'string' && cell.v.startsWith(DATE_MARK)) {
    tellFormat();
    batch.addCell(column, Kind.isoDate, plainDate(cell.v.slice(DATE_MARK.length)));
  } else if (cell.t === 's' && cell.v) {
    if (formatOf().isText) batch.holdText(column);
    batch.addCell(column, Kind.text, String(cell.v));
  }
}

/** `2024-05-01T00:00:00` is a day, and other moments are written with a blank, as they are shown. */
function plainDate(text: string): string {
  return text.replace(/T00:00(:00(\.0+)?)?$/, '').replace('T', ' ');
}
