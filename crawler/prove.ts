import { takeBreath } from '../core/breath.ts';
import { digestOf } from '../core/digest.ts';
import type { Digest } from '../core/digest.ts';
import { OsdexError } from '../core/error.ts';
import type { ErrorCode } from '../core/error.ts';
import type { Fetched, Fetcher } from '../core/http/fetcher.ts';
import type { Feed } from '../core/source/feed.ts';
import { pinnedKeys } from '../core/source/source.ts';
import { fillTemplate } from '../core/source/template.ts';
import { signsImages } from '../core/source/trust.ts';
import { lastPart } from '../core/sums/checksum-algorithm.ts';
import { parseChecksumDocument } from '../core/sums/checksum-document.ts';
import { parseChecksumManifest } from '../core/sums/checksum-manifest.ts';
import type { ChecksumManifest } from '../core/sums/checksum-manifest.ts';
import { verifyFile } from '../core/trust/signed-file.ts';
import { verifyClearsigned, verifyDetached } from '../core/trust/signed-text.ts';
import type { SignatureEvidence, SignedText, VerifyOptions } from '../core/trust/signed-text.ts';
import { acceptUnsigned } from '../core/trust/unsigned-text.ts';
import type { UnsignedText } from '../core/trust/unsigned-text.ts';
import type { Candidate } from './candidate.ts';
import { readsAgain, sumsUrlOfBuild } from './known-build.ts';
import type { Unit } from './unit.ts';
import type { Means } from './means.ts';
import { refuseOlderSignature } from './refuse-older.ts';

/** What there is no signature of a sums file is called. */
const ABSENT: readonly ErrorCode[] = ['http-status', 'not-recorded'];

/** The files of a sums file whose standing is known, with what the catalog keeps as evidence. */
export interface ProvenSums {
  manifest: ChecksumManifest;
  sumsUrl: string;
  sumsDigest: Digest;
  signatureUrl?: string;
  evidence?: SignatureEvidence;
}

/**
 * Fetches a candidate's sums file and proves it as its source states. Where images are signed themselves, the image is
 * read in its place, once: then it is the only file that is told of.
 *
 * @returns undefined when the very same sums file is on record already: then there is nothing new to prove.
 * @throws OsdexError of the fetch or the signature; `signature-missing` when there is none to be had,
 *   `signature-older` when it is older than the one on record, `sums-conflict` when this run read other bytes there;
 *   `sums-unreadable` and `sums-conflict` of its content.
 */
export async function proveSums(
  unit: Unit,
  { sumsUrl }: Candidate,
  means: Means,
): Promise<ProvenSums | undefined> {
  const { feed, source, release, known } = unit;
  const { keys, fetcher, now, sumsRead } = means;
  const { trust } = feed;
  const knownHere = known.filter((build) => sumsUrlOfBuild(build) === sumsUrl);
  const recorded = knownHere.map(({ verification }) => verification);
  const signatureUrl =
    'signature' in trust
      ? new URL(fillTemplate(trust.signature, { sums: sumsUrl }), sumsUrl).href
      : undefined;
  const optionsOf = async (): Promise<VerifyOptions> => ({
    keyring: await keys(pinnedKeys(source, feed, release.release)),
    accept: source.accept,
    now,
    name: sumsUrl,
  });
  if (signsImages(trust) && signatureUrl !== undefined) {
    return proveImage(sumsUrl, signatureUrl, await optionsOf(), means);
  }
  // A first look asks for both at once; a second look asks for the signature only when the sums have changed.
  const early =
    recorded.length === 0 && signatureUrl !== undefined
      ? fetchSignature(fetcher, signatureUrl, ...ABSENT)
      : undefined;
  early?.catch(() => undefined);

  const { bytes } = await askSums(feed, sumsUrl, fetcher);
  await takeBreath('ends');
  const sumsDigest = digestOf(bytes);
  requireSameSums(sumsRead, sumsUrl, sumsDigest);
  const isRecorded = recorded.some((one) => 'sumsDigest' in one && one.sumsDigest === sumsDigest);
  // A build that was withdrawn and is listed again is proven again.
  const isBack = knownHere.some(({ withdrawn }) => withdrawn !== undefined);
  if (isRecorded && !isBack && !readsAgain(feed, means)) return undefined;
  const read = (content: SignedText | UnsignedText): ChecksumManifest =>
    feed.table === undefined
      ? parseChecksumManifest(content, sumsUrl)
      : parseChecksumDocument(content, sumsUrl, feed.table);
  if (trust.level !== 'signed') {
    return { manifest: read(acceptUnsigned(bytes, trust.level)), sumsUrl, sumsDigest };
  }

  const options = await optionsOf();
  const content =
    signatureUrl === undefined
      ? await verifyClearsigned(bytes, options)
      : await verifyDetached(
          bytes,
          await (early ?? fetchSignature(fetcher, signatureUrl, ...ABSENT)),
          options,
        );
  const { evidence } = content;
  if (!isRecorded) refuseOlderSignature(recorded, evidence.signedAt, sumsUrl);
  const found = { manifest: read(content), sumsUrl, sumsDigest, evidence };
  return signatureUrl === undefined ? found : { ...found, signatureUrl };
}

