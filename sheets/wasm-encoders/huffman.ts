/** Huffman codes of deflate (RFC 1951 §3.2.2), of at most fifteen bits. Numbers in memory are u32 but where it is said otherwise. */

const LONGEST_CODE: i32 = 15;
const MOST_SYMBOLS: usize = 288;

// The work space: symbols from the rarest on, how often each is there, how many codes have each length.
const WEIGHTS_AT: usize = MOST_SYMBOLS * 4;
const PER_LENGTH_AT: usize = WEIGHTS_AT + MOST_SYMBOLS * 4;
export const HUFFMAN_BYTES: usize = PER_LENGTH_AT + 20 * 4;

/**
 * Lengths of a Huffman code for symbols that are there so often, of which two are at least; of none that is not: a byte each.
 * @param work `HUFFMAN_BYTES` of memory
 */
export function measureCodes(counts: usize, symbols: i32, lengths: usize, work: usize): void {
  const sorted = work;
  const weights = work + WEIGHTS_AT;
  let used: i32 = 0;
  memory.fill(lengths, 0, symbols);
  for (let symbol: i32 = 0; symbol < symbols; symbol++) {
    const weight = get(counts, symbol);
    if (weight === 0) continue;
    let at = used++;
    for (; at > 0 && get(weights, at - 1) > weight; at--) {
      set(weights, at, get(weights, at - 1));
      set(sorted, at, get(sorted, at - 1));
    }
    set(weights, at, weight);
    set(sorted, at, symbol);
  }
  findDepths(weights, used);
  // How many codes have each length; longer ones than are allowed become shorter, and others longer, until they are a code again.
  const perLength = work + PER_LENGTH_AT;
  memory.fill(perLength, 0, 16 * 4);
  let room: i32 = 1 << LONGEST_CODE;
  for (let i: i32 = 0; i < used; i++) {
    const depth = get(weights, i);
    const length = depth > <u32>LONGEST_CODE ? <u32>LONGEST_CODE : depth;
    increase(perLength, length);
    room -= 1 << (LONGEST_CODE - length);
  }
  while (room < 0) {
    // One code of the longest ones moves under a shorter one, which becomes one longer.
    let length = LONGEST_CODE - 1;
    while (get(perLength, length) === 0) length--;
    set(perLength, length, get(perLength, length) - 1);
    set(perLength, length + 1, get(perLength, length + 1) + 2);
    set(perLength, LONGEST_CODE, get(perLength, LONGEST_CODE) - 1);
    room++;
  }
  // The rarest symbols have the longest codes.
  let next: i32 = 0;
  for (let length = LONGEST_CODE; length > 0; length--) {
    for (let n = get(perLength, length); n > 0; n--) {
      store<u8>(lengths + <usize>get(sorted, next), length);
      next++;
    }
  }
}

/**
 * Weights in ascending order, of two symbols at least, become the depths of their Huffman tree (Moffat and Katajainen, "In-place calculation of
 * minimum-redundancy codes", 1995).
 */
function findDepths(a: usize, n: i32): void {
  const last = n - 1;
  let root: i32 = 0;
  let leaf: i32 = 0;
  for (let next: i32 = 0; next < last; next++) {
    let sum: u32 = 0;
    for (let part = 0; part < 2; part++) {
      if (leaf >= n || (root < next && get(a, root) < get(a, leaf))) {
        sum += get(a, root);
        set(a, root++, next);
      } else sum += get(a, leaf++);
    }
    set(a, next, sum);
  }
  set(a, last - 1, 0);
  for (let next = last - 2; next >= 0; next--) set(a, next, get(a, get(a, next)) + 1);
  let available: i32 = 1;
  let used: i32 = 0;
  let depth: u32 = 0;
  root = last - 1;
  let next = last;
  while (available > 0) {
    while (root >= 0 && get(a, root) === depth) {
      used++;
      root--;
    }
    while (available > used) {
      set(a, next--, depth);
      available--;
    }
    available = used << 1;
    depth++;
    used = 0;
  }
}

/** The codes of such lengths (RFC 1951 §3.2.2), the first bit lowest: the code shifted by five, and its length. */
export function makeCodes(lengths: usize, symbols: i32, codes: usize, work: usize): void {
  const next = work + PER_LENGTH_AT;
  memory.fill(next, 0, 17 * 4);
  for (let i: i32 = 0; i < symbols; i++) {
    const length: i32 = load<u8>(lengths + i);
    if (length > 0) increase(next, length + 1);
  }
  // Here is how many have the length before; it becomes the first code of its length.
  let code: u32 = 0;
  for (let length: i32 = 1; length <= LONGEST_CODE; length++) {
    code = (code + get(next, length)) << 1;
    set(next, length, code);
  }
  for (let i: i32 = 0; i < symbols; i++) {
    const length: i32 = load<u8>(lengths + i);
    if (length === 0) continue;
    const own = get(next, length);
    set(next, length, own + 1);
    set(codes, i, (reverse(own, length) << 5) | length);
  }
}

export function reverse(code: u32, length: i32): u32 {
  let reversed: u32 = 0;
  for (let i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
  return reversed;
}

export function get(a: usize, i: i32): u32 {
  return load<u32>(a + ((<usize>i) << 2));
}

export function set(a: usize, i: i32, value: u32): void {
  store<u32>(a + ((<usize>i) << 2), value);
}

export function increase(a: usize, i: i32): void {
  set(a, i, get(a, i) + 1);
}
