import type { AtomFeed } from '../../core/formats/atom.ts';
import { absoluteLink, buildPath } from '../links.ts';
import { evidenceSentence } from '../words/evidence.ts';
import { plural } from '../words/size.ts';
import { recentBuilds } from './recent.ts';
import type { BuildPage } from './build-page.ts';

/** So many builds are in a feed: a month of a busy catalog, and small enough to be asked for often. */
const ENTRIES = 100;

/** When a feed without entries was last changed, so that it is the same bytes each time. */
const NEVER = '1970-01-01T00:00:00Z';

/** The feed of the newest of these builds. */
export function buildFeed(
  pages: readonly BuildPage[],
  title: string,
  path: string,
  pagePath: string,
): AtomFeed {
  return {
    id: absoluteLink(path),
    title,
    selfUrl: absoluteLink(path),
    pageUrl: absoluteLink(pagePath),
    author: 'osdex',
    updated: NEVER,
    entries: recentBuilds(pages, ENTRIES).map(({ page, day }) => {
      const url = absoluteLink(buildPath(page.release, page));
      return {
        id: url,
        url,
        title: titleOf(page),
        updated: `${day}T00:00:00Z`,
        summary: summaryOf(page),
      };
    }),
  };
}

function titleOf({ product, release, title, serial, withdrawn }: BuildPage): string {
  return `${product.name} ${release.release} ${title} ${serial}${withdrawn === undefined ? '' : ' (withdrawn)'}`;
}

function summaryOf({ product, builds }: BuildPage): string {
  const artifacts = builds.flatMap((build) => build.artifacts);
  const architectures = [...new Set(artifacts.map(({ arch }) => arch))].join(', ');
  const evidence = new Set(builds.map((build) => evidenceSentence(build, product)));
  return `${plural(artifacts.length, 'file')} for ${architectures}. ${[...evidence].join(' ')}`;
}
