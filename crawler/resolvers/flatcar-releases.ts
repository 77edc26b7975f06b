/**
 * Flatcar's list of a channel's releases: one JSON object, keyed by version.
 * https://www.flatcar.org/releases-json/releases-stable.json
 */
import { z } from 'zod';
import { OsdexError } from '../../core/error.ts';
import type { FlatcarFeed } from '../../core/source/feed.ts';
import { IsoDate } from '../../core/names.ts';
import { fillTemplate } from '../../core/source/template.ts';
import { oncePerPage } from './resolver.ts';
import type { Discovered, Resolver } from './resolver.ts';

const ReleaseList = z.record(
  z.string(),
  z.object({
    architectures: z.array(z.string()),
    /** `2026-08-13 12:00:00 +0000` */
    release_date: z
      .string()
      .transform((time) => time.slice(0, 10))
      .pipe(IsoDate),
  }),
);

/** `current` is an alias of the newest version, and `flatcar` versions always have three numbers. */
const VERSION = /^\d+\.\d+\.\d+$/;

export const flatcarReleases: Resolver<FlatcarFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),

  read: (page): Discovered[] => [...versionsOf(page)],

  sumsUrl: (feed, scope) => fillTemplate(feed.sums, scope),
  sumsTemplates: ({ sums }) => [sums],
};

const versionsOf = oncePerPage((page): readonly Discovered[] => {
  const list = ReleaseList.safeParse(parseJson(page.text));
  if (!list.success) {
    const expected = 'expected a JSON object of releases with architectures and release_date';
    throw new OsdexError('page-unreadable', `${expected}, found something else, ${page.url}`, {
      url: page.url,
    });
  }
  return Object.entries(list.data)
    .filter(([version]) => VERSION.test(version))
    .map(([serial, release]) => ({
      serial,
      published: release.release_date,
      architectures: release.architectures,
    }));
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
