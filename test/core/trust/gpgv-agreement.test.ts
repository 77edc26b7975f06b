import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { armor, createCleartextMessage, enums, revokeKey, sign } from 'openpgp';
import type { Key } from 'openpgp';
import pLimit from 'p-limit';
import { OsdexError } from '../../../core/error.ts';
import { parseFingerprint } from '../../../core/trust/fingerprint.ts';
import { findKeys } from '../../../core/trust/key-files.ts';
import { openKeyStore } from '../../../core/trust/keyring.ts';
import type { Keyring } from '../../../core/trust/keyring.ts';
import { POLICY_RULES } from '../../../core/trust/signature-policy.ts';
import type { PolicyRule } from '../../../core/trust/signature-policy.ts';
import { verifyClearsigned, verifyDetached } from '../../../core/trust/signed-text.ts';
import type { SignatureEvidence } from '../../../core/trust/signed-text.ts';
import { askGpgv, withoutGpgv } from '../../gpgv.ts';
import { readSigned, RECORDED, withoutRecording } from '../../recorded.ts';
import type { Signed } from '../../recorded.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import {
  KEY_CREATED,
  keyringOf,
  literalData,
  makeSignature,
  makeTestKey,
  signatureFile,
} from '../../test-key.ts';

const now = new Date('2026-11-20T12:00:00Z');
const accept = [{ hash: 'sha1', until: '2023-05-31' }] as const;
/** gpgv processes at once. */
const inTurn = pLimit(3);

/** A signed file as bytes; without `signature` it has its signature in it. */
interface Case {
  file: Uint8Array;
  signature: Uint8Array | undefined;
}

/** What we say: good, or the code of the refusal with the line of the policy behind it. */
type Ours = { evidence: SignatureEvidence } | { code: string; rule: string | undefined };

async function ask(
  { file, signature }: Case,
  keyring: Keyring,
  exceptions: typeof accept | [] = accept,
): Promise<Ours> {
  const options = { keyring, accept: exceptions, now, name: 'SHA256SUMS' };
  try {
    const { evidence } =
      signature === undefined
        ? await verifyClearsigned(file, options)
        : await verifyDetached(file, signature, options);
    return { evidence };
  } catch (error) {
    if (error instanceof OsdexError) return { code: error.code, rule: error.rule };
    throw error;
  }
}

/** The same question to gpgv, with the same keys. */
async function makeGpgv(t: TestContext, keyring: Keyring) {
  const folder = await temporaryFolder(t);
  const ring = join(folder, 'keyring');
  const keys = [...keyring.values()].flatMap((key) =>
    key.kind === 'openpgp' ? [key.publicKey.write()] : [],
  );
  await writeFile(ring, Buffer.concat(keys));
  let count = 0;
  return ({ file, signature }: Case) =>
    inTurn(async () => {
      const name = join(folder, String(count++));
      await writeFile(name, file);
      if (signature !== undefined) await writeFile(`${name}.sig`, signature);
      return askGpgv(ring, signature === undefined ? [name] : [`${name}.sig`, name]);
    });
}

/** The line of the policy that explains why gpgv says otherwise; undefined where both say the same. */
function difference(ours: Ours, gpgvIsGood: boolean): string | undefined {
  if ('evidence' in ours === gpgvIsGood) return undefined;
  if ('evidence' in ours) return ours.evidence.others === undefined ? 'pinned-key' : 'one-good-signature';
  return ours.rule ?? 'none';
}

function isPolicy(rule: string): rule is PolicyRule {
  return Object.hasOwn(POLICY_RULES, rule);
}

/** Requires that each difference is a line of the policy that tells of it. @returns how many cases differ, by line. */
async function compare(
  t: TestContext,
  cases: readonly Case[],
  keyring: Keyring,
): Promise<Map<string, number>> {
  const gpgv = await makeGpgv(t, keyring);
  const tally = new Map<string, number>();
  await Promise.all(
    cases.map(async (one, index) => {
      const [ours, theirs] = await Promise.all([ask(one, keyring), gpgv(one)]);
      const rule = difference(ours, theirs.good);
      if (rule === undefined) {
        if ('evidence' in ours) assert.equal(ours.evidence.signer, theirs.valid[0]?.signer);
        return;
      }
      const told = isPolicy(rule) && 'gpgv' in POLICY_RULES[rule];
      assert.ok(told, `case ${index}: gpgv says ${theirs.good}, ${JSON.stringify(ours)}\n${show(one)}`);
      tally.set(rule, (tally.get(rule) ?? 0) + 1);
    }),
  );
  return tally;
}

