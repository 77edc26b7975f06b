import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startUpstream } from './upstream.ts';
import type { Upstream, UpstreamOptions } from './upstream.ts';
import { judge } from './verdict.ts';

const now = new Date('2026-11-20T12:00:00Z');
const NOBLE = 'cloud-images.ubuntu.com/releases/noble/';
const ALMA = 'repo.almalinux.org/almalinux/9/cloud/x86_64/images/';

interface Context {
  after(end: () => Promise<void>): void;
}

async function start(context: Context, options: UpstreamOptions = {}): Promise<Upstream> {
  const upstream = await startUpstream({ now, ...options });
  context.after(upstream.close);
  return upstream;
}

async function get(upstream: Upstream, path: string) {
  const response = await fetch(`${upstream.origin}/${path}`);
  return { status: response.status, text: await response.text() };
}

async function digestOf(upstream: Upstream, path: string): Promise<string> {
  const response = await fetch(`${upstream.origin}/${path}`);
  assert.equal(response.status, 200, path);
  return createHash('sha256')
    .update(await response.bytes())
    .digest('hex');
}

async function linksIn(upstream: Upstream, path: string): Promise<string[]> {
  const { text } = await get(upstream, path);
  const hrefs = [...text.matchAll(/<a href="([^"?./:][^"?:]*)"/g)].map(([, href]) => href ?? '');
  return [...new Set(hrefs)].filter((href) => href !== 'not-a-link/');
}

