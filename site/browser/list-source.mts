import { openIndex } from '../browse/browse-index.ts';
import type { BrowseIndex } from '../browse/browse-index.ts';
import { BROWSE_SCHEMA, isBrowseFile } from '../browse/index-file.ts';
import { createMatcher } from '../browse/match.ts';
import type { Matcher } from '../browse/match.ts';
import type { Language } from '../words/reader-language.ts';
import { fetchJson } from './fetch-json.mts';

/** The list of all files, ready to be searched. */
export interface OpenList {
  index: BrowseIndex;
  matcher: Matcher;
}

/**
 * Loads the list of all files.
 *
 * @param base path below which the site lies.
 * @param reader whose words a search finds beside the English ones.
 * @throws Error where it is not there, or of another form than this script reads.
 */
export async function openList(base: string, today: string, reader: Language): Promise<OpenList> {
  const url = `${base}api/browse/index.json`;
  const file = await fetchJson(url);
  if (!isBrowseFile(file)) throw new Error(`expected ${BROWSE_SCHEMA} at ${url}, found another form`);
  const index = openIndex(file);
  return { index, matcher: createMatcher(index, today, reader) };
}
