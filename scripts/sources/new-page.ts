import type { Fetcher } from '../../core/http/fetcher.ts';
import { OsdexError } from '../../core/error.ts';
import { listedNames } from '../../crawler/resolvers/directory.ts';
import { draftFeed } from './new-draft.ts';
import type { Finding, Layout } from './new-draft.ts';
import { familiesOf, imageFormat, templateOf } from './new-names.ts';
import { isMovingName } from './moving-name.ts';
import { detachedSignature, isSumsName, rankSums, readSums, signedName, tryGet } from './new-sums.ts';
import type { SumsFound } from './new-sums.ts';

/** What everything is tried with. */
export interface Probe {
  fetcher: Fetcher;
  product: string;
  release?: string | undefined;
}

/** The names on a directory page, or undefined where there is none. */
export async function readNames(url: string, fetcher: Fetcher): Promise<string[] | undefined> {
  const bytes = await tryGet(url, fetcher);
  if (bytes === undefined) return undefined;
  try {
    return [...new Set(listedNames({ url, text: new TextDecoder().decode(bytes) }))];
  } catch (error) {
    if (error instanceof OsdexError) return undefined;
    throw error;
  }
}

/** Names beside each other. */
export interface Place {
  url: string;
  names: readonly string[];
  /** Whether these are all names there. */
  isListed: boolean;
}

/** What files beside each other on one page tell. */
export async function probeFiles(url: string, names: readonly string[], probe: Probe): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const sums of await proofsIn({ url, names, isListed: true }, probe)) {
    const own = sums.url.slice(url.length);
    const family = familiesOf(
      names.filter((name) => isAlike(name, own)),
      probe.release,
    ).find((one) => one.names.includes(own));
    const layout = { ...layoutOf(probe), url, names: sums.names, sums };
    findings.push(
      family === undefined
        ? draftSums(sums, probe)
        : draftFeed({
            ...layout,
            form:
              sums.signature?.shape === 'image'
                ? 'a page of images that are signed themselves'
                : 'a page of sums files, one for each build or image',
            format: 'directory',
            address: { index: url, entry: own },
            fixed: { sums: '{entry}' },
            serials: [...new Set([family.serials[family.names.indexOf(own)] ?? '', ...family.serials])],
          }),
    );
  }
  return findings;
}

function isAlike(name: string, own: string): boolean {
  return (
    isSumsName(name) === isSumsName(own) &&
    (signedName(name) === undefined) === (signedName(own) === undefined)
  );
}

/** A sums file that names files of several builds, or of one after the other. */
export function draftSums(sums: SumsFound, probe: Probe): Finding {
  return draftFeed({
    ...layoutOf(probe),
    form: 'a sums file',
    format: 'sums',
    url: sums.url,
    address: { sums: sums.url },
    serials: [],
    names: sums.names,
    sums,
  });
}

/** Sums files that can be read, one of each kind; or else an image that is signed itself. */
export async function proofsIn({ url, names, isListed }: Place, { fetcher }: Probe): Promise<SumsFound[]> {
  const beside = isListed ? names : undefined;
  const listed = names.filter((name) => isSumsName(name));
  // A clearsigned file may be called as a signature is, with nothing beside it.
  const candidates = listed.filter(
    (name) => !isMovingName(name) && !listed.includes(signedName(name) ?? '-'),
  );
  const kinds = Map.groupBy(rankSums(candidates), (name) => templateOf(name, {}).replaceAll(/\d+/g, '#'));
  const found: SumsFound[] = [];
  for (const alike of [...kinds.values()].slice(0, 3)) {
    const newest = familiesOf(alike)[0]?.names[0] ?? alike[0] ?? '';
    const sums = await readSums(url + newest, fetcher, beside);
    if (sums !== undefined) found.push(sums);
  }
  if (found.some(({ signature }) => signature !== undefined)) return found;
  const isSigned = (name: string): boolean => !isListed || names.some((other) => signedName(other) === name);
  const images = names.filter((name) => imageFormat(name) !== undefined && isSigned(name));
  const image = familiesOf(images)[0]?.names[0] ?? images[0];
  if (image === undefined) return found;
  const signature = await detachedSignature(url + image, fetcher, names);
  if (signature === undefined) return found;
  return [
    { url: url + image, names: [image], isWeak: false, signature: { ...signature, shape: 'image' } },
    ...found,
  ];
}

export function layoutOf({ product, release }: Probe): Pick<Layout, 'product' | 'release'> {
  return { product, release };
}
