/** Networks in settings: which proxies in front are believed (`TRUST_PROXY`), and lists of networks. */
import { z } from 'zod';

/** A network: an address of it, and how many bits of that all its addresses have in common. */
export interface Network {
  address: string;
  prefix: number;
}

/** So many hops before us, or these networks. */
export type TrustedProxies = { hops: number } | { networks: readonly Network[] };

/** Names of networks: what RFC 1122, 3927, 4291, 1918 and 4193 set apart. */
const NAMED: Readonly<Record<string, string>> = {
  loopback: '127.0.0.0/8, ::1/128',
  linklocal: '169.254.0.0/16, fe80::/10',
  uniquelocal: '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7',
};
const MOST_HOPS = 20;

/** A number of hops, `true` (one), `false` (none), or addresses, networks (CIDR) and their names, separated by commas. */
export const TrustProxy = z
  .string()
  .default('0')
  .transform((text, check): TrustedProxies => {
    const word = text.trim().toLowerCase();
    if (word === 'true') return { hops: 1 };
    if (word === 'false') return { hops: 0 };
    if (/^\d{1,2}$/.test(word) && Number(word) <= MOST_HOPS) return { hops: Number(word) };
    const parts = word.split(',').flatMap((part) => (NAMED[part.trim()] ?? part).split(','));
    const networks = parts.map((part) => readNetwork(part.trim()));
    if (networks.every((network) => network !== undefined)) return { networks };
    check.addIssue({
      code: 'custom',
      message: `must be a number of proxies (at most ${MOST_HOPS}), or addresses or networks as 10.0.0.0/8, loopback or uniquelocal, separated by commas`,
    });
    return z.NEVER;
  });

/** Addresses and networks (CIDR) or their names, separated by commas. Out: each network. */
export const Networks = z
  .string()
  .default('')
  .transform((text, check): readonly Network[] => {
    const parts = text.split(',').filter((part) => part.trim() !== '');
    const named = parts.flatMap((part) => (NAMED[part.trim().toLowerCase()] ?? part).split(','));
    const networks = named.map((part) => readNetwork(part.trim()));
    if (networks.every((network) => network !== undefined)) return networks;
    check.addIssue({
      code: 'custom',
      message: 'must be addresses or networks as 10.0.0.0/8, loopback or uniquelocal, separated by commas',
    });
    return z.NEVER;
  });

function readNetwork(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const bits = z.ipv4().safeParse(address).success ? 32 : z.ipv6().safeParse(address).success ? 128 : undefined;
  if (bits === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { address, prefix: bits };
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { address, prefix: Number(length) } : undefined;
}
