import { counted } from './counted.ts';
import type { Digest } from './digest.ts';

interface BuildPlace {
  product: string;
  release: string;
  stream: string;
  serial: string;
}

/** What a crawl, or a check of what is recorded, changed, or refused to change, in the catalog. */
export type CatalogChange =
  | ({ kind: 'build-added'; artifacts: number; level: string } & BuildPlace)
  | ({ kind: 'build-withdrawn' | 'build-returned' | 'evidence-renewed' } & BuildPlace)
  | ({ kind: 'files-added'; artifacts: number } & BuildPlace)
  /** `to` is the folder of its files now. */
  | ({ kind: 'build-moved'; to: string } & BuildPlace)
  /** Another catalog of higher priority tells of it; both are names of catalogs. */
  | ({ kind: 'build-overruled'; from: string; to: string } & BuildPlace)
  | ({ kind: 'conflict'; file: string; recorded: Digest; found: Digest } & BuildPlace)
  /** Full fingerprints of the keys that signed, a subkey's where one did; both are pinned. */
  | ({ kind: 'signer-changed'; from: string; to: string } & BuildPlace)
  | { kind: 'release-facts'; product: string; release: string };

/** One line that tells the change to a person. */
export function describeChange(change: CatalogChange): string {
  const where = `${change.product} ${change.release}`;
  if (change.kind === 'release-facts') return `${where}: facts of the release updated`;
  const build = `${where} ${change.stream} ${change.serial}`;
  switch (change.kind) {
    case 'build-added':
      return `${build}: added, ${change.level}, ${counted(change.artifacts, 'file')}`;
    case 'files-added':
      return `${build}: ${counted(change.artifacts, 'file')} more`;
    case 'build-withdrawn':
      return `${build}: withdrawn by its publisher`;
    case 'build-returned':
      return `${build}: listed again by its publisher`;
    case 'build-moved':
      return `${build}: moved by its publisher to ${change.to}`;
    case 'build-overruled':
      return `${build}: taken from ${change.to} instead of ${change.from}`;
    case 'evidence-renewed':
      return `${build}: signed anew, same digests`;
    case 'signer-changed':
      return `${build}: signed by another key, ${change.to} instead of ${change.from}; both are pinned`;
    case 'conflict':
      return `${build}: CONFLICT, ${change.file} is recorded as ${change.recorded} and offered as ${change.found}; the record stays`;
  }
}
