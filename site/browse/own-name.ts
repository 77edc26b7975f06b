import { parseArchitecture } from '../../core/vocabulary.ts';
import type { BrowseRow } from './browse-index.ts';

const SEPARATORS = /[\s._+~@/-]+/;
/** Endings of files and words of the trade that tell no file from its neighbours. */
const COMMON = ['img', 'iso', 'tar', 'image', 'disk', 'latest'];

/**
 * What a file's name says that its row does not say already, such as the board or the edition: `rock 5b` of
 * `Armbian_26.04_rock-5b_arm64.img.xz`. It is what tells files of one build apart, where there is no room for names.
 */
export function ownName({ build, file, format, compression = '' }: BrowseRow): string {
  const { release, stream, title, serial } = build;
  const said = [release.product, release.name, release.release, release.codename ?? '', stream, title];
  const known = new Set([...said, serial, format, compression].flatMap(partsOf).concat(COMMON));
  const parts = file.split(SEPARATORS).filter((part) => part !== '');
  return parts.filter((part) => !known.has(part.toLowerCase()) && !isArchitecture(part)).join(' ');
}

function partsOf(text: string): string[] {
  return text.toLowerCase().split(SEPARATORS);
}

/** `x86_64` is in two parts by then. */
function isArchitecture(part: string): boolean {
  return parseArchitecture(part) !== undefined || part === '64';
}
