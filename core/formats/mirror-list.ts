import { checkMirrorFile } from './mirror-file.ts';
import type { MirrorFile } from './mirror-file.ts';
import type { MirrorEvidence } from './mirror-evidence.ts';
import { layOut } from './mirror-layout.ts';
import type { LaidOut, Layout } from './mirror-layout.ts';

/** What a selection has of a file: where it belongs, what it must be and where it can be had. */
export interface ChosenFile extends LaidOut {
  digest: string;
  size: number | undefined;
  urls: string[];
  evidence?: MirrorEvidence | undefined;
}

/** The files of a selection, laid out, as a mirror can take them. */
export interface MirrorList {
  files: MirrorFile[];
  /** Files without a digest that proves anything, or without a plain https address. */
  leftOut: number;
  /** Paths that this layout gives to several files. */
  shared: string[];
}

/** Lays a selection out. Of files that share a path the first is taken, so that a list is whole in any layout. */
export function mirrorList(chosen: readonly ChosenFile[], layout: Layout): MirrorList {
  const all = chosen.map((file): MirrorFile => ({
    digest: file.digest,
    sizeBytes: file.size,
    path: layOut(file, layout),
    urls: file.urls,
    id: layOut(file, 'catalog'),
    kind: file.kind,
    evidence: file.evidence,
  }));
  const usable = all.filter((file) => checkMirrorFile(file) === undefined);
  const byPath = new Map<string, MirrorFile>();
  const shared = new Set<string>();
  for (const file of usable) {
    const known = byPath.get(file.path);
    if (known === undefined) byPath.set(file.path, file);
    else if (known.digest !== file.digest) shared.add(file.path);
  }
  return { files: [...byPath.values()], leftOut: all.length - usable.length, shared: [...shared] };
}
