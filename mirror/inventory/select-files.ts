import { FACETS } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';
import { compareVersions } from '../../core/version-order.ts';
import type { FileState, InventoryFile } from './inventory-file.ts';

/**
 * The files that a selector asks for. A facet that is not known of a file is none of those that are wanted. `since`
 * and `until` are about the day when the file was added, `latest` counts the builds of each stream that are here.
 */
export function selectFiles(
  files: readonly InventoryFile[],
  selector: Selector,
  states: readonly FileState[] = [],
): InventoryFile[] {
  const selected = files.filter(
    (file) =>
      (states.length === 0 || states.includes(file.state)) &&
      hasFacets(file, selector) &&
      isWithin(file, selector) &&
      hasWords(file, selector.text),
  );
  return selector.latest === undefined ? selected : newest(selected, selector.latest);
}

function hasFacets({ facets }: InventoryFile, { facets: wanted }: Selector): boolean {
  return FACETS.every((facet) => {
    const values = wanted[facet];
    if (values === undefined || values.length === 0) return true;
    const value = facets[facet];
    return value !== undefined && values.includes(value);
  });
}

function isWithin({ addedAt }: InventoryFile, { since, until }: Selector): boolean {
  const day = addedAt.slice(0, 'YYYY-MM-DD'.length);
  return day >= (since ?? '') && day <= (until ?? '9999');
}

function hasWords({ path, name, id, structure }: InventoryFile, text: string | undefined): boolean {
  if (text === undefined) return true;
  const volume = structure?.['volumeId'];
  const searched = [path, name, id, typeof volume === 'string' ? volume : ''].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/** Those of the newest builds; what is of no build counts as one of its own. */
function newest(files: readonly InventoryFile[], count: number): InventoryFile[] {
  const serials = new Map<string, Set<string>>();
  for (const { id } of files) {
    const { stream, serial } = buildOf(id);
    if (stream !== undefined) serials.set(stream, (serials.get(stream) ?? new Set()).add(serial));
  }
  const kept = new Map(
    [...serials].map(([stream, all]) => [
      stream,
      new Set([...all].toSorted((a, b) => compareVersions(b, a)).slice(0, count)),
    ]),
  );
  return files.filter(({ id }) => {
    const { stream, serial } = buildOf(id);
    return stream === undefined || kept.get(stream)?.has(serial);
  });
}

/** An id is `product/release/stream/serial/file`. */
function buildOf(id: string | undefined): { stream: string | undefined; serial: string } {
  const [product, release, stream, serial = ''] = id?.split('/') ?? [];
  return { stream: id && [product, release, stream].join('/'), serial };
}
