import { z } from 'zod';
import { Digest } from '../digest.ts';
import { DIGEST_ALGORITHMS, hexLength } from '../digest-text.ts';
import { readDocument } from '../document/document.ts';
import { readRows, RecordTable } from '../document/record-table.ts';
import type { TableRow } from '../document/record-table.ts';
import { OsdexError } from '../error.ts';
import type { SignedText } from '../trust/signed-text.ts';
import type { UnsignedText } from '../trust/unsigned-text.ts';
import type { ChecksumManifest } from './checksum-manifest.ts';
import type { ManifestEntry } from './checksum-table.ts';

/** Whose fields every file of a document can have. */
const FIELDS = ['url', 'digest', 'size', ...DIGEST_ALGORITHMS] as const;

/**
 * https://github.com/canonical/simplestreams: products, each with versions, each with items, whose paths are relative
 * to the root of the tree, two folders above the document.
 */
const SIMPLESTREAMS: RecordTable = {
  records: ['products', '*', 'versions', '*', 'items', '*'],
  fields: { url: ['path'], sha256: ['sha256'], size: ['size'] },
};

/** How a sums file that is a JSON or YAML document tells of files: as simplestreams do, or as a table says. */
export const ChecksumTableForm = z.union(
  [
    z.literal('simplestreams'),
    RecordTable.refine(
      ({ fields }) =>
        fields['url'] !== undefined && FIELDS.some((name) => isDigest(name) && fields[name] !== undefined),
      {
        error: `expected fields: to have url and one of digest, ${DIGEST_ALGORITHMS.join(', ')}`,
      },
    ),
  ],
  { error: 'expected simplestreams, or records: and fields:' },
);
export type ChecksumTableForm = z.infer<typeof ChecksumTableForm>;

/**
 * Reads the files of a JSON or YAML document. They are named by their whole address, since such documents tell of
 * files in many folders. Records without an address or a digest are passed over: documents tell of much that is no
 * file.
 *
 * @param name URL of the document.
 * @throws OsdexError `sums-unreadable` for another document, or a digest that is none; `sums-conflict` for two digests
 *   of one file.
 */
export function parseChecksumDocument(
  { text }: SignedText | UnsignedText,
  name: string,
  form: ChecksumTableForm,
): ChecksumManifest {
  const table = form === 'simplestreams' ? { ...SIMPLESTREAMS, base: new URL('../../', name).href } : form;
  const rows = readRows(
    readDocument(text, nameOfPlain(name), 'sums-unreadable'),
    table,
    name,
    'sums-unreadable',
  );
  const entries = new Map<string, ManifestEntry>();
  for (const row of rows) {
    const url = URL.parse(row['url'] ?? '', table.base ?? name)?.href;
    const digest = row['url'] === undefined ? undefined : digestOfRow(row, name);
    if (url === undefined || digest === undefined) continue;
    const before = entries.get(url);
    if (before !== undefined && before.digest !== digest) {
      const sentence = `expected one digest of ${url}, found ${before.digest} and ${digest}, ${name}`;
      throw new OsdexError('sums-conflict', sentence, { url: name });
    }
    entries.set(url, { digest, sizeBytes: sizeOf(row['size']) });
  }
  return entries;
}

/** A signed document may be named after the one it has in it. */
function nameOfPlain(name: string): string {
  return name.replace(/\.(?:asc|gpg|sign?)$/i, '');
}

function isDigest(field: string): boolean {
  return field === 'digest' || DIGEST_ALGORITHMS.some((algorithm) => algorithm === field);
}

function digestOfRow(row: TableRow, name: string): Digest | undefined {
  for (const algorithm of DIGEST_ALGORITHMS) {
    const value = row[algorithm];
    if (value !== undefined && value !== '') return readDigest(`${algorithm}:${value}`, name);
  }
  return row['digest'] === undefined ? undefined : readDigest(row['digest'], name);
}

/** `sha256:<hex>`, or the digits of an algorithm in base64 as subresource integrity and container images write it. */
function readDigest(written: string, name: string): Digest {
  const [, algorithm = '', value = ''] = /^([a-z0-9]+)[:-](.+)$/i.exec(written.trim()) ?? [];
  const known = DIGEST_ALGORITHMS.find((one) => one === algorithm.toLowerCase());
  const isHex = known !== undefined && value.length === hexLength(known);
  const hex = isHex ? value.toLowerCase() : Buffer.from(value, 'base64').toString('hex');
  const digest = Digest.safeParse(`${known}:${hex}`);
  if (digest.success) return digest.data;
  const digits =
    known === undefined ? DIGEST_ALGORITHMS.join(', ') : `${hexLength(known)} hex digits of ${known}`;
  const sentence = `expected a digest with ${digits}, found "${written.slice(0, 200)}", ${name}`;
  throw new OsdexError('sums-unreadable', sentence, { url: name });
}

function sizeOf(text: string | undefined): number | undefined {
  const size = Number(text ?? '');
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}
