import type { Fetcher } from '../../core/http/fetcher.ts';
import { draftFeed } from './new-draft.ts';
import type { Finding } from './new-draft.ts';
import { archesIn, familiesOf, imageFormat, templateOf } from './new-names.ts';
import type { Family } from './new-names.ts';
import { layoutOf, proofsIn, readNames } from './new-page.ts';
import type { Place, Probe } from './new-page.ts';
import { isMovingName } from './moving-name.ts';
import { isSumsName, tryGet } from './new-sums.ts';

/** How deep below a build's folder a sums file is looked for: `13.7.0/amd64/iso-cd/`. */
const DEPTH = 2;
/** So many kinds of folders are looked into, so many builds of each kind (the newest may be on its way still), and so
 * many folders within a build. */
const MOST = { families: 3, builds: 2, folders: 4 };
/** Where a folder cannot be listed its sums file may still lie at a usual name. */
const USUAL_SUMS = ['SHA256SUMS', 'SHA512SUMS', 'CHECKSUM', 'sha256sum.txt'];

/** A folder within that of a build. */
interface BuildFolder extends Place {
  /** Words for architectures that folders on the way were named by. */
  architectures: string[];
}

/** What folders that look like builds have in them. */
export async function probeFolders(url: string, names: readonly string[], probe: Probe): Promise<Finding[]> {
  const folders = names.filter((name) => /^[^/]+\/$/.test(name));
  const findings: Finding[] = [];
  for (const family of familiesOf(folders, probe.release).slice(0, MOST.families)) {
    for (const name of family.names.slice(0, MOST.builds)) {
      const found = await probeBuild(url, name, family, probe);
      findings.push(...found);
      if (found.length > 0) break;
    }
  }
  return findings;
}

async function probeBuild(url: string, folder: string, family: Family, probe: Probe): Promise<Finding[]> {
  const { fetcher } = probe;
  const listed = await descend(url + folder, fetcher);
  const places = listed.length > 0 ? listed : await guess(url + folder, fetcher);
  const serial = family.serials[family.names.indexOf(folder)] ?? family.serials[0] ?? '';
  const findings: Finding[] = [];
  for (const place of places) {
    const [sums] = await proofsIn(place, probe);
    if (sums === undefined) continue;
    const own = templateOf(sums.url.slice(place.url.length), { serial });
    const alike = place.names.filter((name) => templateOf(name, { serial }) === own);
    findings.push(
      draftFeed({
        ...layoutOf(probe),
        form: 'a page of folders, one for each build',
        format: 'directory',
        url,
        address: { index: url, entry: folder, sums: sums.url.slice(url.length) },
        serials: [serial, ...family.serials.filter((one) => one !== serial)],
        names: sums.names,
        sums,
        architectures: [...place.architectures, ...archesIn(alike.join(' '))],
      }),
    );
  }
  return findings;
}

async function guess(url: string, fetcher: Fetcher): Promise<BuildFolder[]> {
  for (const name of USUAL_SUMS) {
    if ((await tryGet(url + name, fetcher)) !== undefined)
      return [{ url, names: [name], isListed: false, architectures: [] }];
  }
  return [];
}

/** The folders here and below that have sums files or images in them; of several architectures one is looked into. */
async function descend(url: string, fetcher: Fetcher, depth = DEPTH): Promise<BuildFolder[]> {
  const names = await readNames(url, fetcher);
  if (names === undefined) return [];
  if (names.some((name) => isSumsName(name) || imageFormat(name) !== undefined))
    return [{ url, names, isListed: true, architectures: [] }];
  if (depth === 0) return [];
  const folders = names.filter((name) => name.endsWith('/') && !isMovingName(name));
  const ofArch = folders.filter((name) => archesIn(name).join() === name.slice(0, -1));
  const words = ofArch.map((name) => name.slice(0, -1));
  const named = folders.filter((name) => /^(?:iso|image|cloud|release|live)/i.test(name));
  const found: BuildFolder[] = [];
  for (const folder of [...ofArch.slice(0, 1), ...named]) {
    if (found.length >= MOST.folders) break;
    for (const below of await descend(url + folder, fetcher, depth - 1)) {
      const architectures = ofArch.includes(folder)
        ? [...words, ...below.architectures]
        : below.architectures;
      found.push({ ...below, architectures });
    }
  }
  return found;
}
