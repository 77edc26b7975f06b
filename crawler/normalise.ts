import { parseArchitecture } from '../core/vocabulary.ts';
import { sortArtifacts } from '../core/catalog/catalog.ts';
import type { ManifestEntry } from '../core/sums/checksum-manifest.ts';
import { parseDigest, WEAK_DIGEST_ALGORITHMS } from '../core/digest-text.ts';
import { OsdexError } from '../core/error.ts';
import type { Feed } from '../core/source/feed.ts';
import type { FeedStream, FileMatch } from '../core/source/feed-stream.ts';
import { Language } from '../core/names.ts';
import { Build } from '../core/release.ts';
import type { Artifact } from '../core/release.ts';
import { compileTemplate, fillTemplate } from '../core/source/template.ts';
import type { Scope } from '../core/source/template.ts';
import type { Verification } from '../core/verification.ts';
import type { Explain, ReadNames } from './decision.ts';
import { placeOf } from './file-place.ts';
import { passedNames } from './passed-names.ts';
import type { Candidate } from './candidate.ts';
import type { Unit } from './unit.ts';
import type { ProvenSums } from './prove.ts';
import { dayOf } from './serial-day.ts';

/**
 * Turns a proven sums file into builds in our words: the publisher's names are read by the source's patterns, and
 * the address is one that stays with the build.
 *
 * @throws OsdexError `sums-unreadable`, `sums-conflict`, `sums-without-files`, `name-refused`.
 */
export function normaliseBuilds(
  unit: Unit,
  { scope, published }: Candidate,
  proven: ProvenSums,
  explain?: Explain,
): Build[] {
  const { feed } = unit;
  const { manifest } = proven;
  const taken: ReadNames['taken'] = [];
  const names = [...manifest].flatMap(([name, entry]) => placeOf(name, proven.sumsUrl, entry) ?? []);
  const builds = new Map<string, Draft>();
  const unknownWords = new Set<string>();
  for (const stream of feed.streams) {
    for (const file of stream.files) {
      const readName = compileTemplate(file.match, scope, feed.patterns);
      for (const { name, file: own, folder, entry } of names) {
        const told = readName(name);
        const artifact = told && artifactOf(own, entry, file, told);
        if (told !== undefined && artifact === undefined) unknownWords.add(file.arch ?? told.arch ?? '');
        if (told?.serial === undefined || artifact === undefined) continue;
        const url = feed.files === undefined ? folder : fillTemplate(feed.files, told);
        if (explain !== undefined)
          taken.push({ name, url, stream: stream.stream, serial: told.serial, match: file.match, artifact });
        const build =
          builds.get(`${stream.stream} ${told.serial} ${url}`) ??
          draftBuild(stream, told.serial, url, published ?? dayOf(told.serial, feed));
        build.artifacts.push(artifact);
        builds.set(`${stream.stream} ${told.serial} ${url}`, build);
      }
    }
  }
  explain?.(unit, {
    kind: 'read',
    sumsUrl: proven.sumsUrl,
    taken,
    passed: passedNames(feed, scope, proven, new Set(taken.map(({ name }) => name))),
  });
  if (builds.size === 0) throw withoutFiles(feed, proven, manifest.size, unknownWords);
  return [...builds.values()].map(({ artifacts, ...build }) =>
    requireRecordable(
      {
        ...build,
        verification: verificationOf(feed.trust.level, { ...build, artifacts }, proven),
        artifacts: sortArtifacts(artifacts),
      },
      proven.sumsUrl,
    ),
  );
}

/** A feed may have dozens; a few show what is meant. */
const SHOWN_MATCHES = 3;

function withoutFiles(
  feed: Feed,
  { sumsUrl }: ProvenSums,
  count: number,
  unknownWords: Set<string>,
): OsdexError {
  const matches = feed.streams.flatMap(({ files }) => files.map(({ match }) => match));
  const left = matches.length - SHOWN_MATCHES;
  const more = left > 0 ? [`${left} other forms`] : [];
  const wanted = [...matches.slice(0, SHOWN_MATCHES), ...more].join(' or ');
  const words = [...unknownWords].map((word) => `"${word}"`).join(', ');
  const message =
    unknownWords.size === 0
      ? `expected files such as ${wanted}, found none of them among ${count} in ${sumsUrl}`
      : `expected a known architecture in files such as ${wanted}, found ${words} in ${sumsUrl}; say which it is with arch:`;
  return new OsdexError('sums-without-files', message, { url: sumsUrl });
}

/** What the catalog could not be read back with must not get into it, however well it is signed. */
function requireRecordable(build: Build, url: string): Build {
  const parsed = Build.safeParse(build);
  // A part of a name such as `..` would lead elsewhere than what is recorded says.
  const isWhole = URL.parse(build.url)?.href === build.url;
  if (parsed.success && isWhole) return build;
  const reasons = parsed.success
    ? `url: expected an address as it is asked for, found ${build.url}`
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new OsdexError('name-refused', `expected a build that can be recorded, found ${reasons}, ${url}`, {
    url,
  });
}

/** A build whose evidence is still to be added. */
type Draft = Omit<Build, 'verification'>;

function draftBuild(
  { stream }: FeedStream,
  serial: string,
  url: string,
  published: string | undefined,
): Draft {
  return { stream, serial, ...(published === undefined ? {} : { published }), url, artifacts: [] };
}

function artifactOf(name: string, entry: ManifestEntry, file: FileMatch, told: Scope): Artifact | undefined {
  const arch = parseArchitecture(file.arch ?? told.arch ?? '');
  if (arch === undefined) return undefined;
  return {
    file: name,
    ...(file.path === undefined ? {} : { path: fillTemplate(file.path, { ...told, arch, file: name }) }),
    arch,
    format: file.format,
    ...languageOf(told),
    ...(file.compression === undefined ? {} : { compression: file.compression }),
    ...(entry.sizeBytes === undefined ? {} : { size: entry.sizeBytes }),
    digest: entry.digest,
  };
}

/** Publishers write `de`, `pt_BR`, `zh-CN` and `EN`; what is none of these is no language. */
function languageOf({ language }: Scope): { language?: string } {
  if (language === undefined) return {};
  const [tongue = '', country] = language.split(/[-_]/);
  const tag = [tongue.toLowerCase(), ...(country === undefined ? [] : [country.toUpperCase()])].join('-');
  return Language.safeParse(tag).success ? { language: tag } : {};
}

function verificationOf(
  stated: 'signed' | 'sums-only' | 'weak',
  build: Draft,
  proven: ProvenSums,
): Verification {
  const sums = { sums: relativeTo(build.url, proven.sumsUrl), sumsDigest: proven.sumsDigest };
  const isWeak = build.artifacts.some(({ digest }) => {
    const algorithm = parseDigest(digest)?.algorithm;
    return algorithm !== undefined && WEAK_DIGEST_ALGORITHMS.includes(algorithm);
  });
  if (isWeak || stated === 'weak' || (stated !== 'signed' && proven.sumsUrl.startsWith('http:'))) {
    return { level: 'weak', ...sums };
  }
  if (proven.evidence === undefined) return { level: 'sums-only', ...sums };
  const signature =
    proven.signatureUrl === undefined ? {} : { signature: relativeTo(build.url, proven.signatureUrl) };
  return { level: 'signed', ...sums, ...signature, ...proven.evidence };
}

function relativeTo(base: string, url: string): string {
  return url.startsWith(base) ? url.slice(base.length) : url;
}
