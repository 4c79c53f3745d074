import { SheetError } from '../errors.ts';
import { MAX_CELL_FORMATS, MAX_NUMBER_FORMATS } from '../limits.ts';
import { Kind } from '../row-sink.ts';
import { readElements } from '../xml/elements.ts';
import { builtInDateCode } from './date-display.ts';
import { builtInDisplay, type NumberDisplay, readNumberDisplay } from './number-display.ts';
import { builtInFormat, classifyFormat } from './number-format.ts';

/** The built-in format of a cell that is text, whatever is typed into it (ECMA-376 part 1 §18.8.30). */
const TEXT_FORMAT = 49;
/** For the fast path: a number whose format shows it otherwise than General. */
export const SHOWN_NUMBER = 10;
/** Formats that are followed; a workbook with more shows the others as General does. */
const MAX_DISPLAYS = 4_096;

/** What the cell formats of a workbook say of the cells that have them, by the number of the cell format. */
export interface CellStyles {
  /** The Kind of a number. */
  kinds: Uint8Array;
  /** The same with SHOWN_NUMBER for numbers that have a display. */
  fastKinds: Uint8Array;
  /** Which of `displays` shows a number; -1 for none. */
  displayOf: Int32Array;
  displays: NumberDisplay[];
  /** 1 where the format is `@`. */
  texts: Uint8Array;
  /** The code of a format of days, where the file says it. */
  dayCodes: readonly (string | undefined)[];
}

/** Styles of these kinds, none of which shows numbers otherwise than General. */
export function plainStyles(kinds: Uint8Array): CellStyles {
  return {
    kinds,
    fastKinds: kinds.slice(),
    displayOf: new Int32Array(kinds.length).fill(-1),
    displays: [],
    texts: new Uint8Array(kinds.length),
    dayCodes: [],
  };
}

/** The styles of a workbook without any. */
export const NO_STYLES: CellStyles = plainStyles(Uint8Array.of(Kind.number));

/**
 * Reads styles.xml (ECMA-376 part 1 §18.8.10 cellXfs). A style beyond the table is a plain number. Throws SheetError: too_many_styles,
 * and as `readElements`.
 */
export function readCellStyles(xml: string): CellStyles {
  const custom = new Map<number, string>();
  const ids: number[] = [];
  for (const element of readElements(xml)) {
    if (element.name === 'numFmt' && element.parent === 'numFmts') {
      if (custom.size >= MAX_NUMBER_FORMATS)
        throw new SheetError('too_many_styles', 'The workbook has too many number formats.');
      custom.set(Number(element.attributes.get('numFmtId')), element.attributes.get('formatCode') ?? '');
    } else if (element.name === 'xf' && element.parent === 'cellXfs') {
      if (ids.length >= MAX_CELL_FORMATS)
        throw new SheetError('too_many_styles', 'The workbook has too many cell styles.');
      ids.push(Number(element.attributes.get('numFmtId') ?? 0));
    }
  }
  const styles = plainStyles(new Uint8Array(Math.max(ids.length, 1)).fill(Kind.number));
  const known = new Map<number, { kind: number; display: number }>();
  const find = (id: number): { kind: number; display: number } => {
    const code = custom.get(id);
    const kind = code === undefined ? builtInFormat(id) : classifyFormat(code);
    if (kind !== Kind.number || styles.displays.length >= MAX_DISPLAYS) return { kind, display: -1 };
    const display = code === undefined ? builtInDisplay(id) : readNumberDisplay(code);
    return { kind, display: display === null ? -1 : styles.displays.push(display) - 1 };
  };
  const codes: (string | undefined)[] = [];
  ids.forEach((id, style) => {
    const { kind, display } = known.get(id) ?? find(id);
    known.set(id, { kind, display });
    styles.kinds[style] = kind;
    styles.fastKinds[style] = display < 0 ? kind : SHOWN_NUMBER;
    styles.displayOf[style] = display;
    if (kind === Kind.date) codes[style] = custom.get(id) ?? builtInDateCode(id);
    if (id === TEXT_FORMAT || custom.get(id) === '@') styles.texts[style] = 1;
  });
  return { ...styles, dayCodes: codes };
}
