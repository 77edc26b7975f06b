import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openProduct } from '../core/catalog/catalog.ts';
import { parseDigest } from '../core/digest-text.ts';
import type { Digest } from '../core/digest.ts';
import { filesOf } from './found.ts';
import type { FoundFile, ReleaseName } from './found.ts';
import { contentOf, idOf } from './refuse-reuse.ts';

/** Knows which digests the releases of a product have. Nothing is read before the first new file is asked about. */
export interface DigestIndex {
  /**
   * Takes new files for a release of the product.
   *
   * @returns the first of them that another release has in the same stream, with its id there; undefined for none.
   * @throws OsdexError `catalog-invalid` when the release that has it cannot be read.
   */
  claim(release: string, files: readonly FoundFile[]): Promise<Claimed | undefined>;
}

export interface Claimed {
  file: FoundFile;
  id: string;
}

/** Of a digest as many digits as a number holds exactly: enough to know what is worth a closer look. */
const DIGITS = 13;
const RECORDED_DIGEST = new RegExp(` digest: [a-z0-9]+:([0-9a-f]{${DIGITS}})`, 'g');

/** Opens the index of a product, over its catalog files and what this run finds. */
export function openDigestIndex(catalog: string, product: string): DigestIndex {
  const folder = join(catalog, product);
  const claimed = new Map<string, { release: string; id: string }>();
  let scanned: Promise<Set<number>> | undefined;
  return {
    async claim(release, files) {
      const clash = claimIn(claimed, { product, release }, files);
      if (clash !== undefined) return clash;
      const seen = await (scanned ??= scanDigests(folder));
      for (const file of files) {
        if (!seen.has(beginningOf(file.artifact.digest))) continue;
        const id = await findElsewhere(catalog, { product, release }, file);
        if (id !== undefined) return { file, id };
      }
      return undefined;
    },
  };
}

/** Without a pause between looking and taking, so that of two releases at work only one gets a digest. */
function claimIn(
  claimed: Map<string, { release: string; id: string }>,
  name: ReleaseName,
  files: readonly FoundFile[],
): Claimed | undefined {
  let clash: Claimed | undefined;
  for (const file of files) {
    const before = claimed.get(contentOf(file));
    if (before === undefined) claimed.set(contentOf(file), { release: name.release, id: idOf(name, file) });
    else if (before.release !== name.release) clash ??= { file, id: before.id };
  }
  return clash;
}

async function scanDigests(folder: string): Promise<Set<number>> {
  const seen = new Set<number>();
  for (const name of await catalogFiles(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    for (const [, digits = ''] of text.matchAll(RECORDED_DIGEST)) seen.add(Number.parseInt(digits, 16));
  }
  return seen;
}

function beginningOf(digest: Digest): number {
  return Number.parseInt(parseDigest(digest)?.hex.slice(0, DIGITS) ?? '', 16);
}

async function findElsewhere(
  catalog: string,
  { product, release }: ReleaseName,
  file: FoundFile,
): Promise<string | undefined> {
  const folder = join(catalog, product);
  const recorded = await openProduct(catalog, product);
  for (const name of await catalogFiles(folder)) {
    const other = releaseOf(name);
    if (other === release) continue;
    if (!(await readFile(join(folder, name), 'utf8')).includes(file.artifact.digest)) continue;
    const found = filesOf((await recorded.findRelease(other))?.builds ?? []);
    const same = found.find((one) => contentOf(one) === contentOf(file));
    if (same !== undefined) return idOf({ product, release: other }, same);
  }
  return undefined;
}

/** `24.04.yaml` and `24.04/2025.yaml`, in a fixed order. */
async function catalogFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.yaml')).sort();
}

/** The release that a file of the product's folder belongs to. */
function releaseOf(name: string): string {
  return name.split(/[/\\]/)[0]?.replace(/\.yaml$/, '') ?? '';
}
