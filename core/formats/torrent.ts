import { mirrorFileOf } from '../image.ts';
import type { Image } from '../image.ts';
import { bencode } from './bencode.ts';
import type { FilePieces } from './file-pieces.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';
import { checkMirrorFile } from './mirror-file.ts';

/**
 * A torrent is made of a file's pieces, so that the file must be at hand: `torrentsOf` finds and proves it, and writes
 * with `writeImageTorrent`.
 */
export const torrent: Format = {
  name: 'torrent',
  describe:
    'A BitTorrent metainfo file for each image, with its mirrors as web seeds and no tracker; for BitTorrent programs, made of files that are at hand and proven.',
  mediaType: 'application/x-bittorrent',
  extension: '.torrent',
  consumers: [
    {
      name: 'aria2',
      version: '1.36.0',
      tried:
        'Downloads from a web seed over HTTP; changed bytes are refused piece by piece and never complete.',
    },
    { name: 'transmission-show', version: '3.00', tried: 'Shows name, size, pieces and web seeds.' },
  ],
  refuse: refuseFor(refuseWithdrawn, (image) => checkMirrorFile(mirrorFileOf(image))),
  write: { kind: 'at-hand' },
};

/** One file as a torrent. */
export interface Torrent extends FilePieces {
  /** What the file is called where it is saved. */
  name: string;
  sizeBytes: number;
  /** Where the whole file can be had over HTTP. */
  webSeeds: readonly string[];
  comment?: string;
  createdBy?: string;
}

/**
 * Writes a torrent of version 1 without a tracker. What peers know it by depends on name, size and pieces alone; the day
 * is left out, so that the same file gives the same bytes.
 *
 * @see https://www.bittorrent.org/beps/bep_0003.html
 * @see https://www.bittorrent.org/beps/bep_0019.html for the web seeds.
 */
export function writeTorrent(file: Torrent): Uint8Array {
  const { name, sizeBytes, pieceBytes, pieces, webSeeds, comment, createdBy } = file;
  return bencode({
    comment,
    'created by': createdBy,
    info: { name, length: sizeBytes, 'piece length': pieceBytes, pieces: joined(pieces) },
    'url-list': webSeeds,
  });
}

/** The torrent of an image whose file was found to be what the catalog says. It says in its comment what that is. */
export function writeImageTorrent(
  image: Image,
  { sizeBytes, pieceBytes, pieces }: FilePieces & { sizeBytes: number },
  { generator }: ExportContext,
): ExportFile {
  const { digest, path, urls } = mirrorFileOf(image);
  const content = writeTorrent({
    name: path.slice(path.lastIndexOf('/') + 1),
    sizeBytes,
    pieceBytes,
    pieces,
    webSeeds: urls,
    comment: `${path} ${digest}`,
    createdBy: generator,
  });
  return { path: `${path}.torrent`, content };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.length * 20);
  pieces.forEach((piece, index) => bytes.set(piece, index * 20));
  return bytes;
}
