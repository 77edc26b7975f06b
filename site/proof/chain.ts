import { ownerName } from '../../core/keys/owner-name.ts';
import { parseDigest, WEAK_DIGEST_ALGORITHMS } from '../../core/digest-text.ts';
import type { Product } from '../../core/product.ts';
import { artifactUrl, currentPlace, signsImage } from '../../core/release.ts';
import type { Build } from '../../core/release.ts';
import { webUrl } from '../links.ts';
import { longTime } from '../words/date.ts';
import { algorithmWord, groupFingerprint } from '../words/digest.ts';
import { fileName, findKey, host } from '../words/evidence.ts';
import { plural } from '../words/size.ts';

/** `proven` is drawn solid, `absent` dashed, `broken` broken, `yours` as an open end. */
export type StepState = 'proven' | 'absent' | 'broken' | 'yours';

/** One step from the publisher's key to the file on the reader's disk. */
export interface ChainStep {
  part: 'key' | 'signature' | 'sums' | 'image' | 'digest' | 'file';
  title: string;
  state: StepState;
  /** The state in words, never left to colour or line alone. */
  word: string;
  fact: string;
  /** In groups of four. */
  fingerprint?: string;
  digest?: string;
  href?: string;
}

/**
 * The proof of one build, from the publisher's key to the file, whatever there is of it.
 * `trustPage` is the page of the keys, `suffix` ends the ids of this build's parts on its page.
 */
export function proofChain(build: Build, product: Product, trustPage: string, suffix = ''): ChainStep[] {
  const { url } = currentPlace(build);
  return [
    ...signatureSteps(build, url, product, trustPage),
    signsImage(build) ? imageStep(build, url) : sumsStep(build, url),
    { ...digestStep(build), href: `#files${suffix}` },
    {
      part: 'file',
      title: 'The file on your disk',
      state: 'yours',
      word: 'yours to check',
      fact: 'One command below compares its digest with the recorded one.',
      href: `#use${suffix}`,
    },
  ];
}

function signatureSteps(build: Build, url: string, product: Product, trustPage: string): ChainStep[] {
  const { verification } = build;
  const key = { part: 'key', title: 'Publisher’s key' } as const;
  const signature = { part: 'signature', title: 'Signature' } as const;
  if (verification.level !== 'signed') {
    const word = verification.level === 'imported' ? 'not checked here' : 'not offered';
    const whose =
      verification.level === 'imported'
        ? 'The other catalog’s word is all there is.'
        : `${product.vendor} signs nothing here.`;
    return [
      { ...key, state: 'absent', word, fact: whose },
      { ...signature, state: 'absent', word, fact: 'No signature stands between the key and the digests.' },
    ];
  }
  const { signer } = verification;
  const owner = findKey(product.keys, signer)?.owner;
  const { signedAt } = verification;
  const when = signedAt === undefined ? '' : ` on ${longTime(signedAt)}`;
  const made = `Made${when} with ${algorithmWord(verification.hash)}`;
  const inside = verification.signature === undefined;
  return [
    {
      ...key,
      state: 'proven',
      word: 'pinned',
      fact: owner === undefined ? 'A key that the source no longer lists' : ownerName(owner),
      fingerprint: groupFingerprint(signer),
      href: `${trustPage}#${signer}`,
    },
    {
      ...signature,
      state: 'proven',
      word: 'good',
      fact: inside
        ? `${made}, inside ${fileName(verification.sums)}.`
        : `${made}${signsImage(build) ? ', over the image itself' : ''}: ${fileName(verification.signature ?? '')}.`,
      ...linkTo(verification.signature ?? verification.sums, url),
    },
  ];
}

/** The publisher signed the image: it stands where the sums file does elsewhere. */
function imageStep({ artifacts }: Build, url: string): ChainStep {
  const [image] = artifacts;
  const name =
    image === undefined
      ? {}
      : { fact: `${fileName(image.file)}, read whole by the crawler.`, href: artifactUrl({ url }, image) };
  return { part: 'image', title: 'Image', state: 'proven', word: 'signed', fact: '', ...name };
}

function sumsStep({ verification }: Build, url: string): ChainStep {
  const step = { part: 'sums', title: 'Sums file' } as const;
  if (verification.level === 'imported') {
    return { ...step, state: 'absent', word: 'not seen', fact: `Taken from ${verification.from}.` };
  }
  const { level, sums, sumsDigest } = verification;
  const address = linkTo(sums, url);
  const whole = { ...step, digest: sumsDigest, ...address };
  const name = fileName(sums);
  if (level === 'signed') return { ...whole, state: 'proven', word: 'signed', fact: name };
  const { href } = address;
  if (href?.startsWith('https:')) {
    return { ...whole, state: 'proven', word: 'read over TLS', fact: `${name} from ${host(href)}` };
  }
  const fault =
    href === undefined
      ? 'has no address on the web'
      : 'is served over plain http: anyone on the way could have changed it';
  return { ...whole, state: 'broken', word: 'not protected', fact: `${name} ${fault}.` };
}

function digestStep({ verification, artifacts }: Build): ChainStep {
  const algorithms = [...new Set(artifacts.map(({ digest }) => parseDigest(digest)?.algorithm ?? 'md5'))];
  const words = algorithms.map(algorithmWord).join(' and ');
  const [first] = artifacts;
  const single = artifacts.length === 1 && first !== undefined ? { digest: first.digest } : {};
  const step = { part: 'digest', title: 'Digest', ...single } as const;
  const weak = algorithms.filter((algorithm) => WEAK_DIGEST_ALGORITHMS.includes(algorithm));
  if (weak.length > 0) {
    const fact = `${weak.map(algorithmWord).join(' and ')} can be forged; it only finds broken downloads.`;
    return { ...step, state: 'broken', word: 'forgeable', fact };
  }
  const fact = signsImage({ verification, artifacts })
    ? `${words} of the signed image, counted while it was read.`
    : `${words} of ${plural(artifacts.length, 'file')}, listed below.`;
  if (verification.level === 'imported') return { ...step, state: 'absent', word: 'not checked here', fact };
  return { ...step, state: 'proven', word: 'recorded', fact };
}

function linkTo(location: string, base: string): { href?: string } {
  const href = webUrl(location, base);
  return href === undefined ? {} : { href };
}
