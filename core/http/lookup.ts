import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { addressOf, isPublicAddress } from './address.ts';
import { OsdexError } from '../error.ts';

/** Why a connection was not even tried. Nothing heals it, so nothing must try it again. */
export class AddressRefused extends Error {
  constructor(hostname: string, addresses: readonly string[]) {
    super(`${addresses.join(', ')} for ${hostname}`);
    this.name = 'AddressRefused';
  }
}

/**
 * Looks names up for connections, and gives only addresses of the public internet. Since the connection is made to
 * what is given here, a name that changes its address after the check has nothing to win.
 *
 * @throws AddressRefused, through the callback, where a name leads nowhere else.
 */
export function createPublicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family = 4) => {
      if (error !== null) return callback(error, '', 0);
      const addresses: LookupAddress[] = typeof found === 'string' ? [{ address: found, family }] : found;
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (first === undefined) {
        const refused = new AddressRefused(
          hostname,
          addresses.map(({ address }) => address),
        );
        return callback(refused, '', 0);
      }
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

/**
 * Nothing is looked up for a host that is an address already, so it is judged here.
 *
 * @throws OsdexError `address-refused`.
 */
export function requirePublicHost({ hostname, href }: URL): void {
  const address = addressOf(hostname);
  if (address !== undefined && !isPublicAddress(address)) throw addressRefused(address, href);
}

export function addressRefused(found: string, url: string, cause?: unknown): OsdexError {
  const sentence = `expected an address of the public internet, found ${found}, ${url}`;
  return new OsdexError('address-refused', sentence, { url, found, cause });
}
