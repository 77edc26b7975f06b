import type { Fetcher } from '../core/http/fetcher.ts';
import { artifactUrl } from '../core/release.ts';
import type { Build } from '../core/release.ts';

/** Asks for the sizes that the sums file does not tell. What cannot be learned stays unknown. */
export async function learnSizes(build: Build, fetcher: Fetcher): Promise<Build> {
  const artifacts = await Promise.all(
    build.artifacts.map(async ({ digest, ...artifact }) => {
      const size = artifact.size ?? (await fetcher.sizeOf(artifactUrl(build, artifact)));
      return { ...artifact, ...(size === undefined ? {} : { size }), digest };
    }),
  );
  return { ...build, artifacts };
}
