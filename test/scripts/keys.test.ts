import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { enums } from 'openpgp';
import { keyFile } from '../../core/trust/keyring.ts';
import { findPublicKey } from '../../core/trust/public-key-file.ts';
import { SIGNIFY_KEY } from '../signify-key.ts';
import { makeTestKey } from '../test-key.ts';
import type { TestKey } from '../test-key.ts';
import { entryOf, makeKeysPlace, publicText } from './keys-place.ts';

const URL_LINE = 'url: https://keys.example/all.asc';
const SERVED = 'keys.example/all.asc';
const OBTAINED = 'obtained: "2024-05-06"';

let key: TestKey;
let other: TestKey;

before(async () => {
  [key, other] = await Promise.all([makeTestKey(), makeTestKey()]);
});

test('keys list tells of every key whose it is, how it stands, what it signs and where it came from', async (t) => {
  const signify = entryOf({ fingerprint: SIGNIFY_KEY } as TestKey);
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE) + signify + entryOf(other), key);
  const { exit, out } = await place.run('keys', 'list');
  assert.equal(exit, 1, 'a key is not here');
  const entry = [
    `${key.fingerprint}  good`,
    '  owner      Example <key@example.org>',
    '  signs      example 24.04 22.04',
    '  algorithm  ed25519, made 2020-01-01, never expires',
    '  obtained   2024-05-06, made by a test',
    '  served at  https://keys.example/all.asc',
  ];
  assert.ok(out.includes(`${entry.join('\n')}\n`), out);
  assert.ok(out.includes(`${SIGNIFY_KEY}  good\n`), out);
  assert.ok(out.includes(`${other.fingerprint}  not here\n`), out);
  assert.match(out, /\n3 keys: 2 good, 1 not here\.\n$/);
  const listed = JSON.parse((await place.run('keys', 'list', '--json')).out);
  assert.equal(listed.schema, 'osdex/key-list/1');
  assert.partialDeepStrictEqual(
    listed.keys.find(({ fingerprint }: TestKey) => fingerprint === key.fingerprint),
    {
      kind: 'openpgp',
      file: 'present',
      algorithm: 'ed25519',
      obtained: '2024-05-06',
      state: { state: 'good' },
    },
  );
});

test('keys audit says in the end how many alarms there are, and exits 1 when there is one', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED), key);
  const well = await place.run('keys', 'audit');
  assert.deepEqual([well.exit, well.out], [0, '1 key, no alarm.\n']);
  await place.write('sources/keys/left-over.asc', publicText(other));
  await place.write('sources/keys/README', 'no key');
  const alarmed = await place.run('keys', 'audit');
  assert.equal(alarmed.exit, 1);
  assert.match(
    alarmed.out,
    new RegExp(`^! key-unused: left-over\\.asc holds the key ${other.fingerprint} of Test, `),
  );
  assert.match(alarmed.out, /\n1 key, 1 alarm\.\n$/);
  const summary = await place.read('summary.md');
  assert.match(summary, /^## Keys\n\n1 key, no alarm\.\n/);
  assert.match(summary, /\n\| alarm \| `key-unused` \| left-over\.asc holds/);
  const told = JSON.parse((await place.run('keys', 'audit', '--json')).out);
  assert.partialDeepStrictEqual(told, {
    schema: 'osdex/key-audit/1',
    keys: 1,
    alarms: [{ code: 'key-unused', level: 'alarm', fingerprint: other.fingerprint }],
  });
});

test('keys audit --online tells what the publisher serves anew, and another key in its place', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE), key);
  const audit = async () => {
    const { exit, out } = await place.run('keys', 'audit', '--online');
    return `${exit} ${out.split('\n')[0]}`;
  };
  assert.match(await audit(), /^0 - key-unreachable: Example OS: the key "Example .*expected 200, found 404/);
  place.served.set(SERVED, publicText(key));
  assert.equal(await audit(), '0 1 key, no alarm.');
  const flag = enums.reasonForRevocation.keyRetired;
  const revoked = await key.privateKey.revoke({ flag }, new Date('2024-01-01T00:00:00Z'));
  place.served.set(SERVED, revoked.toPublic().armor());
  assert.match(
    await audit(),
    /^1 ! key-renewed: .* served anew by its publisher: key revoked as retired on 2024-01-01$/,
  );
  place.served.set(SERVED, publicText(other));
  assert.match(await audit(), new RegExp(`^1 ! key-mismatch: .*found the key ${other.fingerprint}$`));
});

