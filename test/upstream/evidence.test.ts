import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readKey } from 'openpgp';
import { makeEvidence } from './evidence.ts';
import type { Proof } from './evidence.ts';
import { makeStandIns } from './stand-ins.ts';
import type { Tamper } from './tampering.ts';
import { startUpstream } from './upstream.ts';
import type { Upstream } from './upstream.ts';
import { judge } from './verdict.ts';

const now = new Date('2026-11-20T12:00:00Z');

let upstream: Upstream;
let sources: string;

before(async () => {
  upstream = await startUpstream({ now });
  sources = await mkdtemp(join(tmpdir(), 'osdex-upstream-'));
  await upstream.writeSources(sources);
});

after(async () => {
  await upstream.close();
  await rm(sources, { recursive: true });
});

async function fetchText(path: string): Promise<string> {
  const response = await fetch(`${upstream.origin}/${path}`);
  assert.equal(response.status, 200, path);
  return response.text();
}

/** The armored keys that a written source pins. */
async function pinnedKeys(product: string): Promise<string[]> {
  const source = await readFile(join(sources, `${product}.yaml`), 'utf8');
  const files = (await readdir(join(sources, 'keys'))).filter((file) => source.includes(file.slice(0, -4)));
  return Promise.all(files.map((file) => readFile(join(sources, 'keys', file), 'utf8')));
}

/** One of each publisher's sums files, and its signature where it is a file of its own. */
const SIGNED: readonly [product: string, sums: string, signature?: string][] = [
  ['ubuntu', 'cloud-images.ubuntu.com/releases/noble/release-20261021/SHA256SUMS', '.gpg'],
  ['ubuntu', 'cloud-images.ubuntu.com/releases/jammy/release/SHA256SUMS', '.gpg'],
  ['ubuntu', 'releases.ubuntu.com/noble/SHA256SUMS', '.gpg'],
  ['debian', 'cdimage.debian.org/debian-cd/13.7.0/arm64/iso-cd/SHA256SUMS', '.sign'],
  ['debian', 'cdimage.debian.org/cdimage/archive/13.6.0/amd64/iso-cd/SHA512SUMS', '.sign'],
  ['almalinux', 'repo.almalinux.org/almalinux/9/cloud/x86_64/images/CHECKSUM', '.asc'],
  ['almalinux', 'repo.almalinux.org/almalinux/10/isos/x86_64/CHECKSUM'],
  [
    'flatcar',
    'stable.release.flatcar-linux.net/arm64-usr/4230.2.10/flatcar_production_openstack_image.img.gz.DIGESTS.asc',
  ],
  [
    'fedora',
    'dl.fedoraproject.org/pub/fedora/linux/releases/44/Cloud/aarch64/images/Fedora-Cloud-44-1.7-aarch64-CHECKSUM',
  ],
  ['example', 'images.example.org/example-os/1.0.10%2B2/SHA512SUMS', '.asc'],
];

test('every signature is good, by a key that the source pins, as old as the build', async () => {
  for (const [product, sums, ending] of SIGNED) {
    const signature = ending === undefined ? undefined : await fetchText(sums + ending);
    const { verdict, signer, signedAt } = await judge(
      await fetchText(sums),
      signature,
      await pinnedKeys(product),
    );
    assert.equal(verdict, 'good', sums);
    assert.ok((await readFile(join(sources, `${product}.yaml`), 'utf8')).includes(signer ?? 'nobody'), sums);
    assert.ok(signedAt !== undefined && signedAt < now, sums);
  }
  const newest = SIGNED[0]?.[1] ?? '';
  const { signedAt } = await judge(
    await fetchText(newest),
    await fetchText(`${newest}.gpg`),
    await pinnedKeys('ubuntu'),
  );
  assert.equal(signedAt?.toISOString(), '2026-10-21T12:00:00.000Z');
});

test('gpgv finds every signature good too', async (t) => {
  if (spawnSync('gpgv', ['--version']).error !== undefined) {
    t.skip('gpgv is not installed');
    return;
  }
  for (const [product, sums, ending] of SIGNED) {
    const files = {
      keyring: join(sources, 'keyring'),
      sums: join(sources, 'sums'),
      sig: join(sources, 'sig'),
    };
    const armored = await pinnedKeys(product);
    const keys = await Promise.all(armored.map((armoredKey) => readKey({ armoredKey })));
    await writeFile(files.keyring, Buffer.concat(keys.map((key) => key.write())));
    await writeFile(files.sums, await fetchText(sums));
    if (ending !== undefined) await writeFile(files.sig, await fetchText(sums + ending));
    const signed = ending === undefined ? [files.sums] : [files.sig, files.sums];
    execFileSync('gpgv', ['--keyring', files.keyring, ...signed], { stdio: 'pipe' });
  }
});

