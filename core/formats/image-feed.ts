import { buildDay } from '../build-day.ts';
import { compareText } from '../catalog/catalog.ts';
import type { Image } from '../image.ts';
import { currentPlace } from '../release.ts';
import type { Build } from '../release.ts';
import { TRUST_LEVELS } from '../vocabulary.ts';
import { buildEntry } from './build-entry.ts';
import { buildPath } from '../page-path.ts';
import { evidenceSentence } from './evidence-sentence.ts';
import type { Feed, FeedEntry } from './feed.ts';
import type { ExportContext } from './format.ts';

/** More than one of each stream, so that who looks now and then misses none. */
export const FEED_LATEST = 3;

/** When a feed without entries was last changed, so that it is the same bytes each time. */
const NEVER = '1970-01-01T00:00:00Z';

/** Of a build that nobody dates it cannot be said when it was news. */
export function refuseUndated({ build }: Image): string | undefined {
  return buildDay(build) === undefined
    ? 'expected a build with a day of publication or of signing, found neither'
    : undefined;
}

/** A feed of the builds that these images are of, the newest first. */
export function imageFeed(images: readonly Image[], { title, siteUrl }: ExportContext): Feed {
  const builds = Map.groupBy(images, ({ release, build }) => buildPath(release, build));
  const entries = [...builds].flatMap(([path, own]) => entriesOf(path, own, siteUrl));
  const selection = encodeURIComponent(title.toWellFormed());
  return {
    id: siteUrl === undefined ? `urn:osdex:feed:${selection}` : `${siteUrl}#feed:${selection}`,
    title: `${title}: new images`,
    description: 'Builds as their publishers bring them out, the newest first, each with who vouches for it.',
    pageUrl: siteUrl ?? onlyHomepage(images),
    author: 'osdex',
    updated: NEVER,
    entries: entries.toSorted((a, b) => compareText(b.published, a.published)),
  };
}

/** Without a site, images of one product have at least its publisher's page in common. */
function onlyHomepage(images: readonly Image[]): string | undefined {
  const [first, ...others] = new Set(images.map(({ product }) => product.homepage));
  return others.length === 0 ? first : undefined;
}

/** The entry of a build, whose images these are: on a site that is known, the same that the site's own feeds have. */
function entriesOf(path: string, images: readonly Image[], siteUrl: string | undefined): FeedEntry[] {
  const builds = [...new Set(images.map(({ build }) => build))];
  const day = last(builds.map((build) => buildDay(build)?.day));
  const [first] = images;
  if (first === undefined || day === undefined) return [];
  const { product, release, stream, build } = first;
  const level = TRUST_LEVELS.findLast((one) => builds.some(({ verification }) => verification.level === one));
  return [
    buildEntry({
      id: siteUrl === undefined ? `urn:osdex:${path}` : siteUrl + path,
      url: siteUrl === undefined ? currentPlace(build).url : siteUrl + path,
      name: `${product.name} ${release.release} ${stream.title} ${build.serial}`,
      day,
      withdrawn: builds.every(isWithdrawn) ? last(builds.map(({ withdrawn }) => withdrawn)) : undefined,
      artifacts: images.map(({ artifact }) => artifact),
      evidence: builds.map((one) => evidenceSentence(one, product)),
      categories: [product.product, stream.kind, ...(level === undefined ? [] : [level])],
    }),
  ];
}

function isWithdrawn({ withdrawn }: Build): boolean {
  return withdrawn !== undefined;
}

function last(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
}