test('keys update takes the pinned key alone out of a keyring, and only what is missing when asked so', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, URL_LINE), other);
  const ring = Buffer.concat([other, key].map(({ privateKey }) => privateKey.toPublic().write()));
  place.served.set(SERVED, ring);
  const { exit, out } = await place.run('keys', 'update', '--missing');
  assert.equal(exit, 0);
  assert.match(
    out,
    new RegExp(
      `^example ${key.fingerprint}: written, from https://keys.example/all.asc; state with its pin: obtained: "20`,
    ),
  );
  const written = await place.read(`sources/keys/${keyFile(key.fingerprint)}`);
  assert.deepEqual(
    Buffer.from((await findPublicKey(Buffer.from(written), key.fingerprint, 'x')).packets),
    Buffer.from(key.privateKey.toPublic().write()),
  );
  assert.equal((await place.run('keys', 'update', '--missing')).out, 'No key to fetch.\n');
  assert.equal((await place.run('keys', 'update')).out, `example ${key.fingerprint}: nothing new\n`);
});

test('keys update adds what is new, says what it is, and never loses a revocation that we hold', async (t) => {
  const flag = enums.reasonForRevocation.keyRetired;
  const revoked = await key.privateKey.revoke({ flag }, new Date('2024-01-01T00:00:00Z'));
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE), { ...key, privateKey: revoked });
  const grown = await key.privateKey.addSubkey({ sign: true, date: new Date('2023-01-01T00:00:00Z') });
  place.served.set(SERVED, grown.toPublic().armor());
  const { exit, out } = await place.run('keys', 'update');
  const keyId = grown.subkeys[0]?.getKeyID().toHex().toUpperCase();
  assert.equal(exit, 0);
  assert.equal(
    out,
    `example ${key.fingerprint}: updated from https://keys.example/all.asc\n  subkey ${keyId} added (ed25519, signs, never expires)\n`,
  );
  const written = Buffer.from(await place.read(`sources/keys/${keyFile(key.fingerprint)}`));
  const found = (await findPublicKey(written, key.fingerprint, 'x')).key;
  assert.ok(found.kind === 'openpgp');
  assert.deepEqual([found.primary.revocations.length, found.subkeys.length], [1, 1]);
});

test('keys update refuses another key and an address without TLS, and keeps what we have', async (t) => {
  const place = await makeKeysPlace(
    t,
    entryOf(key, URL_LINE) + entryOf(other, 'url: http://keys.example/all.asc'),
    key,
  );
  place.served.set(SERVED, publicText(other));
  const before = await place.read(`sources/keys/${keyFile(key.fingerprint)}`);
  const { exit, out } = await place.run('keys', 'update', '--json');
  assert.equal(exit, 1);
  const { schema, results } = JSON.parse(out);
  assert.equal(schema, 'osdex/key-update/1');
  const codes = results.map(({ fingerprint, result, code }: Record<string, string>) => [
    fingerprint,
    [result, code],
  ]);
  assert.deepEqual(Object.fromEntries(codes), {
    [key.fingerprint]: ['refused', 'key-mismatch'],
    [other.fingerprint]: ['refused', 'url-refused'],
  });
  assert.equal(await place.read(`sources/keys/${keyFile(key.fingerprint)}`), before);
});

test('sources check tells which key has no day, and which address has no TLS', async (t) => {
  const place = await makeKeysPlace(
    t,
    entryOf(key) + entryOf(other, OBTAINED, 'url: http://a.example/'),
    key,
    other,
  );
  const { exit, out } = await place.run('sources', 'check');
  assert.equal(exit, 1);
  assert.deepEqual(out.split('\n').slice(0, -1), [
    `source-invalid: example.yaml: expected obtained: with the key ${key.fingerprint}, the day its copy was made, found none`,
    `source-invalid: example.yaml: expected an https address for the key ${other.fingerprint}, found http://a.example/`,
    '1 source read, 2 problems.',
  ]);
  const path = join('sources', 'example.yaml');
  const stated = (await place.read(path)).replaceAll(
    /^( +)provenance: .*\n(?! +obtained)/gm,
    `$&$1${OBTAINED}\n`,
  );
  await place.write(path, stated.replace('http://', 'https://'));
  assert.equal((await place.run('sources', 'check')).exit, 0);
});
