import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { digestOf } from '../../core/digest.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import type { Source } from '../../core/source/source.ts';
import { loadSource } from '../../core/source/source-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startTestServer } from '../test-server.ts';
import { makeSigningKey } from '../upstream/signing-key.ts';
import type { SigningKey } from '../upstream/signing-key.ts';
import { catalogUnderTest } from './catalog-under-test.ts';
import type { CatalogUnderTest } from './catalog-under-test.ts';

/** A publisher whose every byte the test decides, with the catalog of its images. */
export interface Shelf extends CatalogUnderTest {
  /** Where the publisher is played. */
  readonly origin: string;
  /** What lies at a path of https://images.example; a number is the status of an answer without anything. */
  readonly paths: Map<string, string | number>;
  /** Paths that lead elsewhere, with the address. */
  readonly redirects: Map<string, string>;
  /** Whether HEAD finds nothing, as on some servers. */
  onlyGet: boolean;
  /** Every path that was asked for, in order. */
  readonly asked: string[];
  keys: readonly [SigningKey, SigningKey];
  /** Puts a sums file and its signature. */
  sign(path: string, sums: string, at: string, key?: SigningKey): Promise<void>;
  /** Puts a signed build of one image, made of these words, and lists it. */
  publish(serial: string, choice?: PublishChoice): Promise<void>;
  /** The page of the builds. */
  list(serials: readonly string[], folder?: string): void;
  /** Does this once, when the path was answered and before anything else is. */
  after(path: string, act: () => Promise<void>): void;
  /** Makes the feed a sums file at one address, `/rolling/SUMS`, that lists files of several builds. */
  roll(): Promise<void>;
  /** Has no sums files any more: each build is one image, `image-amd64.qcow2`, which is signed itself. */
  signImages(): Promise<void>;
  /** Puts such an image with its signature, and lists its build. */
  publishImage(serial: string, bytes: string, at: string): Promise<void>;
  /** Makes the feed a JSON document at `/builds.json`, a list of files with url and sha256, that nobody signs. */
  listInDocument(): Promise<void>;
  /** A second feed, `again`, of the same builds, whose lists are called AGAIN. */
  addFeed(): Promise<void>;
  source(): Promise<Source>;
  sourceText(): Promise<string>;
  /** Puts one text of the source in place of another, which must be there. */
  editSource(before: string, after: string): Promise<void>;
}

export interface PublishChoice {
  content?: string;
  /** By default noon of the day that the serial tells. */
  signedAt?: string;
  algorithm?: DigestAlgorithm;
  key?: SigningKey;
  /** Folder of a release. */
  folder?: string;
}

const KEY_CREATED = new Date('2020-01-01T00:00:00Z');

/** One pair of keys for all tests of a file; making them takes longer than the tests. */
let made: Promise<readonly [SigningKey, SigningKey]> | undefined;

function makeKeys(): Promise<readonly [SigningKey, SigningKey]> {
  return (made ??= Promise.all([
    makeSigningKey('First', KEY_CREATED, true),
    makeSigningKey('Second', KEY_CREATED, false),
  ]));
}

const SOURCE = (keys: readonly SigningKey[]): string => `schema: osdex/source/1
product: shelf
name: Shelf
vendor: Nobody
family: other
description: Made for a test.
homepage: https://images.example/
versionScheme: other
keys:
${keys.map(({ fingerprint }) => `  - { fingerprint: ${fingerprint}, owner: a test, provenance: made }`).join('\n')}
releases:
  - release: "1"
feeds:
  - feed: images
    format: directory
    index: https://images.example/{release}/
    entry: "{serial}/"
    sums: "{serial}/SUMS"
    patterns: { serial: '\\d+(\\.\\d+)*' }
    trust: { level: signed, shape: detached, signature: "{sums}.sig" }
    streams:
      - stream: cloud
        title: Cloud image
        kind: cloud
        files: [{ match: "image-{arch}.qcow2" }]
`;

/** A line of a rolling sums file; its digest is all of one digit, the serial's last where it is not said. */
export function sumsLine(serial: string, digit = serial.at(-1) ?? '', arch = 'amd64'): string {
  return `${digit.repeat(64)}  image-${serial}-${arch}.qcow2\n`;
}

