import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { OsdexError } from '../../core/error.ts';
import { parseFingerprint } from '../../core/fingerprint.ts';
import { openKeyStore } from '../../core/keyring.ts';
import type { Keyring } from '../../core/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../../core/signed-text.ts';
import type { SignedText, VerifyOptions } from '../../core/signed-text.ts';
import { KEYS_FOLDER, loadSource } from '../../core/source-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const RECORDED = process.env.OSDEX_RECORDED ?? join(ROOT, '../shared/upstream');
const SOURCES = join(ROOT, 'sources');
const MANIFEST = join(RECORDED, 'MANIFEST.tsv');
const now = new Date('2026-11-20T12:00:00Z');

/** Recorded files that gpgv accepts with the publisher's key and that are refused here, each with the reason. */
const REFUSED: Readonly<Record<string, { code: string; reason: string }>> = {
  'download.opensuse.org/distribution/leap/16.0/appliances/Leap-16.0-Minimal-VM.aarch64-Cloud-Build18.7.qcow2.sha256':
    { code: 'signature-unreadable', reason: 'signature packet of version 3' },
  'vault.centos.org/7.9.2009/isos/x86_64/sha256sum.txt.asc': {
    code: 'signature-unreadable',
    reason: 'signature packet of version 3',
  },
  'vault.centos.org/8.2.2004/isos/x86_64/CHECKSUM': {
    code: 'signature-unreadable',
    reason: 'signature packet of version 3',
  },
  'mirrors.kernel.org/linuxmint/stable/22.3/sha256sum.txt': {
    code: 'signature-unknown-key',
    reason: 'no source pins the key of Linux Mint',
  },
  'www.freebsd.org/releases/14.1R/CHECKSUM.SHA256-FreeBSD-14.1-RELEASE-amd64.asc': {
    code: 'signature-unknown-key',
    reason: 'no source pins the key of FreeBSD',
  },
};

const OF_ANOTHER_FILE: Signed = {
  sums: 'negative/signature-of-another-file/SHA256SUMS',
  signature: 'negative/signature-of-another-file/SHA256SUMS.gpg',
};

/** A recorded sums file, and its signature where that is a file of its own. */
interface Signed {
  sums: string;
  signature: string | undefined;
}

async function readSigned(): Promise<Signed[]> {
  const rows = (await readFile(MANIFEST, 'utf8')).trimEnd().split('\n').slice(1);
  const good = rows
    .map((row) => row.split('\t'))
    .filter(([, kind, , verdict]) => kind === 'real' && verdict === 'good')
    .map(([path = '']) => path);
  const signatures = new Map(
    good.flatMap((path) => {
      const sums = path.replace(/\.(?:gpg|sign|asc)$/, '');
      return sums !== path && good.includes(sums) ? [[sums, path] as const] : [];
    }),
  );
  const detached = new Set(signatures.values());
  return good
    .filter((path) => !detached.has(path))
    .map((sums) => ({ sums, signature: signatures.get(sums) }));
}

async function verify(
  { sums, signature }: Signed,
  options: Omit<VerifyOptions, 'name'>,
): Promise<SignedText> {
  const bytes = await readFile(join(RECORDED, sums));
  return signature === undefined
    ? verifyClearsigned(bytes, { ...options, name: sums })
    : verifyDetached(bytes, await readFile(join(RECORDED, signature)), { ...options, name: sums });
}

async function verdict(signed: Signed, options: Omit<VerifyOptions, 'name'>): Promise<string> {
  return verify(signed, options).then(
    () => 'good',
    (error: unknown) => {
      if (error instanceof OsdexError) return error.code;
      throw error;
    },
  );
}

const skip = existsSync(MANIFEST)
  ? false
  : `no recorded files at ${RECORDED}; OSDEX_RECORDED names their folder`;
const withoutGpgv = spawnSync('gpgv', ['--version']).error === undefined ? false : 'gpgv is not installed';

