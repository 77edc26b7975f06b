import { isPublicName } from './address.ts';
import { tellAddress } from './address-text.ts';
import { OsdexError } from '../error.ts';
import type { Answer } from './exchange.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks, and follows where the answers lead. A redirect may move to another host, since the signature decides, but
 * never off TLS, to an address by number, to a name or a port of the own network, or with a password.
 *
 * @returns the last answer and the address it came from.
 * @param allowPrivate whether numbers and local names may be led to.
 * @throws OsdexError `redirect-refused`, also for more than five redirects and for a circle.
 */
export async function followRedirects(
  url: string,
  allowPrivate: boolean,
  ask: (url: string) => Promise<Answer>,
): Promise<Answer & { url: string }> {
  const visited = [url];
  for (;;) {
    const from = visited.at(-1) ?? url;
    const answer = await ask(from);
    if (!REDIRECTS.has(answer.status)) return { ...answer, url: from };
    const to = followedUrl(from, answer.headers['location'], allowPrivate);
    if (visited.includes(to)) throw refused('a redirect to somewhere else', `a circle to ${to}`, url);
    if (visited.length > MAX_REDIRECTS) throw refused(`at most ${MAX_REDIRECTS} redirects`, 'more', url);
    visited.push(to);
  }
}

function followedUrl(from: string, location: string | string[] | undefined, allowPrivate: boolean): string {
  const target =
    typeof location === 'string' && !/[\p{Cc}\\]/u.test(location) ? URL.parse(location, from) : null;
  if (target !== null && leadsOutward(target, new URL(from), allowPrivate)) return target.href;
  const found = `"${tellAddress(String(location))}"`;
  throw refused('a redirect to an https address with a host name', found, from);
}

function leadsOutward(target: URL, base: URL, allowPrivate: boolean): boolean {
  if (target.username + target.password !== '') return false;
  if (target.origin === base.origin) return true;
  const keepsTls = target.protocol === 'https:' || (target.protocol === 'http:' && base.protocol === 'http:');
  // A port other than the scheme's own is where the services of a network answer that know no password.
  return keepsTls && target.port === '' && (allowPrivate || isPublicName(target.hostname));
}

function refused(expected: string, found: string, url: string): OsdexError {
  return new OsdexError('redirect-refused', `expected ${expected}, found ${found}, ${url}`, { url });
}
