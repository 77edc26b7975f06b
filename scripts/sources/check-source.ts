import { basename } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { Compression, DiskFormat } from '../../core/disk-format.ts';
import type { TrustedKey } from '../../core/product.ts';
import type { Source } from '../../core/source/source.ts';
import { signsImages } from '../../core/source/trust.ts';
import { errorEntry } from '../../crawler/crawl-error.ts';
import type { Decision, DecisionPlace, ListedBuilds, PassedName, ReadNames } from '../../crawler/decision.ts';
import type { ProvenSums } from '../../crawler/prove.ts';
import { isMovingName } from './moving-name.ts';

/** How a source fared: `partly` is proven as far as it is recorded, `downloads` has nothing that could be proven. */
export type Verdict = 'proven' | 'partly' | 'not-recorded' | 'not-asked' | 'failed' | 'downloads';

/** One feed of one release, with everything that was decided about it. */
export interface FeedCheck {
  feed: string;
  release: string;
  pages: PageCheck[];
  sums: SumsCheck[];
  /** What a recording does not hold, which is no failure. */
  notRecorded: NotRecorded[];
  refused: Refusal[];
}

/**
 * Something that is not there: a page, a sums file or a signature; an image that is signed itself; of a sums file all
 * names but moving ones; or the copy of a key, by its file.
 */
export interface NotRecorded {
  url: string;
  what: 'page' | 'sums' | 'signature' | 'image' | 'names' | 'key';
}

export interface Refusal {
  code: string;
  message: string;
  url?: string;
}

/** A page that lists builds, or, without an address, the serials that the source states. */
export interface PageCheck {
  url?: string;
  picked: string[];
  older: string[];
  /** Names on the page that are none of this feed's entries. */
  others?: string[];
}

/** A sums file, or an image that is signed itself, that was proven. */
export interface SumsCheck {
  url: string;
  digest: string;
  /** How many files it names. */
  names: number;
  level: string;
  /** Why it is no better, in the source's words. */
  reason?: string;
  signature?: string;
  signer?: string;
  owner?: string;
  signedAt?: string;
  hash?: string;
  note?: string;
  taken: TakenFile[];
  passed: PassedName[];
}

export interface TakenFile {
  name: string;
  /** Address that is recorded. */
  url: string;
  stream: string;
  serial: string;
  match: string;
  arch: string;
  format: DiskFormat;
  compression?: Compression;
}

/** What a dry run of one source told. */
export interface SourceCheck {
  source: string;
  verdict: Verdict;
  warnings: string[];
  feeds: FeedCheck[];
}

/** Gathers the decisions of one source, feed by feed. */
export interface Gathering {
  explain(place: DecisionPlace, decision: Decision): void;
  feeds(): FeedCheck[];
  /** Whether this was told of by a feed already. */
  isTold(message: string): boolean;
}

/** @param recorded whether a recording is asked, which need not hold everything. */
export function gatherDecisions(source: Source, recorded: boolean): Gathering {
  const checks = new Map<string, FeedCheck>();
  const told = new Set<string>();
  const checkOf = ({ feed: { feed }, release: { release } }: DecisionPlace): FeedCheck => {
    const key = `${feed} ${release}`;
    const check = checks.get(key) ?? { feed, release, pages: [], sums: [], notRecorded: [], refused: [] };
    checks.set(key, check);
    return check;
  };
  return {
    feeds: () => [...checks.values()].map((check) => withoutOtherDays(check, [...checks.values()], recorded)),
    isTold: (message) => told.has(message),
    explain(place, decision) {
      const check = checkOf(place);
      switch (decision.kind) {
        case 'listed':
          addPage(check, pageCheck(decision));
          break;
        case 'proven':
          check.sums.push(sumsCheck(place, decision.proven, source.keys));
          break;
        case 'read':
          Object.assign(check.sums.find(({ url }) => url === decision.sumsUrl) ?? {}, namesOf(decision));
          break;
        case 'refused':
          told.add(errorEntry(decision.error).message);
          refuse(check, decision.error, place, recorded);
      }
    },
  };
}

/** @returns `failed` where something was refused or a publisher had nothing at all. */
export function verdictOf(source: Source, feeds: readonly FeedCheck[], withoutImages = false): Verdict {
  if (source.feeds.length === 0) return 'downloads';
  if (withoutImages && source.feeds.every(({ trust }) => signsImages(trust))) return 'not-asked';
  if (feeds.some(({ refused }) => refused.length > 0)) return 'failed';
  const isAnyProven = feeds.some(({ sums }) => sums.length > 0);
  const isAnyMissing = feeds.some(({ notRecorded }) => notRecorded.length > 0);
  if (isAnyProven) return isAnyMissing ? 'partly' : 'proven';
  return isAnyMissing ? 'not-recorded' : 'failed';
}

