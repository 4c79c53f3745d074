import { OK } from '../convert/conversion-status.ts';
import { Target } from '../convert/target.ts';
import { SHOWN_BYTES, writeShown } from '../convert/text.ts';
import type { Kind } from '../row-sink.ts';

/** Characters of a cell that are shown. */
export const SHOWN_CHARACTERS = 100;

const shown = new Target(1024);

/** A cell as a person sees it, cut for showing. */
export function shownText(kind: Kind, b: Uint8Array, start: number, end: number, date1904: boolean): string {
  const stop = Math.min(end, start + SHOWN_CHARACTERS * 4);
  shown.at = 0;
  shown.ensure(stop - start + SHOWN_BYTES);
  const clean = writeShown(shown, kind, b, start, stop, date1904) === OK;
  const text = clean
    ? Buffer.from(shown.bytes.buffer, 0, shown.at).toString()
    : Buffer.from(b.slice(start, stop)).toString();
  return text.slice(0, SHOWN_CHARACTERS).replaceAll('\0', '\ufffd');
}
