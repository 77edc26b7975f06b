import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestOf } from '../../core/digest.ts';
import { Health } from '../../core/health.ts';
import { KeyRegistry } from '../../core/keys/key-registry.ts';
import { Product } from '../../core/product.ts';
import { Release } from '../../core/release.ts';
import { writeYaml } from '../../core/files/yaml.ts';

/** Markup that must never become markup. */
export const HOSTILE = `<img src=x onerror=alert(1)>"'</script></title>\${7*7}`;

/** Its character turns round what is shown after it. */
export const TURNING = 'photo\u202Egpj.exe';

export const SIGNER = 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81';
export const OTHER_SIGNER = 'DF9B9C49EAA9298432589D76DA87E80D6294BE9B';

/** A digest that follows from a name. */
export function digest(name: string, algorithm: 'sha256' | 'sha512' | 'md5' = 'sha256'): string {
  return digestOf(Buffer.from(name), algorithm);
}

export const ubuntu = Product.parse({
  schema: 'osdex/product/1',
  product: 'ubuntu',
  name: 'Ubuntu',
  vendor: 'Canonical',
  family: 'debian',
  description: 'A release every six months.',
  homepage: 'https://ubuntu.com/',
  licence: 'Free to use and to pass on',
  versionScheme: 'calver',
  streams: [
    {
      stream: 'server-cloud',
      title: 'Server cloud image',
      kind: 'cloud',
      login: 'ubuntu',
      minimumDisk: 2.5,
      minimumMemory: 2048,
    },
    { stream: 'live-server', title: 'Live server ISO', kind: 'installer' },
  ],
  keys: [
    {
      fingerprint: SIGNER,
      owner: 'UEC Image Automatic Signing Key <cdimage@ubuntu.com>',
      provenance: 'a package',
    },
  ],
  mirrors: [{ of: 'https://cloud-images.ubuntu.com/', at: ['https://mirror.example/ubuntu/'] }],
});

/** Where the middle one of the builds has gone. */
export const MOVED_TO = 'https://old-images.example/noble/20260701/';

function cloudBuild(serial: string, published: string): unknown {
  return {
    stream: 'server-cloud',
    serial,
    published,
    url: `https://cloud-images.ubuntu.com/releases/noble/release-${serial}/`,
    verification: {
      level: 'signed',
      sums: 'SHA256SUMS',
      sumsDigest: digest(serial),
      signature: 'SHA256SUMS.gpg',
      signer: SIGNER,
      signedAt: `${published}T22:34:07Z`,
      hash: 'sha512',
    },
    artifacts: ['amd64', 'arm64'].map((arch) => ({
      file: `ubuntu-24.04-server-cloudimg-${arch}.img`,
      arch,
      format: 'qcow2',
      size: 624951296,
      digest: digest(`${serial}${arch}`),
    })),
  };
}

export const noble = Release.parse({
  schema: 'osdex/release/1',
  product: 'ubuntu',
  release: '24.04',
  codename: 'noble',
  lts: true,
  released: '2024-04-25',
  endOfLife: '2029-05-31',
  builds: [
    cloudBuild('20260725', '2026-07-25'),
    { ...(cloudBuild('20260701', '2026-07-01') as object), movedTo: MOVED_TO },
    { ...(cloudBuild('20260601', '2026-06-01') as object), withdrawn: '2026-07-10' },
    {
      stream: 'live-server',
      serial: '24.04.3',
      published: '2026-02-12',
      url: 'https://releases.ubuntu.com/24.04.3/',
      verification: { level: 'sums-only', sums: 'SHA256SUMS', sumsDigest: digest('live') },
      artifacts: [
        { file: 'ubuntu-24.04.3-live-server-amd64.iso', arch: 'amd64', format: 'iso', digest: digest('iso') },
      ],
    },
  ],
});

export const debian = Product.parse({
  ...ubuntu,
  product: 'debian',
  name: 'Debian',
  vendor: 'Debian Project',
  description: `${HOSTILE} ${TURNING}`,
  homepage: 'https://www.debian.org/',
  versionScheme: 'semver',
  streams: [{ stream: 'netinst', title: `Network installer ${HOSTILE}`, kind: 'installer' }],
  keys: [{ fingerprint: OTHER_SIGNER, owner: HOSTILE, provenance: 'javascript:alert(1)' }],
  mirrors: undefined,
});

export const bookworm = Release.parse({
  schema: 'osdex/release/1',
  product: 'debian',
  release: '12',
  codename: HOSTILE,
  endOfLife: '2026-06-10',
  builds: ['amd64', 'arm64'].map((arch) => ({
    stream: 'netinst',
    serial: '12.2.0+really~1',
    published: '2026-03-01',
    url: `https://cdimage.debian.org/debian-cd/12.2.0/${arch}/iso-cd/`,
    verification: {
      level: 'signed',
      sums: 'SHA512SUMS',
      sumsDigest: digest(arch),
      signature: 'javascript:alert(2)',
      signer: OTHER_SIGNER,
      signedAt: '2026-03-01T15:00:00Z',
      hash: 'sha512',
      note: HOSTILE,
    },
    artifacts: [{ file: `debian-12.2.0-${arch}.iso`, arch, format: 'iso', digest: digest(arch, 'sha512') }],
  })),
});

