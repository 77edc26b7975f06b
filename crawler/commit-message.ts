import { basename } from 'node:path';
import { HEALTH_FILE, PRODUCT_FILE } from '../core/catalog/catalog.ts';
import { describeChange } from '../core/change.ts';
import type { CatalogChange } from '../core/change.ts';
import { KEYS_FILE } from '../core/keys/key-registry.ts';
import { LINKS_FILE } from './links-rotation.ts';

const SUBJECT_LENGTH = 72;

/**
 * The message of a catalog commit: what is new in one line, then a line for each change.
 * Without changes it is a heartbeat, when only the health record moved or how far the checks of recorded addresses are;
 * else what the sources state, or what an earlier crawl could not commit.
 *
 * @param files that the commit changes, relative to the catalog.
 */
export function commitMessage(changes: readonly CatalogChange[], files: readonly string[]): string {
  const recorded = changes.filter(({ kind }) => kind !== 'conflict');
  const names = [...new Set(recorded.map(shortName))];
  if (names.length === 0) {
    const told = files.filter((file) => file !== HEALTH_FILE);
    if (told.length === 0) return 'catalog: health of the sources';
    if (told.every((file) => file === LINKS_FILE)) return 'catalog: recorded addresses checked';
    const isFacts = told.every((file) => file === KEYS_FILE || basename(file) === PRODUCT_FILE);
    const subject = isFacts ? 'what the sources state' : 'what an earlier crawl recorded';
    return `catalog: ${subject}\n\n${files.join('\n')}`;
  }
  return `${subject(names)}\n\n${recorded.map(describeChange).join('\n')}`;
}

function shortName(change: CatalogChange): string {
  const serial = 'serial' in change ? ` ${change.serial}` : '';
  const verb =
    change.kind === 'build-withdrawn' ? ' withdrawn' : change.kind === 'build-moved' ? ' moved' : '';
  return `${change.product} ${change.release}${serial}${verb}`;
}

/** As many names as fit, then how many more there are. */
function subject(names: readonly string[]): string {
  for (let count = names.length; count > 0; count--) {
    const rest = names.length - count;
    const line = `catalog: ${names.slice(0, count).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    if (line.length <= SUBJECT_LENGTH || count === 1) return line;
  }
  return 'catalog:';
}
