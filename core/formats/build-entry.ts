import { counted } from '../counted.ts';
import type { Artifact } from '../release.ts';
import type { FeedEntry } from './feed.ts';

/** What a feed tells of a build. */
export interface DatedBuild {
  /** Of its entry; it never changes. */
  id: string;
  url: string;
  /** Product, release, stream and serial, for people. */
  name: string;
  /** `YYYY-MM-DD`: when its publisher brought it out, or signed it. */
  day: string;
  /** `YYYY-MM-DD`: set when all of it was withdrawn. */
  withdrawn: string | undefined;
  artifacts: readonly Pick<Artifact, 'arch'>[];
  /** Who vouches for it, in sentences. */
  evidence: readonly string[];
  categories: readonly string[];
}

/** A build as an entry of a feed: changed once, on the day that it was withdrawn. */
export function buildEntry(build: DatedBuild): FeedEntry {
  const { id, url, name, day, withdrawn, artifacts, evidence, categories } = build;
  const architectures = [...new Set(artifacts.map(({ arch }) => arch))].join(', ');
  const changed = withdrawn !== undefined && withdrawn > day ? withdrawn : day;
  return {
    id,
    url,
    title: withdrawn === undefined ? name : `${name} (withdrawn)`,
    published: `${day}T00:00:00Z`,
    updated: `${changed}T00:00:00Z`,
    summary: [`${counted(artifacts.length, 'file')} for ${architectures}.`, ...new Set(evidence)].join(' '),
    categories,
  };
}
