import { gnuLines } from '../checksum-lines.ts';
import type { Press } from '../press.ts';
import { daysBefore, nextVersion, standing } from '../series.ts';
import type { Build, Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

const HOST = 'images.example.org';
/** Stands for no publisher's key. */
const KEY = 'E'.repeat(40);

const SOURCE = {
  schema: 'osdex/source/1',
  product: 'example',
  name: 'Example OS',
  vendor: 'Example Project',
  family: 'other',
  description: 'A system that exists only where it is played.',
  homepage: `https://${HOST}/`,
  versionScheme: 'semver',
  keys: [{ fingerprint: KEY, owner: 'Example Project', provenance: 'made up' }],
  releases: [{ release: '1' }],
  feeds: [
    {
      feed: 'images',
      format: 'directory',
      index: `https://${HOST}/example-os/`,
      entry: '{serial}/',
      patterns: { serial: '1\\.\\d+\\.\\d+(\\+\\d+)?' },
      sums: '{serial}/SHA512SUMS',
      trust: { level: 'signed', shape: 'detached', signature: '{sums}.asc' },
      streams: [
        {
          stream: 'cloud',
          title: 'Cloud image',
          kind: 'cloud',
          files: [
            { match: 'example-os-{serial}-{arch}.qcow2' },
            { match: 'example-os-{serial}-{arch}.raw.zst' },
          ],
        },
        {
          stream: 'installer',
          title: 'Installer',
          kind: 'installer',
          files: [{ match: 'example-os-{serial}-{arch}.iso' }],
        },
      ],
    },
  ],
};

/** No publisher of ours, but a usual one: lighttpd's listing, where `+` is written `%2B`, and SHA512SUMS with .asc. */
export function example(now: Date): Publisher {
  const series: Series = {
    feed: 'images',
    release: '1',
    builds: ['1.0.9', '1.0.10', '1.0.10+2'].map((serial, index) => ({
      serial,
      published: daysBefore(now, 150 - 50 * index),
    })),
    next: nextVersion,
  };
  return {
    product: 'example',
    hosts: { [HOST]: 'lighttpd' },
    series: [series],
    source: SOURCE,
    lay(press) {
      for (const build of standing(series)) layBuild(press, build);
    },
  };
}

function layBuild(press: Press, { serial, published }: Build): void {
  const folder = `${HOST}/example-os/${serial}/`;
  const images = ['amd64.qcow2', 'arm64.qcow2', 'amd64.iso', 'riscv64.raw.zst', 'src.tar.xz'].map((ending) =>
    press.image(`${folder}example-os-${serial}-${ending}`, published),
  );
  press.sums(`${folder}SHA512SUMS`, published, () => gnuLines(images, 'sha512'), {
    shape: 'detached',
    signature: 'SHA512SUMS.asc',
    key: KEY,
  });
}
