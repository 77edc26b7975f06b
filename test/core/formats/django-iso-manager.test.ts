import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { djangoIsoManager } from '../../../core/formats/django-iso-manager.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import { absent } from '../../program.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

function discImage(artifact: Partial<Artifact> = {}, build: Partial<Build> = {}): Image {
  const disc = sampleImages().find((image) => image.artifact.format === 'iso');
  assert.ok(disc);
  const product = { ...disc.product, name: 'Example OS' };
  return {
    ...disc,
    product,
    build: { ...disc.build, ...build },
    artifact: { ...disc.artifact, ...artifact },
  };
}

test('a disc becomes an item of the fields that are imported, all of them texts', async () => {
  const image = discImage({ language: 'en-GB' });
  assert.deepEqual(JSON.parse(await textOf(djangoIsoManager, [image])), [
    {
      os_edition_type: 'LINUX',
      os_edition_name: 'Example OS',
      os_edition_version: '26.04',
      os_edition_arch: 'AMD64',
      os_edition_language: 'ENGLISH',
      os_edition_version_scheme: 'calver',
      os_edition_description: 'Example OS 26.04, Installer',
      contributors: '',
      author: 'Example Project',
      private: '0',
      sha256sum: image.artifact.digest.slice('sha256:'.length),
      sha256sum_gpg: 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81',
      release_date: '2026-07-20 00:00:00',
      description: 'Example OS 26.04, Installer (20260720, amd64)',
      keywords: 'linux, example, calver',
      original_filename: 'example-26.04-amd64.iso',
      last_update: '2026-07-25 00:00:00',
      homepage_url: 'https://example.org/',
      documentation_url: '',
      download_urls: "{'1': 'https://images.example.org/20260720/example-26.04-amd64.iso'}",
    },
  ]);
});

test('what it has no words for is refused', () => {
  const refusal = (artifact: Partial<Artifact>, build: Partial<Build> = {}): string | undefined =>
    djangoIsoManager.refuse?.(discImage(artifact, build));
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({ language: 'fr' }), undefined);
  assert.equal(refusal({ language: 'de' }), 'expected English, French or no stated language, found de');
  assert.equal(refusal({ arch: 'riscv64' }), 'expected amd64, arm64 or i386, found riscv64');
  assert.equal(refusal({ format: 'raw' }), 'expected iso, found raw');
  assert.equal(
    refusal({ digest: digestOf(Buffer.from('x'), 'sha512') }),
    'expected a digest by sha256, found sha512',
  );
  const undated = discImage({}, { published: undefined });
  assert.equal(djangoIsoManager.refuse?.(undated), undefined);
  assert.equal(
    djangoIsoManager.refuse?.({ ...undated, release: { ...undated.release, released: undefined } }),
    'expected a known day of release, found that none is stated',
  );
  assert.match(refusal({}, { withdrawn: '2026-07-22' }) ?? '', /withdrawn on 2026-07-22$/);
});

test('a hostile name stays a text; items are one to a line', async () => {
  const text = await textOf(djangoIsoManager);
  const [item] = JSON.parse(text) as { os_edition_name: string }[];
  assert.equal(item?.os_edition_name, `Example OS ${HOSTILE}`);
  assert.equal(text.split('\n').length, 4);
  assert.equal(await textOf(djangoIsoManager, []), '[\n]\n');
});

test('Python reads the addresses as its own', { skip: absent('python3') }, async () => {
  const url = "https://images.example.org/it's/";
  const mirrors = [{ of: 'https://images.example.org/', at: ['https://mirror.example.net/'] }];
  const image = discImage({}, { url });
  const text = await textOf(djangoIsoManager, [{ ...image, product: { ...image.product, mirrors } }]);
  const program =
    'import ast, json, sys; print(json.dumps(ast.literal_eval(json.load(sys.stdin)[0]["download_urls"])))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: text,
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.deepEqual(JSON.parse(stdout || stderr), {
    1: `${url}example-26.04-amd64.iso`,
    2: "https://mirror.example.net/it's/example-26.04-amd64.iso",
  });
});
