import { z } from 'zod';
import { HttpsUrl, IsoDate, Name, Serial } from '../../core/names.ts';
import { currentPlace } from '../../core/release.ts';
import { TrustLevel } from '../../core/verification.ts';
import { buildPath } from '../../core/page-path.ts';
import { overallLevel } from '../words/level.ts';
import type { BuildPage } from './build-page.ts';
import type { Day } from './recent.ts';
import { countChanges } from './recent.ts';
import type { SiteChanges } from './site-changes.ts';

/** So many of the newest changes are in the file that is asked for often. */
const NEWEST = 1000;

const BuildName = {
  product: Name,
  release: Name,
  stream: Name,
  serial: Serial,
  page: z.url().describe('The build’s page.'),
};

const Change = z.strictObject({
  day: IsoDate.describe(
    'The day that the publisher states, of the signature where it states none, or of the withdrawal.',
  ),
  event: z
    .literal(['published', 'signed', 'withdrawn'])
    .describe('What is known to have happened on that day.'),
  ...BuildName,
  level: TrustLevel,
  artifacts: z.int().positive().describe('How many files the build has.'),
});
type Change = z.infer<typeof Change>;

const Moved = z.strictObject({
  ...BuildName,
  from: HttpsUrl.describe('The folder of its files at first.'),
  to: HttpsUrl.describe('The folder of its files now. When they moved is not on record.'),
});

const Month = z.string().regex(/^\d{4}-\d{2}$/);

const ChangedRevision = z.strictObject({
  revision: z.string().describe('Of the catalog, in git.'),
  time: z.iso.datetime({ offset: true }).describe('When it was recorded.'),
  releases: z
    .array(
      z.strictObject({ product: Name, release: Name, url: z.url().describe('The file of the release.') }),
    )
    .describe('Those whose files it changed, as far as they are still there.'),
  products: z.array(Name).describe('Those of which the catalog now says something else as a whole.'),
});

/** `/api/v1/changes.json`: what happened last, and which months have more. */
export const ApiChanges = z.strictObject({
  schema: z.literal('osdex/api-changes/1'),
  revision: z.string().optional().describe('Of the catalog, in git.'),
  changes: z.array(Change).describe(`The newest ${NEWEST} at most, newest first.`),
  months: z.array(
    z.strictObject({
      month: Month,
      changes: z.int().positive(),
      url: z.url().describe('The file with all changes of the month.'),
    }),
  ),
  moved: z.array(Moved),
  revisions: z
    .array(ChangedRevision)
    .describe(
      'The last revisions, newest first. Who knows one of them has missed those before it; who knows none reads the catalog anew.',
    ),
});
export type ApiChanges = z.infer<typeof ApiChanges>;

/** `/api/v1/changes/<month>.json`: all that happened in a month. */
export const ApiChangesMonth = z.strictObject({
  schema: z.literal('osdex/api-changes-month/1'),
  month: Month,
  changes: z.array(Change),
});
export type ApiChangesMonth = z.infer<typeof ApiChangesMonth>;

/** Where pages are on the web: makes a whole address of a site path. */
type Locate = (path: string) => string;

export function apiChanges(
  { days, months, moved, revisions }: SiteChanges,
  revision: string | undefined,
  locate: Locate,
): ApiChanges {
  return {
    schema: 'osdex/api-changes/1',
    ...(revision === undefined ? {} : { revision }),
    changes: days.flatMap((day) => changesOf(day, locate)).slice(0, NEWEST),
    months: months.map(({ month, days: own }) => ({
      month,
      changes: countChanges(own),
      url: locate(`api/v1/changes/${month}.json`),
    })),
    moved: moved.flatMap((page) =>
      page.builds.flatMap((build) =>
        build.movedTo === undefined
          ? []
          : [{ ...nameOf(page, locate), from: build.url, to: currentPlace(build).url }],
      ),
    ),
    revisions: revisions.map(({ releases, ...one }) => ({
      ...one,
      releases: releases.map(({ product, release }) => ({
        product,
        release,
        url: locate(`api/v1/${product}/${release}.json`),
      })),
    })),
  };
}

export function apiChangesMonth(month: string, days: readonly Day[], locate: Locate): ApiChangesMonth {
  return {
    schema: 'osdex/api-changes-month/1',
    month,
    changes: days.flatMap((day) => changesOf(day, locate)),
  };
}

function changesOf({ day, published, withdrawn }: Day, locate: Locate): Change[] {
  const change = (page: BuildPage, event: Change['event']): Change => ({
    day,
    event,
    ...nameOf(page, locate),
    level: overallLevel(page.builds),
    artifacts: page.builds.reduce((sum, { artifacts }) => sum + artifacts.length, 0),
  });
  return [
    ...published.map((page) => change(page, page.date?.event ?? 'published')),
    ...withdrawn.map((page) => change(page, 'withdrawn')),
  ];
}

function nameOf({ product, release, stream, serial }: BuildPage, locate: Locate) {
  const page = locate(buildPath(release, { stream, serial }));
  return { product: product.product, release: release.release, stream, serial, page };
}
