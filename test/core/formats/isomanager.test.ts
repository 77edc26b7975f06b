import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { isomanager } from '../../../core/formats/isomanager.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import { absent } from '../../program.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

function discImage(artifact: Partial<Artifact> = {}, build: Partial<Build> = {}): Image {
  const disc = sampleImages().find((image) => image.artifact.format === 'iso');
  assert.ok(disc);
  return {
    ...disc,
    product: { ...disc.product, name: 'Example OS' },
    build: { ...disc.build, ...build },
    artifact: { ...disc.artifact, ...artifact },
  };
}

test('discs become an inventory of a repository that is laid out as a mirror', async () => {
  const image = discImage({ language: 'en' });
  assert.equal(
    await textOf(isomanager, [image]),
    `{"version":"1.0","generated":"2026-07-25","repository":{"path":".","name":"osdex","structure":"ByVersion"},"isos":[
{"name":"Example OS 26.04, Installer","type":"Linux","version":"26.04","architecture":"x64","language":"en","filePath":"example/26.04/installer/20260720/example-26.04-amd64.iso","fileSize":700000000,"hash":{"algorithm":"SHA256","value":"${image.artifact.digest.slice('sha256:'.length)}"},"source":"https://images.example.org/20260720/example-26.04-amd64.iso","metadata":{"edition":"Installer","buildNumber":"20260720"}}
]}
`,
  );
});

test('what is no disc, or has a digest that is not checked, is refused', () => {
  const refusal = (artifact: Partial<Artifact>, build: Partial<Build> = {}): string | undefined =>
    isomanager.refuse?.(discImage(artifact, build));
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({ format: 'qcow2' }), 'expected iso, found qcow2');
  assert.equal(
    refusal({ digest: digestOf(Buffer.from('x'), 'sha512') }),
    'expected a digest by sha256 or sha1 or md5, found sha512',
  );
  assert.match(refusal({}, { withdrawn: '2026-07-22' }) ?? '', /withdrawn on 2026-07-22$/);
});

test('what is not known is absent, and an inventory of none is whole', async () => {
  const { isos } = JSON.parse(await textOf(isomanager, [discImage({ size: undefined })])) as {
    isos: object[];
  };
  const keys = Object.keys(isos[0] ?? {});
  assert.deepEqual(
    ['language', 'fileSize', 'downloadDate'].filter((key) => keys.includes(key)),
    [],
  );
  const none = JSON.parse(await textOf(isomanager, [])) as { isos: object[] };
  assert.deepEqual(none.isos, []);
});

test('jq finds a disc by its digest, a hostile name and all', { skip: absent('jq') }, async () => {
  const text = await textOf(isomanager);
  const digest = discImage().artifact.digest.slice('sha256:'.length);
  const { stdout } = spawnSync(
    'jq',
    ['-r', '--arg', 'digest', digest, '.isos[] | select(.hash.value == $digest) | .name'],
    { input: text, encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(stdout, `Example OS ${HOSTILE} 26.04, Installer\n`);
});