describe('what publishers really signed', { skip }, () => {
  let all: Signed[];
  let keyring: Keyring;
  let accept: NonNullable<VerifyOptions['accept']>;

  before(async () => {
    all = await readSigned();
    const files = await readdir(join(SOURCES, KEYS_FOLDER));
    const fingerprints = files.flatMap((file) => parseFingerprint(file.replace(/\.asc$/, '')) ?? []);
    keyring = await openKeyStore(join(SOURCES, KEYS_FOLDER))(fingerprints);
    ({ accept } = await loadSource(join(SOURCES, 'ubuntu.yaml')));
  });

  test('is accepted, all but what is listed with its reason', async () => {
    const verdicts = Object.fromEntries(
      await Promise.all(
        all.map(async (signed) => [signed.sums, await verdict(signed, { keyring, accept, now })]),
      ),
    );
    const expected = Object.fromEntries(all.map(({ sums }) => [sums, REFUSED[sums]?.code ?? 'good']));
    assert.deepEqual(verdicts, expected);
    const recorded = new Set(all.map(({ sums }) => sums));
    assert.deepEqual(
      Object.keys(REFUSED).filter((sums) => !recorded.has(sums)),
      [],
    );
    assert.ok(Object.values(verdicts).filter((one) => one === 'good').length >= 20);
  });

  test('with SHA-1 is refused by a source that does not accept it', async () => {
    const ubuntu = all.filter(({ sums }) => sums.startsWith('partner-images.canonical.com/'));
    const verdicts = await Promise.all(
      ubuntu.map(async (signed) => {
        const { evidence } = await verify(signed, { keyring, accept, now });
        const strict = await verdict(signed, { keyring, now });
        return `${evidence.hash} ${evidence.signedAt < '2023-06' ? 'until May' : 'from June'} 2023: ${strict}`;
      }),
    );
    assert.deepEqual(
      new Set(verdicts),
      new Set(['sha1 until May 2023: signature-policy', 'sha512 from June 2023: good']),
    );
  });

  test('does not cover any other recorded file', async () => {
    const detached = all.filter(
      ({ sums, signature }) => signature !== undefined && REFUSED[sums] === undefined,
    );
    const verdicts = await Promise.all(
      detached.map(async ({ sums }, index) => {
        const others = detached.slice(index + 1).concat(detached.slice(0, index));
        const first = await readFile(join(RECORDED, sums));
        for (const { sums: otherSums, signature } of others) {
          if (first.equals(await readFile(join(RECORDED, otherSums)))) continue;
          return verdict({ sums, signature }, { keyring, accept, now });
        }
        return 'no other';
      }),
    );
    assert.deepEqual(new Set(verdicts), new Set(['signature-bad']));
  });

  test('is refused beside a file that somebody else signed', async () => {
    assert.equal(await verdict(OF_ANOTHER_FILE, { keyring, accept, now }), 'signature-unknown-key');
  });

  test('is judged the same by gpgv, and clearsigned text read the same', { skip: withoutGpgv }, async (t) => {
    const folder = await temporaryFolder(t);
    const ring = join(folder, 'keyring');
    await writeFile(ring, Buffer.concat([...keyring.values()].map((key) => key.write())));
    for (const { sums, signature } of [
      ...all.filter(({ sums: path }) => REFUSED[path]?.reason.includes('version 3') !== true),
      OF_ANOTHER_FILE,
    ]) {
      const files = signature === undefined ? [sums] : [signature, sums];
      const output = signature === undefined ? ['--output', '-'] : [];
      const gpgv = spawnSync(
        'gpgv',
        ['--keyring', ring, ...output, ...files.map((path) => join(RECORDED, path))],
        {
          maxBuffer: 64 * 1024 * 1024,
        },
      );
      const ours = await verify({ sums, signature }, { keyring, accept, now }).catch(() => undefined);
      assert.equal(gpgv.status === 0, ours !== undefined, `${sums}\n${gpgv.stderr}`);
      if (signature !== undefined || ours === undefined) continue;
      assert.equal(
        ours.text.trimEnd(),
        gpgv.stdout
          .toString()
          .replaceAll(/[ \t\r]+$/gm, '')
          .trimEnd(),
        sums,
      );
    }
  });
});