/** The shelf ends with the test. */
export async function makeShelf(t: TestContext): Promise<Shelf> {
  const paths = new Map<string, string | number>();
  const redirects = new Map<string, string>();
  const asked: string[] = [];
  const hooks = new Map<string, () => Promise<void>>();
  let turn = Promise.resolve();
  const server = await startTestServer(t, (request, response) => {
    const path = (request.url ?? '').replace('/images.example', '');
    asked.push(path);
    turn = turn.then(async () => {
      const location = redirects.get(path);
      const found = (shelf.onlyGet && request.method === 'HEAD' ? undefined : paths.get(path)) ?? 404;
      const hook = hooks.get(path);
      hooks.delete(path);
      if (location !== undefined) response.writeHead(302, { location }).end();
      else if (typeof found === 'number') response.writeHead(found).end();
      else {
        response.setHeader('content-length', Buffer.byteLength(found));
        response.end(request.method === 'HEAD' ? undefined : found);
      }
      await hook?.();
    });
  });
  const keys = await makeKeys();
  const underTest = catalogUnderTest(await temporaryFolder(t), server.origin);
  const sourceFile = join(underTest.sources, 'shelf.yaml');
  await mkdir(join(underTest.sources, 'keys'), { recursive: true });
  await writeFile(sourceFile, SOURCE(keys));
  for (const { fingerprint, armored } of keys)
    await writeFile(join(underTest.sources, 'keys', keyFile(fingerprint)), armored);
  const listed = new Map<string, string[]>();

  const shelf: Shelf = {
    ...underTest,
    origin: server.origin,
    paths,
    redirects,
    onlyGet: false,
    asked,
    keys,
    async sign(path, sums, at, key = keys[1]) {
      paths.set(path, sums);
      paths.set(`${path}.sig`, await key.detached(sums, new Date(at)));
    },
    async publish(serial, { content = serial, algorithm = 'sha256', folder = '/1/', ...choice } = {}) {
      const { signedAt = `${serial.slice(0, 4)}-${serial.slice(4, 6)}-${serial.slice(6, 8)}T12:00:00Z` } =
        choice;
      const hex = digestOf(Buffer.from(content), algorithm).split(':')[1];
      await shelf.sign(`${folder}${serial}/SUMS`, `${hex}  image-amd64.qcow2\n`, signedAt, choice.key);
      shelf.list([...(listed.get(folder) ?? []).filter((one) => one !== serial), serial], folder);
    },
    list(serials, folder = '/1/') {
      listed.set(folder, [...serials]);
      const links = serials.map((serial) => `<a href="${serial}/">${serial}/</a>`);
      paths.set(folder, `<html><a href="../">up</a>${links.join('\n')}</html>`);
    },
    after: (path, act) => void hooks.set(path, act),
    async roll() {
      await shelf.editSource(
        'format: directory\n    index: https://images.example/{release}/\n',
        'format: sums\n',
      );
      await shelf.editSource('    entry: "{serial}/"\n', '');
      await shelf.editSource('sums: "{serial}/SUMS"', 'sums: https://images.example/rolling/SUMS');
      await shelf.editSource('image-{arch}', 'image-{serial}-{arch}');
    },
    async signImages() {
      await shelf.editSource('sums: "{serial}/SUMS"', 'sums: "{serial}/image-amd64.qcow2"');
      await shelf.editSource('shape: detached', 'shape: image');
    },
    async publishImage(serial, bytes, at) {
      await shelf.sign(`/1/${serial}/image-amd64.qcow2`, bytes, at);
      shelf.list([...(listed.get('/1/') ?? []).filter((one) => one !== serial), serial]);
    },
    async listInDocument() {
      await shelf.roll();
      await shelf.editSource('rolling/SUMS', 'builds.json');
      await shelf.editSource(
        'level: signed, shape: detached, signature: "{sums}.sig"',
        'level: sums-only, reason: a test',
      );
      await shelf.editSource(
        '    streams:',
        '    table: { records: "*", fields: { url: url, sha256: sha256 } }\n    streams:',
      );
      await shelf.editSource('match: "image', 'match: "https://images.example/{serial}/image');
    },
    async addFeed() {
      const source = await shelf.sourceText();
      const second = source
        .slice(source.indexOf('  - feed: images'))
        .replace('feed: images', 'feed: again')
        .replaceAll('SUMS', 'AGAIN');
      await shelf.editSource(source, source + second);
    },
    source: () => loadSource(sourceFile),
    sourceText: () => readFile(sourceFile, 'utf8'),
    async editSource(before, after) {
      const text = await readFile(sourceFile, 'utf8');
      if (!text.includes(before)) throw new Error(`expected "${before}" in the source`);
      await writeFile(
        sourceFile,
        text.replace(before, () => after),
      );
    },
  };
  return shelf;
}
