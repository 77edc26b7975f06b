import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { ansible } from '../../../core/formats/ansible.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { oneImage } from './one-image.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

test('an image is an entry of a list in a vars file', async () => {
  assert.equal(
    await textOf(ansible, plainImages()),
    `---
osdex_images:
  - id: example/26.10/cloud/20260720/a.img.xz
    url: https://images.example.org/20260720/a.img.xz
    checksum: sha256:${'0a'.repeat(32)}
    file: example_26.10_cloud_20260720_a.img.xz
    product: example
    name: Example OS
    release: "26.10"
    stream: cloud
    title: Cloud image
    kind: cloud
    serial: "20260720"
    published: "2026-07-20"
    arch: arm64
    format: raw
    compression: xz
    size: 1000000
    level: signed
`,
  );
});

test('a vars file of no images holds an empty list', async () => {
  assert.equal(await textOf(ansible, []), '---\nosdex_images: []\n');
});

test('withdrawn images and too long names are refused', () => {
  const [known, withdrawn] = plainImages();
  assert.equal(ansible.refuse?.(known), undefined);
  assert.equal(
    ansible.refuse?.(withdrawn),
    'expected an image that can be had, found one withdrawn on 2026-07-25',
  );
  assert.equal(
    ansible.refuse?.(oneImage({ artifact: { file: `${'a'.repeat(225)}.iso` } })),
    'expected a file name of at most 255 characters, found 258',
  );
});

test('the opening braces of Jinja are taken apart', async () => {
  const text = await textOf(ansible, [hostileImage('{{a}} {%b%} {#c#} {{{d}}} {e} ${f}')]);
  assert.match(text, /^ {4}login: "{ {a}} { %b%} { #c#} { { {d}}} {e} \$\{f\}"$/m);
  assert.doesNotMatch(text, /\{[{%#]/);
});

test('yamllint finds nothing but long lines', { skip: absent('yamllint') }, async (t) => {
  const folder = await temporaryFolder(t, {
    'osdex.yml': await textOf(ansible, [...sampleImages(), hostileImage(`${HOSTILE}\n- a: b\n  {{c}}\n`)]),
  });
  const rules = '{extends: default, rules: {line-length: disable}}';
  const { stdout, status } = spawnSync('yamllint', ['-d', rules, join(folder, 'osdex.yml')], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(stdout, '');
  assert.equal(status, 0);
});

const IMAGE = Buffer.from('an image');

const PLAYBOOK = JSON.stringify([
  {
    hosts: 'localhost',
    connection: 'local',
    gather_facts: false,
    vars_files: ['osdex.yml'],
    tasks: [
      {
        'ansible.builtin.get_url': {
          url: '{{ item.url }}',
          checksum: '{{ item.checksum }}',
          dest: '{{ playbook_dir }}/fetched/{{ item.file }}',
        },
        loop: '{{ osdex_images }}',
        loop_control: { label: '{{ item.title }}' },
      },
    ],
  },
]);

/** What Ansible says when it downloads these images, and what it keeps of them. */
async function fetchAll(t: TestContext, images: readonly Image[]) {
  const folder = await temporaryFolder(t, {
    'osdex.yml': await textOf(ansible, images),
    'playbook.yml': PLAYBOOK,
    'fetched/none': '',
  });
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8' },
    ...{
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_INVENTORY_UNPARSED_WARNING: 'False',
    },
  };
  const output = await new Promise<string>((resolve) => {
    const args = ['-i', 'localhost,', 'playbook.yml'];
    execFile('ansible-playbook', args, { cwd: folder, env, timeout: 60_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const names = (await readdir(join(folder, 'fetched'))).filter((name) => name !== 'none');
  const kept = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, 'fetched', name), 'utf8')] as const),
  );
  return { output, kept: Object.fromEntries(kept) };
}

test(
  'Ansible keeps the image whose digest is right, and refuses the one where a digit is another',
  { skip: absent('ansible-playbook', 'ansible-core'), timeout: 70_000 },
  async (t) => {
    const { origin } = await startTestServer(t, (_request, response) => response.end(IMAGE));
    const right = digestOf(IMAGE);
    const wrong = `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` as Image['artifact']['digest'];
    const build = { url: `${origin}/20260720/` };
    const { output, kept } = await fetchAll(t, [
      oneImage({ artifact: { file: 'right.iso', digest: right }, build }),
      oneImage({ artifact: { file: 'wrong.iso', digest: wrong }, build }),
    ]);
    assert.deepEqual(kept, { 'example_26.04_cloud_20260720_right.iso': 'an image' });
    assert.match(output, /^failed: .*The checksum for .*wrong\.iso did not match/m);
    assert.match(output, /^localhost +: ok=0 +changed=0 +unreachable=0 +failed=1 /m);
    // The label of the loop is the hostile title, which Ansible has not run.
    assert.ok(output.includes('(item=Cloud image =cmd'), output);
    assert.ok(output.includes('{ {x}}`id`$(id)'), output);
  },
);
