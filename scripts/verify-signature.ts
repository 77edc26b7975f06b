import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseChecksumManifest } from '../core/sums/checksum-manifest.ts';
import type { ChecksumManifest } from '../core/sums/checksum-manifest.ts';
import { counted } from '../core/counted.ts';
import { parseDigest, WEAK_DIGEST_ALGORITHMS } from '../core/digest-text.ts';
import { OsdexError } from '../core/error.ts';
import { parseFingerprint } from '../core/trust/fingerprint.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';
import { openKeyStore } from '../core/trust/keyring.ts';
import type { Keyring } from '../core/trust/keyring.ts';
import type { PolicyException } from '../core/trust/signature-policy.ts';
import { verifyFile } from '../core/trust/signed-file.ts';
import { verifyClearsigned, verifyDetached } from '../core/trust/signed-text.ts';
import type { SignatureEvidence, SignedText } from '../core/trust/signed-text.ts';
import type { VerifyOptions } from '../core/trust/signature-verdict.ts';
import { loadSources } from '../core/source/source-files.ts';
import { keyPlaces } from './context.ts';
import type { CommonOptions } from './context.ts';
import { digestsOfFile } from './digests-of-file.ts';
import { printJson } from './print-json.ts';
import { readInPieces, readWhole } from './read-file.ts';

export interface VerifyFlags extends CommonOptions {
  sums?: string;
  signature?: string;
  key?: string[];
  keys?: string;
}

/** What a downloaded file is to a proven sums file. */
interface FileVerdict {
  path: string;
  /** `weak`: it fits, and the list has nothing better than MD5 or SHA-1 for it. */
  result: 'good' | 'weak' | 'digest-mismatch' | 'not-listed';
  expected?: string;
  found?: string;
}

/** Proves a sums file by its signature, and files by it. */
export async function verifySums(flags: VerifyFlags, path: string, files: readonly string[]): Promise<void> {
  await orTellWhyNot(flags, async () => {
    const { options, keyring } = await optionsFor(flags, path);
    const bytes = await readWhole(path);
    const signed =
      flags.signature === undefined
        ? await verifyClearsigned(bytes, options)
        : await verifyDetached(bytes, await readSignature(flags.signature), options);
    const manifest = readManifest(signed, path, files);
    const checked = manifest === undefined ? [] : await checkFiles(manifest, files, flags.json ?? false);
    if (checked.some(({ result }) => result === 'digest-mismatch' || result === 'not-listed'))
      process.exitCode = 1;
    if (flags.json) {
      printJson({
        good: true,
        ...(manifest === undefined ? {} : { files: manifest.size }),
        ...signed.evidence,
        ...(checked.length === 0 ? {} : { checked }),
      });
      return;
    }
    const list =
      manifest === undefined
        ? 'no list of files that osdex reads'
        : `a list of ${counted(manifest.size, 'file')}`;
    tell(`good: ${path}, ${list}`, ...describeEvidence(signed.evidence, keyring));
    tell(...checked.map(describeVerdict));
  });
}

/** Proves one file of any size by the signature over itself. */
export async function verifyImage(flags: VerifyFlags, path: string, signature: string): Promise<void> {
  await orTellWhyNot(flags, async () => {
    const { options, keyring } = await optionsFor(flags, path);
    const { evidence, digest, sizeBytes } = await verifyFile(
      readInPieces(path, flags.json),
      await readSignature(signature),
      options,
    );
    if (flags.json) printJson({ good: true, digest, size: sizeBytes, ...evidence });
    else tell(`good: ${path}, ${digest}`, ...describeEvidence(evidence, keyring));
  });
}

async function readSignature(path: string): Promise<Uint8Array> {
  return readWhole(path).catch((cause: unknown) => {
    if (!(cause instanceof OsdexError) || cause.code !== 'not-found') throw cause;
    const message = `expected the signature, a readable file, at ${path}, found: ${cause.found}`;
    throw new OsdexError('signature-missing', message, { path, cause });
  });
}