function show({ file, signature }: Case): string {
  return `${Buffer.from(file).toString('latin1')}\n${Buffer.from(signature ?? []).toString('latin1')}`;
}

/** Every byte changed, once in one bit and once in all. */
function everyByteChanged(bytes: Uint8Array): Uint8Array[] {
  return [...bytes.keys()].flatMap((at) =>
    [1 << (at % 8), 0xff].map((mask) => bytes.map((byte, index) => (index === at ? byte ^ mask : byte))),
  );
}

const SMALL =
  'download.opensuse.org/distribution/leap/16.0/appliances/Leap-16.0-Minimal-VM.aarch64-Cloud-Build18.7.qcow2.sha256';

describe('gpgv and osdex agree', { skip: withoutGpgv }, () => {
  describe('on recorded files', { skip: withoutRecording }, () => {
    let all: Signed[];
    let keyring: Keyring;

    before(async () => {
      all = await readSigned();
      const folder = join(RECORDED, 'keys');
      const fingerprints = [...(await findKeys(folder)).keys()].flatMap((one) => parseFingerprint(one) ?? []);
      keyring = await openKeyStore(folder)(fingerprints);
    });

    async function load({ sums, signature }: Signed): Promise<Case> {
      const read = (path: string) => readFile(join(RECORDED, path));
      return {
        file: await read(sums),
        signature: signature === undefined ? undefined : await read(signature),
      };
    }

    test('whichever byte of a small file or of its signature is changed', async (t) => {
      const { file, signature } = await load({ sums: SMALL, signature: `${SMALL}.asc` });
      assert.ok(signature);
      const cases = [
        ...everyByteChanged(file).map((changed) => ({ file: changed, signature })),
        ...everyByteChanged(signature).map((changed) => ({ file, signature: changed })),
      ];
      const tally = await compare(t, cases, keyring);
      assert.deepEqual([...tally.keys()], ['strict-armor']);
    });

    test('on every file of every publisher, and after changes here and there', async (t) => {
      const random = makeRandom(20_261_121);
      const cases = await Promise.all(all.map(load));
      const changed = cases.flatMap((one) => Array.from({ length: 12 }, () => mutate(one, random)));
      const tally = await compare(t, [...cases, ...changed], keyring);
      const lines = [...tally.keys()].filter(
        (rule) => !['strict-armor', 'utf-8', 'strict-packets'].includes(rule),
      );
      assert.deepEqual(lines, []);
    });
  });

  test('but for what the policy says, line by line', async (t) => {
    for (const [rule, make] of Object.entries(DIFFERENCES)) {
      const { key, ...one } = await make();
      const keyring = await keyringOf(key);
      const theirs = await (await makeGpgv(t, keyring))(one);
      const ours = await ask(one, keyring, []);
      assert.equal(difference(ours, theirs.good), rule, JSON.stringify(ours));
    }
    const told = Object.entries(POLICY_RULES).filter(([, line]) => 'gpgv' in line);
    assert.deepEqual(
      Object.keys(DIFFERENCES),
      told.map(([rule]) => rule),
    );
  });

  test('that these are refused', async (t) => {
    for (const [rule, make] of Object.entries(REFUSED_BY_BOTH)) {
      const { key, ...one } = await make();
      const keyring = await keyringOf(key);
      const theirs = await (await makeGpgv(t, keyring))(one);
      const ours = await ask(one, keyring);
      assert.deepEqual([theirs.good, 'rule' in ours && ours.rule], [false, rule], rule);
    }
    const same = Object.entries(POLICY_RULES).filter(([, line]) => !('gpgv' in line));
    assert.deepEqual(
      Object.keys(REFUSED_BY_BOTH),
      same.map(([rule]) => rule),
    );
  });
});

type Made = Case & { key: Key };

const YEAR_SECONDS = 366 * 24 * 60 * 60;
const FILE = Buffer.from('some text\n');
const LATE = new Date('2026-06-01T00:00:00Z');

/** A signature over the file by the key's primary, with whatever is to be said in it. */
async function signed(
  key: Key,
  fields: Parameters<typeof makeSignature>[3] = {},
  date = LATE,
  file: Uint8Array = FILE,
): Promise<Made & { signature: Uint8Array }> {
  const packet = await makeSignature(key.keyPacket, await literalData(file), date, fields);
  return { key, file, signature: signatureFile(packet) };
}

async function revoked(flag: enums.reasonForRevocation): Promise<Made> {
  const { privateKey } = await makeTestKey();
  const { publicKey } = await revokeKey({
    key: privateKey,
    reasonForRevocation: { flag },
    date: new Date('2025-01-01T00:00:00Z'),
    format: 'object',
  });
  return { ...(await signed(privateKey)), key: publicKey };
}

