import { digestOf } from '../core/digest.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';
import type { Product } from '../core/product.ts';
import type { Artifact, Build, Release } from '../core/release.ts';

/** An artifact of this name; its digest is that of its name. */
export function makeArtifact(file: string, more: Partial<Artifact> = {}): Artifact {
  return { file, arch: 'amd64', format: 'qcow2', digest: digestOf(Buffer.from(file)), ...more };
}

/** A signed build of one stream, published on the day that its serial tells. */
export function makeBuild(serial: string, more: Partial<Build> = {}): Build {
  return {
    stream: 'cloud',
    serial,
    published: `${serial.slice(0, 4)}-${serial.slice(4, 6)}-${serial.slice(6, 8)}`,
    url: `https://images.example.org/${serial}/`,
    verification: {
      level: 'signed',
      sums: 'SHA256SUMS',
      sumsDigest: digestOf(Buffer.from(`sums of ${serial}`)),
      signature: 'SHA256SUMS.gpg',
      signer: 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81' as Fingerprint,
      signedAt: '2026-01-01T00:00:00Z',
      hash: 'sha512',
    },
    artifacts: [makeArtifact(`example-${serial}-amd64.qcow2`)],
    ...more,
  };
}

export function makeRelease(release: string, builds: Build[], more: Partial<Release> = {}): Release {
  return { schema: 'osdex/release/1', product: 'example', release, builds, ...more };
}

export function makeProduct(more: Partial<Product> = {}): Product {
  return {
    schema: 'osdex/product/1',
    product: 'example',
    name: 'Example OS',
    vendor: 'Example Project',
    family: 'linux',
    description: 'An example.',
    homepage: 'https://example.org/',
    versionScheme: 'calver',
    streams: [
      { stream: 'cloud', title: 'Cloud image', kind: 'cloud' },
      { stream: 'live', title: 'Live system', kind: 'live' },
    ],
    keys: [],
    ...more,
  };
}
