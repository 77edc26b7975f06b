import type { Artifact } from '../core/release.ts';
import type { Feed } from '../core/source/feed.ts';
import type { Source, SourceRelease } from '../core/source/source.ts';
import type { Scope } from '../core/source/template.ts';
import type { ProvenSums } from './prove.ts';

/** The feed of a release that something was decided about. */
export interface DecisionPlace {
  source: Source;
  feed: Feed;
  release: SourceRelease;
}

/** What one step of a crawl decided, for who wants to know why. */
export type Decision = ListedBuilds | ProvenDecision | ReadNames | { kind: 'refused'; error: unknown };

/** The builds that there are, and which of them are asked for. */
export interface ListedBuilds {
  kind: 'listed';
  /** Undefined where the source itself states the serials. */
  page: string | undefined;
  /** The newest first. */
  builds: { serial: string; sumsUrl: string; fate: 'picked' | 'older' | 'recorded' }[];
}

/** A sums file, or an image that is signed itself, that is what the source's trust says. */
export interface ProvenDecision {
  kind: 'proven';
  /** What addresses were made of. */
  scope: Scope;
  proven: ProvenSums;
}

/** What became of the names in a proven sums file. */
export interface ReadNames {
  kind: 'read';
  sumsUrl: string;
  /** A name is here once for each pattern that took it, with the folder that it is recorded under. */
  taken: { name: string; url: string; stream: string; serial: string; match: string; artifact: Artifact }[];
  passed: PassedName[];
}

/** No pattern is for it; one is, but its architecture is none that we know, or it has no serial; it is no plain name. */
export interface PassedName {
  name: string;
  reason: 'pattern' | 'arch' | 'serial' | 'unplain';
}

/** Told of each decision as it is made. */
export type Explain = (place: DecisionPlace, decision: Decision) => void;