async function clearsigned(change: (message: string) => string): Promise<Made> {
  const { privateKey } = await makeTestKey();
  const message = await createCleartextMessage({ text: 'some text' });
  const text = await sign({ message, signingKeys: privateKey, date: LATE });
  return { key: privateKey, file: Buffer.from(change(text)), signature: undefined };
}

/** For each line of the policy that gpgv does not have: something that shows it. */
const DIFFERENCES: Readonly<Record<string, () => Promise<Made>>> = {
  'one-good-signature': async () => {
    const { privateKey } = await makeTestKey();
    const stranger = await makeTestKey();
    const data = await literalData(FILE);
    const packets = [privateKey, stranger.privateKey].map((key) => makeSignature(key.keyPacket, data, LATE));
    return { key: privateKey, file: FILE, signature: signatureFile(...(await Promise.all(packets))) };
  },
  'pinned-key': async () => {
    const { privateKey } = await makeTestKey();
    Object.assign(privateKey, { users: [] });
    return signed(privateKey);
  },
  'hash-algorithm': async () =>
    signed((await makeTestKey({ type: 'rsa', rsaBits: 2048 })).privateKey, {
      hashAlgorithm: enums.hash.sha1,
    }),
  'key-algorithm': async () =>
    signed((await makeTestKey({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } })).privateKey),
  'key-expired': async () => signed((await makeTestKey({ keyExpirationTime: YEAR_SECONDS })).privateKey),
  'key-compromised': () => revoked(enums.reasonForRevocation.keyCompromised),
  'key-superseded': () => revoked(enums.reasonForRevocation.keySuperseded),
  'signature-future': async () =>
    signed((await makeTestKey()).privateKey, {}, new Date('2030-01-01T00:00:00Z')),
  'strict-armor': async () => {
    const made = await signed((await makeTestKey()).privateKey);
    const text = armor(enums.armor.signature, Buffer.from(made.signature));
    return { ...made, signature: Buffer.from(text.replace('\n-----END', '!\n-----END')) };
  },
  'strict-packets': async () => {
    const { signature, ...made } = await signed((await makeTestKey()).privateKey);
    return { ...made, signature: signature.with(1, (signature[1] ?? 0) + 1) };
  },
  'utf-8': async () =>
    signed((await makeTestKey()).privateKey, {}, LATE, Buffer.from([0x66, 0xfc, 0x72, 0x0a])),
};

/** For each line that gpgv has too: something that both refuse by it. */
const REFUSED_BY_BOTH: Readonly<Record<string, () => Promise<Made>>> = {
  'key-usage': async () => {
    const { privateKey } = await makeTestKey();
    const [user] = privateKey.users;
    assert.ok(user);
    const certificate = await makeSignature(
      privateKey.keyPacket,
      { userID: user.userID, key: privateKey.keyPacket },
      KEY_CREATED,
      { signatureType: enums.signature.certGeneric, keyFlags: Uint8Array.of(enums.keyFlags.certifyKeys) },
    );
    Object.assign(user, { selfCertifications: [certificate] });
    return signed(privateKey);
  },
  'key-newer': async () => signed((await makeTestKey()).privateKey, {}, new Date('2019-01-01T00:00:00Z')),
  'signature-expired': async () =>
    signed((await makeTestKey()).privateKey, { signatureExpirationTime: 60, signatureNeverExpires: false }),
  'critical-field': async () =>
    signed((await makeTestKey()).privateKey, {
      rawNotations: [{ name: 'a@x.example', value: Buffer.from('b'), humanReadable: true, critical: true }],
    }),
  'strict-header': () =>
    clearsigned((message) => message.replace('Hash: SHA512', 'Hash: SHA512\r\nComment: a.img')),
  'announced-hash': () => clearsigned((message) => message.replace('Hash: SHA512', 'Hash: SHA256')),
};

/** Numbers from 0 to 1, the same for the same seed. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One byte changed, one left out or one put in, in the file or in its signature. */
function mutate({ file, signature }: Case, random: () => number): Case {
  const change = (bytes: Uint8Array): Uint8Array => {
    const at = Math.floor(random() * bytes.length);
    const kind = Math.floor(random() * 3);
    const byte = Math.floor(random() * 256);
    return Buffer.concat(
      [bytes.subarray(0, at), kind === 0 ? [] : [byte], bytes.subarray(kind === 2 ? at : at + 1)].map(
        (part) => Buffer.from(part),
      ),
    );
  };
  if (signature === undefined) return { file: change(file), signature };
  return random() < 0.7 ? { file, signature: change(signature) } : { file: change(file), signature };
}
