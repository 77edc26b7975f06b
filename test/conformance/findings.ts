import assert from 'node:assert/strict';
import { compileTemplate, placeholdersOf } from '../../core/source/template.ts';
import type { Source } from '../../core/source/source.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import type { Told } from '../upstream/fixture/publisher.ts';
import { dateOf } from '../upstream/fixture/serial.ts';
import type { Recorded } from './recorded.ts';
import type { Crawled } from './world.ts';

/** What the fixture of a product says, at the time of a crawl. */
export interface Playbill {
  told: Told[];
  passedOver: { files: string[]; moving: string[] };
}

/** Mistakes of one kind repeat. */
const MOST_TOLD = 12;

/** Fails with all that was found, a line each. */
export function none(found: readonly string[]): void {
  const more = found.length > MOST_TOLD ? `\n… and ${found.length - MOST_TOLD} more` : '';
  if (found.length > 0) assert.fail(`expected none, found\n${found.slice(0, MOST_TOLD).join('\n')}${more}`);
}

/** Feeds that the stage left out, and values of their names. Whole publishers in code play a part of it only. */
export function notPlayed(shipped: Source, source: Source): string[] {
  return shipped.feeds.flatMap(({ feed, each = {} }) => {
    const played = source.feeds.find((one) => one.feed === feed);
    if (played === undefined) return [feed];
    return Object.entries(each).flatMap(([name, values]) =>
      values
        .filter((value) => played.each?.[name]?.includes(value) !== true)
        .map((value) => `${feed}: ${name} ${value}`),
    );
  });
}

export function errorsOf({ report }: Crawled, product: string): string[] {
  return report.errors
    .filter((error) => error.source === product)
    .flatMap(({ feed, feeds, code, message }) =>
      (feeds ?? [{ feed }]).map((place) => `${place.feed}: ${code}: ${message}`),
    );
}

export function filesOf({ files }: Crawled, product: string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(`${product}/`)));
}

/** Streams of which nothing was recorded: whether they fit nobody has tried. */
export function untriedStreams({ feeds }: Source, recorded: readonly Recorded[]): string[] {
  const tried = new Set(recorded.map(({ build }) => build.stream));
  const streams = feeds.flatMap((feed) => feed.streams.map(({ stream }) => stream));
  return [...new Set(streams).difference(tried)];
}

/** Forms of names by which nothing was recorded, such as older ones that are read as well. */
export function untriedNames(source: Source, recorded: readonly Recorded[]): string[] {
  return source.feeds.flatMap((feed) =>
    feed.streams.flatMap(({ stream, files }) => {
      const own = recorded.filter(({ build }) => build.stream === stream);
      return files.flatMap(({ match }) => {
        const form = match.slice(match.lastIndexOf('/') + 1);
        // What else is in a name was read elsewhere.
        const any = Object.fromEntries(placeholdersOf(form).map((name) => [name, '[^/]+']));
        const isTried = own.some(({ release, build: { serial }, artifact: { file } }) => {
          const codename = source.releases.find((one) => one.release === release)?.codename;
          const scope = { release, serial, ...(codename === undefined ? {} : { codename }) };
          return compileTemplate(form, scope, { ...any, ...feed.patterns })(file) !== undefined;
        });
        return isTried ? [] : [`${feed.feed}: ${stream}: ${form}`];
      });
    }),
  );
}

/** What should have been recorded: of every series the newest builds that something proves. */
export function missing(bill: Playbill | undefined, recorded: readonly Recorded[], first: number): string[] {
  const paths = new Set(recorded.map(({ place }) => place));
  return (bill?.told ?? [])
    .filter(({ rank, expect = first, proven }) => proven && rank < Math.min(expect, first))
    .filter(({ path }) => !paths.has(path))
    .map(({ feed, release, path }) => `${feed} of ${release}: ${path}`);
}

/** What is recorded and should not have been: files that are no images, addresses that move on, what nobody told of. */
export function unwanted(
  bill: Playbill | undefined,
  recorded: readonly Recorded[],
  isPlayedByCode: boolean,
): string[] {
  if (bill === undefined) return [];
  const told = new Set(bill.told.map(({ path }) => path));
  const { files, moving } = bill.passedOver;
  const passedOver = new Set(files);
  return recorded
    .map(({ path }) => path)
    .filter(
      (path) =>
        passedOver.has(path) ||
        moving.some((start) => path.startsWith(start)) ||
        !(told.has(path) || isPlayedByCode),
    );
}

export function misread(bill: Playbill | undefined, recorded: readonly Recorded[]): string[] {
  const told = new Map(bill?.told.map((one) => [one.path, one]));
  return recorded.flatMap(({ release, build, artifact, path }) => {
    const one = told.get(path);
    if (one === undefined) return [];
    const day = dateOf(one.serial)?.toISOString().slice(0, 10);
    const arch = one.arch === undefined ? artifact.arch : parseArchitecture(one.arch);
    const wrong = [
      [release, one.release],
      [build.serial, one.serial],
      [build.published, day ?? build.published],
      [artifact.arch, arch],
    ].filter(([found, expected]) => found !== expected);
    return wrong.map(([found, expected]) => `expected ${expected}, found ${found}, ${path}`);
  });
}

/** Builds that stand, in their stream, below one that is older in the same series. */
export function misplaced(bill: Playbill | undefined, recorded: readonly Recorded[]): string[] {
  const told = new Map(bill?.told.map((one) => [one.path, one]));
  const oldest = new Map<string, number>();
  return recorded.flatMap(({ release, build: { stream, serial }, place }) => {
    const one = told.get(place);
    if (one === undefined) return [];
    const series = `${release} ${stream} ${one.series}`;
    const above = oldest.get(series) ?? 0;
    oldest.set(series, Math.max(above, one.rank));
    return one.rank < above ? [`${release} ${stream}: ${serial} below an older one`] : [];
  });
}

export function wrongLevel(source: Source, recorded: readonly Recorded[]): string[] {
  const keys = new Set<string>(source.keys.map(({ fingerprint }) => fingerprint));
  return recorded.flatMap(({ build: { stream, verification }, path }) => {
    const levels = source.feeds
      .filter(({ streams }) => streams.some((one) => one.stream === stream))
      .map(({ trust }) => trust.level);
    if (!levels.some((level) => level === verification.level))
      return [`expected ${levels.join(' or ')}, found ${verification.level}, ${path}`];
    if (verification.level !== 'signed' || keys.has(verification.signer)) return [];
    return [`expected a pinned key, found ${verification.signer}, ${path}`];
  });
}

export function signedFeeds({ feeds }: Source): string[] {
  return feeds.filter(({ trust }) => trust.level === 'signed').map(({ feed }) => feed);
}
