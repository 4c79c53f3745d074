import { SheetError } from '../errors.ts';
import { MAX_CELL_FORMATS, MAX_NUMBER_FORMATS } from '../limits.ts';
import { Kind } from '../row-sink.ts';
import { readElements } from '../xml/elements.ts';
import { builtInFormat, classifyFormat } from './number-format.ts';

/**
 * Reads styles.xml into one byte per cell format: the Kind that a number of style `s` has (ECMA-376 part 1 §18.8.10 cellXfs). A style
 * beyond the table is a plain number. Throws SheetError: too_many_styles, and as `readElements`.
 */
export function readStyleKinds(xml: string): Uint8Array {
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
  const known = new Map<number, number>();
  const kindOf = (id: number): number => {
    const code = custom.get(id);
    return code === undefined ? builtInFormat(id) : classifyFormat(code);
  };
  const kinds = new Uint8Array(Math.max(ids.length, 1)).fill(Kind.number);
  ids.forEach((id, index) => {
    const kind = known.get(id) ?? kindOf(id);
    known.set(id, kind);
    kinds[index] = kind;
  });
  return kinds;
}
