import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../fixtures/runs.ts';
import type { SheetError } from '../errors.ts';
import { openCompoundFile } from './compound-streams.ts';

const large = Buffer.from(Array.from({ length: 9_000_000 }, (_, i) => (i * 31) & 255));
const small = Buffer.from('a small stream'.repeat(20));

/** A compound file with a large and a small stream, another in a storage, written by the library. */
function container(): Buffer {
  const file = XLSX.CFB.utils.cfb_new();
  XLSX.CFB.utils.cfb_add(file, '/Workbook', large);
  XLSX.CFB.utils.cfb_add(file, '/Small', small);
  XLSX.CFB.utils.cfb_add(file, '/Storage/Book', Buffer.from('inner'));
  return XLSX.CFB.write(file, { type: 'buffer' }) as Buffer;
}
const made = container();

describe('compound files', () => {
  it('gives large and small streams, whatever the case of the name', () => {
    const file = openCompoundFile(made);
    expect(file.stream('workbook')!.equals(large)).toBe(true);
    expect(file.stream('SMALL')!.equals(small)).toBe(true);
    // What lies in a storage is no stream of the root: an embedded workbook is not the workbook.
    expect(file.stream('Book')).toBeNull();
  });

  it('P25: what is cut is called that', () => {
    const code = (bytes: Buffer): string => {
      try {
        return openCompoundFile(bytes).stream('Workbook') === null ? 'absent' : 'read';
      } catch (error) {
        return (error as SheetError).code;
      }
    };
    expect(code(made.subarray(0, 100))).toBe('truncated');
    expect(code(Buffer.alloc(1000))).toBe('damaged_file');
    for (const share of [0.3, 0.6, 0.9])
      expect(code(made.subarray(0, Math.floor(made.length * share)))).not.toBe('read');
  });

  it('P19: chains and siblings that run in circles end', () => {
    // Every entry of every table points at the first sector, and then at the one before it.
    for (const target of [0, 1, 2]) {
      const bytes = Buffer.from(made);
      for (let at = 512; at + 4 <= bytes.length; at += 4) {
        const entry = bytes.readUInt32LE(at);
        if (entry === at / 4 + 1 || entry === 0xfffffffe) bytes.writeUInt32LE(target, at);
      }
      try {
        const file = openCompoundFile(bytes);
        expect(file.stream('Workbook')?.length ?? 0).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect((error as SheetError).name).toBe('SheetError');
      }
    }
  });

  it('P19: no bytes make it throw anything but its own errors', () => {
    const file = XLSX.CFB.utils.cfb_new();
    XLSX.CFB.utils.cfb_add(file, '/Workbook', large.subarray(0, 6000));
    XLSX.CFB.utils.cfb_add(file, '/Small', small);
    const whole = XLSX.CFB.write(file, { type: 'buffer' }) as Buffer;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 5), fc.constantFrom(0, 1, 2, 0xfffffffe, 0xffffffff, 7e8)), {
          maxLength: 8,
        }),
        (changes) => {
          const bytes = Buffer.from(whole);
          // The header and the tables, where it hurts, more often than the rest.
          for (const [at, value] of changes) bytes.writeUInt32LE(value, at % 3 === 0 ? at : (at % 512) & ~3);
          try {
            const opened = openCompoundFile(bytes);
            opened.stream('Workbook');
            opened.stream('Small');
          } catch (error) {
            expect((error as SheetError).name).toBe('SheetError');
          }
        },
      ),
      { numRuns: runsOf(300) },
    );
  });
});
