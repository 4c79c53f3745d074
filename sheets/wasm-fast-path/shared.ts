/**
 * Shared strings (ECMA-376 part 1 §18.4.8) without runs, entities that we do not know, or escapes: `<si><t>…</t></si>` again and again.
 * At the first other one this returns; see rows.ts.
 */
import { AMPERSAND, endOfPlain, find, GT, LT, resolve, resolvedTo, SLASH, word } from './markup';
import { offsets, scratch, strings } from './memory-layout';

/** Where the next element begins in the XML, where the texts end, and how many there are. */
export let position: usize = 0;
export let end: usize = 0;
export let count: i32 = 0;

/** Reads texts from `from` to `to`, behind which there are zeros; texts end at `textsEnd` now, and there may be `most` of them. */
export function readStrings(from: usize, to: usize, textsEnd: usize, known: i32, most: i32): void {
  let p = from;
  let at = textsEnd;
  let n = known;
  while (true) {
    position = p;
    end = at;
    count = n;
    while (p < to && load<u8>(p) <= 0x20) p++;
    // <si><t
    if (n >= most || load<u32>(p) !== word(LT, 0x73, 0x69, GT) || load<u16>(p, 4) !== 0x743c) return;
    p += 6;
    if (load<u8>(p) === 0x20) {
      // Only xml:space can stand here.
      p = find(p, <i8>GT);
      if (load<u8>(p - 1) === SLASH) return;
    }
    if (load<u8>(p) !== GT) return;
    let text = p + 1;
    let stop = endOfPlain(text);
    p = stop;
    if (load<u8>(p) === AMPERSAND) {
      stop = resolve(text);
      if (stop === 0) return;
      text = scratch;
      p = resolvedTo;
    }
    // </t></si>
    if (
      load<u32>(p) !== word(LT, SLASH, 0x74, GT) ||
      load<u32>(p, 4) !== word(LT, SLASH, 0x73, 0x69) ||
      load<u8>(p, 8) !== GT
    )
      return;
    p += 9;
    for (let i: usize = 0; i < stop - text; i += 16) v128.store(strings + at + i, v128.load(text + i));
    at += stop - text;
    n++;
    store<u32>(offsets + ((<usize>n) << 2), <u32>at);
  }
}
