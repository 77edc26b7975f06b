import { makeEvidence, signImage } from './evidence.ts';
import type { Proof } from './evidence.ts';
import type { SignatureForm } from './signing-key.ts';
import { describeImage, imageBytes } from './image.ts';
import type { Image } from './image.ts';
import type { StandIns } from './stand-ins.ts';
import { isTampered } from './tampering.ts';
import type { Tamper, Tampering } from './tampering.ts';
import { link, plant } from './tree.ts';
import type { Bucket, Tree } from './tree.ts';

/** What a publisher prints with; every path is `HOST/PATH`. */
export interface Press {
  /** An image at this path; `scale` makes it smaller. */
  image(path: string, published: Date, scale?: number): Image;
  text(path: string, published: Date, write: () => string): void;
  /** A sums file, with its proof inside or beside it. */
  sums(path: string, published: Date, write: () => string, proof: Proof): void;
  /** The same file, or the same folder, under another name. */
  copy(path: string, target: string): void;
  link(folder: string, target: string): void;
  /** A signature over the image at a path, in a file of its own. */
  signature(path: string, image: Image, of: string, published: Date, by: ImageProof): void;
  /** A path that leads to an address. */
  redirect(path: string, address: string): void;
  bucket(bucket: Bucket): void;
}

/** Who signs an image, and how that is written. */
export interface ImageProof {
  key: string;
  form?: SignatureForm | undefined;
}

/** Signatures may be bytes that are no text. */
type Written = string | Uint8Array;

const SUMS_TAMPERS: readonly Tamper[] = [
  'sums',
  'outside',
  'unsigned',
  'other-key',
  'other-file',
  'older',
  'garbage',
  'empty',
];

const SIGNATURE = 'application/pgp-signature';
/** What pages of folders say of signatures, so that none is made to be listed. */
const SIGNATURE_BYTES = 833;

/** Prints into a tree. `changed` is when the publisher was last tampered with: what changed is as new as that. */
export function makePress(
  tree: Tree,
  keys: StandIns,
  tamperings: readonly Tampering[],
  changed: Date,
): Press {
  const page = (
    path: string,
    modified: Date,
    type: string,
    write: () => Written | Promise<Written>,
    isSigned = type === SIGNATURE,
  ): void => {
    let bytes: Promise<Uint8Array> | undefined;
    const read = (): Promise<Uint8Array> =>
      (bytes ??= Promise.resolve(write()).then((written) => Buffer.from(written)));
    const listed = isSigned ? { listedBytes: SIGNATURE_BYTES } : {};
    plant(tree, path, { modified, type, image: false, read, ...listed });
  };

  return {
    image(path, published, scale) {
      const other = isTampered(tamperings, 'digest', path);
      const image = describeImage(fileOf(path), other ? `${path} again` : path, scale);
      plant(tree, path, {
        modified: other ? changed : published,
        type: 'application/octet-stream',
        sizeBytes: image.sizeBytes,
        image: true,
        read: () => imageBytes(image),
      });
      return image;
    },
    text: (path, published, write) => page(path, published, typeOf(path), write),
    sums(path, published, write, proof) {
      const how = SUMS_TAMPERS.find((tamper) => isTampered(tamperings, tamper, path));
      const again = isTampered(tamperings, 'digest', path);
      const modified = how === undefined && !again ? published : changed;
      const evidence = makeEvidence(write, again ? changed : published, proof, how, keys);
      page(path, modified, 'text/plain', evidence.sums, proof.shape === 'clearsigned');
      if (proof.shape !== 'detached' || evidence.signature === undefined) return;
      const beside = path.slice(0, path.lastIndexOf('/') + 1) + proof.signature;
      page(beside, modified, SIGNATURE, evidence.signature);
    },
    copy(path, target) {
      const file = tree.files.get(target);
      if (file !== undefined) plant(tree, path, file);
    },
    link: (folder, target) => link(tree, folder, target),
    signature(path, image, of, published, by) {
      const how = SUMS_TAMPERS.find((tamper) => isTampered(tamperings, tamper, of));
      if (how === 'unsigned') return;
      const again = isTampered(tamperings, 'digest', of);
      page(path, how === undefined && !again ? published : changed, SIGNATURE, () =>
        signImage(() => imageBytes(image), again ? changed : published, by, how, keys),
      );
    },
    redirect: (path, address) => void tree.redirects.set(path, address),
    bucket: (bucket) => void tree.buckets.push(bucket),
  };
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function typeOf(path: string): string {
  return path.endsWith('.json') ? 'application/json' : 'text/plain';
}
