import { gnuLines } from '../checksum-lines.ts';
import { daysBefore, dayOf, nextDated, standing } from '../series.ts';
import type { Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

/** How large a catalog of made-up products is. */
export interface Scale {
  releases: number;
  /** Hosts that the releases are spread over; each is a product with a key of its own. */
  hosts: number;
  /** Images of each build. */
  artifacts?: number;
  /** Builds of each release. */
  builds?: number;
}

const DEFAULT_ARTIFACTS = 3;
/** Nobody looks into these: enough bytes to have a digest. */
const IMAGE_SCALE = 1 / 256;

/** Many small publishers alike: a folder for each release, and in it a folder for each signed build. */
export function synthetic(scale: Scale, now: Date): Publisher[] {
  const { releases, hosts, artifacts = DEFAULT_ARTIFACTS, builds = 1 } = scale;
  return Array.from({ length: hosts }, (_, index) => {
    const product = `synthetic-${String(index + 1).padStart(2, '0')}`;
    const count = Math.floor(releases / hosts) + (index < releases % hosts ? 1 : 0);
    const series = Array.from({ length: count }, (__, at) => releaseSeries(`${at + 1}.0`, builds, now));
    return publisherOf(product, series, artifacts);
  });
}

function releaseSeries(release: string, builds: number, now: Date): Series {
  const dates = Array.from({ length: builds }, (_, index) => daysBefore(now, 20 + 7 * (builds - 1 - index)));
  return {
    feed: 'images',
    release,
    builds: dates.map((published) => ({ serial: dayOf(published), published })),
    next: nextDated,
  };
}

function publisherOf(product: string, series: Series[], artifacts: number): Publisher {
  const host = `${product}.example`;
  return {
    product,
    hosts: { [host]: 'apache-pre' },
    series,
    source: sourceOf(product, host, series),
    lay(press) {
      for (const one of series) {
        for (const { serial, published } of standing(one)) {
          const folder = `${host}/${one.release}/${serial}/`;
          const images = Array.from({ length: artifacts }, (_, index) =>
            press.image(
              `${folder}${product}-${one.release}-${index + 1}-amd64.qcow2`,
              published,
              IMAGE_SCALE,
            ),
          );
          press.sums(`${folder}SHA256SUMS`, published, () => gnuLines(images, 'sha256'), {
            shape: 'detached',
            signature: 'SHA256SUMS.gpg',
            key: keyOf(product),
          });
        }
      }
    },
  };
}

/** A fingerprint that is no publisher's: zeros and the number of the product. */
function keyOf(product: string): string {
  return product.replace(/\D/g, '').padStart(40, '0');
}

function sourceOf(product: string, host: string, series: readonly Series[]) {
  return {
    schema: 'osdex/source/1',
    product,
    name: product,
    vendor: 'Nobody',
    family: 'other',
    description: 'Made up to try how much can be crawled.',
    homepage: `https://${host}/`,
    versionScheme: 'other',
    keys: [{ fingerprint: keyOf(product), owner: product, provenance: 'made up' }],
    releases: series.map(({ release }) => ({ release })),
    feeds: [
      {
        feed: 'images',
        format: 'directory',
        index: `https://${host}/{release}/`,
        entry: '{serial}/',
        patterns: { serial: '\\d{8}(\\.\\d+)?', number: '\\d+' },
        sums: '{serial}/SHA256SUMS',
        trust: { level: 'signed', shape: 'detached', signature: '{sums}.gpg' },
        streams: [
          {
            stream: 'cloud',
            title: 'Cloud image',
            kind: 'cloud',
            files: [{ match: `${product}-{release}-{number}-{arch}.qcow2` }],
          },
        ],
      },
    ],
  };
}
