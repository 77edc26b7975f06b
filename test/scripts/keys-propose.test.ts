import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { enums, readKey } from 'openpgp';
import { simpleGit } from 'simple-git';
import { keyFile, openKeyStore } from '../../core/trust/keyring.ts';
import { loadSource } from '../../core/source/source-files.ts';
import { writeYaml } from '../../core/files/yaml.ts';
import { SIGNIFY_FILE, SIGNIFY_KEY } from '../signify-key.ts';
import { makeSignature, makeTestKey } from '../test-key.ts';
import type { TestKey } from '../test-key.ts';
import { entryOf, makeKeysPlace, publicText } from './keys-place.ts';
import type { KeysPlace } from './keys-place.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const COMMENTED = '  # The key of all releases.\n';

let old: TestKey;
let fresh: TestKey;

before(async () => {
  const userIDs = [{ name: 'Example signing key (2026)', email: 'key@example.org' }];
  [old, fresh] = await Promise.all([makeTestKey(), makeTestKey({ userIDs })]);
});

/** Applies a patch as a person would, in a repository of its own. */
async function applyPatch(place: KeysPlace, patch: string): Promise<void> {
  await writeFile(join(place.folder, 'patch'), patch);
  await simpleGit(place.folder).raw(['apply', '--whitespace=error-all', 'patch']);
}

async function certifiedBy({ privateKey }: TestKey): Promise<string> {
  const certified = await readKey({ armoredKey: publicText(fresh) });
  const [user] = certified.users;
  assert.ok(user?.userID);
  const packet = await makeSignature(
    privateKey.keyPacket,
    { key: certified.keyPacket, userID: user.userID },
    new Date('2026-02-03T00:00:00Z'),
    { signatureType: enums.signature.certGeneric },
  );
  user.otherCertifications.push(packet);
  return certified.armor();
}

test('a source that was just begun, and lacks nothing but its key, can be given one', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  await simpleGit(place.folder).init();
  const whole = await place.read('sources/example.yaml');
  const begun = whole.replace(entryOf(old), '').replace('keys:\n', 'keys: []\n');
  await place.write('sources/begun.yaml', begun.replace('product: example', 'product: begun'));
  await place.write('new.asc', publicText(fresh));
  const propose = ['keys', 'propose', join(place.folder, 'new.asc'), '--patch'];
  const { exit, out, err } = await place.run(...propose, '--source', 'begun');
  assert.equal(exit, 0, err);
  await applyPatch(place, out);
  const { keys } = await loadSource(join(place.folder, 'sources/begun.yaml'));
  assert.deepEqual(
    keys.map(({ fingerprint }) => fingerprint),
    [fresh.fingerprint],
  );
  await place.write('sources/begun.yaml', begun.replace('vendor: ', 'vendr: '));
  const broken = await place.run(...propose, '--source', 'begun');
  assert.equal(broken.exit, 1, 'another mistake is told');
  assert.match(broken.err, /begun\.yaml:\d+: /);
});

test('a proposal tells of the key and who vouches for it, and its patch pins it where it belongs', async (t) => {
  const place = await makeKeysPlace(t, COMMENTED + entryOf(old), old);
  await simpleGit(place.folder).init();
  await place.write('new.asc', await certifiedBy(old));
  const before = await place.read('sources/example.yaml');
  const propose = [
    'keys',
    'propose',
    join(place.folder, 'new.asc'),
    '--source',
    'example',
    '--releases',
    '24.04',
  ];
  const { exit, out, err } = await place.run(...propose, '--patch');

  assert.equal(exit, 0, err);
  assert.match(
    err,
    new RegExp(`^fingerprint  ${fresh.fingerprint}\nsays it is   Example signing key \\(2026\\) <key@`),
  );
  assert.match(err, /\nalgorithm    ed25519, made 2020-01-01, never expires\n/);
  assert.match(err, /\npolicy       accepts what it signs\n/);
  const vouched = `certified by the pinned key ${old.fingerprint} (Test, of example) on 2026-02-03, as "Example signing key (2026) <key@example.org>"`;
  assert.ok(err.includes(`\nvouched for  ${vouched}\n`), err);
  assert.match(err, /\n1\. Compare all 40 digits of the fingerprint with what the publisher says in a place/);
  assert.equal(await place.read('sources/example.yaml'), before, 'nothing is changed by itself');
  assert.deepEqual(await readdir(join(place.folder, 'sources/keys')), [keyFile(old.fingerprint)]);

  await applyPatch(place, out);
  const entry = [
    `  - fingerprint: ${/^\d+E?\d*$/.test(fresh.fingerprint) ? `"${fresh.fingerprint}"` : fresh.fingerprint}`,
    '    owner: Example signing key (2026) <key@example.org>',
    '    releases: ["24.04"]',
    '    provenance: the file new.asc; say here where it came from',
    `    obtained: "${TODAY}"`,
  ];
  const after = before.replace(/(?=^releases:)/m, `${entry.join('\n')}\n`);
  assert.equal(await place.read('sources/example.yaml'), after);
  const ring = await openKeyStore(join(place.folder, 'sources/keys'))([fresh.fingerprint]);
  assert.ok(ring.has(fresh.fingerprint));
});

