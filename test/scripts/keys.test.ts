import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { enums } from 'openpgp';
import { keyFile } from '../../core/trust/keyring.ts';
import { findPublicKey } from '../../core/keys/public-key-file.ts';
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
  assert.equal(exit, 0, 'it was listed, however the keys stand');
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
  assert.match(out, /\n {2}obtained {3}not yet, made by a test\n/);
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
  assert.match(alarmed.out, /\n1 key, 1 alarm \(!\)\.\n$/);
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

test('keys audit names the whole key, and says once what is to be done about several alike', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE));
  await place.write(`sources/keys/${keyFile(other.fingerprint)}`, publicText(other));
  await place.write('sources/keys/left-over.asc', publicText(other));
  const { out } = await place.run('keys', 'audit');
  const unused =
    'delete the file, since what lies there looks trusted; or pin the key, which "osdex keys propose FILE --source PRODUCT" prepares';
  assert.equal(
    out,
    [
      '! key-missing: Example OS 24.04, 22.04: the key "Example" is not here, so nothing that it signs can be proven',
      `    fingerprint ${key.fingerprint}`,
      '    "osdex keys update --missing" fetches it by its fingerprint',
      '',
      `! key-unused: ${keyFile(other.fingerprint)} holds the key of Test, and no source pins it`,
      `! key-unused: left-over.asc holds the key ${other.fingerprint} of Test, and no source pins it`,
      `    ${unused}`,
      '',
      '1 key, 3 alarms (!).',
      '',
    ].join('\n'),
  );
});

test('keys audit and update tell of a publisher that cannot be reached, and fail', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE), key);
  const audit = await place.run('keys', 'audit', '--online');
  assert.equal(audit.exit, 1, 'what was asked for was not done');
  assert.match(audit.out, /\n1 key, no alarm, 1 thing to know \(-\); 1 key could not be compared\.\n$/);
  const update = await place.run('keys', 'update');
  assert.equal(update.exit, 1);
  assert.match(update.out, /: http-status: expected 200, found 404.*\n1 key: 1 failed\.\n$/);
});

test('keys list puts the keys of a product together, the newest first', async (t) => {
  const newer = await makeTestKey({ date: new Date('2024-01-01T00:00:00Z') });
  const entries = entryOf(key) + entryOf(newer);
  const place = await makeKeysPlace(t, entries, key, newer, other);
  const source = await place.read('sources/example.yaml');
  await place.write(
    'sources/another.yaml',
    source.replace('product: example', 'product: another').replace(entries, entryOf(other)),
  );
  const { out } = await place.run('keys', 'list');
  assert.deepEqual(
    [...out.matchAll(/^[0-9A-F]{40}/gm)].map(([fingerprint]) => fingerprint),
    [other, newer, key].map(({ fingerprint }) => fingerprint),
  );
});

test('keys audit --online tells what the publisher serves anew, and another key in its place', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key, OBTAINED, URL_LINE), key);
  const audit = async () => {
    const { exit, out } = await place.run('keys', 'audit', '--online');
    return `${exit} ${out.split('\n')[0]}`;
  };
  assert.match(await audit(), /^1 - key-unreachable: Example OS: the key "Example .*expected 200, found 404/);
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
      `^example ${key.fingerprint}: written from https://keys.example/all.asc\n {4}state with its pin: obtained: "20.*"\n1 key: 1 written[.]\n$`,
    ),
  );
  const written = await place.read(`sources/keys/${keyFile(key.fingerprint)}`);
  assert.deepEqual(
    Buffer.from((await findPublicKey(Buffer.from(written), key.fingerprint, 'x')).packets),
    Buffer.from(key.privateKey.toPublic().write()),
  );
  assert.equal((await place.run('keys', 'update', '--missing')).out, 'No key to fetch.\n');
  assert.equal(
    (await place.run('keys', 'update')).out,
    `example ${key.fingerprint}: nothing new\n1 key: 1 without news.\n`,
  );
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
    `example ${key.fingerprint}: updated from https://keys.example/all.asc\n    subkey ${keyId} added (ed25519, signs, never expires)\n1 key: 1 updated.\n`,
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
    [key.fingerprint]: ['failed', 'key-mismatch'],
    [other.fingerprint]: ['failed', 'url-refused'],
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

test('the help of each command says what its JSON is and when it exits with which code', async (t) => {
  const place = await makeKeysPlace(t, entryOf(key), key);
  const schemas = { list: 'key-list', audit: 'key-audit', update: 'key-update', propose: 'key-proposal' };
  for (const [command, schema] of Object.entries(schemas)) {
    const { exit, out } = await place.run('keys', command, '--help');
    assert.equal(exit, 0);
    assert.match(
      out,
      new RegExp(
        `\\nWith --json: schema osdex/${schema}/1,.*\\n\\nExit code 0: .* 1: .* 2: used wrongly\\.\\n$`,
      ),
    );
  }
});
