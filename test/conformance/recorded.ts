import { createHash } from 'node:crypto';
import { parseDigest } from '../../core/digest-text.ts';
import { artifactUrl, currentPlace } from '../../core/release.ts';
import type { Artifact, Build, Release } from '../../core/release.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** One recorded image. */
export interface Recorded {
  release: string;
  build: Build;
  artifact: Artifact;
  /** `HOST/PATH` of the address that was recorded. */
  path: string;
  /** The same of the address where it is now. */
  place: string;
}

/** Every image that a catalog has of a product. */
export function recordedOf(releases: readonly Release[]): Recorded[] {
  return releases.flatMap(({ release, builds }) =>
    builds.flatMap((build) =>
      build.artifacts.map((artifact) => ({
        release,
        build,
        artifact,
        path: pathOf(artifactUrl(build, artifact)),
        place: pathOf(artifactUrl(currentPlace(build), artifact)),
      })),
    ),
  );
}

/** `HOST/PATH` of an address, without its escapes. */
export function pathOf(url: string): string {
  return decodeURIComponent(url.replace(/^https?:\/\//, ''));
}

/** What is served at a path, and whether it is what was recorded. */
export async function served(
  upstream: Upstream,
  path: string,
  { digest, size }: Artifact,
): Promise<'same' | 'other bytes' | 'other size' | 'nothing'> {
  const address = path.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`${upstream.origin}/${address}`, { redirect: 'manual' });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status === 404) return 'nothing';
  const { algorithm = '', hex } = parseDigest(digest) ?? {};
  if (response.status !== 200 || createHash(algorithm).update(bytes).digest('hex') !== hex)
    return 'other bytes';
  return size === undefined || size === bytes.length ? 'same' : 'other size';
}
