import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import { checkMirrorFile } from '../../core/formats/mirror-file.ts';
import { mirrorEvidence } from '../../core/formats/mirror-evidence.ts';
import { mirrorFileOf } from '../../core/image.ts';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import type { MirrorKey } from '../../core/formats/mirror-key.ts';
import type { Product } from '../../core/product.ts';
import type { Release } from '../../core/release.ts';
import { keyUrl } from '../proof/commands.ts';
import { newestPages } from './build-page.ts';

/** A mirror script of the site: where it lies, what it fetches, and how many files no script can prove. */
export interface SiteScript {
  path: string;
  title: string;
  files: MirrorFile[];
  /** Where those who signed publish their keys. */
  keys: MirrorKey[];
  leftOut: number;
}

/** The script of a whole product: the newest build of each stream of each release. */
export function productScript({ product, releases }: CatalogProduct): SiteScript {
  return createScript(`mirror/${product.product}.sh`, product, releases);
}

/** The script of one release. */
export function releaseScript(product: Product, release: Release): SiteScript {
  return createScript(`mirror/${product.product}-${release.release}.sh`, product, [release]);
}

/** Files with a digest that proves nothing, or without a plain https address, cannot stand in a script. */
function createScript(path: string, product: Product, releases: readonly Release[]): SiteScript {
  const lists = releases.map((release) => mirrorFiles(product, release));
  const files = lists.flatMap((list) => list.files);
  const single = releases.length === 1 ? ` ${releases[0]?.release}` : '';
  return {
    path,
    title: `newest builds of ${product.product}${single}`,
    files,
    keys: keysOf(product, files),
    leftOut: lists.reduce((sum, list) => sum + list.leftOut, 0),
  };
}

function keysOf({ keys }: Product, files: readonly MirrorFile[]): MirrorKey[] {
  const wanted = new Set(files.map(({ evidence }) => evidence?.fingerprint));
  return keys
    .filter(({ fingerprint }) => wanted.has(fingerprint))
    .map((key) => ({ fingerprint: key.fingerprint, url: keyUrl(key.fingerprint, key) }));
}

interface ReleaseFiles {
  files: MirrorFile[];
  leftOut: number;
}

/** A release stands in its own script, in its product's and on three pages. */
const known = new WeakMap<Release, ReleaseFiles>();

function mirrorFiles(product: Product, release: Release): ReleaseFiles {
  const before = known.get(release);
  if (before !== undefined) return before;
  const kinds = new Map(product.streams.map(({ stream, kind }) => [stream, kind]));
  const all = newestPages(product, release)
    .flatMap((page) => page.builds)
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap((build) =>
      build.artifacts.map((artifact): MirrorFile => {
        const file = mirrorFileOf({ product, release, build, artifact });
        const kind = kinds.get(build.stream);
        return kind === undefined ? file : { ...file, id: file.path, kind, evidence: mirrorEvidence(build) };
      }),
    );
  const files = all.filter((file) => checkMirrorFile(file) === undefined);
  const made = { files, leftOut: all.length - files.length };
  known.set(release, made);
  return made;
}
