import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { OsdexError } from '../../../core/error.ts';
import { parseFingerprint } from '../../../core/trust/fingerprint.ts';
import { findKeys } from '../../../core/trust/key-files.ts';
import { openKeyStore } from '../../../core/trust/keyring.ts';
import type { Keyring } from '../../../core/trust/keyring.ts';
import { hashPolicy } from '../../../core/trust/signature-policy.ts';
import { verifyClearsigned, verifyDetached } from '../../../core/trust/signed-text.ts';
import type { SignedText, VerifyOptions } from '../../../core/trust/signed-text.ts';
import { KEYS_FOLDER, loadSource } from '../../../core/source/source-files.ts';
import { askGpgv, withoutGpgv } from '../../gpgv.ts';
import { readSigned, RECORDED, withoutRecording } from '../../recorded.ts';
import type { Signed } from '../../recorded.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const SOURCES = join(import.meta.dirname, '../../../sources');
const now = new Date('2026-11-20T12:00:00Z');

const OF_ANOTHER_FILE: Signed = {
  sums: 'negative/signature-of-another-file/SHA256SUMS',
  signature: 'negative/signature-of-another-file/SHA256SUMS.gpg',
};

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

/** Every key of a folder, whatever its file is called. */
async function keysIn(folder: string): Promise<Keyring> {
  const fingerprints = [...(await findKeys(folder)).keys()].flatMap((one) => parseFingerprint(one) ?? []);
  return openKeyStore(folder)(fingerprints);
}

describe('what publishers really signed', { skip: withoutRecording }, () => {
  let all: Signed[];
  let keyring: Keyring;
  let accept: NonNullable<VerifyOptions['accept']>;

  before(async () => {
    all = await readSigned();
    const folders = [join(RECORDED, 'keys'), join(SOURCES, KEYS_FOLDER)];
    keyring = new Map((await Promise.all(folders.map(keysIn))).flatMap((keys) => [...keys]));
    ({ accept } = await loadSource(join(SOURCES, 'ubuntu.yaml')));
  });

  test('is accepted, every one', async () => {
    const verdicts = await Promise.all(
      all.map(async (signed) => [signed.sums, await verdict(signed, { keyring, accept, now })]),
    );
    assert.deepEqual(
      verdicts,
      all.map(({ sums }) => [sums, 'good']),
    );
    assert.ok(all.length >= 29, `${all.length} recorded`);
  });

  test('with SHA-1 is refused by a source that does not accept it', async () => {
    const ubuntu = all.filter(({ sums }) => sums.startsWith('partner-images.canonical.com/'));
    const verdicts = await Promise.all(
      ubuntu.map(async (signed) => {
        const { evidence } = await verify(signed, { keyring, accept, now });
        const strict = await verdict(signed, { keyring, now });
        return `${evidence.hash} ${String(evidence.signedAt) < '2023-06' ? 'until May' : 'from June'} 2023: ${strict}`;
      }),
    );
    assert.deepEqual(
      new Set(verdicts),
      new Set(['sha1 until May 2023: signature-policy', 'sha512 from June 2023: good']),
    );
  });

  test('holds with the key as it was before its self-signature was renewed, and after', async () => {
    const renewed = ['ubuntu-cloudimage-UEC.asc', 'ubuntu-cloudimage-UEC-oldselfsig.asc'];
    const ubuntu = all.filter(({ sums }) => sums.startsWith('partner-images.canonical.com/'));
    for (const file of renewed) {
      const one = await keysIn(join(RECORDED, 'keys', file));
      const verdicts = await Promise.all(
        ubuntu.map(async (signed) => verdict(signed, { keyring: one, accept, now })),
      );
      assert.deepEqual(new Set(verdicts), new Set(['good']), file);
    }
  });

  test('does not cover any other recorded file', async () => {
    const detached = all.filter(({ signature }) => signature !== undefined);
    for (const { sums } of detached) {
      const bytes = await readFile(join(RECORDED, sums));
      const crossed = await Promise.all(
        detached.map(async (other) =>
          bytes.equals(await readFile(join(RECORDED, other.sums)))
            ? 'the same file'
            : verdict({ sums, signature: other.signature }, { keyring, accept, now }),
        ),
      );
      assert.deepEqual(new Set(crossed), new Set(['the same file', 'signature-bad']), sums);
    }
  });

  test('is refused without the key that signed it', async () => {
    for (const signed of all) {
      const { evidence } = await verify(signed, { keyring, accept, now });
      const others = new Map([...keyring].filter(([fingerprint]) => fingerprint !== evidence.signer));
      assert.equal(
        await verdict(signed, { keyring: others, accept, now }),
        'signature-unknown-key',
        signed.sums,
      );
    }
  });

  test('is refused beside a file that somebody else signed', async () => {
    assert.equal(await verdict(OF_ANOTHER_FILE, { keyring, accept, now }), 'signature-unknown-key');
  });

  test('is refused where the signature is no signature', async () => {
    for (const { sums, signature } of all.filter((one) => one.signature !== undefined)) {
      assert.equal(
        await verdict({ sums, signature: sums }, { keyring, accept, now }),
        'signature-unreadable',
      );
      assert.equal(
        await verdict({ sums: signature ?? '', signature: undefined }, { keyring, accept, now }),
        'signature-missing',
      );
    }
  });

  test(
    'is told of as gpgv does: signer, subkey, time and hash, and the same text',
    { skip: withoutGpgv },
    async (t) => {
      const ring = join(await temporaryFolder(t), 'keyring');
      const keys = [...keyring.values()].flatMap((key) =>
        key.kind === 'openpgp' ? [key.publicKey.write()] : [],
      );
      await writeFile(ring, Buffer.concat(keys));
      for (const { sums, signature } of [...all, OF_ANOTHER_FILE]) {
        const files = signature === undefined ? [sums] : [signature, sums];
        const gpgv = await askGpgv(
          ring,
          files.map((path) => join(RECORDED, path)),
        );
        const ours = await verify({ sums, signature }, { keyring, accept, now }).catch(() => undefined);
        assert.equal(ours !== undefined, gpgv.good, sums);
        if (ours === undefined) continue;
        const { signer, subkey, signedAt, hash } = ours.evidence;
        const [valid] = gpgv.valid;
        assert.deepEqual(
          { signer, part: subkey ?? signer, signedAt, hash },
          { ...valid, hash: hashPolicy(valid?.hash ?? 0).hash },
          sums,
        );
        if (signature === undefined)
          assert.equal(ours.text.trimEnd(), gpgv.text.replaceAll(/[ \t\r]+$/gm, '').trimEnd(), sums);
      }
    },
  );
});
