import { parseDigest } from '../../core/digest-text.ts';
import { isSignifyKey } from '../../core/trust/fingerprint.ts';
import type { Product, TrustedKey } from '../../core/product.ts';
import { currentPlace, signsImage } from '../../core/release.ts';
import type { Artifact, Build } from '../../core/release.ts';
import type { SignedVerification } from '../../core/verification.ts';
import { webUrl } from '../links.ts';
import { fileName, findKey } from '../words/evidence.ts';
import { digestCheck } from '../use/checked-download.ts';
import { say } from '../words/say.ts';
import type { Said } from '../words/say.ts';
import { shellWord } from '../../core/shell-word.ts';

/** One command and why it is there. */
export interface CheckStep {
  why: Said;
  command: string;
}

/** How a reader proves a build without osdex, down to the digest of one of its files; empty when nothing can be read. */
export function checkSteps(build: Build, product: Pick<Product, 'keys'>, artifact: Artifact): CheckStep[] {
  const { verification } = build;
  if (verification.level === 'imported') return [];
  const { url } = currentPlace(build);
  const ofImage = signsImage(build);
  const sumsUrl = webUrl(verification.sums, url);
  if (sumsUrl === undefined) return [];
  const sums = localName(sumsUrl, ofImage ? 'IMAGE' : 'SUMS');
  const { algorithm, hex } = parseDigest(artifact.digest) ?? { algorithm: 'sha256', hex: '' };
  const fetchSums = {
    why: say(ofImage ? 'check.fetch-image' : 'check.fetch-sums'),
    command: `curl -fLo ${sums} ${shellWord(sumsUrl)}`,
  };
  const find = (file: string) =>
    ofImage
      ? { why: say('check.same-digest'), command: digestCheck(algorithm, hex, file) }
      : {
          why: say('check.names-digest', { file: fileName(artifact.file) }),
          command: `grep ${hex} ${file}`,
        };
  if (verification.level !== 'signed') return [fetchSums, find(sums)];

  const { signer, signature } = verification;
  const signatureUrl = signature === undefined ? undefined : webUrl(signature, url);
  if (signature !== undefined && signatureUrl === undefined) return [];
  const file = signatureUrl === undefined ? undefined : localName(signatureUrl, 'SUMS.sig');
  const fetchSignature =
    signatureUrl === undefined
      ? []
      : [{ why: say('check.fetch-signature'), command: `curl -fLo ${file} ${shellWord(signatureUrl)}` }];
  // Text outside what is signed is in the file too: only what the check wrote out is proven.
  const proven = file === undefined ? `${sums}.signed` : sums;
  const check = isSignifyKey(signer)
    ? signifySteps(verification, sums, file, proven)
    : [fetchKey(signer, findKey(product.keys, signer)), gpgvStep(signer, sums, file, proven)];
  return [fetchSums, ...fetchSignature, ...check, find(proven)];
}

/**
 * The same by osdex itself, which holds the keys of its sources: over the files that {@link checkSteps} fetched, and
 * without a network. Undefined where nothing is signed or the signature cannot be fetched.
 */
export function osdexCheck(build: Build): string | undefined {
  const { verification } = build;
  if (verification.level !== 'signed') return undefined;
  const { url } = currentPlace(build);
  const ofImage = signsImage(build);
  const { signer, sums, signature } = verification;
  const signed = fileAt(sums, url, ofImage ? 'IMAGE' : 'SUMS');
  const beside = signature === undefined ? undefined : fileAt(signature, url, 'SUMS.sig');
  if (signed === undefined || (signature !== undefined && beside === undefined)) return undefined;
  const option = beside === undefined ? '' : ` --signature ${beside}`;
  return `npx osdex verify ${ofImage ? '' : '--sums '}${signed}${option} --key ${signer}`;
}

function fileAt(location: string, base: string, fallback: string): string | undefined {
  const url = webUrl(location, base);
  return url === undefined ? undefined : localName(url, fallback);
}

function gpgvStep(signer: string, sums: string, signature: string | undefined, proven: string): CheckStep {
  const gpgv = `gpgv --keyring ./${signer}.gpg --status-fd 1`;
  // VALIDSIG ends in the primary key's fingerprint: this holds whatever the key server sent.
  const pinned = `grep "VALIDSIG .*${signer}"`;
  return signature === undefined
    ? {
        why: say('check.gpgv-inside', { proven }),
        command: `${gpgv} --output ${proven} ${sums} | ${pinned}`,
      }
    : { why: say('check.gpgv'), command: `${gpgv} ${signature} ${sums} | ${pinned}` };
}

/** Signatures of minisign tell when they were made, or hash first; those of OpenBSD's signify do neither. */
function signifySteps(
  { signer, signedAt, hash }: SignedVerification,
  sums: string,
  signature: string | undefined,
  proven: string,
): CheckStep[] {
  const why = say('check.signature');
  if (signature !== undefined && (signedAt !== undefined || hash === 'blake2b-512'))
    return [{ why, command: `minisign -Vm ${sums} -x ${signature} -P ${signer}` }];
  const key = writeSignifyKey(signer);
  const signify = `signify-openbsd -V -p ${SIGNIFY_FILE}`;
  return signature === undefined
    ? [
        key,
        {
          why: say('check.signature-inside', { proven }),
          command: `${signify} -e -x ${sums} -m ${proven}`,
        },
      ]
    : [key, { why, command: `${signify} -x ${signature} -m ${sums}` }];
}

/** The file that {@link writeSignifyKey} makes. */
const SIGNIFY_FILE = 'signify.pub';

/** signify takes its key from a file of two lines, the first of which may say anything. */
export function writeSignifyKey(key: string): CheckStep {
  return {
    why: say('check.write-key'),
    command: `printf 'untrusted comment: key\\n%s\\n' ${key} > ${SIGNIFY_FILE}`,
  };
}

/** Where a key is to be had: the publisher's address, or a key server that is asked for the whole fingerprint. */
export function keyUrl(fingerprint: string, key: Pick<TrustedKey, 'url'> | undefined): string {
  return key?.url ?? `https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&search=0x${fingerprint}`;
}

function fetchKey(fingerprint: string, key: TrustedKey | undefined): CheckStep {
  // gpgv reads binary key files only; --dearmor leaves a file that is binary already as it is.
  const command = `curl -fL ${shellWord(keyUrl(fingerprint, key))} | gpg --dearmor > ${fingerprint}.gpg`;
  return { why: fetchesKey(key?.url), command };
}

/** Whom a command asks for a key that is to be had at this address of its publisher's, or at none. */
export function fetchesKey(url: string | undefined): Said {
  return say(url === undefined || isKeyServer(url) ? 'check.ask-key-server' : 'check.fetch-key');
}

/** Whether this is the address of a key server, which holds everybody's keys and vouches for none of them. */
export function isKeyServer(url: string): boolean {
  return /^\/(?:pks\/lookup|vks\/v1\/)/.test(new URL(url).pathname);
}

/** The last part of an address as a file name that no shell and no option parser can mistake. */
function localName(url: string, fallback: string): string {
  const name = fileName(new URL(url).pathname);
  return /^[A-Za-z0-9][A-Za-z0-9._+~@-]*$/.test(name) ? name : fallback;
}
