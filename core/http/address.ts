import { BlockList, isIP } from 'node:net';

type Range = readonly [network: string, prefix: number];

/**
 * IPv4 that is not the public internet: what reaches this machine, its network or nobody.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890 and its successors)
 */
const NOT_PUBLIC_4: readonly Range[] = [
  ['0.0.0.0', 8], // this network; connecting to 0.0.0.0 reaches this machine (RFC 1122)
  ['10.0.0.0', 8], // private (RFC 1918)
  ['100.64.0.0', 10], // shared behind a carrier's NAT (RFC 6598)
  ['127.0.0.0', 8], // loopback (RFC 1122)
  ['169.254.0.0', 16], // link-local, where clouds tell a machine its secrets (RFC 3927)
  ['172.16.0.0', 12], // private (RFC 1918)
  ['192.0.0.0', 24], // protocol assignments (RFC 6890)
  ['192.0.2.0', 24], // documentation (RFC 5737)
  ['192.88.99.0', 24], // relays of 6to4, given up (RFC 7526)
  ['192.168.0.0', 16], // private (RFC 1918)
  ['198.18.0.0', 15], // benchmarks (RFC 2544)
  ['198.51.100.0', 24], // documentation (RFC 5737)
  ['203.0.113.0', 24], // documentation (RFC 5737)
  ['224.0.0.0', 4], // multicast (RFC 5771)
  ['240.0.0.0', 4], // reserved, and the broadcast address (RFC 1112, RFC 8190)
];

/** An IPv4 address as one that only speaks IPv6 reaches it through NAT64: as public as the address within (RFC 6052). */
const NAT64 = '64:ff9b::';

/**
 * The only IPv6 that is the public internet: all else is loopback (::1), unspecified (::), IPv4-mapped (::ffff:0:0/96),
 * unique local (fc00::/7), link-local (fe80::/10), multicast (ff00::/8), discarded (100::/64) or not given out.
 *
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const PUBLIC_6: readonly Range[] = [
  ['2000::', 3],
  [NAT64, 96],
];

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const NOT_PUBLIC_6: readonly Range[] = [
  ['2001::', 23], // protocol assignments: Teredo, benchmarks, ORCHID (RFC 2928, RFC 4380, RFC 5180, RFC 7343)
  ['2001:db8::', 32], // documentation (RFC 3849)
  ['2002::', 16], // 6to4, which carries any IPv4 address within (RFC 3056)
  ['3fff::', 20], // documentation (RFC 9637)
  ...NOT_PUBLIC_4.map(([network, prefix]): Range => [NAT64 + network, 96 + prefix]),
];

/** Names that only the own machine or network answers for (RFC 6761, RFC 6762 with its appendix G, RFC 8375). */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

const notPublic4 = rangesOf('ipv4', NOT_PUBLIC_4);
const public6 = rangesOf('ipv6', PUBLIC_6);
const notPublic6 = rangesOf('ipv6', NOT_PUBLIC_6);

/**
 * Whether an IP address, in the usual notation, is one of the public internet: not loopback, private, link-local,
 * multicast, reserved, or one of these in an IPv6 disguise. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // In one list, IPv4 would be held against ::ffff:0:0/96 as well.
  if (family === 4) return !notPublic4.check(address, 'ipv4');
  return family === 6 && public6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}

/** Whether a host, as a URL spells it, is a name that the public internet may answer for: no number, no local name. */
export function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.+$/, '');
  return !isNumeric(hostname) && /[^.]\.[^.]/.test(name) && !LOCAL_NAME.test(name);
}

/** The address that a host is where it is no name, as a URL spells it: IPv6 in brackets. */
export function addressOf(hostname: string): string | undefined {
  return isNumeric(hostname) ? withoutBrackets(hostname) : undefined;
}

function isNumeric(hostname: string): boolean {
  return isIP(withoutBrackets(hostname)) !== 0;
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function rangesOf(family: 'ipv4' | 'ipv6', ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}
