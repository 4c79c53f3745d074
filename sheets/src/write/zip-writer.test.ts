import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openZip } from '../zip/central-directory.ts';
import { readEntry, readWholeEntry } from '../zip/entry-stream.ts';
import { partsRoom, ZipWriter } from './zip-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GIB = 1024 ** 3;

describe('a zip', () => {
  it('holds small parts in front, and streamed entries whose blocks are packed apart', async () => {
    const path = join(folder, 'a.zip');
    const parts = [
      { name: 'one.xml', bytes: Buffer.from('<one/>') },
      { name: 'two.xml', bytes: Buffer.from('<two/>'.repeat(1000)) },
    ];
    const room = await partsRoom(parts, 100);
    const file = await open(path, 'w');
    const zip = new ZipWriter(file, room, []);
    const entry = zip.beginEntry('rows.xml');
    const blocks = Array.from({ length: 9 }, (_, i) => Buffer.from(`block ${i} `.repeat(5_000 * (i % 3))));
    for (const block of blocks) await entry.write(Buffer.from(block));
    await entry.end();
    expect(
      await zip.writeParts(
        [{ name: 'large.xml', bytes: Buffer.from(crypto.getRandomValues(new Uint8Array(4096))) }],
        room,
      ),
    ).toBe(false);
    expect(await zip.writeParts(parts, room)).toBe(true);
    await zip.end();
    await file.close();
    expect(statSync(path).size).toBe(zip.position);
    const read = await openZip(path);
    expect([...read.entries.keys()]).toEqual(['one.xml', 'two.xml', 'rows.xml']);
    const contents = await Promise.all([...read.entries.values()].map((each) => readWholeEntry(read, each)));
    expect(contents.map((bytes) => Buffer.from(bytes).toString())).toEqual([
      '<one/>',
      '<two/>'.repeat(1000),
      Buffer.concat(blocks).toString(),
    ]);
    await read.close();
  });

  it('reaches beyond 4 GiB', async () => {
    const path = join(folder, 'far.zip');
    const file = await open(path, 'w');
    // A file with a hole: what counts is that offsets beyond 32 bits are found again.
    const zip = new ZipWriter(file, 0, []);
    const near = zip.beginEntry('near.xml');
    await near.write(Buffer.from('near'));
    await near.end();
    zip.position = 5 * GIB;
    const entry = zip.beginEntry('far.xml');
    await entry.write(Buffer.from('far away'));
    await entry.end();
    await zip.end();
    await file.close();
    const read = await openZip(path);
    expect(read.entries.get('far.xml')).toMatchObject({ headerOffset: 5 * GIB, size: 8 });
    expect(Buffer.from(await readWholeEntry(read, read.entries.get('far.xml')!)).toString()).toBe('far away');
    await read.close();
  });

  it.runIf(process.env.SLOW_TESTS)('holds an entry of more than 4 GiB', async () => {
    const path = join(folder, 'large.zip');
    const file = await open(path, 'w');
    const zip = new ZipWriter(file, 0, []);
    const entry = zip.beginEntry('large.xml');
    const block = Buffer.alloc(16 * 1024 * 1024);
    for (let i = 0; i < block.length; i += 64) block.writeUInt32LE((Math.imul(i, 2654435761) >>> 0) & 0x7f7f7f7f, i);
    const count = 4 * 64 + 1;
    for (let i = 0; i < count; i++) await entry.write(Buffer.from(block));
    await entry.end();
    await zip.end();
    await file.close();
    const read = await openZip(path);
    let size = 0;
    for await (const chunk of readEntry(read, read.entries.get('large.xml')!)) size += chunk.length;
    expect(size).toBe(count * block.length);
    await read.close();
  });
});
