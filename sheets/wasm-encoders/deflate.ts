/**
 * Deflate (RFC 1951) for what exports are made of, markup and values that were there a few kilobytes before: of the last two places of the same
 * four bytes the longer match is taken, without a search, and each run of tokens has a Huffman code of its own. About twice as quick as
 * level 1 of zlib, with files of the same size.
 */
import { STEP } from './fields';
import { get, HUFFMAN_BYTES, increase, makeCodes, measureCodes, reverse, set } from './huffman';

/** Places of four bytes are kept by so many bits of a hash, two for each. */
const HASH_BITS: u32 = 13;
const HASH_BYTES: usize = 8 << HASH_BITS;
/** Tokens that share a Huffman code. */
const MOST_TOKENS: usize = 32 * 1024;
const WINDOW: usize = 32 * 1024;
const LONGEST: usize = 258;
const SHORTEST: usize = 4;

const LITERALS: i32 = 286;
const DISTANCES: i32 = 30;
const END_OF_BLOCK: i32 = 256;
const FIRST_LENGTH: i32 = 257;

// The work space: places of four bytes, tokens, how often each symbol is there (literals and lengths, then distances), the lengths of their
// codes, what is written for each literal and each length of a match, and for each distance symbol.
const TOKENS_AT: usize = HASH_BYTES;
const COUNTS_AT: usize = TOKENS_AT + MOST_TOKENS * 4;
const DISTANCE_COUNTS_AT: usize = COUNTS_AT + 288 * 4;
const LENGTHS_AT: usize = DISTANCE_COUNTS_AT + 32 * 4;
const DISTANCE_LENGTHS_AT: usize = LENGTHS_AT + 288;
const CODES_AT: usize = DISTANCE_LENGTHS_AT + 32;
const DISTANCE_CODES_AT: usize = CODES_AT + 512 * 4;
const HUFFMAN_AT: usize = DISTANCE_CODES_AT + 32 * 4;
const COPY_AT: usize = HUFFMAN_AT + HUFFMAN_BYTES;

/** Symbols of the lengths 3 to 258 less 257, and of the distances: of 1 to 256, then of each 128 further ones. */
const LENGTH_SYMBOLS: usize = memory.data(256);
const DISTANCE_SYMBOLS: usize = memory.data(512);
let hasSymbols: bool = false;

let bits: u64 = 0;
let bitCount: u32 = 0;
let out: usize = 0;

/**
 * Compresses `length` bytes from `from` on to `at`: blocks of which none is the last one, which end on a byte. Such results, one after the
 * other, are one stream. They take at most twice as many bytes as came in, and 400.
 * @param from behind the first 32 KiB of memory; 16 bytes behind the input may be read
 * @param work 256 KiB of memory
 * @returns where the result ends
 */
export function deflate(from: usize, length: usize, at: usize, work: usize): usize {
  if (!hasSymbols) listSymbols();
  memory.fill(work, 0, HASH_BYTES);
  bits = 0;
  bitCount = 0;
  out = at;
  const end = from + length;
  for (let p = from; p < end; ) {
    p = findTokens(p, end, work);
    writeBlock(work);
  }
  // An empty block of stored bytes ends on a byte (a sync flush).
  putBits(0, 3);
  putBits(0, (8 - bitCount) & 7);
  store<u32>(out, 0xffff0000);
  return out + 4;
}

/** Where the tokens of `findTokens` end. */
let tokensEnd: usize = 0;

/** Finds tokens from `p` on, until they are many. Returns where it stopped. */
function findTokens(p: usize, end: usize, work: usize): usize {
  const counts = work + COUNTS_AT;
  const distanceCounts = work + DISTANCE_COUNTS_AT;
  memory.fill(counts, 0, (288 + 32) * 4);
  let token = work + TOKENS_AT;
  const lastToken = token + MOST_TOKENS * 4;
  while (p < end && token < lastToken) {
    const word = load<u32>(p);
    const slot = work + ((<usize>((word * 0x9e3779b1) >> (32 - HASH_BITS))) << 3);
    const places = load<u64>(slot);
    store<u64>(slot, (places << 32) | <u64>p);
    const here = v128.load(p);
    let q = <usize>(<u32>places);
    const older = <usize>(places >> 32);
    // Few branches: what comes next is hard to foretell.
    let size = select<usize>(sameBytes(here, q), 0, p - q <= WINDOW);
    const other = select<usize>(sameBytes(here, older), 0, p - older <= WINDOW);
    q = select<usize>(older, q, other > size);
    size = select<usize>(other, size, other > size);
    if (size === STEP) size = matchLength(p, q);
    if (size > end - p) size = end - p;
    const isMatch = size >= SHORTEST;
    if (isMatch) {
      const distance = p - q;
      store<u32>(token, 0x80000000 | ((<u32>(size - 3)) << 16) | <u32>(distance - 1));
      increase(counts, FIRST_LENGTH + <i32>load<u8>(LENGTH_SYMBOLS + size - 3));
      increase(distanceCounts, <i32>distanceSymbol(distance));
      p += size;
    } else {
      const byte = word & 255;
      store<u32>(token, byte);
      increase(counts, byte);
      p++;
    }
    token += 4;
  }
  tokensEnd = token;
  return p;
}

function distanceSymbol(distance: usize): usize {
  const d = distance - 1;
  return <usize>load<u8>(DISTANCE_SYMBOLS + (d < 256 ? d : 256 + (d >> 7)));
}

/** How many of sixteen bytes are those at `q`, before the first that differs. */
function sameBytes(here: v128, q: usize): usize {
  return <usize>ctz(i8x16.bitmask(i8x16.ne(here, v128.load(q))) | 0x10000);
}

