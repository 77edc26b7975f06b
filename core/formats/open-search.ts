import { escapeXml } from './xml-text.ts';

/** What a browser must know to search a site from its address bar. */
export interface SearchDescription {
  name: string;
  description: string;
  /** An SVG picture. */
  iconUrl: string;
  /** Where a search leads, with `{searchTerms}` in the place of the words. */
  searchUrl: string;
  selfUrl: string;
}

/** What the format allows for these texts, in characters. */
const LONGEST_NAME = 16;
const LONGEST_DESCRIPTION = 1024;

/**
 * Writes an OpenSearch description.
 *
 * @see https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
 */
export function writeOpenSearch(search: SearchDescription): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
    `  <ShortName>${escapeXml(shorten(search.name, LONGEST_NAME))}</ShortName>`,
    `  <Description>${escapeXml(shorten(search.description, LONGEST_DESCRIPTION))}</Description>`,
    '  <InputEncoding>UTF-8</InputEncoding>',
    `  <Image type="image/svg+xml">${escapeXml(search.iconUrl)}</Image>`,
    `  <Url type="text/html" template="${escapeXml(search.searchUrl)}"/>`,
    `  <Url type="application/opensearchdescription+xml" rel="self" template="${escapeXml(search.selfUrl)}"/>`,
    '</OpenSearchDescription>',
    '',
  ].join('\n');
}

/** The first characters of a text: whole ones, not halves of pairs. */
function shorten(text: string, most: number): string {
  return Array.from(text).slice(0, most).join('').trim();
}
