import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { lastPart } from '../../core/sums/checksum-algorithm.ts';
import { parseChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import { readArmor } from '../../core/trust/openpgp/armor.ts';
import { isClearsigned, readCleartext } from '../../core/trust/openpgp/cleartext.ts';
import { Malformed } from '../../core/trust/openpgp/malformed.ts';
import { readSignatures } from '../../core/trust/signature-trial.ts';
import { isSignify } from '../../core/trust/signify.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';

/** How something is signed, and by which keys as far as the signature says. */
export interface SignatureFound {
  shape: 'detached' | 'clearsigned' | 'image';
  /** What the signature's name has more than that of the file; absent where it is in the file. */
  ending?: string;
  /** Fingerprints, or only ids of keys; nobody has verified them. */
  signers: string[];
}

/** A sums file that could be read. */
export interface SumsFound {
  url: string;
  names: string[];
  isWeak: boolean;
  signature: SignatureFound | undefined;
}

const SIGNATURE_ENDINGS = ['.gpg', '.asc', '.sign', '.sig', '.minisig'];
const SUMS_NAME =
  /(?:^|[._-])(?:sha(?:256|512|1)?sums?|md5sums?|checksums?|digests?|hashes|sha(?:256|512|1)|md5)(?:[._-]|$)/i;

/** Whether a name is one that sums files have: SHA256SUMS, x-CHECKSUM, x.iso.sha256, DIGESTS. */
export function isSumsName(name: string): boolean {
  return SUMS_NAME.test(name) && !name.endsWith('/') && !/\.(?:torrent|zsync|html?)$/i.test(name);
}

/** The name of what a signature is over, or undefined for what is no signature by its name. */
export function signedName(name: string): string | undefined {
  const ending = SIGNATURE_ENDINGS.find((one) => name.endsWith(one));
  return ending === undefined ? undefined : name.slice(0, -ending.length);
}

/** The best first: strong digests before weak ones, of many files before those of one. */
export function rankSums(names: readonly string[]): string[] {
  const rank = (name: string): number =>
    (/md5|sha1(?!\d)/i.test(name) ? 4 : 0) + (/\.(?:sha\d+|md5)(?:sums?)?(?:\.txt)?$/i.test(name) ? 1 : 0);
  return names.toSorted((a, b) => rank(a) - rank(b) || a.length - b.length);
}

/**
 * Reads a sums file, and what is said of its signature.
 *
 * @param beside names beside it, where they are known; otherwise the usual ones are asked for.
 * @returns undefined for what is no sums file.
 */
export async function readSums(
  url: string,
  fetcher: Fetcher,
  beside?: readonly string[],
): Promise<SumsFound | undefined> {
  const bytes = await tryGet(url, fetcher);
  if (bytes === undefined) return undefined;
  const parts = partsOf(bytes);
  if (parts === undefined) return undefined;
  try {
    const manifest = parseChecksumManifest(
      acceptUnsigned(Buffer.from(parts.text), 'weak'),
      url.replace(/\.(?:asc|gpg|sig)$/, ''),
    );
    if (manifest.size === 0) return undefined;
    const isWeak = [...manifest.values()].some(({ digest }) => /^(?:md5|sha1):/.test(digest));
    const signature = parts.signature ?? (await detachedSignature(url, fetcher, beside));
    return { url, names: [...manifest.keys()], isWeak, signature };
  } catch (error) {
    if (error instanceof OsdexError) return undefined;
    throw error;
  }
}

/** The signature over the file at this address, which lies beside it. */
export async function detachedSignature(
  url: string,
  fetcher: Fetcher,
  beside?: readonly string[],
): Promise<SignatureFound | undefined> {
  const file = lastPart(url);
  for (const ending of SIGNATURE_ENDINGS) {
    if (beside !== undefined && !beside.includes(file + ending)) continue;
    const bytes = await tryGet(url + ending, fetcher);
    const signers = bytes === undefined ? undefined : signersOf(bytes);
    if (signers !== undefined) return { shape: 'detached', ending, signers };
  }
  return undefined;
}

/** Whom a signature names, or undefined for what is none. */
function signersOf(bytes: Uint8Array): string[] | undefined {
  if (isSignify(bytes)) return ['a key of signify or minisign'];
  try {
    const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0;
    const packets = isBinary ? bytes : readArmor(Buffer.from(bytes).toString('latin1'), 'SIGNATURE');
    return packets === undefined ? undefined : namesOf(packets);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function namesOf(packets: Uint8Array): string[] {
  const names = readSignatures(packets).map(
    (one) => one.issuerFingerprint ?? one.issuerKeyId ?? 'a key that it does not name',
  );
  return [...new Set(names)];
}

/** The text that has the digests, and the signature around it, if any. */
export function partsOf(bytes: Uint8Array): { text: string; signature?: SignatureFound } | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  if (isSignify(bytes)) {
    const message = text.split('\n').slice(2).join('\n');
    return { text: message, signature: { shape: 'clearsigned', signers: ['a key of signify or minisign'] } };
  }
  if (!isClearsigned(text)) return { text };
  try {
    const { text: message, signatures } = readCleartext(text);
    return { text: message, signature: { shape: 'clearsigned', signers: namesOf(signatures) } };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** What lies there, or undefined where nothing can be had. */
export async function tryGet(url: string, fetcher: Fetcher): Promise<Uint8Array | undefined> {
  try {
    return (await fetcher.get(url, { remember: true })).bytes;
  } catch (error) {
    if (error instanceof OsdexError) return undefined;
    throw error;
  }
}
