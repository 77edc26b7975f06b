import { DIGEST_ALGORITHMS, hexLength } from '../../core/digest-text.ts';
import { readDocument } from '../../core/document/document.ts';
import { OsdexError } from '../../core/error.ts';
import { parseChecksumDocument } from '../../core/sums/checksum-document.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';
import { draftFeed } from './new-draft.ts';
import type { Finding } from './new-draft.ts';
import { serialIn } from './new-names.ts';
import { imageObjects, mostFrequent, pathText } from './new-objects.ts';
import type { ImageObject } from './new-objects.ts';
import type { Probe } from './new-page.ts';
import { probeRecords } from './new-records.ts';
import { detachedSignature, partsOf, tryGet } from './new-sums.ts';
import type { SignatureFound } from './new-sums.ts';

/** Objects of a document that tell of files, all found in the same way. */
interface Table {
  records: string[];
  fields: Record<string, string[]>;
}

/** Names of fields that tell of what is in a compressed file. */
const OF_CONTENT = /extract|uncompress|unpack|decompress|open/i;

/** What a JSON or YAML document tells of images; undefined for what is no document. */
export async function probeDocument(url: string, text: string, probe: Probe): Promise<Finding[] | undefined> {
  let document: unknown;
  try {
    document = readDocument(text, url, 'page-unreadable');
  } catch (error) {
    if (error instanceof OsdexError) return undefined;
    throw error;
  }
  if (typeof document !== 'object' || document === null) return undefined;
  const isStreams = 'format' in document && document.format === 'products:1.0';
  return isStreams
    ? [await probeTable(url, text, 'simplestreams', probe)]
    : [await probeTable(url, text, tableOf(document), probe), ...(await probeRecords(url, document, probe))];
}

async function probeTable(
  url: string,
  text: string,
  table: Table | 'simplestreams' | undefined,
  probe: Probe,
): Promise<Finding> {
  const isStreams = table === 'simplestreams';
  const form = isStreams ? 'simplestreams' : 'a document with a record for each file';
  const nothing = { form, url, serials: [], images: [] };
  if (table === undefined)
    return { ...nothing, told: 'no list of objects with the address of an image and a digest in it' };
  const names = namesOf(url, text, table);
  if (names instanceof OsdexError) return { ...nothing, told: names.message };
  const signed = isStreams ? await signedCopy(url, probe) : undefined;
  return draftFeed({
    ...probe,
    form,
    format: 'sums',
    url,
    address: { sums: signed?.url ?? url },
    fixed: {
      table: isStreams ? table : { records: pathText(table.records), fields: mapped(table.fields) },
    },
    serials: [],
    names: names.filter((name) => serialIn(name) !== undefined),
    sums: { isWeak: false, signature: signed?.signature ?? (await detachedSignature(url, probe.fetcher)) },
  });
}

/** Simplestreams are signed in a copy of another name: `x.sjson` beside `x.json`. */
async function signedCopy(
  url: string,
  { fetcher }: Probe,
): Promise<{ url: string; signature: SignatureFound } | undefined> {
  const copy = url.replace(/\.json$/, '.sjson');
  const bytes = await tryGet(copy, fetcher);
  const signature = bytes === undefined ? undefined : partsOf(bytes)?.signature;
  return signature === undefined ? undefined : { url: copy, signature };
}

function namesOf(url: string, text: string, table: Table | 'simplestreams'): string[] | OsdexError {
  try {
    return [...parseChecksumDocument(acceptUnsigned(Buffer.from(text), 'weak'), url, table).keys()];
  } catch (error) {
    if (error instanceof OsdexError) return error;
    throw error;
  }
}

/** The objects that most often have an address and a digest. */
function tableOf(document: object): Table | undefined {
  const found = imageObjects(document).flatMap((one) => {
    const fields = fieldsOf(one);
    return fields === undefined ? [] : [{ records: one.records, fields }];
  });
  return mostFrequent(found)[0];
}

/** Where an image's address, its digest and, where it is told, its size are. */
function fieldsOf({ value, texts, url }: ImageObject): Record<string, string[]> | undefined {
  const digest = digestIn(texts);
  if (digest === undefined) return undefined;
  const size = Object.entries(value).find(
    ([key, number]) => /size|length|bytes/i.test(key) && !OF_CONTENT.test(key) && typeof number === 'number',
  );
  return { url: [url[0]], ...digest, ...(size === undefined ? {} : { size: [size[0]] }) };
}

/** The strongest digest of an object. */
function digestIn(texts: readonly [string, string][]): Record<string, string[]> | undefined {
  // Of a compressed file some also state the digest of what is in it, which is not that of the download.
  const own = texts.filter(([key]) => !OF_CONTENT.test(key));
  for (const algorithm of DIGEST_ALGORITHMS) {
    const found = own.find(([, text]) => text.length === hexLength(algorithm) && /^[0-9a-f]+$/i.test(text));
    if (found !== undefined) return { [algorithm]: [found[0]] };
  }
  const prefixed = own.find(([, text]) => /^sha(?:256|512):[0-9a-f]+$/i.test(text));
  return prefixed === undefined ? undefined : { digest: [prefixed[0]] };
}

function mapped(fields: Table['fields']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, keys]) => [name, pathText(keys)]));
}
