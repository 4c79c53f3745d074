/** One `c` element (ECMA-376 part 1 §18.3.1.4): its attributes, then its value. */
import { T_BOOLEAN, T_INLINE, T_NUMBER, T_SHARED, T_STRING } from './field';
import {
  AMPERSAND,
  attribute,
  attributeEnd,
  endOfPlain,
  find,
  GT,
  isDigit,
  LT,
  QUOTE,
  resolve,
  resolvedTo,
  SLASH,
  word,
} from './markup';
import { MAX_COLUMNS, scratch } from './memory-layout';

/** The cell that was read last: where it stands, how it is formatted, and what its value is. */
export let column: i32 = 0;
export let style: i32 = 0;
export let type: i32 = 0;
export let valueStart: usize = 0;
/** Equal to `valueStart` where the cell has no value. */
export let valueEnd: usize = 0;

/** Reads a cell from behind its `<c` to behind its end; 0 where it is not plain. `before` is the column of the cell before. */
export function readCell(p: usize, before: i32): usize {
  column = before + 1;
  style = 0;
  type = T_NUMBER;
  valueStart = 0;
  valueEnd = 0;
  let c: u32 = load<u8>(p);
  while (c === 0x20) {
    p = cellAttribute(p);
    if (p === 0) return 0;
    c = load<u8>(p);
  }
  if (column >= MAX_COLUMNS) return 0;
  if (c === GT) return content(p + 1);
  return c === SLASH && load<u8>(p, 1) === GT ? p + 2 : 0;
}

/** One attribute with the blank before it. */
function cellAttribute(p: usize): usize {
  const start = load<u32>(p);
  if (start === word(0x20, 0x72, 0x3d, QUOTE)) {
    // r="
    p += 4;
    column = 0;
    for (let letter = letterAt(p); letter - 1 < 26; letter = letterAt(++p)) {
      column = column * 26 + <i32>letter;
      if (column > MAX_COLUMNS) return 0;
    }
    if (--column < 0) return 0;
    while (isDigit(load<u8>(p))) p++;
  } else if (start === word(0x20, 0x73, 0x3d, QUOTE)) {
    // s="
    p += 4;
    for (let c: u32 = load<u8>(p); isDigit(c) && style < 1000000; c = load<u8>(++p))
      style = style * 10 + <i32>(c - 0x30);
  } else if (start === word(0x20, 0x74, 0x3d, QUOTE)) {
    // t="
    p = cellType(p + 4);
    if (p === 0) return 0;
  } else {
    return attribute(p + 1) ? attributeEnd : 0;
  }
  return load<u8>(p) === QUOTE ? p + 1 : 0;
}

/** A is 1, in either case; 26 and less is a letter. */
function letterAt(p: usize): u32 {
  return (<u32>load<u8>(p) | 0x20) - 0x60;
}

/** Reads a cell's type, up to the quote behind it. */
function cellType(p: usize): usize {
  const name = load<u32>(p);
  if (name === word(0x73, 0x74, 0x72, QUOTE)) {
    type = T_STRING; // str
    return p + 3;
  }
  if (name === word(0x69, 0x6e, 0x6c, 0x69)) {
    type = T_INLINE; // inlineStr
    return load<u32>(p, 4) === word(0x6e, 0x65, 0x53, 0x74) && load<u8>(p, 8) === 0x72 ? p + 9 : 0;
  }
  if ((name & 0xffff) === word(0x73, QUOTE, 0, 0)) type = T_SHARED;
  else if ((name & 0xffff) === word(0x62, QUOTE, 0, 0)) type = T_BOOLEAN;
  else if ((name & 0xffff) !== word(0x6e, QUOTE, 0, 0)) return 0;
  return p + 1;
}

/** What stands in a cell, to behind its `</c>`: formulas are passed over, `v` or `is` is the value. */
function content(p: usize): usize {
  while (true) {
    const start = load<u32>(p);
    if ((start & 0xffffff) === word(LT, 0x76, GT, 0)) {
      // <v>
      if (valueEnd !== 0) return 0;
      p = text(p + 3, type === T_STRING);
      if (p === 0 || load<u32>(p) !== word(LT, SLASH, 0x76, GT)) return 0;
      p += 4;
    } else if (start === word(LT, SLASH, 0x63, GT)) {
      return p + 4; // </c>
    } else if ((start & 0xffff) === word(LT, 0x66, 0, 0)) {
      p = endOfFormula(p + 2);
      if (p === 0) return 0;
    } else if (start === word(LT, 0x69, 0x73, GT)) {
      p = inline(p + 4);
      if (p === 0) return 0;
    } else {
      return 0;
    }
  }
}

/** Takes the text from `p` to the next `<` as the value; entities are only resolved in a `string`. */
function text(p: usize, string: bool): usize {
  valueStart = p;
  valueEnd = endOfPlain(p);
  if (!string || load<u8>(valueEnd) !== AMPERSAND) return valueEnd;
  valueStart = scratch;
  valueEnd = resolve(p);
  return valueEnd === 0 ? 0 : resolvedTo;
}

/** From behind `<is>` of a text without runs to behind `</is>`. */
function inline(p: usize): usize {
  if (valueEnd !== 0 || type !== T_INLINE || load<u16>(p) !== word(LT, 0x74, 0, 0)) return 0;
  p += 2;
  if (load<u8>(p) === 0x20) {
    // Only xml:space can stand here.
    p = find(p, <i8>GT);
    if (load<u8>(p - 1) === SLASH) return 0;
  }
  if (load<u8>(p) !== GT) return 0;
  p = text(p + 1, true);
  // </t></is>
  if (
    p === 0 ||
    load<u32>(p) !== word(LT, SLASH, 0x74, GT) ||
    load<u32>(p, 4) !== word(LT, SLASH, 0x69, 0x73) ||
    load<u8>(p, 8) !== GT
  )
    return 0;
  return p + 9;
}

/** From behind `<f` to behind its end. */
function endOfFormula(p: usize): usize {
  let c: u32 = load<u8>(p);
  while (c === 0x20) {
    if (!attribute(p + 1)) return 0;
    p = attributeEnd;
    c = load<u8>(p);
  }
  if (c === SLASH && load<u8>(p, 1) === GT) return p + 2;
  if (c !== GT) return 0;
  p = find(p + 1, <i8>LT);
  return load<u32>(p) === word(LT, SLASH, 0x66, GT) ? p + 4 : 0;
}
