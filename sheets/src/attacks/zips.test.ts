import { type Attack, book, SHEET, testAttacks } from '../../fixtures/attacks.ts';
import { packZip } from '../../fixtures/workbook.ts';

/** Zips that lie, and zips that grow. More in ../zip/. */
/** Changes bytes of an honest zip: of the n-th record that begins with `signature`, at `offset`. */
function patch(zip: Buffer, signature: number, offset: number, bytes: number[], nth = 0): Buffer {
  const out = Buffer.from(zip);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  let at = out.indexOf(mark);
  for (let i = 0; i < nth; i++) at = out.indexOf(mark, at + 4);
  Buffer.from(bytes).copy(out, at + offset);
  return out;
}
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const honest = packZip(book());
/** The place of the sheet among the parts. */
const NTH = Object.keys(book()).indexOf(SHEET);

/** A zip64 end record and locator in front of the end record, saying what they like. */
function zip64(record: (b: Buffer) => void, locator: (b: Buffer) => void): Buffer {
  const at = honest.length - 22;
  const far = Buffer.alloc(56);
  far.writeUInt32LE(0x06064b50, 0);
  far.writeBigUInt64LE(BigInt(Object.keys(book()).length), 32);
  far.writeBigUInt64LE(BigInt(honest.readUInt32LE(at + 12)), 40);
  far.writeBigUInt64LE(BigInt(honest.readUInt32LE(at + 16)), 48);
  record(far);
  const near = Buffer.alloc(20);
  near.writeUInt32LE(0x07064b50, 0);
  near.writeBigUInt64LE(BigInt(at), 8);
  locator(near);
  return Buffer.concat([honest.subarray(0, at), far, near, honest.subarray(at)]);
}

/** Ten thousand entries of the directory that all mean the same bytes. */
function kernel(): Buffer {
  const end = honest.length - 22;
  const start = honest.readUInt32LE(end + 16);
  const first = honest.subarray(start, start + 46 + honest.readUInt16LE(start + 28));
  const copies = Buffer.concat(Array.from({ length: 10_000 }, () => first));
  const tail = Buffer.from(honest.subarray(end));
  tail.writeUInt16LE(10_000, 10);
  tail.writeUInt32LE(copies.length, 12);
  return Buffer.concat([honest.subarray(0, start), copies, tail]);
}

const zips: Attack[] = [
  ['ten thousand entries over one kernel', kernel, 'overlapping_entries'],
  [
    'twenty thousand tiny parts beside the sheet',
    () => ({ ...book(), ...Object.fromEntries(Array.from({ length: 19_000 }, (_, i) => [`x${i}`, ''])) }),
    'read',
    1,
  ],
  ['a local header of another name', () => patch(honest, LOCAL, 30, [0x7a, 0x7a], NTH), 'read', 1],
  ['a local header of other sizes', () => patch(honest, LOCAL, 18, [1, 0, 0, 0, 255, 255, 255, 127], NTH), 'read', 1],
  ['a local header of another method', () => patch(honest, LOCAL, 8, [99, 0], NTH), 'read', 1],
  ['a local header with a name longer than the file', () => patch(honest, LOCAL, 26, [255, 255], NTH), 'truncated'],
  ['no local header where there should be one', () => patch(honest, LOCAL, 0, [0, 0, 0, 0], NTH), 'damaged_zip'],
  ['a password on the sheet only', () => patch(honest, CENTRAL, 8, [1, 0], NTH), 'encrypted'],
  ['LZMA', () => patch(honest, CENTRAL, 10, [14, 0], NTH), 'damaged_zip'],
  ['AES (method 99)', () => patch(honest, CENTRAL, 10, [99, 0], NTH), 'damaged_zip'],
  ['stored, said to be packed', () => patch(honest, CENTRAL, 10, [0, 0], NTH), 'forged_size'],
  ['an extra field longer than the directory', () => patch(honest, CENTRAL, 30, [255, 255], NTH), 'damaged_zip'],
  ['fewer entries than promised', () => patch(honest, END, 10, [200, 0]), 'damaged_zip'],
  ['a directory that begins elsewhere', () => patch(honest, END, 16, [0, 0, 0, 0]), 'overlapping_entries'],
  ['a directory of four gigabytes', () => patch(honest, END, 12, [255, 255, 255, 255]), 'too_many_entries'],
  [
    'the longest comment',
    () => Buffer.concat([patch(honest, END, 20, [255, 255]), Buffer.alloc(65_535, 'PK')]),
    'read',
    1,
  ],
  [
    'data before the zip',
    () => Buffer.concat([Buffer.from('PK\x03\x04 is what this mail begins with\n'), honest]),
    'read',
    1,
  ],
  ['a program before the zip', () => Buffer.concat([Buffer.from('MZ\x90\0'), honest]), 'not_a_spreadsheet'],
  [
    'an honest zip64 record',
    () =>
      zip64(
        () => {},
        () => {},
      ),
    'read',
    1,
  ],
  [
    'a zip64 record that counts to the stars',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(2n ** 63n, 32),
        () => {},
      ),
    'damaged_zip',
  ],
  [
    'a zip64 record of a million entries',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(1_000_000n, 32),
        () => {},
      ),
    'too_many_entries',
  ],
  [
    'a zip64 directory outside the file',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(2n ** 40n, 48),
        () => {},
      ),
    'damaged_zip',
  ],
  [
    'a zip64 record outside the file',
    () =>
      zip64(
        () => {},
        (b) => b.writeBigUInt64LE(2n ** 50n, 8),
      ),
    'damaged_zip',
  ],
  [
    'names that climb',
    () => ({ ...book(), '../../canary': 'x', '/etc/passwd': 'x', 'c:\\windows\\x': 'x' }),
    'read',
    1,
  ],
  ['packed bytes that stop', () => Buffer.concat([honest.subarray(0, honest.length - 400)]), 'truncated'],
];

testAttacks('the container', () => zips);
