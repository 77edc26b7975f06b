import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { OsdexError } from '../../../core/error.ts';
import { parseFingerprint } from '../../../core/trust/fingerprint.ts';
import { openKeyStore } from '../../../core/trust/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../../../core/trust/signed-text.ts';
import type { SignedText } from '../../../core/trust/signed-text.ts';
import { MADE, makeSignifyKey, minisign, signify } from '../../signify-key.ts';
import type { SignifyMaker } from '../../signify-key.ts';
import { codeOf } from '../../code-of.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const now = new Date('2026-11-20T12:00:00Z');
const TEXT = `SHA256 (a.img) = ${'a'.repeat(64)}\n`;
async function verify(signature: string, key: SignifyMaker, text = TEXT): Promise<SignedText> {
  const keyring = await openKeyStore('/nonexistent')([key.fingerprint]);
  return verifyDetached(Buffer.from(text), Buffer.from(signature), { keyring, now, name: 'sha256sum.txt' });
}

test('a signature of signify proves the text, and tells no time', async () => {
  const key = makeSignifyKey();
  assert.deepEqual(
    { ...(await verify(signify(key, TEXT), key)) },
    {
      text: TEXT,
      evidence: { signer: key.fingerprint, hash: 'sha512' },
    },
  );
});

test('a signature of minisign proves the text and its own time, hashed or not', async () => {
  const key = makeSignifyKey();
  const evidence = { signer: key.fingerprint, signedAt: '2026-07-28T00:00:00Z' };
  assert.deepEqual((await verify(minisign(key, TEXT), key)).evidence, { ...evidence, hash: 'blake2b-512' });
  assert.deepEqual((await verify(minisign(key, TEXT, MADE, 'Ed'), key)).evidence, {
    ...evidence,
    hash: 'sha512',
  });
  const without = await verify(minisign(key, TEXT, 'no time'), key);
  assert.equal(without.evidence.signedAt, undefined);
});

test('a file with a signify signature on top proves what is below it, and nothing else', async () => {
  const key = makeSignifyKey();
  const keyring = await openKeyStore('/nonexistent')([key.fingerprint]);
  const options = { keyring, now, name: 'SHA256.sig' };
  const file = signify(key, TEXT) + TEXT;
  const { text, evidence } = await verifyClearsigned(Buffer.from(file), options);
  assert.deepEqual([text, evidence], [TEXT, { signer: key.fingerprint, hash: 'sha512' }]);
  const smuggled = file.replace('made by a test', `SHA256 (a.img) = ${'b'.repeat(64)}`);
  assert.equal((await verifyClearsigned(Buffer.from(smuggled), options)).text, TEXT);
  assert.equal(await codeOf(verifyClearsigned(Buffer.from(`${file}more\n`), options)), 'signature-bad');
  assert.equal(
    await codeOf(verifyClearsigned(Buffer.from('untrusted comment: x'), options)),
    'signature-unreadable',
  );
});

test('another text, another trusted comment or another key is refused', async () => {
  const key = makeSignifyKey();
  const signature = minisign(key, TEXT);
  assert.equal(await codeOf(verify(signature, key, `${TEXT} `)), 'signature-bad');
  assert.equal(await codeOf(verify(signature.replace('1785196800', '1785196801'), key)), 'signature-bad');
  assert.equal(await codeOf(verify(signify(key, TEXT), makeSignifyKey(key.number))), 'signature-bad');
  await assert.rejects(verify(signature, makeSignifyKey(Buffer.from('ABCDEFGH'))), {
    code: 'signature-unknown-key',
    message:
      /^expected a signature of sha256sum\.txt by RW.{54}, found one by the signify key number [0-9A-F]{16}$/,
  });
});

test('a signature from the future is refused', async () => {
  const key = makeSignifyKey();
  await assert.rejects(verify(minisign(key, TEXT, 'timestamp:1900000000'), key), {
    code: 'signature-policy',
    rule: 'signature-future',
  });
});

