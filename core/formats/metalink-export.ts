import { imageLanguage, mirrorFileOf } from '../image.ts';
import type { Image } from '../image.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { beginMetalink, END_OF_METALINK, writeMetalinkFile } from './metalink.ts';
import type { MetalinkFile } from './metalink.ts';
import { checkMirrorFile } from './mirror-file.ts';
import { readerOfMetalink } from './metalink-reader.ts';

/**
 * Metalink 4 over images. Left out is `origin`, since nobody says where the file will lie; `os`, which names the system
 * that a program runs on; and `signature`, which holds the bytes of a signature where the catalog has its address alone.
 */
export const metalink: Format = {
  name: 'metalink',
  describe:
    'A Metalink 4 (RFC 5854) of files with size, digest and every mirror in order; for "aria2c -M" and other download managers.',
  mediaType: 'application/metalink4+xml',
  extension: '.meta4',
  consumers: [
    {
      name: 'aria2',
      version: '1.36.0',
      tried:
        'Fetches what it lists over HTTP and takes the second mirror where the first answers 404; a changed digest and changed bytes are refused as a checksum error.',
    },
    { name: 'xmllint', version: '2.9.14', tried: 'Finds it well formed.' },
  ],
  refuse: refuseFor(refuseWithdrawn, (image) => checkMirrorFile(mirrorFileOf(image))),
  write: {
    kind: 'rows',
    begin: ({ generator, today }) => beginMetalink({ generator, published: `${today}T00:00:00Z` }),
    row: (image) => writeMetalinkFile(metalinkFileOf(image)),
    end: () => END_OF_METALINK,
  },
  read: readerOfMetalink,
};

function metalinkFileOf(image: Image): MetalinkFile {
  const { product, release, stream, build } = image;
  return {
    ...mirrorFileOf(image),
    identity: `${product.name}: ${stream.title}`,
    version: `${release.release} ${build.serial}`,
    language: imageLanguage(image),
    publisher: { name: product.vendor, url: product.homepage },
  };
}
