import { parseDigest } from '../digest-text.ts';
import type { MirrorFile } from './mirror-file.ts';
import { escapeXml } from './xml-text.ts';

/** The names that IANA gives to hash functions, as RFC 5854 asks for them. */
const HASH_TYPES: Readonly<Record<string, string>> = {
  sha256: 'sha-256',
  sha384: 'sha-384',
  sha512: 'sha-512',
};

/**
 * Writes a Metalink: each file with its size, its digest and where it can be had, the publisher first.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5854
 */
export function writeMetalink(files: readonly MirrorFile[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink">',
    ...files.flatMap(fileLines),
    '</metalink>',
    '',
  ].join('\n');
}

function fileLines({ digest, sizeBytes, path, urls }: MirrorFile): string[] {
  const { algorithm = '', hex = '' } = parseDigest(digest) ?? {};
  return [
    `  <file name="${escapeXml(path)}">`,
    ...(sizeBytes === undefined ? [] : [`    <size>${sizeBytes}</size>`]),
    `    <hash type="${HASH_TYPES[algorithm] ?? escapeXml(algorithm)}">${escapeXml(hex)}</hash>`,
    ...urls.map((url, index) => `    <url priority="${index + 1}">${escapeXml(url)}</url>`),
    '  </file>',
  ];
}
