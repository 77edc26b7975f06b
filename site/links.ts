import { readSettings } from './settings.ts';

/** Asked for by every link of every page. */
let place: { base: string; siteUrl: string } | undefined;

/** The address of a page or file of the site, such as `ubuntu/24.04/`, under the base path. */
export function link(path: string): string {
  place ??= readSettings();
  return place.base + path;
}

/** The whole address, for feeds and for programs. */
export function absoluteLink(path: string): string {
  place ??= readSettings();
  return place.siteUrl + link(path);
}

/**
 * The path of a pinned key's page. A key of signify or minisign is base64, of which `/` parts an address and `+` is read
 * as a space by some servers: they stand as `_` and `-`, as in base64url.
 */
export function keyPath(fingerprint: string): string {
  return `trust/${fingerprint.replaceAll('+', '-').replaceAll('/', '_')}/`;
}

/**
 * An address of the catalog as it may stand in a link. The catalog's free text can hold any scheme, and a browser
 * would run `javascript:` in this site's name; what is not http or https is no link.
 */
export function webUrl(text: string, base?: string): string | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const { protocol, href } = new URL(text, base);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
