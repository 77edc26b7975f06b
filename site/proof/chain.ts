import { ownerName } from '../../core/keys/owner-name.ts';
import { parseDigest, WEAK_DIGEST_ALGORITHMS } from '../../core/digest-text.ts';
import type { Product } from '../../core/product.ts';
import { artifactUrl, currentPlace, signsImage } from '../../core/release.ts';
import type { Build } from '../../core/release.ts';
import { keyPath, webUrl } from '../links.ts';
import { algorithmWord, groupFingerprint } from '../words/digest.ts';
import { fileName, findKey, host, signaturePlace } from '../words/evidence.ts';
import { say } from '../words/say.ts';
import type { Said, Words } from '../words/say.ts';

/** `proven` is drawn solid, `absent` dashed, `broken` broken, `yours` as an open end. */
export type StepState = 'proven' | 'absent' | 'broken' | 'yours';

/** One step from the publisher's key to the file on the reader's disk. */
export interface ChainStep {
  part: 'key' | 'signature' | 'sums' | 'image' | 'digest' | 'file';
  state: StepState;
  /** The state in words, never left to colour or line alone. */
  word: Said;
  fact: Words;
  /** In groups of four. */
  fingerprint?: string;
  digest?: string;
  href?: string;
}

/**
 * The proof of one build, from the publisher's key to the file, whatever there is of it.
 * `locate` makes an address of a page's path, `suffix` ends the ids of this build's parts on its page.
 */
export function proofChain(
  build: Build,
  product: Product,
  locate: (path: string) => string,
  suffix = '',
): ChainStep[] {
  const { url } = currentPlace(build);
  return [
    ...signatureSteps(build, url, product, locate),
    signsImage(build) ? imageStep(build, url) : sumsStep(build, url),
    { ...digestStep(build), href: `#files${suffix}` },
    {
      part: 'file',
      state: 'yours',
      word: say('chain.yours'),
      fact: say('chain.compare'),
      href: `#use${suffix}`,
    },
  ];
}

function signatureSteps(
  build: Build,
  url: string,
  product: Product,
  locate: (path: string) => string,
): ChainStep[] {
  const { verification } = build;
  if (verification.level !== 'signed') {
    const isImported = verification.level === 'imported';
    const word = say(isImported ? 'chain.not-checked' : 'chain.not-offered');
    const whose = isImported
      ? say('chain.other-catalog')
      : say('chain.signs-nothing', { vendor: product.vendor });
    return [
      { part: 'key', state: 'absent', word, fact: whose },
      { part: 'signature', state: 'absent', word, fact: say('chain.no-signature') },
    ];
  }
  const { signer, signedAt } = verification;
  const owner = findKey(product.keys, signer)?.owner;
  return [
    {
      part: 'key',
      state: 'proven',
      word: say('chain.pinned'),
      fact: owner === undefined ? say('chain.unlisted-key') : ownerName(owner),
      fingerprint: groupFingerprint(signer),
      // Only what is pinned has a page.
      href: locate(owner === undefined ? 'trust/' : keyPath(signer)),
    },
    {
      part: 'signature',
      state: 'proven',
      word: say('chain.good'),
      fact: say('chain.made', {
        ...(signedAt === undefined ? {} : { at: signedAt }),
        hash: algorithmWord(verification.hash),
        ...signaturePlace(verification),
        ...(signsImage(build) ? { isOverImage: true } : {}),
      }),
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
      : {
          fact: say('chain.read-whole', { file: fileName(image.file) }),
          href: artifactUrl({ url }, image),
        };
  return { part: 'image', state: 'proven', word: say('chain.image-signed'), fact: '', ...name };
}

function sumsStep({ verification }: Build, url: string): ChainStep {
  const part = 'sums';
  if (verification.level === 'imported') {
    const fact = say('chain.taken', { from: verification.from });
    return { part, state: 'absent', word: say('chain.not-seen'), fact };
  }
  const { level, sums, sumsDigest } = verification;
  const address = linkTo(sums, url);
  const whole = { part, digest: sumsDigest, ...address } as const;
  const file = fileName(sums);
  if (level === 'signed') return { ...whole, state: 'proven', word: say('chain.sums-signed'), fact: file };
  const { href } = address;
  if (href?.startsWith('https:')) {
    const fact = say('chain.file-of-host', { file, host: host(href) });
    return { ...whole, state: 'proven', word: say('chain.over-tls'), fact };
  }
  const fact = say(href === undefined ? 'chain.no-address' : 'chain.plain-http', { file });
  return { ...whole, state: 'broken', word: say('chain.not-protected'), fact };
}

function digestStep({ verification, artifacts }: Build): ChainStep {
  const found = [...new Set(artifacts.map(({ digest }) => parseDigest(digest)?.algorithm ?? 'md5'))];
  const algorithms = found.map(algorithmWord);
  const [first] = artifacts;
  const single = artifacts.length === 1 && first !== undefined ? { digest: first.digest } : {};
  const step = { part: 'digest', ...single } as const;
  const weak = found.filter((algorithm) => WEAK_DIGEST_ALGORITHMS.includes(algorithm));
  if (weak.length > 0) {
    const fact = say('chain.can-be-forged', weak.map(algorithmWord));
    return { ...step, state: 'broken', word: say('chain.forgeable'), fact };
  }
  const fact = signsImage({ verification, artifacts })
    ? say('chain.of-image', algorithms)
    : say('chain.of-files', { algorithms, files: artifacts.length });
  return verification.level === 'imported'
    ? { ...step, state: 'absent', word: say('chain.not-checked'), fact }
    : { ...step, state: 'proven', word: say('chain.recorded'), fact };
}

function linkTo(location: string, base: string): { href?: string } {
  const href = webUrl(location, base);
  return href === undefined ? {} : { href };
}
