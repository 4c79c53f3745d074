import fc from 'fast-check';

/** How many code points are surrogates, which are no characters (Unicode, section 3.8). */
const SURROGATES = 0x800;

/** Each character of Unicode, control characters too; the unit `binary` of fast-check, which takes seconds to make, in no time. */
export const ANY_CHARACTER: fc.Arbitrary<string> = fc
  .nat(0x10ffff - SURROGATES)
  .map((place) => String.fromCodePoint(place < 0xd800 ? place : place + SURROGATES));