/** Known by its source alone: feeds that differ in what is known of them, and a name that is none. */
export const known = Product.parse({
  ...ubuntu,
  product: 'known',
  name: `Known ${HOSTILE}`,
  vendor: 'Known Project',
  description: 'A system that nobody has crawled.',
  homepage: 'https://known.example/',
  documentation: 'https://known.example/docs/',
  licence: undefined,
  streams: [
    { stream: 'iso', title: 'Installer', kind: 'installer' },
    { stream: 'live', title: 'Live system', kind: 'live' },
  ],
  feeds: [
    {
      feed: 'iso',
      format: 'directory',
      url: 'https://known.example/{release}/',
      page: 'https://known.example/8/',
      architectures: ['amd64', 'arm64'],
      streams: ['iso'],
      level: 'signed',
      shape: 'image',
    },
    {
      feed: 'iso-riscv64',
      format: 'directory',
      url: 'https://known.example/{release}/{arch}/',
      releases: ['8'],
      architectures: ['riscv64'],
      streams: ['iso'],
      level: 'signed',
      shape: 'image',
      evidence: 'the list of mirrors',
      unconfirmed: `That it is still built ${HOSTILE}`,
    },
    {
      feed: 'live',
      format: 'sums',
      url: 'https://known.example/SUMS',
      streams: ['live'],
      level: 'sums-only',
      reason: 'Live systems are not signed',
    },
  ],
});

/** Known, and nothing of it can ever be proven. */
export const unproven = Product.parse({
  ...known,
  product: 'unproven',
  name: 'Unproven',
  streams: [],
  feeds: [],
  keys: [],
  downloads: [
    {
      title: `Evaluation ${HOSTILE}`,
      url: 'https://unproven.example/evaluation',
      kind: 'installer',
      note: 'The address holds for a day',
    },
  ],
});

const health = Health.parse({
  schema: 'osdex/health/1',
  sources: [
    {
      source: 'debian',
      lastTry: '2026-07-26T03:00:00Z',
      runs: 'oo.xo-x',
      errors: [
        { release: '12', code: 'http-status', message: `${HOSTILE} ${TURNING}`, url: 'javascript:alert(3)' },
      ],
    },
    {
      source: 'ubuntu',
      lastGood: '2026-07-26T03:00:00Z',
      lastTry: '2026-07-26T03:00:00Z',
      runs: 'ooooooooooooooooooooooooooooo',
      stale: [
        {
          feed: 'cloud',
          release: '24.04',
          stream: 'live-server',
          newest: '2026-02-12',
          expectedBy: '2026-06-01',
        },
      ],
    },
  ],
});

/** What the sample's keys say of themselves: one signs by a subkey that ends soon, of the other our copy is missing. */
export const keys = KeyRegistry.parse({
  schema: 'osdex/keys/1',
  keys: [
    {
      fingerprint: SIGNER,
      kind: 'openpgp',
      owner: 'UEC Image Automatic Signing Key <cdimage@ubuntu.com>',
      userIds: [HOSTILE, TURNING],
      provenance: 'a package',
      obtained: '2026-01-02',
      file: 'present',
      algorithm: 'rsa4096',
      created: '2009-09-15T00:00:00Z',
      signs: false,
      subkeys: [
        {
          fingerprint: 'C'.repeat(40),
          algorithm: 'ed25519',
          created: '2025-09-05T00:00:00Z',
          expires: '2026-09-05T00:00:00Z',
          signs: true,
        },
      ],
      products: [
        {
          product: 'ubuntu',
          name: 'Ubuntu',
          releases: [{ release: '24.04', endOfLife: '2029-05-31', feeds: ['cloud'] }],
        },
      ],
    },
    {
      fingerprint: OTHER_SIGNER,
      kind: 'openpgp',
      owner: HOSTILE,
      provenance: 'javascript:alert(1)',
      file: 'missing',
      products: [
        {
          product: 'debian',
          name: 'Debian',
          releases: [{ release: '12', endOfLife: '2026-06-10', feeds: ['netinst'] }],
        },
        // A product of which nothing is on record has no page to link to.
        { product: 'unrecorded', name: 'Unrecorded OS', releases: [{ release: '1', feeds: ['iso'] }] },
      ],
    },
  ],
});

/** Writes the sample as a catalog folder, with an earlier year apart. */
export async function writeSampleCatalog(directory: string): Promise<void> {
  const year = {
    ...noble,
    builds: [Release.shape.builds.element.parse(cloudBuild('20250301', '2025-03-01'))],
  };
  const files: Record<string, unknown> = {
    'ubuntu/product.yaml': ubuntu,
    'ubuntu/24.04.yaml': noble,
    'ubuntu/24.04/2025.yaml': year,
    'debian/product.yaml': debian,
    'debian/12.yaml': bookworm,
    'known/product.yaml': known,
    'unproven/product.yaml': unproven,
    'health.yaml': health,
    'keys.yaml': keys,
  };
  for (const [path, value] of Object.entries(files)) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, writeYaml(value, ['Generated by osdex. Do not edit.']));
  }
}