/** How many bytes from `p` on are those from `q` on, where the first sixteen are. */
function matchLength(p: usize, q: usize): usize {
  let size = STEP;
  do {
    const same = sameBytes(v128.load(p + size), q + size);
    size += same;
    if (same < STEP) break;
  } while (size < LONGEST);
  return size < LONGEST ? size : LONGEST;
}

/** Writes the tokens as a block with a code of its own (RFC 1951 §3.2.7). */
function writeBlock(work: usize): void {
  const counts = work + COUNTS_AT;
  const distanceCounts = work + DISTANCE_COUNTS_AT;
  increase(counts, END_OF_BLOCK);
  // A code of two symbols is complete: of fewer, readers differ in what they take.
  increase(distanceCounts, 0);
  increase(distanceCounts, 1);
  const lengths = work + LENGTHS_AT;
  const distanceLengths = work + DISTANCE_LENGTHS_AT;
  measureCodes(counts, LITERALS, lengths, work + HUFFMAN_AT);
  measureCodes(distanceCounts, DISTANCES, distanceLengths, work + HUFFMAN_AT);

  putBits(4, 3); // not the last block, with its own code
  putBits(LITERALS - 257, 5);
  putBits(DISTANCES - 1, 5);
  putBits(19 - 4, 4);
  // Lengths of codes are written in four bits each: all sixteen have codes of four, in the order 16, 17, 18, 0, 8, 7, ….
  putBits(0, 9);
  for (let i = 0; i < 16; i++) putBits(4, 3);
  for (let i: i32 = 0; i < LITERALS; i++) putBits(reverse(load<u8>(lengths + i), 4), 4);
  for (let i: i32 = 0; i < DISTANCES; i++) putBits(reverse(load<u8>(distanceLengths + i), 4), 4);

  const codes = work + CODES_AT;
  const distanceCodes = work + DISTANCE_CODES_AT;
  makeCodes(lengths, LITERALS, codes, work + HUFFMAN_AT);
  makeCodes(distanceLengths, DISTANCES, distanceCodes, work + HUFFMAN_AT);
  // What is written for a length of a match: its symbol's code with the bits that say which.
  const endOfBlock = get(codes, END_OF_BLOCK);
  spreadLengths(codes, work + COPY_AT);

  let buffer = bits;
  let count = bitCount;
  let at = out;
  for (let token = work + TOKENS_AT; token < tokensEnd; token += 4) {
    const value = load<u32>(token);
    if (value >> 31) {
      const code = get(codes, 256 + ((value >> 16) & 255));
      buffer |= (<u64>(code >> 5)) << count;
      count += code & 31;
      const distance = value & 0x7fff;
      const symbol = distanceSymbol(distance + 1);
      const distanceCode = get(distanceCodes, <i32>symbol);
      buffer |= (<u64>(distanceCode >> 5)) << count;
      count += distanceCode & 31;
      const extra: u32 = symbol < 4 ? 0 : (<u32>symbol >> 1) - 1;
      buffer |= (<u64>(distance & ((1 << extra) - 1))) << count;
      count += extra;
    } else {
      const code = get(codes, value);
      buffer |= (<u64>(code >> 5)) << count;
      count += code & 31;
    }
    store<u64>(at, buffer);
    at += count >> 3;
    buffer >>= <u64>(count & 0x38);
    count &= 7;
  }
  bits = buffer;
  bitCount = count;
  out = at;
  putBits(endOfBlock >> 5, endOfBlock & 31);
}

function putBits(value: u32, count: u32): void {
  bits |= (<u64>value) << bitCount;
  bitCount += count;
  store<u64>(out, bits);
  out += bitCount >> 3;
  bits >>= <u64>(bitCount & 0x38);
  bitCount &= 7;
}

/** Codes of lengths' symbols, behind those of literals, become what is written for each length from 3 to 258. */
function spreadLengths(codes: usize, copy: usize): void {
  const own = codes + (256 << 2);
  for (let symbol: i32 = 0; symbol < 29; symbol++) set(copy, symbol, get(own, symbol + 1));
  for (let length: i32 = 3; length <= 258; length++) {
    const symbol: i32 = load<u8>(LENGTH_SYMBOLS + length - 3);
    const code = get(copy, symbol);
    const extra = lengthExtra(symbol);
    const bitsOfCode = code & 31;
    const rest: u32 = <u32>(length - lengthBase(symbol));
    set(own, length - 3, (((code >> 5) | (rest << bitsOfCode)) << 5) | (bitsOfCode + extra));
  }
}

/** Bits behind the code of a length, and the first length of its symbol (RFC 1951 §3.2.5). */
function lengthExtra(symbol: i32): i32 {
  return symbol < 8 || symbol === 28 ? 0 : (symbol >> 2) - 1;
}

function lengthBase(symbol: i32): i32 {
  if (symbol < 8) return symbol + 3;
  if (symbol === 28) return 258;
  const extra = (symbol >> 2) - 1;
  return ((4 + (symbol & 3)) << extra) + 3;
}

function listSymbols(): void {
  for (let symbol: i32 = 0; symbol < 29; symbol++) {
    const base = lengthBase(symbol);
    const end = base + (1 << lengthExtra(symbol));
    for (let length = base; length < end && length <= 258; length++) store<u8>(LENGTH_SYMBOLS + length - 3, symbol);
  }
  store<u8>(LENGTH_SYMBOLS + 255, 28);
  for (let symbol: i32 = 0; symbol < DISTANCES; symbol++) {
    const extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
    const base = symbol < 4 ? symbol : (2 + (symbol & 1)) << extra;
    for (let d = base; d < base + (1 << extra); d++) {
      const place: i32 = d < 256 ? d : 256 + (d >> 7);
      store<u8>(DISTANCE_SYMBOLS + place, symbol);
    }
  }
  hasSymbols = true;
}
