import { expect, test } from 'vitest';
import { TrustProxy } from './trusted-proxies.ts';

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
  for (const text of ['21', '-1', 'yes', '10.0.0.0/33', '10.0.0', 'example.com', '10.0.0.1/8/8', '1.2.3.4,', '::1/129'])
    expect(() => TrustProxy.parse(text), text).toThrow('must be a number of proxies');
});