test('Flatcar signs with a subkey of the pinned key', async () => {
  const [armoredKey = ''] = await pinnedKeys('flatcar');
  const path = SIGNED.find(([product]) => product === 'flatcar')?.[1] ?? '';
  const message = await fetchText(path);
  const key = await readKey({ armoredKey });
  assert.equal((await judge(message, undefined, [armoredKey])).signer, key.getFingerprint().toUpperCase());
  key.subkeys = [];
  assert.equal((await judge(message, undefined, [key.armor()])).verdict, 'unknown-key');
});

test('every digest listed is that of the file it names, as long as the sums file says', async () => {
  const unsigned = 'cloud.debian.org/images/cloud/trixie/latest/SHA512SUMS';
  for (const path of [...SIGNED.map(([, sums]) => sums), unsigned]) {
    const text = await fetchText(path);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const listed = [
      ...[...text.matchAll(/^([0-9a-f]{64}|[0-9a-f]{128}) [ *](\S+)$/gm)].map(([, hex, file]) => ({
        hex,
        file,
      })),
      ...[...text.matchAll(/^SHA256 \((\S+)\) = (\S+)$/gm)].map(([, file, hex]) => ({ hex, file })),
    ];
    assert.ok(listed.length > 0, path);
    for (const { hex = '', file = '' } of listed) {
      const response = await fetch(`${upstream.origin}/${folder}${file}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      const algorithm = hex.length === 64 ? 'sha256' : 'sha512';
      assert.equal(createHash(algorithm).update(bytes).digest('hex'), hex, folder + file);
      const size = new RegExp(`^# ${file}: (\\d+) bytes$`, 'm').exec(text)?.[1] ?? bytes.length;
      assert.equal(bytes.length, Number(size), folder + file);
    }
  }
});

const TEXT = `${'5'.repeat(64)}  some.img\n`;
const FALSE_TEXT = `0${'5'.repeat(63)}  some.img\n`;
const signedAt = new Date('2026-10-01T00:00:00Z');

/** What somebody finds who trusts the one key that should have signed. */
async function found(proof: Proof, how: Tamper) {
  const keys = makeStandIns(new Date('2021-01-01T00:00:00Z'), new Set());
  const evidence = makeEvidence(() => TEXT, signedAt, proof, how, keys);
  const { armored } = await keys('A');
  const sums = await evidence.sums();
  const judged = await judge(sums, (await evidence.signature?.())?.toString(), [armored]);
  return { sums, hasSignature: evidence.signature !== undefined, ...judged };
}

test('tampering with what has a detached signature', async () => {
  const proof = { shape: 'detached', signature: 'SUMS.gpg', key: 'A' } as const;
  const verdicts: Partial<Record<Tamper, string>> = {
    sums: 'bad',
    outside: 'bad',
    'other-key': 'unknown-key',
    'other-file': 'bad',
    garbage: 'bad',
    empty: 'bad',
    older: 'good',
  };
  for (const [how, verdict] of Object.entries(verdicts)) {
    assert.equal((await found(proof, how as Tamper)).verdict, verdict, how);
  }
  assert.equal((await found(proof, 'sums')).sums, FALSE_TEXT);
  assert.equal((await found(proof, 'outside')).sums, TEXT + FALSE_TEXT);
  assert.equal((await found(proof, 'unsigned')).hasSignature, false);
  assert.equal((await found(proof, 'unsigned')).sums, TEXT);
  assert.match((await found(proof, 'garbage')).sums, /^<!DOCTYPE html>/);
  assert.equal((await found(proof, 'empty')).sums, '');
  assert.equal((await found(proof, 'older')).signedAt?.toISOString(), '2025-10-01T00:00:00.000Z');
});

test('tampering with what is clearsigned', async () => {
  const proof = { shape: 'clearsigned', key: 'A' } as const;
  const verdicts: Partial<Record<Tamper, string>> = {
    sums: 'bad',
    outside: 'good',
    unsigned: 'unreadable',
    'other-key': 'unknown-key',
    'other-file': 'bad',
    garbage: 'unreadable',
    empty: 'unreadable',
    older: 'good',
  };
  for (const [how, verdict] of Object.entries(verdicts)) {
    assert.equal((await found(proof, how as Tamper)).verdict, verdict, how);
  }
  const outside = await found(proof, 'outside');
  assert.ok(outside.sums.startsWith(FALSE_TEXT));
  assert.equal(outside.text, TEXT.trimEnd());
  assert.equal((await found(proof, 'unsigned')).sums, TEXT);
  assert.equal((await found(proof, 'other-file')).text, TEXT.trimEnd());
  assert.equal((await found(proof, 'older')).signedAt?.toISOString(), '2025-10-01T00:00:00.000Z');
});
