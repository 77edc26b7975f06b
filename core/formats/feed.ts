/** One entry of a feed; `id` never changes and never names another entry. */
export interface FeedEntry {
  id: string;
  title: string;
  url: string;
  /** RFC 3339: when what it tells of first was. */
  published: string;
  /** RFC 3339: when the entry last came to say something else. */
  updated: string;
  summary: string;
  /** Words by which a reader of the feed may sort its entries. */
  categories: readonly string[];
}

/** A list of entries that is written in several formats, each at its own address. */
export interface Feed {
  /** Of the list, whatever its format. */
  id: string;
  title: string;
  /** What is in it, in a sentence. */
  description: string;
  /** The page that shows the same to people, where there is one. */
  pageUrl: string | undefined;
  author: string;
  /** RFC 3339; for an empty feed, since a feed must have one. */
  updated: string;
  entries: readonly FeedEntry[];
}

/** The time of a feed is that of its newest entry, so that the same entries give the same bytes. */
export function feedUpdated({ entries, updated }: Feed): string {
  return entries.reduce((last, entry) => (entry.updated > last ? entry.updated : last), updated);
}
