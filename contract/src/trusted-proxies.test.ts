import { expect, test } from 'vitest';
import { Networks, TrustProxy } from './trusted-proxies.ts';

test('TRUST_PROXY is a number of proxies, or their addresses', () => {
  for (const [text, hops] of [
    [undefined, 0],
    ['0', 0],
    ['false', 0],
    ['1', 1],
    ['TRUE', 1],
    ['2', 2],
  ] as const)
    expect(TrustProxy.parse(text)).toEqual({ hops });
  expect(TrustProxy.parse('10.1.2.3, 192.168.0.0/16,2001:db8::/32 , loopback')).toEqual({
    networks: [
      { address: '10.1.2.3', prefix: 32 },
      { address: '192.168.0.0', prefix: 16 },
      { address: '2001:db8::', prefix: 32 },
      { address: '127.0.0.0', prefix: 8 },
      { address: '::1', prefix: 128 },
    ],
  });
  expect(TrustProxy.parse(' 20 ')).toEqual({ hops: 20 });
  expect(TrustProxy.parse('::1/128')).toEqual({ networks: [{ address: '::1', prefix: 128 }] });
  expect(TrustProxy.parse('10.0.0.0/0')).toEqual({ networks: [{ address: '10.0.0.0', prefix: 0 }] });
  for (const text of [
    '21',
    '1x',
    '1.5',
    '1.2.3',
    '100',
    '-1',
    'yes',
    '10.0.0.0/33',
    '10.0.0',
    'example.com',
    '10.0.0.1/8/8',
    '1.2.3.4,',
    '::1/129',
    '10.0.0.0/',
    '10.0.0.0/8x',
    '10.0.0.0/0008',
    '',
  ])
    expect(() => TrustProxy.parse(text), text).toThrow('must be a number of proxies');
});

test('a list of networks may be empty, and blanks in it are nothing', () => {
  expect(Networks.parse(undefined)).toEqual([]);
  expect(Networks.parse(' , ')).toEqual([]);
  expect(Networks.parse(' 10.1.2.3 ,, UniqueLocal,fe80::1/64')).toEqual([
    { address: '10.1.2.3', prefix: 32 },
    { address: '10.0.0.0', prefix: 8 },
    { address: '172.16.0.0', prefix: 12 },
    { address: '192.168.0.0', prefix: 16 },
    { address: 'fc00::', prefix: 7 },
    { address: 'fe80::1', prefix: 64 },
  ]);
  expect(Networks.parse('linklocal')).toEqual([
    { address: '169.254.0.0', prefix: 16 },
    { address: 'fe80::', prefix: 10 },
  ]);
  for (const text of ['1', 'true', '10.0.0.0/33', 'example.com', '10.0.0.0/8, x'])
    expect(() => Networks.parse(text), text).toThrow('must be addresses or networks');
});
