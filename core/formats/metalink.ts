import { parseDigest } from '../digest-text.ts';
import type { FilePieces } from './file-pieces.ts';
import type { MirrorFile } from './mirror-file.ts';
import { escapeXml } from './xml-text.ts';

/** The names that IANA gives to hash functions, as RFC 5854 asks for them. */
const HASH_TYPES: Readonly<Record<string, string>> = {
  sha256: 'sha-256',
  sha384: 'sha-384',
  sha512: 'sha-512',
};

/** A file with what else is known of it. */
export interface MetalinkFile extends MirrorFile {
  /** What the file is, for people. */
  identity?: string;
  version?: string | undefined;
  language?: string | undefined;
  publisher?: { name: string; url: string };
  /** Known where the file was at hand: with them a program sees which part of a download is broken. */
  pieces?: FilePieces;
}

/** Who wrote a Metalink, and when. */
export interface MetalinkAbout {
  generator: string;
  /** RFC 3339. */
  published: string;
}

/**
 * Writes a Metalink: each file with its size, its digest and where it can be had, the publisher first.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5854
 */
export function writeMetalink(files: readonly MetalinkFile[], about?: MetalinkAbout): string {
  return beginMetalink(about) + files.map(writeMetalinkFile).join('') + END_OF_METALINK;
}

/** What stands before the first file. */
export function beginMetalink(about?: MetalinkAbout): string {
  return joinLines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink">',
    ...element('  ', 'generator', about?.generator),
    ...element('  ', 'published', about?.published),
  ]);
}

export const END_OF_METALINK = '</metalink>\n';

export function writeMetalinkFile(file: MetalinkFile): string {
  const { digest, sizeBytes, path, urls, identity, version, language, publisher, pieces } = file;
  const { algorithm = '', hex = '' } = parseDigest(digest) ?? {};
  return joinLines([
    `  <file name="${escapeXml(path)}">`,
    ...element('    ', 'identity', identity),
    ...element('    ', 'version', version),
    ...element('    ', 'language', language),
    ...(publisher === undefined
      ? []
      : [`    <publisher name="${escapeXml(publisher.name)}" url="${escapeXml(publisher.url)}"/>`]),
    ...(sizeBytes === undefined ? [] : [`    <size>${sizeBytes}</size>`]),
    `    <hash type="${HASH_TYPES[algorithm] ?? escapeXml(algorithm)}">${escapeXml(hex)}</hash>`,
    ...(pieces === undefined ? [] : pieceLines(pieces)),
    ...urls.map((url, index) => `    <url priority="${index + 1}">${escapeXml(url)}</url>`),
    '  </file>',
  ]);
}

function pieceLines({ pieceBytes, pieces }: FilePieces): string[] {
  return [
    `    <pieces length="${pieceBytes}" type="sha-1">`,
    ...pieces.map((piece) => `      <hash>${hexOf(piece)}</hash>`),
    '    </pieces>',
  ];
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function element(indent: string, name: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${indent}<${name}>${escapeXml(text)}</${name}>`];
}

function joinLines(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