/** Asks for a sums file; one that is itself the feed is asked for in every run, and may serve several of them. */
export function askSums(feed: Feed, url: string, fetcher: Fetcher): Promise<Fetched> {
  return fetcher.get(url, { remember: feed.format === 'sums' });
}

/** Reads an image from its publisher to its end, and proves it by the signature over it. */
async function proveImage(
  url: string,
  signatureUrl: string,
  options: VerifyOptions,
  { fetcher, onImage }: Means,
): Promise<ProvenSums> {
  // Without a signature the image need not be read.
  const signature = await fetchSignature(fetcher, signatureUrl, 'http-status');
  const read = (readBytes: number): void => onImage?.({ url, readBytes, isWhole: false });
  const bytes = counting(fetcher.stream(url), read);
  const { evidence, digest, sizeBytes } = await verifyFile(bytes, signature, options);
  onImage?.({ url, readBytes: sizeBytes, isWhole: true });
  const manifest: ChecksumManifest = new Map([[lastPart(url), { digest, sizeBytes }]]);
  return { manifest, sumsUrl: url, sumsDigest: digest, signatureUrl, evidence };
}

/** An image comes in tens of thousands of pieces; nobody looks that often. */
const TOLD_EVERY_BYTES = 4 * 1024 * 1024;

async function* counting(
  chunks: AsyncIterable<Uint8Array>,
  tell: (readBytes: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let readBytes = 0;
  let told = 0;
  for await (const chunk of chunks) {
    readBytes += chunk.length;
    if (readBytes - told >= TOLD_EVERY_BYTES) tell((told = readBytes));
    yield chunk;
  }
}

/** Two feeds of one run that read the same address at different times must have seen the same state of it. */
function requireSameSums(read: Map<string, Digest>, url: string, digest: Digest): void {
  const before = read.get(url);
  read.set(url, before ?? digest);
  if (before === undefined || before === digest) return;
  const sentence = `expected the sums file to stay as it was earlier in this crawl (${before}), found ${digest}, ${url}; the next crawl asks again`;
  throw new OsdexError('sums-conflict', sentence, { url });
}

/**
 * @param absent what the answer is called when there is nothing at the address. A recording without the signature of a
 *   sums file that it has is as good as a publisher without; of an image it has neither.
 */
async function fetchSignature(fetcher: Fetcher, url: string, ...absent: ErrorCode[]): Promise<Uint8Array> {
  try {
    return (await fetcher.get(url)).bytes;
  } catch (cause) {
    if (!(cause instanceof OsdexError) || !absent.includes(cause.code)) throw cause;
    const sentence = `expected the publisher's signature at ${url}, found ${cause.found}`;
    throw new OsdexError('signature-missing', sentence, { url, cause });
  }
}
