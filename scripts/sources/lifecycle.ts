import type { ReleaseFacts } from '../../core/release.ts';
import type { Source, SourceRelease } from '../../core/source/source.ts';
import { compareVersions } from '../../core/version-order.ts';
import type { KnownProduct } from './endoflife.ts';

/** The facts that can be held against those of others, in the order of a source. */
export const COMPARED_FACTS = ['codename', 'lts', 'released', 'endOfLife', 'extendedSupport'] as const;
export type ComparedFact = (typeof COMPARED_FACTS)[number];
type FactValue = NonNullable<ReleaseFacts[ComparedFact]>;

/** One fact of a release, here and there. */
export interface FactComparison {
  release: string;
  fact: ComparedFact;
  /** `missing`: only there. `unknown`: only here. */
  state: 'agrees' | 'differs' | 'missing' | 'unknown';
  here?: FactValue;
  there?: FactValue;
  /** The version whose day it is, where no release is stated there. */
  version?: string;
  /** It cannot be later than this day, since a version of the release came then; it may be earlier. */
  latest?: true;
}

/** A source held against what is known of its product elsewhere. */
export interface LifecycleComparison {
  facts: FactComparison[];
  /** Releases of the source that are not known there, not even by a version. */
  unknown: string[];
  /** Releases that are known there and not in the source, newest first. */
  lacking: string[];
}

/** Holds the facts of a source's releases against those of endoflife.date. */
export function compareLifecycles(
  { releases }: Pick<Source, 'releases'>,
  known: KnownProduct,
): LifecycleComparison {
  const compared = releases.map((release) => ({ release, there: knownFacts(release, known) }));
  const isKnown = ({ there }: { there: KnownFacts }): boolean => Object.keys(there).length > 0;
  return {
    facts: compared.filter(isKnown).flatMap(({ release, there }) => compareFacts(release, there)),
    unknown: compared.filter((one) => !isKnown(one)).map(({ release: { release } }) => release),
    lacking: lackingReleases(
      releases.map(({ release }) => release),
      known,
    ),
  };
}

interface KnownFact {
  value: FactValue;
  version?: string;
  latest?: true;
}

type KnownFacts = Partial<Record<ComparedFact, KnownFact>>;

function compareFacts(release: SourceRelease, there: KnownFacts): FactComparison[] {
  return COMPARED_FACTS.flatMap((fact): FactComparison[] => {
    const here = release[fact];
    const place = { release: release.release, fact };
    const known = there[fact];
    if (known === undefined) return here === undefined ? [] : [{ ...place, state: 'unknown', here }];
    const { value, ...from } = known;
    // Who says nothing of long-term support means that there is none.
    if (here === undefined && value === false) return [];
    if (here === undefined) return [{ ...place, state: 'missing', there: value, ...from }];
    const state = agrees(fact, here, known) ? 'agrees' : 'differs';
    return [{ ...place, state, here, there: value, ...from }];
  });
}

function agrees(fact: ComparedFact, here: FactValue, { value, latest }: KnownFact): boolean {
  if (latest === true) return here <= value;
  return fact === 'codename' ? firstWord(String(here)) === value : here === value;
}

/** "Noble Numbat" is noble in every address. */
function firstWord(text: string): string {
  return text.toLowerCase().split(' ')[0] ?? '';
}

function knownFacts({ release }: SourceRelease, known: KnownProduct): KnownFacts {
  const stated = known.releases.get(release);
  const day = (value: string | boolean | undefined): KnownFact | undefined =>
    typeof value === 'string' ? { value } : undefined;
  const facts: [ComparedFact, KnownFact | undefined][] = [
    ['codename', stated?.codename === undefined ? undefined : { value: firstWord(stated.codename) }],
    ['lts', stated?.lts === undefined ? undefined : { value: stated.lts !== false }],
    ['released', day(stated?.releaseDate) ?? firstVersion(release, known)],
    ['endOfLife', day(stated?.eol)],
    ['extendedSupport', day(stated?.eoes)],
  ];
  return Object.fromEntries(facts.filter(([, fact]) => fact !== undefined));
}

/**
 * The day on which the first version of a release came. Where the versions there begin in the middle (Alpine 3.9 with
 * 3.9.6), the release is no younger than the first of them.
 */
function firstVersion(release: string, { versions }: KnownProduct): KnownFact | undefined {
  const own = [...versions.keys()].filter((name) => name === release || name.startsWith(`${release}.`));
  const [version] = own.toSorted(compareVersions);
  const value = version === undefined ? undefined : versions.get(version);
  if (version === undefined || value === undefined) return undefined;
  const isFirst = /^(?:\.0)*$/.test(version.slice(release.length));
  return isFirst ? { value, version } : { value, version, latest: true };
}

const NUMBERED = /^\d+(?:\.\d+)*$/;

/** Releases are told from their versions by how many numbers the names in the source have. */
function lackingReleases(here: readonly string[], { releases, versions }: KnownProduct): string[] {
  const depths = new Set(here.filter((name) => NUMBERED.test(name)).map((name) => name.split('.').length));
  const stated = [...releases.keys()].filter((name) => depths.has(name.split('.').length));
  const cut = [...versions.keys()].flatMap((name) => {
    const numbers = name.split('.');
    return [...depths]
      .filter((depth) => depth <= numbers.length)
      .map((depth) => numbers.slice(0, depth).join('.'));
  });
  const names = new Set([...stated, ...cut].filter((name) => NUMBERED.test(name) && !here.includes(name)));
  return [...names].toSorted(compareVersions).toReversed();
}