test('a key from an address keeps the address, and one that the crawler met finds its source', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  place.served.set('keys.example/new.asc', publicText(fresh));
  const keyId = fresh.fingerprint.slice(-16);
  const message = `expected a signature of SHA256SUMS by ${old.fingerprint}, found one by key ${keyId}`;
  const errors = [{ feed: 'cloud', release: '24.04', code: 'signature-unknown-key', message }];
  const health = { schema: 'osdex/health/1', sources: [{ source: 'example', errors }] };
  await place.write('catalog/health.yaml', writeYaml(health));
  const told = JSON.parse((await place.run('keys', 'propose', 'https://keys.example/new.asc', '--json')).out);
  assert.partialDeepStrictEqual(told, {
    schema: 'osdex/key-proposal/1',
    key: { fingerprint: fresh.fingerprint, algorithm: 'ed25519' },
    state: { state: 'good' },
    pinnedBy: [],
    certifications: [],
    mentions: [{ product: 'example', where: 'cloud 24.04' }],
    source: 'example',
  });
  assert.match(told.patch, /^\+ {4}provenance: https:\/\/keys\.example\/new\.asc$/m);
  assert.match(told.patch, /^\+ {4}url: https:\/\/keys\.example\/new\.asc$/m);
  const plain = await place.run('keys', 'propose', 'http://keys.example/new.asc');
  assert.equal(plain.exit, 1);
  assert.match(plain.err, /expected an https address for a key, found http:/);
});

test('a key of signify or minisign is proposed without a file', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  await simpleGit(place.folder).init();
  await place.write('key.pub', SIGNIFY_FILE);
  const provenance = 'https://example.org/signing: the "keys" page # 1';
  const { out, err } = await place.run(
    ...['keys', 'propose', join(place.folder, 'key.pub'), '--source', 'example', '--patch'],
    ...['--provenance', provenance],
  );
  assert.match(err, /\nvouched for  nobody can: keys of this kind carry no certificates\n/);
  await applyPatch(place, out);
  const { keys } = await loadSource(join(place.folder, 'sources/example.yaml'));
  assert.deepEqual(keys.at(-1), {
    fingerprint: SIGNIFY_KEY,
    owner: 'minisign public key of an example',
    provenance,
    obtained: TODAY,
  });
  assert.deepEqual(await readdir(join(place.folder, 'sources/keys')), [keyFile(old.fingerprint)]);
});

test('what a key says of itself is text, in the patch and on the terminal', async (t) => {
  const name = 'A\u202E\u001B[2J # "b": [c]';
  const hostile = await makeTestKey({ userIDs: [{ name }] });
  const place = await makeKeysPlace(t, entryOf(old), old);
  await simpleGit(place.folder).init();
  await place.write('new.asc', publicText(hostile));
  const { out, err } = await place.run(
    'keys',
    'propose',
    join(place.folder, 'new.asc'),
    '--source',
    'example',
    '--patch',
  );
  // The escape character is one of those that must not come through.
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(out + err, /[\u202E\u001B]/);
  assert.ok(err.includes(String.raw`says it is   A\u{202e}\u{1b}[2J # "b": [c]`), err);
  await applyPatch(place, out);
  const { keys } = await loadSource(join(place.folder, 'sources/example.yaml'));
  assert.equal(keys.at(-1)?.owner, name);
});

test('a key that cannot be pinned so is refused, and one that is pinned already has no patch', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  await place.write('old.asc', publicText(old));
  await place.write('both.asc', publicText(old) + publicText(fresh));
  const propose = async (file: string, ...args: string[]) =>
    place.run('keys', 'propose', join(place.folder, file), '--source', 'example', ...args);

  const pinned = await propose('old.asc', '--patch');
  assert.deepEqual([pinned.exit, pinned.out], [1, '']);
  assert.match(pinned.err, /\nNo patch: example pins this key already\./);
  const several = await propose('both.asc');
  assert.equal(several.exit, 2);
  assert.match(
    several.err,
    /expected one key in .*both\.asc, found these; say which with --key:\n {2}[0-9A-F]{40}\n/,
  );
  const release = await propose('both.asc', '--key', fresh.fingerprint, '--releases', '99.99');
  assert.equal(release.exit, 2);
  assert.match(
    release.err,
    /expected --releases among those of example \(24\.04, 22\.04\), found "99\.99"; a new release is first added/,
  );
  const source = await place.run('keys', 'propose', join(place.folder, 'old.asc'), '--source', 'exmaple');
  assert.equal(source.exit, 2);
  assert.match(source.err, /expected --source as one of example, found "exmaple"/);
});

test('a secret key is refused, and said to be one', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  await place.write('secret.asc', fresh.privateKey.armor());
  await place.write('minisign.key', 'untrusted comment: minisign encrypted secret key\nRWRTY0Iy\n');
  for (const file of ['secret.asc', 'minisign.key']) {
    const { exit, out, err } = await place.run('keys', 'propose', join(place.folder, file));
    assert.deepEqual([exit, out], [1, '']);
    assert.match(err, /^osdex: expected a public key in .*, found a secret one, which belongs to its owner/);
  }
});

test('a patch for sources that no repository holds names files from the folder above them', async (t) => {
  const place = await makeKeysPlace(t, entryOf(old), old);
  await place.write('new.asc', publicText(fresh));
  const { out } = await place.run(
    ...['keys', 'propose', join(place.folder, 'new.asc'), '--source', 'example', '--patch'],
  );
  assert.deepEqual(
    [...out.matchAll(/^\+\+\+ (.*)$/gm)].map(([, path]) => path),
    [`b/sources/keys/${keyFile(fresh.fingerprint)}`, 'b/sources/example.yaml'],
  );
});
