import { createReadStream } from 'node:fs';
import { digestOf } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import type { ErrorCode } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { Image } from '../../core/image.ts';
import { artifactUrl, currentPlace, evidenceUrl } from '../../core/release.ts';
import { lastPart } from '../../core/sums/checksum-algorithm.ts';
import { parseChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import type { KeyStore } from '../../core/trust/keyring.ts';
import type { PolicyException } from '../../core/trust/signature-policy.ts';
import { verifyFile } from '../../core/trust/signed-file.ts';
import { verifyClearsigned, verifyDetached } from '../../core/trust/signed-text.ts';
import type { SignedText, VerifyOptions } from '../../core/trust/signed-text.ts';
import type { SignedVerification } from '../../core/verification.ts';

/** What came of asking for the publisher's signature again. */
export type ProvenAgain =
  | { kind: 'signed'; signer: string; signedAt: string | undefined }
  /** Its publisher does not sign. */
  | { kind: 'unsigned' }
  /** There is nothing to ask for, or what there is now is about other builds. */
  | { kind: 'not-checked'; reason: string };

export interface ProofMeans {
  fetcher: Fetcher;
  keys: KeyStore;
  /** What is acceptable of a product's signatures beyond the policy, as its source says. */
  acceptOf: (product: string) => readonly PolicyException[];
  now: Date;
}

/** What publishers may have taken away since. */
const GONE: readonly ErrorCode[] = ['http-status', 'not-recorded', 'network', 'timeout'];

/** Asks publishers for their signatures: of one sums file once, however many images it is about. */
export function createProver(means: ProofMeans): (image: Image, path: string) => Promise<ProvenAgain> {
  const known = new Map<string, Promise<SignedText & { sumsDigest: string }>>();
  return async (image, path) => {
    const { verification } = image.build;
    if (verification.level !== 'signed') {
      return { kind: 'unsigned' };
    }
    try {
      return await proveSigned(image, verification, path, means, known);
    } catch (error) {
      if (!(error instanceof OsdexError) || !GONE.includes(error.code)) throw error;
      return { kind: 'not-checked', reason: error.message };
    }
  };
}

async function proveSigned(
  image: Image,
  verification: SignedVerification,
  path: string,
  means: ProofMeans,
  known: Map<string, Promise<SignedText & { sumsDigest: string }>>,
): Promise<ProvenAgain> {
  const { build, artifact, release } = image;
  const sumsUrl = evidenceUrl(build, verification.sums);
  const options: VerifyOptions = {
    keyring: await means.keys([verification.signer]),
    accept: [...means.acceptOf(release.product)],
    now: means.now,
    name: sumsUrl,
  };
  const isImageSigned = [artifactUrl(build, artifact), artifactUrl(currentPlace(build), artifact)].includes(
    sumsUrl,
  );
  if (isImageSigned && verification.signature !== undefined) {
    const { bytes } = await means.fetcher.get(evidenceUrl(build, verification.signature));
    const { evidence } = await verifyFile(
      createReadStream(path) as AsyncIterable<Uint8Array>,
      bytes,
      options,
    );
    return { kind: 'signed', signer: evidence.signer, signedAt: evidence.signedAt };
  }
  const asked = known.get(sumsUrl) ?? askSums(image, verification, sumsUrl, options, means.fetcher);
  known.set(sumsUrl, asked);
  const signed = await asked;
  const { signer, signedAt } = signed.evidence;
  // The very file of which the digest on record was read.
  if (signed.sumsDigest === verification.sumsDigest) return { kind: 'signed', signer, signedAt };
  const found = listedDigest(signed, sumsUrl, artifact.file);
  if (found === artifact.digest) return { kind: 'signed', signer, signedAt };
  return {
    kind: 'not-checked',
    reason: `expected ${artifact.digest} in ${sumsUrl}, found ${found ?? 'other builds'}: its publisher has written it anew`,
  };
}

async function askSums(
  { build }: Image,
  { signature }: SignedVerification,
  sumsUrl: string,
  options: VerifyOptions,
  fetcher: Fetcher,
): Promise<SignedText & { sumsDigest: string }> {
  const { bytes } = await fetcher.get(sumsUrl);
  const signed =
    signature === undefined
      ? await verifyClearsigned(bytes, options)
      : await verifyDetached(bytes, (await fetcher.get(evidenceUrl(build, signature))).bytes, options);
  return { ...signed, sumsDigest: digestOf(bytes) };
}

/** Only lists can be read here; of a document that needs its source's table the digest of the whole has to do. */
function listedDigest(signed: SignedText, sumsUrl: string, file: string): string | undefined {
  try {
    const manifest = parseChecksumManifest(signed, sumsUrl);
    return (manifest.get(file) ?? [...manifest].find(([name]) => lastPart(name) === file)?.[1])?.digest;
  } catch (error) {
    if (error instanceof OsdexError) return undefined;
    throw error;
  }
}
