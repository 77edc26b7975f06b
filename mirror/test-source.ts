import { OsdexError } from '../core/error.ts';
import { imageUrls } from '../core/image.ts';
import type { Image } from '../core/image.ts';
import type { PlaceSource } from './place-sources.ts';
import { probePlace } from './probe-place.ts';
import type { Probed, ProbeOptions } from './probe-place.ts';

/** A build of the catalog by one of its files, as a mirror would have it. */
export interface Sample {
  id: string;
  serial: string;
  url: string;
  sizeBytes: number | undefined;
}

/**
 * How a mirror is found to be: `newest` it has the newest build that the catalog knows below its address; `behind` only
 * an older one; `without` none of those looked for; `other` a file of another size; `silent` it does not answer;
 * `untested` the catalog has nothing there.
 */
export type SourceState = 'newest' | 'behind' | 'without' | 'other' | 'silent' | 'untested';

export interface SourceTest {
  source: PlaceSource;
  state: SourceState;
  /** The build that was found, else the newest that was looked for. */
  sample: Sample | undefined;
  /** How many newer builds there are. */
  behind: number;
  probed: Probed | undefined;
  /** Why it is not as it should be, as a sentence. */
  reason: string | undefined;
}

/** So many builds back a mirror is looked for what it has. */
const BUILDS = 5;

/** Asks a mirror whether it has what the catalog's newest builds are, and how well it answers. */
export async function testSource(
  source: PlaceSource,
  images: readonly Image[],
  options: ProbeOptions,
): Promise<SourceTest> {
  const samples = samplesOf(source, images);
  const [newest] = samples;
  const untold = { source, sample: newest, behind: 0, probed: undefined };
  if (newest === undefined) {
    const reason = `expected a file of the catalog below ${source.of}, found none`;
    return { ...untold, state: 'untested', reason };
  }
  let first: Probed | undefined;
  for (const [behind, sample] of samples.entries()) {
    let probed: Probed;
    try {
      probed = await probePlace(sample.url, options);
    } catch (error) {
      if (!(error instanceof OsdexError) || error.code === 'stopped') throw error;
      return { ...untold, state: 'silent', reason: error.message };
    }
    first ??= probed;
    if (probed.status !== 200) continue;
    const { sizeBytes: wanted } = sample;
    if (wanted !== undefined && probed.sizeBytes !== undefined && wanted !== probed.sizeBytes) {
      const reason = `expected ${wanted} bytes as the catalog has it, found ${probed.sizeBytes}, ${sample.url}`;
      return { source, state: 'other', sample, behind, probed, reason };
    }
    const state = behind === 0 ? 'newest' : 'behind';
    const reason =
      behind === 0
        ? undefined
        : `expected build ${newest.serial}, found ${sample.serial} as the newest there`;
    return { source, state, sample, behind, probed, reason };
  }
  const reason = `expected a file at ${newest.url}, found status ${first?.status}`;
  return { ...untold, state: 'without', probed: first, reason };
}

/** The newest builds of the stream with the newest build below the source's address, newest first. */
function samplesOf({ of, at }: PlaceSource, images: readonly Image[]): Sample[] {
  const there = images.flatMap((image) => {
    if (image.build.withdrawn !== undefined) return [];
    const url = imageUrls(image).find((one) => one.startsWith(of));
    return url === undefined ? [] : [{ image, url: at + url.slice(of.length) }];
  });
  const day = ({ image }: { image: Image }): string => image.build.published ?? '';
  const [newest] = there.toSorted((a, b) => day(b).localeCompare(day(a)));
  if (newest === undefined) return [];
  const { release, build } = newest.image;
  const builds = new Map<string, Sample>();
  // The catalog has builds newest first.
  for (const { image, url } of there) {
    const { serial, stream } = image.build;
    const isSame = stream === build.stream && image.release.release === release.release;
    if (!isSame || image.product.product !== newest.image.product.product || builds.has(serial)) continue;
    builds.set(serial, { id: image.id, serial, url, sizeBytes: image.artifact.size });
  }
  return [...builds.values()].slice(0, BUILDS);
}
