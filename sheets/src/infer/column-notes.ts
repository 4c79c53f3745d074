import type { Warning } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { latinDouble } from './confusables.ts';
import type { Distinct } from './distinct.ts';
import { SHOWN_CHARACTERS, shownText } from './shown-text.ts';

/** Values that are offered for replacing; where there are more, it is no slip but a way of writing. */
const MAX_FIXES = 50;
/** Values that are looked through for doubles in another alphabet. */
const MOST_COMPARED = 1_000;

/** Ways to write a value that exclude each other, and the warning where a column has both. */
const WAYS = {
  dmy: 'mixed_date_orders',
  mdy: 'mixed_date_orders',
  '.': 'mixed_marks',
  ',': 'mixed_marks',
  /** A moment with a time zone offset, and one without. */
  offset: 'time_zones',
  local: 'mixed_time_zones',
} as const;
type Way = keyof typeof WAYS;

/** Cells of a column that a person may have to know of: how many of each kind, and the first one. */
export class ColumnNotes {
  readonly warnings = new Map<Warning['code'], Warning>();
  /** Texts that can be read in one way only, by that way. */
  readonly ways = new Map<Way, Warning>();

  /** Counts a cell that a person should know of; the first one is shown. */
  add(
    code: Warning['code'],
    row: number,
    kind: Kind,
    b: Uint8Array,
    start: number,
    end: number,
    date1904: boolean,
  ): void {
    const known = this.warnings.get(code);
    if (known !== undefined) known.count++;
    else this.warnings.set(code, { code, count: 1, row, sample: shownText(kind, b, start, end, date1904) });
  }

  /** Counts a cell that can be read in one way only. */
  addWay(
    way: Way,
    row: number,
    b: Uint8Array,
    start: number,
    end: number,
    kind: Kind = Kind.text,
    date1904 = false,
  ): void {
    const known = this.ways.get(way);
    if (known !== undefined) known.count++;
    else this.ways.set(way, { code: WAYS[way], count: 1, row, sample: shownText(kind, b, start, end, date1904) });
  }

  /** A cell that probably means something else. Its values are offered for replacing while they are few. */
  addFix(code: Warning['code'], row: number, b: Uint8Array, start: number, end: number, to: string | null): void {
    const from = shownText(Kind.text, b, start, end, false);
    let known = this.warnings.get(code);
    if (known === undefined) {
      known = { code, count: 0, row, sample: from, fixes: [] };
      this.warnings.set(code, known);
    }
    known.count++;
    if (known.fixes === undefined || known.fixes.some((fix) => fix.from === from)) return;
    if (known.fixes.length < MAX_FIXES && from.length < SHOWN_CHARACTERS) known.fixes.push({ from, to });
    else delete known.fixes;
  }

  /** Values that look just like others of the column and are in another alphabet from end to end, which no single one can tell. */
  addDoubles(distinct: Distinct): void {
    const values = distinct.top(MOST_COMPARED);
    const counts = new Map(values.map(({ value, count }) => [value, count]));
    for (const { value, count } of values) {
      const double = latinDouble(value);
      const other = double === null ? undefined : counts.get(double);
      if (double === null || other === undefined) continue;
      const [from, to, cells] = count > other ? [double, value, other] : [value, double, count];
      const known = this.warnings.get('confusables');
      if (known === undefined) {
        this.warnings.set('confusables', { code: 'confusables', count: cells, sample: from, fixes: [{ from, to }] });
        continue;
      }
      known.count += cells;
      if (known.fixes !== undefined && known.fixes.length < MAX_FIXES) known.fixes.push({ from, to });
    }
  }
}
