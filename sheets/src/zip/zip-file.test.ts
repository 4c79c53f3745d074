import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { SheetError } from '../errors.ts';
import { openZip } from './central-directory.ts';
import { readEntry, readWholeEntry } from './entry-stream.ts';

const folder = mkdtempSync(join(tmpdir(), 'zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Part {
  name: string;
  data: Buffer;
  /** Already packed. */
  packed?: Buffer;
  stored?: boolean;
  /** What the directory says instead of the truth. */
  says?: { size?: number; packedSize?: number; crc?: number; offset?: number; method?: number; flags?: number };
  descriptor?: boolean;
}

/** Builds a zip; the directory may lie. */
function zip(
  parts: Part[],
  {
    prefix = Buffer.alloc(0),
    comment = '',
    zip64 = false,
    count = parts.length,
  }: { prefix?: Buffer; comment?: string; zip64?: boolean; count?: number } = {},
): Buffer {
  const out: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, stored = false, says = {}, descriptor = false, ...part } of parts) {
    const packed = part.packed ?? (stored ? data : deflateRawSync(data));
    const method = says.method ?? (stored ? 0 : 8);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(descriptor ? 8 : 0, 6);
    local.writeUInt16LE(method, 8);
    if (!descriptor) {
      local.writeUInt32LE(crc32(data), 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(data.length, 22);
    }
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30, 'latin1');
    const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(data.length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    const record = Buffer.alloc(46 + name.length);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(says.flags ?? 0, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(says.crc ?? crc32(data), 16);
    record.writeUInt32LE(zip64 ? 0xffffffff : (says.packedSize ?? packed.length), 20);
    record.writeUInt32LE(zip64 ? 0xffffffff : (says.size ?? data.length), 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE(zip64 ? 0xffffffff : (says.offset ?? offset), 42);
    record.write(name, 46, 'latin1');
    directory.push(record, extra);
    const tail = descriptor ? Buffer.alloc(16) : Buffer.alloc(0);
    out.push(local, packed, tail);
    offset += local.length + packed.length + tail.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : all.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const far: Buffer[] = [];
  if (zip64) {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(BigInt(count), 32);
    record.writeBigUInt64LE(BigInt(all.length), 40);
    record.writeBigUInt64LE(BigInt(offset), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(offset + all.length), 8);
    far.push(record, locator);
  }
  return Buffer.concat([prefix, ...out, all, ...far, end, Buffer.from(comment)]);
}

/** Reads every entry both ways; the content by name, or the error's code. */
async function readAll(bytes: Buffer): Promise<Record<string, string> | string> {
  const path = join(folder, 'test.zip');
  writeFileSync(path, bytes);
  try {
    const opened = await openZip(path);
    try {
      const contents: Record<string, string> = {};
      for (const [name, entry] of opened.entries) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of readEntry(opened, entry)) chunks.push(chunk);
        const whole = Buffer.concat(chunks);
        expect(Buffer.compare(await readWholeEntry(opened, entry), whole)).toBe(0);
        contents[name] = whole.toString('latin1').slice(0, 100);
      }
      return contents;
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    return error.code;
  }
}

const hello: Part = { name: 'xl/Hello.xml', data: Buffer.from('hello hello hello') };
const other: Part = { name: 'other.txt', data: Buffer.from('other'), stored: true };

describe('zips as they come', () => {
  const wanted = { 'xl/hello.xml': 'hello hello hello', 'other.txt': 'other' };
  test('stored and deflated', async () => expect(await readAll(zip([hello, other]))).toEqual(wanted));
  test('with data descriptors', async () =>
    expect(
      await readAll(
        zip([
          { ...hello, descriptor: true },
          { ...other, descriptor: true },
        ]),
      ),
    ).toEqual(wanted));
  test('zip64', async () => expect(await readAll(zip([hello, other], { zip64: true }))).toEqual(wanted));
  test('a comment that holds an end record', async () =>
    expect(await readAll(zip([hello, other], { comment: `PK\x05\x06${'\0'.repeat(18)}` }))).not.toEqual('damaged_zip'));
  test('backslashes for slashes', async () =>
    expect(await readAll(zip([{ ...hello, name: '\\xl\\Hello.xml' }]))).toEqual({
      'xl/hello.xml': 'hello hello hello',
    }));
  test('P24: names that climb out are only names', async () =>
    expect(await readAll(zip([{ ...hello, name: '../../etc/passwd' }]))).toEqual({
      '../../etc/passwd': 'hello hello hello',
    }));
  test('an empty zip', async () => expect(await readAll(zip([]))).toEqual({}));
  test('more than one read long', async () => {
    const data = randomBytes(3_000_000);
    expect(
      await readAll(
        zip([
          { name: 'a', data },
          { name: 'b', data, stored: true },
        ]),
      ),
    ).toEqual({ a: data.toString('latin1', 0, 100), b: data.toString('latin1', 0, 100) });
  });
});

describe('P19: zips that lie', () => {
  const zeros = Buffer.alloc(100 * 1024 * 1024);
  test.each<[string, Part[], string]>([
    ['larger than it says', [{ ...hello, says: { size: 5 } }], 'forged_size'],
    ['smaller than it says', [{ ...hello, says: { size: 50 } }], 'forged_size'],
    ['another checksum', [{ ...hello, says: { crc: 1 } }], 'damaged_zip'],
    ['two of one name', [hello, { ...hello, name: 'XL/hello.xml' }], 'damaged_zip'],
    ['overlapping entries', [hello, { ...other, says: { offset: 3 } }], 'overlapping_entries'],
    ['the same bytes twice', [hello, { ...hello, name: 'again', says: { offset: 0 } }], 'overlapping_entries'],
    ['an entry beyond the end', [{ ...hello, says: { offset: 1_000_000 } }], 'overlapping_entries'],
    ['an entry into the directory', [{ ...hello, says: { packedSize: 200 } }], 'overlapping_entries'],
    ['a password', [{ ...hello, says: { flags: 1 } }], 'encrypted'],
    ['an unknown method', [{ ...hello, says: { method: 14 } }], 'damaged_zip'],
    [
      'packed bytes that are none',
      [{ ...hello, packed: Buffer.from('\xff\xff\xff\xff\xff', 'latin1') }],
      'damaged_zip',
    ],
    [
      'cut packed bytes',
      [{ ...hello, data: zeros.subarray(0, 5000), packed: deflateRawSync(zeros.subarray(0, 5000)).subarray(0, 10) }],
      'damaged_zip',
    ],
  ])('%s', async (_, parts, code) => expect(await readAll(zip(parts))).toBe(code));

  test('a gigabyte of zeros, honest or not about it, is refused within moments and megabytes', async () => {
    const gigabyte = Buffer.concat(Array.from({ length: 10 }, () => deflateRawSync(zeros, { finishFlush: 2 })));
    const before = process.memoryUsage.rss();
    const start = effort();
    expect(await readAll(zip([{ name: 'a', data: hello.data, packed: gigabyte, says: { size: 1 << 30 } }]))).toBe(
      'zip_bomb',
    );
    expect(await readAll(zip([{ name: 'a', data: hello.data, packed: gigabyte, says: { size: 60 << 20 } }]))).toBe(
      'forged_size',
    );
    expect(effort() - start).toBeLessThan(2000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
  });

  test('too many entries', async () => {
    const parts = Array.from(
      { length: 20_001 },
      (_, i): Part => ({ name: `e${i}`, data: Buffer.alloc(0), stored: true }),
    );
    expect(await readAll(zip(parts))).toBe('too_many_entries');
    // A count that says nothing of them.
    expect(await readAll(zip(parts, { count: 1 }))).toBe('too_many_entries');
  });

  test('P25: what is cut or is no zip', async () => {
    const whole = zip([hello, other]);
    expect(await readAll(Buffer.alloc(0))).toBe('empty_file');
    expect(await readAll(Buffer.from('a,b,c\n1,2,3\n'))).toBe('not_a_spreadsheet');
    expect(await readAll(whole.subarray(0, whole.length - 30))).toBe('truncated');
    expect(await readAll(whole.subarray(0, 20))).toBe('truncated');
    expect(await readAll(zip([hello], { count: 3 }))).toBe('damaged_zip');
  });
});
