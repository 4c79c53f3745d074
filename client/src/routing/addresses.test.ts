import { describe, expect, test } from 'vitest';
import { type Address, formatAddress, matchAddress } from './addresses.ts';

const ID = '0190a5b0-0000-7000-8000-000000000001';
const read = (address: string) => matchAddress(new URL(address, 'http://localhost'));

describe('addresses', () => {
  test.each<[Parameters<typeof formatAddress>[0], string]>([
    [{ to: '/' }, '/'],
    [{ to: '/jobs/$jobId', params: { jobId: ID } }, `/jobs/${ID}`],
    [{ to: '/tables/$tableId/columns', params: { tableId: 'a/b c' } }, '/tables/a%2Fb%20c/columns'],
    [{ to: '/import/$fileId', params: { fileId: ID }, search: { sheet: 2 } }, `/import/${ID}?sheet=2`],
    [{ to: '/batch/jobs', search: { batch: ID, files: [] } }, `/batch/jobs?batch=${ID}&files=%5B%5D`],
  ])('%j is %s, there and back', (address, text) => {
    expect(formatAddress(address)).toBe(text);
    expect(read(text)).toEqual({ params: {}, search: {}, ...address });
  });

  test('a screen is found by its path alone, with or without a last slash', () => {
    expect(read('/batch/jobs/')?.to).toBe('/batch/jobs');
    expect(read('/Tables')?.to).toBe('/tables');
    expect(read('/jobs?search=shop')).toEqual({ to: '/jobs', params: {}, search: { search: 'shop' } });
    for (const address of ['/nowhere', '/jobs/1/2', '/tables//columns', '/import'])
      expect(read(address)).toBe(undefined);
  });

  test('what does not fit into the search or the path of an address is dropped, never an error', () => {
    expect(read(`/import/${ID}?sheet=first&table=1&token=secret`)?.search).toEqual({});
    expect(read('/batch?files=["x"]')?.search).toEqual({ files: [] });
    expect(read('/jobs/%E0%A4%A')?.params).toEqual({ jobId: '%E0%A4%A' });
  });

  test('addresses are checked by their types', () => {
    // @ts-expect-error a job has an id
    formatAddress({ to: '/jobs/$jobId' } satisfies Address<'/jobs/$jobId'>);
    // @ts-expect-error no screen
    formatAddress({ to: '/nowhere' });
    // @ts-expect-error jobs of a batch are listed
    formatAddress({ to: '/batch/jobs' } satisfies Address<'/batch/jobs'>);
    // @ts-expect-error a sheet has a number
    const wrong: Address<'/import/$fileId'> = { to: '/import/$fileId', params: { fileId: ID }, search: { sheet: 'a' } };
    expect(formatAddress(wrong)).toBe(`/import/${ID}?sheet=a`);
  });
});
