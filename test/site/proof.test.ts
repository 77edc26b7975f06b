import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Build } from '../../core/release.ts';
import { proofChain } from '../../site/proof/chain.ts';
import { checkSteps } from '../../site/proof/commands.ts';
import { shellWord } from '../../core/shell-word.ts';
import { evidenceSentence, signatureSentence } from '../../site/words/evidence.ts';
import { en } from '../../site/words/messages/en.ts';
import { tell } from '../../site/words/say.ts';
import type { Words } from '../../site/words/say.ts';
import { bookworm, debian, digest, noble, SIGNER, ubuntu } from './sample.ts';

function first<T>([item]: readonly T[]): T {
  assert.ok(item !== undefined);
  return item;
}

const english = (said: Words | undefined): string => tell(said ?? '', en);

const signed = first(noble.builds);
const image = first(signed.artifacts);
const hex = image.digest.slice('sha256:'.length);
const locate = (path: string): string => `/base/${path}`;
const states = (build: Build): string[] =>
  proofChain(build, ubuntu, locate).map(({ part, state }) => `${part} ${state}`);

function withVerification(verification: unknown, changes: object = {}): Build {
  return Build.parse({ ...signed, verification, ...changes });
}

test('the evidence of a signed build is told in words', () => {
  assert.equal(
    english(evidenceSentence(signed, ubuntu)),
    'Signed by UEC Image Automatic Signing Key on 25 July 2026.',
  );
  assert.equal(english(signatureSentence(signed)), 'The signature is in SHA256SUMS.gpg and uses SHA-512.');
  assert.equal(
    english(evidenceSentence(signed, { ...ubuntu, keys: [] })),
    `Signed by the key ${SIGNER} on 25 July 2026.`,
  );
});

test('the evidence of an unsigned build says what there is instead', () => {
  const sums = { sums: 'SHA256SUMS', sumsDigest: digest('x') };
  const sentence = (verification: unknown) =>
    english(evidenceSentence(withVerification(verification), ubuntu));
  assert.equal(
    sentence({ level: 'sums-only', ...sums }),
    'Not signed: Canonical publishes no signature here. The digests were read over TLS from cloud-images.ubuntu.com.',
  );
  assert.equal(
    sentence({ level: 'weak', ...sums }),
    'Weak: Canonical offers only what finds accidents, not attacks.',
  );
  assert.equal(sentence({ level: 'imported', from: 'osinfo-db' }), 'Taken from osinfo-db; not checked here.');
});

test('the chain is solid from the key to the digest when all is signed', () => {
  assert.deepEqual(states(signed), [
    'key proven',
    'signature proven',
    'sums proven',
    'digest proven',
    'file yours',
  ]);
  const [key, signature, sums] = proofChain(signed, ubuntu, locate);
  assert.equal(key?.href, `/base/trust/${SIGNER}/`);
  assert.equal(signature?.href, `${signed.url}SHA256SUMS.gpg`);
  assert.equal(sums?.href, `${signed.url}SHA256SUMS`);
});

test('the chain leads from a key that is no longer pinned to the keys that are', () => {
  const [key] = proofChain(signed, { ...ubuntu, keys: [] }, locate);
  assert.equal(key?.href, '/base/trust/');
});

test('the chain is dashed where nothing is offered and broken where nothing holds', () => {
  const sums = { sums: 'SHA256SUMS', sumsDigest: digest('x') };
  const unsigned = ['key absent', 'signature absent'];
  assert.deepEqual(states(withVerification({ level: 'sums-only', ...sums })), [
    ...unsigned,
    'sums proven',
    'digest proven',
    'file yours',
  ]);
  const plain = withVerification({ level: 'weak', ...sums }, { url: 'http://old.example/' });
  assert.deepEqual(states(plain), [...unsigned, 'sums broken', 'digest proven', 'file yours']);
  const forgeable = withVerification(
    { level: 'weak', ...sums },
    { artifacts: [{ ...image, digest: digest('x', 'md5') }] },
  );
  assert.deepEqual(states(forgeable), [...unsigned, 'sums proven', 'digest broken', 'file yours']);
  assert.deepEqual(states(withVerification({ level: 'imported', from: 'x' })), [
    ...unsigned,
    'sums absent',
    'digest absent',
    'file yours',
  ]);
});

test('of an image that is signed itself the chain has the image where others have a sums file', () => {
  const evidence = { ...signed.verification, sums: image.file, signature: `${image.file}.sig` };
  const build = withVerification({ ...evidence, sumsDigest: image.digest }, { artifacts: [image] });
  assert.deepEqual(states(build), [
    'key proven',
    'signature proven',
    'image proven',
    'digest proven',
    'file yours',
  ]);
  const [, signature, whole, sum] = proofChain(build, ubuntu, locate);
  assert.match(english(signature?.fact), /with SHA-512, over the image itself: .*amd64\.img\.sig\.$/);
  assert.equal(whole?.href, `${signed.url}${image.file}`);
  assert.equal(english(sum?.fact), 'SHA-256 of the signed image, counted while it was read.');
  assert.match(
    english(signatureSentence(build)),
    /^The signature is in .*\.sig, over the image itself, and uses/,
  );
});

