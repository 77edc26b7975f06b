import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { yaml } from '../../../core/formats/yaml.ts';
import { imageRecord } from '../../../core/image-record.ts';
import { absent } from '../../program.ts';
import { absentModule } from '../../python-module.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { sampleImages, textOf } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const EXPECTED = `---
- id: example/26.10/cloud/20260720/a.img.xz
  product: example
  release: "26.10"
  stream: cloud
  kind: cloud
  serial: "20260720"
  published: "2026-07-20"
  arch: arm64
  format: raw
  language: "no"
  compression: xz
  size: 1000000
  digest: ${A}
  url: https://images.example.org/20260720/a.img.xz
  verification:
    level: signed
    sums: SHA256SUMS
    sumsDigest: sha256:dc549299334dc78851fb1b8adfe0493f65ca98d37e9867e5c6501b989eee3903
    signature: SHA256SUMS.gpg
    signer: D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81
    signedAt: "2026-01-01T00:00:00Z"
    hash: sha512
- id: example/26.10/live/1e3/b.iso
  product: example
  release: "26.10"
  stream: live
  kind: live
  serial: "1e3"
  published: "2026-07-01"
  withdrawn: "2026-07-25"
  arch: amd64
  format: iso
  digest: ${B}
  url: https://images.example.org/1e3/b.iso
  verification:
    level: imported
    from: a list
`;

/** What YAML 1.1 takes for a boolean, a number, a time or nothing where it is not in quotes. */
const MISTAKABLE = [
  'no',
  'on',
  'y',
  '~',
  '=',
  '1_000',
  '0x1F',
  '0b1',
  '.5',
  '12:30',
  '2026-07-25',
  '.inf',
  '',
];

test('YAML is a list of the records, with quotes around what could be taken for a number', async () => {
  assert.equal(await textOf(yaml, plainImages()), EXPECTED);
});

test(
  'PyYAML reads every text of hostile images as a text',
  { skip: absentModule('yaml', 'python3-yaml') },
  async () => {
    const images = [...plainImages(), ...sampleImages(), hostileImage(), ...MISTAKABLE.map(hostileImage)];
    const read = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)';
    const out = execFileSync('python3', ['-c', read], {
      input: await textOf(yaml, images),
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.deepEqual(
      JSON.parse(out),
      images.map((image): unknown => JSON.parse(JSON.stringify(imageRecord(image)))),
    );
  },
);

test('yamllint finds nothing but long lines', { skip: absent('yamllint') }, async () => {
  const rules = '{extends: default, rules: {line-length: disable}}';
  for (const images of [plainImages(), sampleImages(), [hostileImage()]]) {
    const { status, stdout } = spawnSync('yamllint', ['-d', rules, '-'], {
      input: await textOf(yaml, images),
      timeout: 20_000,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  }
});

test('Ansible takes a digest out of the list', { skip: absent('ansible') }, async (t) => {
  const folder = await temporaryFolder(t, {
    'osdex.yaml': await textOf(yaml, [...plainImages(), hostileImage()]),
  });
  const pick =
    "(lookup('file', 'osdex.yaml') | from_yaml | selectattr('arch', 'eq', 'amd64') | first).digest";
  const out = execFileSync('ansible', ['localhost', '-m', 'debug', '-a', `msg={{ ${pick} }}`], {
    cwd: folder,
    env: { ...process.env, ANSIBLE_LOCAL_TEMP: folder, ANSIBLE_HOME: folder, LC_ALL: 'C.UTF-8' },
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  assert.ok(out.includes(B), out);
});
