import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';

const { day: written, list, plural, time: writtenTime } = numberWords('en');

const otherSignatures = {
  one: ' # other signature beside it does not matter: one good one by a pinned key is enough.',
  other: ' # other signatures beside it do not matter: one good one by a pinned key is enough.',
};

/** Who vouches for a build, how its digest is proven, and how to check it, in English. */
export const proofEn = {
  'evidence.signed': ({ who, day }: { who: string; day?: string }) =>
    `Signed by ${who}${day === undefined ? '' : ` on ${written(day)}`}.`,
  'evidence.signed-by-key': ({ key, day }: { key: string; day?: string }) =>
    `Signed by the key ${key}${day === undefined ? '' : ` on ${written(day)}`}.`,
  'evidence.sums-only': ({ vendor, host }: { vendor: string; host: string }) =>
    `Not signed: ${vendor} publishes no signature here. The digests were read over TLS from ${host}.`,
  'evidence.weak': ({ vendor }: { vendor: string }) =>
    `Weak: ${vendor} offers only what finds accidents, not attacks.`,
  'evidence.imported': ({ from }: { from: string }) => `Taken from ${from}; not checked here.`,
  'evidence.signature': ({
    file,
    isInside,
    isOverImage,
    hash,
    others = 0,
  }: {
    file: string;
    isInside?: boolean;
    isOverImage?: boolean;
    hash: string;
    others?: number;
  }) =>
    `The signature is ${isInside ? 'inside' : 'in'} ${file}${isOverImage ? ', over the image itself,' : ''} and uses ${hash}.${others === 0 ? '' : plural(others, otherSignatures)}`,
  'chain.about': 'Proof, from the publisher’s key to your disk',
  'chain.key': 'Publisher’s key',
  'chain.signature': 'Signature',
  'chain.sums': 'Sums file',
  'chain.image': 'Image',
  'chain.digest': 'Digest',
  'chain.file': 'The file on your disk',
  'chain.pinned': 'pinned',
  'chain.good': 'good',
  'chain.image-signed': 'signed',
  'chain.sums-signed': 'signed',
  'chain.over-tls': 'read over TLS',
  'chain.not-protected': 'not protected',
  'chain.recorded': 'recorded',
  'chain.forgeable': 'forgeable',
  'chain.not-offered': 'not offered',
  'chain.not-checked': 'not checked here',
  'chain.not-seen': 'not seen',
  'chain.yours': 'yours to check',
  'chain.unlisted-key': 'A key that the source no longer lists',
  'chain.made': ({
    at,
    hash,
    file,
    isInside,
    isOverImage,
  }: {
    at?: string;
    hash: string;
    file: string;
    isInside?: boolean;
    isOverImage?: boolean;
  }) => {
    const made = `Made${at === undefined ? '' : ` on ${writtenTime(at)}`} with ${hash}`;
    return isInside
      ? `${made}, inside ${file}.`
      : `${made}${isOverImage ? ', over the image itself' : ''}: ${file}.`;
  },
  'chain.signs-nothing': ({ vendor }: { vendor: string }) => `${vendor} signs nothing here.`,
  'chain.other-catalog': 'The other catalog’s word is all there is.',
  'chain.no-signature': 'No signature stands between the key and the digests.',
  'chain.read-whole': ({ file }: { file: string }) => `${file}, read whole by the crawler.`,
  'chain.taken': ({ from }: { from: string }) => `Taken from ${from}.`,
  'chain.file-of-host': ({ file, host }: { file: string; host: string }) => `${file} from ${host}`,
  'chain.no-address': ({ file }: { file: string }) => `${file} has no address on the web.`,
  'chain.plain-http': ({ file }: { file: string }) =>
    `${file} is served over plain http: anyone on the way could have changed it.`,
  'chain.can-be-forged': (algorithms: readonly string[]) =>
    `${list(algorithms)} can be forged; ${algorithms.length === 1 ? 'it only finds' : 'they only find'} broken downloads.`,
  'chain.of-image': (algorithms: readonly string[]) =>
    `${list(algorithms)} of the signed image, counted while it was read.`,
  'chain.of-files': ({ algorithms, files }: { algorithms: readonly string[]; files: number }) =>
    `${list(algorithms)} of ${plural(files, { one: '# file', other: '# files' })}, listed below.`,
  'chain.compare': 'One command below compares its digest with the recorded one.',
  'check.heading': 'Check the proof without trusting this site',
  'check.copy': 'Copy the commands that check the proof',
  'check.copy-osdex': 'Copy the command that checks the proof with osdex',
  'check.with-osdex': 'Or, over the same files, with osdex: it holds the pinned keys and asks nobody.',
  'check.fetch-sums': 'Fetch the sums file.',
  'check.fetch-image': 'Fetch the image: the signature is over all of it.',
  'check.fetch-signature': 'Fetch its signature.',
  'check.fetch-key': 'Fetch the publisher’s key.',
  'check.ask-key-server': 'Fetch the key from a key server.',
  'check.show-key': 'Show what it is: the fingerprint must be the one above, digit by digit.',
  'check.same-key': 'See that the file holds this very key: it does if its fingerprint comes out.',
  'check.same-line': 'See that the file holds this very line: it does if the line comes out.',
  'check.line-elsewhere': ({ copy }: { copy: string }) =>
    `See that a copy from elsewhere, here ${copy}, holds this very line: it does if the line comes out.`,
  'check.write-key': 'Write the key into a file, as signify wants it.',
  'check.signature': 'Check the signature by the key itself.',
  'check.signature-inside': ({ proven }: { proven: string }) =>
    `Check the signature by the key itself. What was signed goes to ${proven}.`,
  'check.gpgv': 'Check the signature; one line that ends in the fingerprint means it is good.',
  'check.gpgv-inside': ({ proven }: { proven: string }) =>
    `Check the signature; one line that ends in the fingerprint means it is good. What was signed goes to ${proven}.`,
  'check.names-digest': ({ file }: { file: string }) => `See that it names the digest of ${file}.`,
  'check.same-digest': 'See that its digest is the recorded one.',
} as const satisfies Record<string, Message>;
