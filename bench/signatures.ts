/**
 * How many signatures a second are verified in this process, beside a gpgv process for each of the same files, beside
 * the openpgp package, and beside the arithmetic of RSA-4096 alone, which nothing can undercut. Files are read from
 * the disk each time by all of them. The aim is four times as many as gpgv.
 */
import { constants, generateKeyPairSync, privateEncrypt, publicDecrypt } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessage, readCleartextMessage, readSignature, verify } from 'openpgp';
import { parseFingerprint } from '../core/trust/fingerprint.ts';
import { findKeys } from '../core/trust/key-files.ts';
import { openKeyStore } from '../core/trust/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../core/trust/signed-text.ts';
import { askGpgv, withoutGpgv } from '../test/gpgv.ts';
import { readSigned, RECORDED, withoutRecording } from '../test/recorded.ts';
import type { Signed } from '../test/recorded.ts';

const AIM = 4;
const MEASURE_MS = 2000;
const accept = [{ hash: 'sha1', until: '2023-05-31' }] as const;
const KEYS = join(RECORDED, 'keys');

const missing = withoutRecording || withoutGpgv;
if (missing) console.log(`signatures: not measured, ${missing}`);
else await measureAll();

async function measureAll(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
  try {
    const ring = join(folder, 'keyring');
    const keys = await findKeys(KEYS);
    await writeFile(ring, Buffer.concat([...keys.values()].map((key) => key.write())));
    const fingerprints = [...keys.keys()].flatMap((one) => parseFingerprint(one) ?? []);
    const keyring = await openKeyStore(KEYS)(fingerprints);
    // Fedora's oldest keys are not among the recorded ones, and everyone shall have the same work.
    const all = (await readSigned()).filter(({ sums }) => !sums.startsWith('archives.fedoraproject.org/'));
    const options = { keyring, accept, now: new Date() };

    const osdex = await rate(all, async (signed) => {
      const { file, signature } = await load(signed);
      const named = { ...options, name: signed.sums };
      await (signature === undefined
        ? verifyClearsigned(file, named)
        : verifyDetached(file, signature, named));
    });
    const gpgv = await rate(all, async ({ sums, signature }) => {
      const { good } = await askGpgv(ring, [...(signature ? [signature] : []), sums].map(pathOf));
      if (!good) throw new Error(`expected gpgv to accept ${sums}`);
    });
    const verificationKeys = [...keys.values()];
    const library = await rate(all, async (signed) => {
      const { file, signature } = await load(signed);
      await (signature === undefined
        ? verify({
            message: await readCleartextMessage({ cleartextMessage: file.toString() }),
            verificationKeys,
          })
        : verify({
            message: await createMessage({ binary: file }),
            signature: await readSignature({ armoredSignature: signature.toString() }),
            verificationKeys,
          }));
    });

    console.log(`signatures verified, one after another, ${all.length} recorded files (best of 3 runs)`);
    const ratio = osdex / gpgv;
    report('osdex', osdex, `ratio to gpgv ${ratio.toFixed(1)} (aim ${AIM})${ratio < AIM ? ' MISSED' : ''}`);
    report('gpgv', gpgv, 'one process for each file');
    report('openpgp', library, 'the package alone, without a policy; version 3 is not verified');
    report('RSA-4096', rsaRate(), 'the arithmetic alone: the bound');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function pathOf(path: string): string {
  return join(RECORDED, path);
}

async function load({ sums, signature }: Signed): Promise<{ file: Buffer; signature: Buffer | undefined }> {
  return {
    file: await readFile(pathOf(sums)),
    signature: signature === undefined ? undefined : await readFile(pathOf(signature)),
  };
}

/** The best of three runs, in files a second. */
async function rate(all: readonly Signed[], verifyOne: (signed: Signed) => Promise<void>): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < MEASURE_MS / 3) {
      for (const signed of all) await verifyOne(signed);
      count += all.length;
    }
    rates.push((1000 * count) / (performance.now() - started));
  }
  return Math.max(...rates);
}

function rsaRate(): number {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const signature = privateEncrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.alloc(51),
  );
  const started = performance.now();
  let count = 0;
  for (; performance.now() - started < MEASURE_MS / 3; count++) {
    publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
  }
  return (1000 * count) / (performance.now() - started);
}

function report(name: string, perSecond: number, remark: string): void {
  console.log(`  ${name.padEnd(12)} ${perSecond.toFixed(0).padStart(6)} a second  ${remark}`);
}
