import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { netboot } from '../../../core/formats/netboot.ts';
import type { Artifact } from '../../../core/release.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact } from '../../test-release.ts';
import { bootArtifacts, netbootImages } from './netboot-images.ts';
import { sampleImages, textOf } from './sample-images.ts';

const TWO = netbootImages([
  { serial: '20260720', artifacts: bootArtifacts() },
  { serial: '20260601', artifacts: bootArtifacts().slice(0, 2) },
]);

const EXPECTED = `# osdex 0.0.0
endpoints:
  example-26.04-pxe-amd64:
    path: /example/26.04/pxe/20260720/
    files:
      - linux-amd64
      - initrd-amd64.img
      - root-amd64.img
    os: example
    version: "26.04"
    codename: emu
    flavor: pxe
    arch: amd64
  example-26.04-pxe-amd64-20260601:
    path: /example/26.04/pxe/20260601/
    files:
      - linux-amd64
      - initrd-amd64.img
    os: example
    version: "26.04"
    codename: emu
    flavor: pxe
    arch: amd64
`;

test('what boots from a network becomes an endpoint, the newest under a name that stays', async () => {
  assert.equal(await textOf(netboot, TWO), EXPECTED);
});

test('one file of a boot set stands for all of it', async () => {
  const [kernel, initrd] = TWO;
  assert.ok(kernel && initrd);
  const whole = await textOf(netboot, TWO.slice(0, 3));
  assert.equal(await textOf(netboot, [initrd]), whole);
  assert.equal(await textOf(netboot, [initrd, kernel]), whole);
});

test('what cannot boot from a network is refused', () => {
  const refusals = (artifacts: Artifact[]): unknown[] =>
    netbootImages([{ artifacts }]).map((image) => netboot.refuse?.(image));
  const [kernel, initrd] = bootArtifacts();
  assert.ok(kernel && initrd);
  assert.deepEqual(refusals([kernel, initrd]), [undefined, undefined]);
  assert.deepEqual(refusals([kernel, ...bootArtifacts('arm64')]), [
    'expected one kernel and one initrd for amd64 in its build, found 1 and 0',
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(refusals([kernel, initrd, { ...initrd, file: 'gtk/initrd' }]), [
    'expected one kernel and one initrd for amd64 in its build, found 1 and 2',
    'expected one kernel and one initrd for amd64 in its build, found 1 and 2',
    'expected one kernel and one initrd for amd64 in its build, found 1 and 2',
  ]);
  assert.deepEqual(refusals([kernel, initrd, makeArtifact('a.iso', { format: 'iso' })]), [
    undefined,
    undefined,
    'expected a kernel, an initrd or what they load, found iso',
  ]);
  const [cloud] = sampleImages();
  assert.equal(cloud && netboot.refuse?.(cloud), 'expected a netboot image, found one of kind cloud');
  const [withdrawn] = netbootImages([{ artifacts: [kernel, initrd], withdrawn: '2026-07-22' }]);
  assert.match((withdrawn && netboot.refuse?.(withdrawn)) ?? '', /withdrawn on 2026-07-22$/);
});

test('yamllint finds nothing amiss', { skip: absent('yamllint') }, async (t) => {
  const folder = await temporaryFolder(t, { 'endpoints.yml': await textOf(netboot, TWO) });
  const rules = '{extends: default, rules: {document-start: disable}}';
  const { status, stdout } = spawnSync('yamllint', ['-d', rules, join(folder, 'endpoints.yml')], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(stdout, '');
  assert.equal(status, 0);
});

test(
  "Ansible, which makes netboot.xyz's menus, reads the endpoints as variables",
  { skip: absent('ansible', 'ansible-core'), timeout: 60_000 },
  async (t) => {
    const folder = await temporaryFolder(t, { 'endpoints.yml': await textOf(netboot, TWO) });
    const { status, stdout, stderr } = spawnSync(
      'ansible',
      ['localhost', '-m', 'include_vars', '-a', 'file=endpoints.yml'],
      {
        cwd: folder,
        env: { ...process.env, HOME: folder, ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'false' },
        encoding: 'utf8',
        timeout: 50_000,
      },
    );
    assert.equal(status, 0, stderr);
    const { ansible_facts: facts } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      ansible_facts: { endpoints: Record<string, { version: unknown; files: string[] }> };
    };
    assert.deepEqual(facts.endpoints['example-26.04-pxe-amd64']?.version, '26.04');
    assert.deepEqual(facts.endpoints['example-26.04-pxe-amd64-20260601']?.files, [
      'linux-amd64',
      'initrd-amd64.img',
    ]);
  },
);
