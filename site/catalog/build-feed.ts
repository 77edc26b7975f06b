import { buildEntry } from '../../core/formats/build-entry.ts';
import type { Feed, FeedEntry } from '../../core/formats/feed.ts';
import { buildPath } from '../../core/page-path.ts';
import { absoluteLink } from '../links.ts';
import { evidenceSentence } from '../words/evidence.ts';
import { FEED_DESCRIPTION } from '../words/feed.ts';
import { en } from '../words/messages/en.ts';
import { tell } from '../words/say.ts';
import { overallLevel } from '../words/level.ts';
import { feedPath } from './feed-format.ts';
import { recentBuilds } from './recent.ts';
import type { BuildPage } from './build-page.ts';

/** So many builds are in a feed: a month of a busy catalog, and small enough to be asked for often. */
const ENTRIES = 100;

/** When a feed without entries was last changed, so that it is the same bytes each time. */
const NEVER = '1970-01-01T00:00:00Z';

/**
 * The feed of the newest of these builds.
 *
 * @param name of the feed, which is its path without folder and ending.
 * @param pagePath of the page that shows the same.
 */
export function buildFeed(pages: readonly BuildPage[], name: string, title: string, pagePath: string): Feed {
  return {
    // The address of the format that was there first: what is known to readers by this id stays the same feed.
    id: absoluteLink(feedPath(name, 'atom')),
    title,
    description: FEED_DESCRIPTION,
    pageUrl: absoluteLink(pagePath),
    author: 'osdex',
    updated: NEVER,
    entries: recentBuilds(pages, ENTRIES).map(({ page, day }) => entryOf(page, day)),
  };
}

const entries = new WeakMap<BuildPage, FeedEntry>();

/** A build is in the feed of all, of its product and of each list that it is in: always as the same entry. */
function entryOf(page: BuildPage, day: string): FeedEntry {
  const known = entries.get(page);
  if (known !== undefined) return known;
  const { product, release, title, serial, withdrawn, builds } = page;
  const url = absoluteLink(buildPath(release, page));
  const entry = buildEntry({
    id: url,
    url,
    name: `${product.name} ${release.release} ${title} ${serial}`,
    day,
    withdrawn,
    artifacts: builds.flatMap(({ artifacts }) => artifacts),
    evidence: builds.map((build) => tell(evidenceSentence(build, product), en)),
    categories: categoriesOf(page),
  });
  entries.set(page, entry);
  return entry;
}

function categoriesOf({ product, stream, builds }: BuildPage): string[] {
  const kind = product.streams.find((one) => one.stream === stream)?.kind;
  return [product.product, ...(kind === undefined ? [] : [kind]), overallLevel(builds)];
}