test('a signature with any byte changed is refused, or tells the same as before', async () => {
  const key = makeSignifyKey();
  const whole = Buffer.from(minisign(key, TEXT));
  const good = { ...(await verify(whole.toString(), key)) };
  for (const at of whole.keys()) {
    for (const mask of [1, 0x80]) {
      const changed = Buffer.from(whole.map((byte, index) => (index === at ? byte ^ mask : byte)));
      const outcome = await verify(changed.toString('latin1'), key).catch((error: unknown) => error);
      if (outcome instanceof OsdexError) assert.match(outcome.code, /^signature-/);
      else assert.deepEqual({ ...(outcome as SignedText) }, good, `byte ${at}`);
    }
  }
});

test('a signature that was cut short or is of another kind is refused', async () => {
  const key = makeSignifyKey();
  const whole = minisign(key, TEXT);
  for (let length = 0; length < whole.length - 1; length++) {
    // The first two lines alone could be of signify, but a hash is signed there only by minisign.
    assert.notEqual(await codeOf(verify(whole.slice(0, length), key)), 'good', `${length}`);
  }
  const legacy = minisign(key, TEXT, MADE, 'Ed').split('\n');
  assert.equal(await codeOf(verify(`${legacy.slice(0, 3).join('\n')}\n`, key)), 'signature-unreadable');
  assert.equal(await codeOf(verify(signify(key, TEXT, 'EX'), key)), 'signature-unreadable');
  assert.equal(await codeOf(verify(`${whole}one more line\n`, key)), 'signature-unreadable');
});

test('a signature over a text too long to be held at once is refused with both lengths', async () => {
  const key = makeSignifyKey();
  const long = 'a'.repeat(64 * 1024 * 1024 + 1);
  await assert.rejects(verify(signify(key, 'short'), key, long), {
    code: 'too-large',
    message: `expected at most 67108864 bytes under a signature that needs them all at once, found 67108865, sha256sum.txt`,
  });
});

const withoutTools = ['signify-openbsd', 'minisign'].flatMap((tool) =>
  spawnSync(tool, ['-v']).error === undefined ? [] : [`${tool} is not installed`],
);

test(
  "what OpenBSD's signify and minisign sign is accepted, in every form they have",
  {
    skip: withoutTools.join(', ') || false,
  },
  async (t) => {
    const folder = await temporaryFolder(t, { 'sha256sum.txt': TEXT });
    const run = (tool: string, ...args: string[]) =>
      execFileSync(tool, args, { cwd: folder, stdio: 'ignore' });
    const read = (name: string) => readFile(join(folder, name));
    run('signify-openbsd', '-G', '-n', '-p', 'k.pub', '-s', 'k.sec');
    run('signify-openbsd', '-S', '-s', 'k.sec', '-m', 'sha256sum.txt', '-x', 'detached');
    run('signify-openbsd', '-S', '-e', '-s', 'k.sec', '-m', 'sha256sum.txt', '-x', 'embedded');
    run('minisign', '-G', '-W', '-f', '-p', 'm.pub', '-s', 'm.sec');
    run('minisign', '-S', '-s', 'm.sec', '-m', 'sha256sum.txt', '-x', 'hashed');
    run('minisign', '-S', '-l', '-s', 'm.sec', '-m', 'sha256sum.txt', '-x', 'legacy');
    const fingerprints = await Promise.all(
      ['k.pub', 'm.pub'].map(async (name) => {
        const found = parseFingerprint(String(await read(name)).split('\n')[1] ?? '');
        assert.ok(found);
        return found;
      }),
    );
    await writeFile(join(folder, 'sums'), TEXT);
    const keyring = await openKeyStore(folder)(fingerprints);
    const options = { keyring, now: new Date(), name: 'sha256sum.txt' };
    for (const [name, signer] of [
      ['detached', 0],
      ['hashed', 1],
      ['legacy', 1],
    ] as const) {
      const { evidence } = await verifyDetached(Buffer.from(TEXT), await read(name), options);
      assert.equal(evidence.signer, fingerprints[signer], name);
    }
    assert.equal((await verifyClearsigned(await read('embedded'), options)).text, TEXT);
  },
);