test('a location that is not on the web is never a link', () => {
  const [, signature] = proofChain(first(bookworm.builds), debian, locate);
  assert.equal(signature?.state, 'proven');
  assert.equal(signature?.href, undefined);
  assert.deepEqual(checkSteps(first(bookworm.builds), debian, image), []);
});

test('a detached signature is checked with gpgv, and only the pinned key will do', () => {
  assert.deepEqual(
    checkSteps(signed, ubuntu, image).map(({ command }) => command),
    [
      `curl -fLo SHA256SUMS ${signed.url}SHA256SUMS`,
      `curl -fLo SHA256SUMS.gpg ${signed.url}SHA256SUMS.gpg`,
      `curl -fL 'https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&search=0x${SIGNER}' | gpg --dearmor > ${SIGNER}.gpg`,
      `gpgv --keyring ./${SIGNER}.gpg --status-fd 1 SHA256SUMS.gpg SHA256SUMS | grep "VALIDSIG .*${SIGNER}"`,
      `grep ${hex} SHA256SUMS`,
    ],
  );
});

test('of a clearsigned file only what gpgv wrote out is searched', () => {
  const sums = { sums: 'CHECKSUM', sumsDigest: digest('x') };
  const clearsigned = withVerification({
    level: 'signed',
    ...sums,
    signer: SIGNER,
    signedAt: '2026-07-25T00:00:00Z',
    hash: 'sha256',
  });
  assert.equal(english(signatureSentence(clearsigned)), 'The signature is inside CHECKSUM and uses SHA-256.');
  const commands = checkSteps(clearsigned, ubuntu, image).map(({ command }) => command);
  assert.deepEqual(commands.slice(2), [
    `gpgv --keyring ./${SIGNER}.gpg --status-fd 1 --output CHECKSUM.signed CHECKSUM | grep "VALIDSIG .*${SIGNER}"`,
    `grep ${hex} CHECKSUM.signed`,
  ]);
});

test('a signature of minisign or signify is checked by the key itself', () => {
  const signer = `RWT${'a'.repeat(53)}`;
  const evidence = { level: 'signed', sums: 'SHA256', sumsDigest: digest('x'), signer };
  const commands = (more: object): string[] =>
    checkSteps(withVerification({ ...evidence, ...more }), ubuntu, image).map(({ command }) => command);
  assert.deepEqual(
    commands({ signature: 'SHA256.sig', signedAt: '2026-07-25T00:00:00Z', hash: 'blake2b-512' }).slice(1),
    [
      `curl -fLo SHA256.sig ${signed.url}SHA256.sig`,
      `minisign -Vm SHA256 -x SHA256.sig -P ${signer}`,
      `grep ${hex} SHA256`,
    ],
  );
  assert.deepEqual(commands({ hash: 'sha512' }).slice(1), [
    `printf 'untrusted comment: key\\n%s\\n' ${signer} > signify.pub`,
    'signify-openbsd -V -p signify.pub -e -x SHA256 -m SHA256.signed',
    `grep ${hex} SHA256.signed`,
  ]);
  assert.equal(
    commands({ signature: 'SHA256.sig', hash: 'sha512' })[3],
    'signify-openbsd -V -p signify.pub -x SHA256.sig -m SHA256',
  );
});

test('other signatures beside the good one are told', () => {
  const { verification } = signed;
  const others = [{ key: 'A'.repeat(16), verdict: 'signature-unknown-key' }];
  assert.equal(
    english(signatureSentence(withVerification({ ...verification, others }))),
    'The signature is in SHA256SUMS.gpg and uses SHA-512. 1 other signature beside it does not matter: one good one by a pinned key is enough.',
  );
});

test('without a signature only the sums file is read again', () => {
  const build = withVerification({ level: 'sums-only', sums: 'SHA256SUMS', sumsDigest: digest('x') });
  assert.deepEqual(
    checkSteps(build, ubuntu, image).map(({ command }) => command),
    [`curl -fLo SHA256SUMS ${signed.url}SHA256SUMS`, `grep ${hex} SHA256SUMS`],
  );
});

test('nothing of the catalog becomes a command of the shell', () => {
  assert.equal(shellWord('plain-1.0_a.img'), 'plain-1.0_a.img');
  assert.equal(shellWord('-rf'), `'-rf'`);
  assert.equal(shellWord(''), `''`);
  assert.equal(shellWord(`a'; rm -rf ~; '$(x)`), `'a'\\''; rm -rf ~; '\\''$(x)'`);
});