test('what there is at first follows from the day', async (t) => {
  const upstream = await start(t);
  assert.deepEqual(await linksIn(upstream, NOBLE), [
    'release-20260822/',
    'release-20260920/',
    'release-20261021/',
    'release/',
  ]);
  assert.deepEqual(upstream.serials('debian'), ['20260918-2500', '20261009-2521', '20261030-2542']);
  assert.deepEqual(upstream.serials('debian', { feed: 'netinst' }), ['13.5.0', '13.6.0', '13.7.0']);
  assert.deepEqual(await linksIn(upstream, 'cdimage.debian.org/debian-cd/'), ['13.7.0/', 'current/']);
  assert.throws(() => upstream.serials('ubuntu', { release: '9.04' }), /cloud of 24\.04/);
  assert.throws(() => upstream.serials('nobody'), /publishers played \(ubuntu/);
});

test('a build is published, respun on its day, and withdrawn', async (t) => {
  const upstream = await start(t, { publishers: ['ubuntu'] });
  assert.equal(upstream.publish('ubuntu'), '20261022');
  assert.equal(upstream.publish('ubuntu', { respin: true }), '20261022.1');
  assert.equal(upstream.publish('ubuntu', { respin: true }), '20261022.2');
  assert.equal(upstream.publish('ubuntu', { release: '22.04' }), '20261022');
  assert.equal(upstream.publish('ubuntu', { feed: 'iso' }), '24.04.5');
  assert.equal((await linksIn(upstream, NOBLE)).at(-2), 'release-20261022/');
  const released = await get(upstream, `${NOBLE}release/SHA256SUMS`);
  assert.deepEqual(await get(upstream, `${NOBLE}release-20261022.2/SHA256SUMS`), released);

  assert.equal(upstream.withdraw('ubuntu', { serial: '20261022.1' }), '20261022.1');
  assert.equal(upstream.withdraw('ubuntu'), '20261022.2');
  assert.ok(!(await linksIn(upstream, NOBLE)).some((link) => link.startsWith('release-20261022.')));
  assert.equal((await get(upstream, `${NOBLE}release-20261022.1/SHA256SUMS`)).status, 404);
  assert.notDeepEqual(await get(upstream, `${NOBLE}release/SHA256SUMS`), released);
  assert.equal(upstream.publish('ubuntu', { respin: true }), '20261022.3');
  assert.throws(() => upstream.withdraw('ubuntu', { serial: '19990101' }), /found none/);
});

test('nothing is published later than today: the last day is respun', async (t) => {
  const upstream = await start(t, { publishers: ['ubuntu'] });
  for (let day = 0; day < 30; day++) upstream.publish('ubuntu');
  assert.equal(upstream.serials('ubuntu').at(-1), '20261120');
  assert.equal(upstream.publish('ubuntu'), '20261120.1');
});

test('Flatcar lists its versions by their text, the newest once more as current', async (t) => {
  const upstream = await start(t, { publishers: ['flatcar'] });
  const listOf = async () => {
    const { text } = await get(upstream, 'www.flatcar.org/releases-json/releases-stable.json');
    return JSON.parse(text) as Record<string, { release_date: string; architectures: string[] }>;
  };
  const list = await listOf();
  assert.deepEqual(Object.keys(list), [
    '2905.2.6',
    '4152.2.3',
    '4230.2.10',
    '4230.2.8',
    '4230.2.9',
    'current',
  ]);
  assert.deepEqual(list.current, list['4230.2.10']);
  assert.equal(list['4230.2.10']?.release_date, '2026-10-06 12:00:00 +0000');
  assert.deepEqual(list['2905.2.6']?.architectures, ['amd64']);
  assert.equal(upstream.publish('flatcar'), '4230.2.11');
  assert.ok('4230.2.11' in (await listOf()));
});

test('a rolling sums file names the newest build alone, and can be rolled back to an older one', async (t) => {
  const upstream = await start(t, { publishers: ['almalinux'] });
  const sources = await mkdtemp(join(tmpdir(), 'osdex-upstream-'));
  t.after(() => rm(sources, { recursive: true }));
  await upstream.writeSources(sources);
  const fingerprints = [
    ...(await readFile(join(sources, 'almalinux.yaml'), 'utf8')).matchAll(/[0-9A-F]{40}/g),
  ];
  const keys = await Promise.all(
    fingerprints.map(([one]) => readFile(join(sources, 'keys', `${one}.asc`), 'utf8')),
  );
  const state = async () => {
    const { text } = await get(upstream, `${ALMA}CHECKSUM`);
    const signature = (await get(upstream, `${ALMA}CHECKSUM.asc`)).text;
    const { verdict, signedAt } = await judge(text, signature, keys);
    return { serials: [...new Set(text.match(/\d{8}(?=\.x86)/g))], verdict, signedAt };
  };

  const first = await state();
  assert.deepEqual(first.serials, ['20261018']);
  assert.equal(upstream.publish('almalinux'), '20261019');
  const second = await state();
  assert.deepEqual([second.serials, second.verdict], [['20261019'], 'good']);
  upstream.withdraw('almalinux', { rollback: true });
  assert.deepEqual(await state(), first);

  upstream.publish('almalinux');
  const third = await state();
  upstream.withdraw('almalinux');
  const fourth = await state();
  assert.deepEqual([fourth.serials, fourth.verdict], [['20261018'], 'good']);
  assert.ok((fourth.signedAt ?? now) > (third.signedAt ?? now));
});

test('a sums file is tampered with where it was said, until it is restored', async (t) => {
  const upstream = await start(t, { publishers: ['ubuntu'] });
  const newest = `${NOBLE}release-20261021/`;
  const older = `${NOBLE}release-20260920/`;
  const honest = await get(upstream, `${newest}SHA256SUMS`);
  const untouched = await get(upstream, `${older}SHA256SUMS`);

  upstream.tamper('ubuntu', 'garbage', newest);
  assert.match((await get(upstream, `${newest}SHA256SUMS`)).text, /^<!DOCTYPE html>/);
  assert.deepEqual(await get(upstream, `${older}SHA256SUMS`), untouched);
  upstream.restore('ubuntu');
  assert.deepEqual(await get(upstream, `${newest}SHA256SUMS`), honest);

  upstream.tamper('ubuntu', 'unsigned');
  assert.equal((await get(upstream, `${newest}SHA256SUMS.gpg`)).status, 404);
  assert.equal((await get(upstream, `${older}SHA256SUMS.gpg`)).status, 404);
  assert.deepEqual(await get(upstream, `${newest}SHA256SUMS`), honest);
});

test('what is tampered with through a link is tampered with where it lies', async (t) => {
  const upstream = await start(t, { publishers: ['almalinux'] });
  upstream.tamper('almalinux', 'empty', 'repo.almalinux.org/almalinux/9/');
  for (const version of ['9', '9.8']) {
    const path = `repo.almalinux.org/almalinux/${version}/cloud/aarch64/images/CHECKSUM`;
    assert.deepEqual(await get(upstream, path), { status: 200, text: '' });
  }
  const { text } = await get(upstream, 'repo.almalinux.org/almalinux/10/isos/aarch64/CHECKSUM');
  assert.notEqual(text, '');
});

test('a published build can get other images under its names, with sums to match', async (t) => {
  const upstream = await start(t, { publishers: ['ubuntu'] });
  const folder = `${NOBLE}release-20260920/`;
  const file = 'ubuntu-24.04-server-cloudimg-amd64.img';
  const listed = async () =>
    new RegExp(`^(\\S+) \\*${file}$`, 'm').exec((await get(upstream, `${folder}SHA256SUMS`)).text)?.[1];
  const before = await listed();
  assert.equal(before, await digestOf(upstream, folder + file));
  upstream.tamper('ubuntu', 'digest', `https://${folder}`);
  assert.notEqual(await listed(), before);
  assert.equal(await listed(), await digestOf(upstream, folder + file));
});

test('a mirror serves what its publisher does, until it alone serves other bytes', async (t) => {
  const upstream = await start(t, { publishers: ['ubuntu'] });
  const file = 'releases/noble/release-20261021/ubuntu-24.04-server-cloudimg-amd64.img';
  const [publisher, mirror] = [`cloud-images.ubuntu.com/${file}`, `mirror.example/ubuntu-cloud/${file}`];
  const honest = await digestOf(upstream, publisher);
  assert.equal(await digestOf(upstream, mirror), honest);
  upstream.tamper('ubuntu', 'files', 'mirror.example/');
  assert.notEqual(await digestOf(upstream, mirror), honest);
  assert.equal(await digestOf(upstream, publisher), honest);
});

test('many made-up publishers are spread over hosts, each release with a signed build', async (t) => {
  const scale = { releases: 30, hosts: 4, artifacts: 2, builds: 2 };
  const upstream = await start(t, { publishers: [], scale });
  await upstream.prepare();
  assert.deepEqual(await linksIn(upstream, 'synthetic-04.example/7.0/'), ['20261024/', '20261031/']);
  const { text } = await get(upstream, 'synthetic-04.example/7.0/20261031/SHA256SUMS');
  assert.equal(text.match(/^[0-9a-f]{64} {2}synthetic-04-7\.0-\d-amd64\.qcow2$/gm)?.length, 2);
  assert.equal((await get(upstream, 'synthetic-04.example/8.0/')).status, 404);
  assert.equal((await get(upstream, 'synthetic-01.example/8.0/20261031/SHA256SUMS.gpg')).status, 200);
});