async function orTellWhyNot(flags: VerifyFlags, verify: () => Promise<void>): Promise<void> {
  try {
    await verify();
  } catch (error) {
    if (!(error instanceof OsdexError) || error.code === 'usage') throw error;
    const { code, message, rule } = error;
    if (flags.json) printJson({ good: false, code, ...(rule === undefined ? {} : { rule }), message });
    else tell(`${code}: ${message}`);
    process.exitCode = 1;
  }
}

async function optionsFor(
  flags: VerifyFlags,
  name: string,
): Promise<{ options: VerifyOptions; keyring: Keyring }> {
  const fingerprints = (flags.key ?? []).map(requireFingerprint);
  if (fingerprints.length === 0)
    throw new OsdexError('usage', 'expected --key with the full fingerprint of the signer, found none');
  const keyring = await openKeyStore(flags.keys ?? keyPlaces(flags))(fingerprints);
  const accept = await acceptedFor(fingerprints, flags.sources);
  return { options: { keyring, accept, now: new Date(), name }, keyring };
}

/** Whoever pins a key has also said what of it is acceptable beyond the policy; without sources nothing is. */
async function acceptedFor(fingerprints: readonly Fingerprint[], folder: string): Promise<PolicyException[]> {
  if (!existsSync(folder)) return [];
  const { sources } = await loadSources(folder);
  return sources
    .filter((source) => source.keys.some(({ fingerprint }) => fingerprints.includes(fingerprint)))
    .flatMap((source) => source.accept);
}

/** A good signature may be over another kind of text; only who wants files checked needs a list of them. */
function readManifest(
  signed: SignedText,
  path: string,
  files: readonly string[],
): ChecksumManifest | undefined {
  try {
    return parseChecksumManifest(signed, path);
  } catch (error) {
    if (error instanceof OsdexError && error.code === 'sums-unreadable' && files.length === 0)
      return undefined;
    throw error;
  }
}

async function checkFiles(
  manifest: ChecksumManifest,
  files: readonly string[],
  quiet: boolean,
): Promise<FileVerdict[]> {
  const verdicts: FileVerdict[] = [];
  for (const path of files) {
    const entry = manifest.get(path) ?? manifest.get(basename(path));
    const algorithm = entry && parseDigest(entry.digest)?.algorithm;
    if (entry === undefined || algorithm === undefined) {
      verdicts.push({ path, result: 'not-listed' });
      continue;
    }
    const [found] = await digestsOfFile(path, [algorithm], quiet);
    const isWeak = WEAK_DIGEST_ALGORITHMS.includes(algorithm);
    verdicts.push(
      found === entry.digest
        ? { path, result: isWeak ? 'weak' : 'good', ...(isWeak ? { found } : {}) }
        : {
            path,
            result: 'digest-mismatch',
            expected: entry.digest,
            ...(found === undefined ? {} : { found }),
          },
    );
  }
  return verdicts;
}

function describeVerdict({ path, result, expected, found }: FileVerdict): string {
  if (result === 'good') return `good: ${path}`;
  if (result === 'weak')
    return `weak: ${path} fits ${found}, and the list has nothing better for it; that finds accidents, not attacks`;
  if (result === 'not-listed') return `not-listed: ${path} is not in the sums file`;
  return `digest-mismatch: expected ${expected}, found ${found}, ${path}`;
}

function describeEvidence(evidence: SignatureEvidence, keyring: Keyring): string[] {
  const { signer, subkey, signedAt, hash, note, others = [] } = evidence;
  const key = keyring.get(signer);
  const owner = key?.kind === 'openpgp' ? ` ${key.userIds[0] ?? ''}` : '';
  return [
    `  signed by ${signer}${owner}`,
    ...(subkey === undefined ? [] : [`  with its subkey ${subkey}`]),
    `  ${signedAt === undefined ? 'at a time it does not tell' : `at ${signedAt}`}, over ${hash}`,
    ...(note === undefined ? [] : [`  ${note}`]),
    ...others.map((other) => `  also by ${other.key}: ${other.verdict}`),
  ];
}

function requireFingerprint(text: string): Fingerprint {
  const fingerprint = parseFingerprint(text);
  if (fingerprint !== undefined) return fingerprint;
  throw new OsdexError(
    'usage',
    `expected a full fingerprint of 40 hex digits, or the RW… line of a signify or minisign key, found "${text}"`,
  );
}

function tell(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
