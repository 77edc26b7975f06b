import type { TrustedKey } from '../../core/product.ts';

/**
 * What is missing where a key is pinned whose copy is here. Without a copy there is no day on which it was made, so
 * this is for keys that have one, and for those of signify, which are their own.
 *
 * @param today `YYYY-MM-DD`.
 * @returns sentences of what was expected and found.
 */
export function checkPin({ fingerprint, obtained, url }: TrustedKey, today: string): string[] {
  const mistakes: string[] = [];
  if (obtained === undefined)
    mistakes.push(`expected obtained: with the key ${fingerprint}, the day its copy was made, found none`);
  else if (obtained > today)
    mistakes.push(`expected the key ${fingerprint} to be obtained by today (${today}), found ${obtained}`);
  if (url !== undefined && !url.startsWith('https:'))
    mistakes.push(`expected an https address for the key ${fingerprint}, found ${url}`);
  return mistakes;
}
