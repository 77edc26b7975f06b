/** What a feed of a selection is called: `osdex: new images of Ubuntu`. */
export function feedTitle(site: string, of: string | undefined): string {
  return of === undefined ? `${site}: new images` : `${site}: new ${of}`;
}

/** What every feed holds. */
export const FEED_DESCRIPTION =
  'Builds as their publishers bring them out, the newest first, each with who vouches for it.';

/** What the formats of a feed are called where one is chosen. */
export const FEED_WORDS = { atom: 'Atom', rss: 'RSS', json: 'JSON' } as const;
