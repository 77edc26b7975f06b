import { basename } from 'node:path';
import { readCatalog } from '../core/catalog/catalog.ts';
import { DIGEST_ALGORITHMS, parseDigest } from '../core/digest-text.ts';
import { selectImages } from '../core/image.ts';
import type { Image } from '../core/image.ts';
import type { CommonOptions } from './context.ts';
import { digestsOfFile } from './digests-of-file.ts';
import { printJson } from './print-json.ts';

/** What a downloaded file is to the catalog. */
interface Known {
  path: string;
  /** `known`; `digest-mismatch` where the catalog has files of that name and other bytes; `unknown`. */
  result: 'known' | 'digest-mismatch' | 'unknown';
  digests: string[];
  /** The images that have these bytes, or those that have the name. */
  images: Image[];
}

/** Says of files what they are and how far that is to be trusted; exit code 1 when any of them is not known. */
export async function verifyAgainstCatalog(paths: readonly string[], flags: CommonOptions): Promise<void> {
  const images = selectImages(await readCatalog(flags.catalog), { facets: {} }, '');
  const byDigest = Map.groupBy(images, ({ artifact }) => String(artifact.digest));
  const byName = Map.groupBy(images, ({ artifact }) => basename(artifact.file));
  const used = new Set(images.map(({ artifact }) => parseDigest(artifact.digest)?.algorithm));
  const algorithms = DIGEST_ALGORITHMS.filter((algorithm) => used.has(algorithm));
  const results: Known[] = [];
  for (const path of paths) {
    const digests = await digestsOfFile(path, algorithms.length === 0 ? ['sha256'] : algorithms, flags.json);
    const same = digests.flatMap((digest) => byDigest.get(digest) ?? []);
    const named = byName.get(basename(path)) ?? [];
    const result = same.length > 0 ? 'known' : named.length > 0 ? 'digest-mismatch' : 'unknown';
    const known: Known = { path, result, digests, images: same.length > 0 ? same : named };
    results.push(known);
    if (result !== 'known') process.exitCode = 1;
    if (!flags.json) process.stdout.write(`${describe(known).join('\n')}\n`);
  }
  if (flags.json)
    printJson(results.map(({ images: found, ...told }) => ({ ...told, images: found.map(entry) })));
}

function entry({ id, build, artifact }: Image) {
  const { verification, withdrawn } = build;
  const signed = verification.level === 'signed' ? verification : undefined;
  return {
    id,
    level: verification.level,
    digest: artifact.digest,
    ...(signed === undefined ? {} : { signer: signed.signer, signedAt: signed.signedAt }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  };
}

const MOST_NAMES = 3;

function describe({ path, result, digests, images }: Known): string[] {
  if (result === 'unknown')
    return [`unknown: ${path} is no file of the catalog, or not the same bytes`, ...digests.map(indent)];
  if (result === 'digest-mismatch') {
    const names = images.slice(0, MOST_NAMES).map(({ id, artifact }) => indent(`${id} ${artifact.digest}`));
    const more = images.length > MOST_NAMES ? [indent(`and ${images.length - MOST_NAMES} more`)] : [];
    return [
      `digest-mismatch: ${path} has the name of files of the catalog, and other bytes than any of them`,
      ...digests.map((digest) => indent(`found ${digest}`)),
      ...names.map((name) => `${name.replace(/^ +/, (blanks) => `${blanks}expected `)}`),
      ...more,
      indent('it is damaged, not whole, or not what it says: fetch it again'),
    ];
  }
  return images.flatMap(describeImage(path));
}

function describeImage(path: string): (image: Image) => string[] {
  return ({ id, build, artifact }) => {
    const { verification, withdrawn } = build;
    const evidence =
      verification.level === 'signed'
        ? [
            indent(
              `signed by ${verification.signer}${verification.signedAt === undefined ? '' : ` at ${verification.signedAt}`}`,
            ),
          ]
        : [];
    const gone = withdrawn === undefined ? [] : [indent(`withdrawn by its publisher on ${withdrawn}`)];
    return [`${verification.level}: ${path} is ${id}`, indent(artifact.digest), ...evidence, ...gone];
  };
}

function indent(text: string): string {
  return `  ${text}`;
}
