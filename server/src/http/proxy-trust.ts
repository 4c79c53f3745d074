import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TrustedProxies } from '@sheetport/contract';

/**
 * Whether a peer may say who sent a request.
 * @param address of the peer
 * @param hop 0 for who connected to us, 1 for who that one says connected to it, and so on
 */
export type TrustsProxy = (address: string, hop: number) => boolean;

/** The proxies that the setting names: so many hops, or these addresses. What others say in X-Forwarded-For is not believed. */
export function openProxyTrust(proxies: TrustedProxies): TrustsProxy {
  if ('hops' in proxies) return (_address, hop) => hop < proxies.hops;
  const trusted = new BlockList();
  for (const { address, prefix } of proxies.networks) trusted.addSubnet(address, prefix, familyOf(address));
  return (given) => {
    const address = plainAddress(given);
    return isIP(address) !== 0 && trusted.check(address, familyOf(address));
  };
}

/** The client of a request: the first one, going back from us, that is no trusted proxy (as Fastify's `request.ip`). */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trusts: TrustsProxy,
): string {
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',');
  const chain = [
    socket.remoteAddress ?? '',
    ...forwarded
      .reverse()
      .map((one) => one.trim())
      .filter(Boolean),
  ];
  return chain.find((address, hop) => !trusts(address, hop)) ?? chain.at(-1)!;
}

/** An IPv4 address as it is where a server listens on IPv6 (RFC 4291, 2.5.5.2). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
