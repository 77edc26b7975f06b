import { evidenceUrl } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import type { Feed } from '../core/source/feed.ts';
import { signsImages } from '../core/source/trust.ts';
import { compileTemplate, fillTemplate } from '../core/source/template.ts';
import type { Scope } from '../core/source/template.ts';
import type { Means } from './means.ts';
import { resolverOf } from './resolvers/registry.ts';

/** The address that a recorded build's sums file was read from. */
export function sumsUrlOfBuild(build: Build): string | undefined {
  if (!('sums' in build.verification)) return undefined;
  const url = sumsUrls.get(build) ?? evidenceUrl(build, build.verification.sums);
  sumsUrls.set(build, url);
  return url;
}

/** Each build on record is asked for its address by every scope of its feed, several times. */
const sumsUrls = new WeakMap<Build, string>();

/** Reads of a recorded build's sums file what the feed's addresses for this scope tell, where it is one of them. */
export function readerOfKnown(feed: Feed, scope: Scope): (build: Build) => Scope | undefined {
  const readers = resolverOf(feed)
    .sumsTemplates(feed)
    .map((template) => compileTemplate(template, scope, feed.patterns));
  return (build) => {
    const url = sumsUrlOfBuild(build);
    if (url === undefined) return undefined;
    return readers
      .map((read) => read(url))
      .find((told) => told !== undefined && (told.serial ?? build.serial) === build.serial);
  };
}

/** Whether a build was recorded from an archive, whose builds the feed's own page has no reason to list. */
export function isArchived(build: Build, feed: Feed, scope: Scope, pageUrl = ''): boolean {
  const archives = feed.format === 'directory' ? (feed.archives ?? []) : [];
  const sumsUrl = sumsUrlOfBuild(build) ?? '';
  const isBelow = (folder: string): boolean => sumsUrl.startsWith(folder);
  return archives.some((archive) => isBelow(fillTemplate(archive, scope))) && !isBelow(pageUrl);
}

/** An image that is signed itself has nothing else in it that could be found now. */
export function readsAgain({ trust }: Feed, { afresh }: Means): boolean {
  return afresh === true && !signsImages(trust);
}
