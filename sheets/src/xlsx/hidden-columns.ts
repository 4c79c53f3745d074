import { MAX_COLUMNS } from '../limits.ts';
import type { RowSink } from '../row-sink.ts';
import { readElements } from '../xml/elements.ts';
import { saysHidden } from './row-number.ts';

/** Tells a sink of the columns that a `col` (ECMA-376 part 1 §18.3.1.13) hides: its tag stands from its name at `p` to `end`. Throws SheetError damaged_xml. */
export function hiddenColumns(b: Uint8Array, p: number, end: number, sink: RowSink): void {
  if (!saysHidden(b, p + 3, end)) return;
  const tag = Buffer.from(b.subarray(p, end)).toString();
  const [element] = readElements(`<${tag.replace(/\/?>$/, '/>')}`);
  const [first, last] = ['min', 'max'].map((name) => Number(element?.attributes.get(name)) - 1);
  if (first! >= 0 && last! >= first! && last! < MAX_COLUMNS) sink.hideColumns?.(first!, last!);
}