/** A page may be asked for each architecture, and list other builds for each. */
function addPage(check: FeedCheck, page: PageCheck): void {
  const before = check.pages.find(({ url }) => url === page.url);
  const picked = [...new Set([...(before?.picked ?? []), ...page.picked])];
  const older = [...new Set([...(before?.older ?? []), ...page.older])].filter(
    (one) => !picked.includes(one),
  );
  if (before === undefined) check.pages.push(page);
  else Object.assign(before, { picked, older });
}

function pageCheck({ page, builds }: ListedBuilds): PageCheck {
  const serialsOf = (fate: string): string[] => [
    ...new Set(builds.filter((build) => build.fate === fate).map(({ serial }) => serial)),
  ];
  const picked = serialsOf('picked');
  return {
    ...(page === undefined ? {} : { url: page }),
    picked,
    older: serialsOf('older').filter((serial) => !picked.includes(serial)),
  };
}

function sumsCheck(
  { feed: { trust } }: DecisionPlace,
  { manifest, sumsUrl, sumsDigest, signatureUrl, evidence }: ProvenSums,
  keys: readonly TrustedKey[],
): SumsCheck {
  const owner = keys.find(({ fingerprint }) => fingerprint === evidence?.signer)?.owner;
  const { signer, signedAt, hash, note } = evidence ?? {};
  return {
    url: sumsUrl,
    digest: sumsDigest,
    names: manifest.size,
    level: trust.level,
    ...('reason' in trust ? { reason: trust.reason } : {}),
    ...(signatureUrl === undefined ? {} : { signature: signatureUrl }),
    ...(signer === undefined ? {} : { signer }),
    ...(owner === undefined ? {} : { owner }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(hash === undefined ? {} : { hash }),
    ...(note === undefined ? {} : { note }),
    taken: [],
    passed: [],
  };
}

function namesOf({ taken, passed }: ReadNames): Pick<SumsCheck, 'taken' | 'passed'> {
  return {
    taken: taken.map(({ artifact: { file, arch, format, compression }, url, ...one }) => ({
      ...one,
      url: new URL(file, url).href,
      arch,
      format,
      ...(compression === undefined ? {} : { compression }),
    })),
    passed,
  };
}

function refuse(check: FeedCheck, error: unknown, { feed }: DecisionPlace, recorded: boolean): void {
  const entry = errorEntry(error);
  const url = entry.url ?? '';
  const isAbsent = (cause: unknown): boolean => cause instanceof OsdexError && cause.code === 'not-recorded';
  if (recorded && isAbsent(error)) {
    const isPage = feed.format !== 'sums' && !check.pages.some((page) => page.picked.length > 0);
    const isImage = signsImages(feed.trust);
    check.notRecorded.push({ url, what: isPage ? 'page' : isImage ? 'image' : 'sums' });
  } else if (recorded && error instanceof OsdexError && isAbsent(error.cause)) {
    check.notRecorded.push({ url, what: 'signature' });
  } else if (recorded && error instanceof OsdexError && error.code === 'key-missing') {
    check.notRecorded.push({ url: basename(error.path ?? ''), what: 'key' });
  } else check.refused.push({ code: entry.code, message: entry.message, ...(url === '' ? {} : { url }) });
}

/** What is no failure of a source, since the recording could not hold anything else. */
function withoutOtherDays(check: FeedCheck, all: readonly FeedCheck[], recorded: boolean): FeedCheck {
  if (!recorded) return check;
  const lacks = (one: Refusal): NotRecorded[] => {
    const { code, url = '' } = one;
    // A page that several releases share may be recorded on a day on which it listed others alone.
    const isOfOtherDay = all.some(({ pages }) =>
      pages.some((page) => page.url === url && page.picked.length > 0),
    );
    if (code === 'no-builds' && isOfOtherDay) return [{ url, what: 'page' }];
    const names = check.sums.find((sums) => sums.url === url)?.passed ?? [];
    const areMoving = names.length > 0 && names.every(({ name }) => isMovingName(name));
    return code === 'sums-without-files' && areMoving ? [{ url, what: 'names' }] : [];
  };
  return {
    ...check,
    notRecorded: [...check.notRecorded, ...check.refused.flatMap(lacks)],
    refused: check.refused.filter((one) => lacks(one).length === 0),
  };
}
