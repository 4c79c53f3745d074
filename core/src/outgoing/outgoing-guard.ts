/**
 * Which addresses the service connects to when people name them (webhooks, deliveries, feeds). Names are resolved here, and the connection
 * goes to the address that was checked: a name that answers otherwise the next time (DNS rebinding) leads nowhere else.
 */
import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError, type Network } from '@sheetport/contract';

/** IPv4 networks that are not globally reachable (IANA IPv4 Special-Purpose Address Registry, RFC 6890), and multicast. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** The global unicast addresses of IPv6 (RFC 4291), and what of them is set apart: protocols and Teredo, documentation, 6to4. */
const GLOBAL_V6 = '2000::/3';
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const specialV4 = listOf(SPECIAL_V4, 'ipv4');
const globalV6 = listOf([GLOBAL_V6], 'ipv6');
const specialV6 = listOf(SPECIAL_V6, 'ipv6');
/** 64:ff9b::/96 leads to the IPv4 address in its last 32 bits (RFC 6052). */
const TRANSLATED = /^64:ff9b::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

export interface OutgoingGuard {
  /** Whether the service connects to an IP address. */
  allows(address: string): boolean;
  /**
   * Check what is known of a host before its name is resolved. What it resolves to is checked by `lookup`.
   * @param host as in an address: a name, an IPv4 address, or an IPv6 address with or without brackets
   * @throws AppError `address_not_allowed`
   */
  refuse(host: string): void;
  /**
   * For the option `lookup` of a socket, and of whatever opens one: it answers allowed addresses alone, and fails with the AppError
   * `address_not_allowed` where there are none. Sockets do not ask it where the host is an address already: call `refuse` before.
   */
  lookup: LookupFunction;
}

/**
 * Whether an address is reachable from the whole internet: not this machine, its neighbours, or a network of its own.
 * @param address IPv4 or IPv6, in any notation, without brackets
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !specialV4.check(address, 'ipv4');
  if (version !== 6) return false;
  const inner = innerV4(address);
  if (inner !== undefined) return isPublicAddress(inner);
  return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
}

/**
 * The guard of a service.
 * @param networks private ones that it may connect to (OUTGOING_NETWORKS)
 * @param resolve how names are resolved; tests give another
 */
export function openOutgoingGuard(
  networks: readonly Network[],
  resolve: typeof resolveName = resolveName,
): OutgoingGuard {
  const allowed = new BlockList();
  for (const { address, prefix } of networks) allowed.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const allows = (address: string): boolean => {
    const inner = isIP(address) === 6 ? innerV4(address) : undefined;
    if (inner !== undefined) return allows(inner);
    return isPublicAddress(address) || allowed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
  return {
    allows,
    refuse(host) {
      const bare = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(bare) !== 0 && !allows(bare)) throw new AppError('address_not_allowed', { host });
    },
    lookup(host, options, done) {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        const found = error ? [] : addresses.filter(({ address }) => allows(address));
        const [first] = found;
        if (error) done(error, '', 0);
        else if (!first) done(new AppError('address_not_allowed', { host }), '', 0);
        else if (options.all) done(null, found);
        else done(null, first.address, first.family);
      });
    },
  };
}

/** The IPv4 address that an IPv6 address stands for; undefined where it stands for none. */
function innerV4(address: string): string | undefined {
  const short = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const parts = MAPPED.exec(short) ?? TRANSLATED.exec(short);
  if (!parts) return undefined;
  return parts
    .slice(1)
    .map((part) => Number.parseInt(part, 16))
    .flatMap((two) => [two >> 8, two & 255])
    .join('.');
}

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/');
    list.addSubnet(address!, Number(prefix), family);
  }
  return list;
}
