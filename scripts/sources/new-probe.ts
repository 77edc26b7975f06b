import { load } from 'cheerio/slim';
import { OsdexError } from '../../core/error.ts';
import { draftFeed } from './new-draft.ts';
import type { Finding } from './new-draft.ts';
import { probeDocument } from './new-document.ts';
import { probeLinks } from './new-links.ts';
import { familiesOf, serialIn, templateOf } from './new-names.ts';
import { probeFolders } from './new-folders.ts';
import { draftSums, probeFiles, readNames } from './new-page.ts';
import type { Probe } from './new-page.ts';
import { isSumsName, rankSums, readSums, tryGet } from './new-sums.ts';

/**
 * Tries an address in every way that a feed can be read, and tells what each would find, the best first.
 *
 * @throws OsdexError of the fetch, where nothing at all is to be had there.
 */
export async function probeAddress(url: string, probe: Probe): Promise<Finding[]> {
  const led = await probeRedirect(url, probe);
  const text = await readText(url, probe, led.length > 0);
  const found = text === undefined ? [] : await probeText(url, text, probe);
  return [...led, ...found].toSorted((a, b) => scoreOf(b) - scoreOf(a));
}

async function readText(url: string, { fetcher }: Probe, isOptional: boolean): Promise<string | undefined> {
  const bytes = isOptional ? await tryGet(url, fetcher) : (await fetcher.get(url, { remember: true })).bytes;
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

async function probeText(url: string, text: string, probe: Probe): Promise<Finding[]> {
  if (text.includes('<ListBucketResult')) return [await probeBucket(url, text, probe)];
  const document = await probeDocument(url, text, probe);
  if (document !== undefined) return document;
  const sums = await readSums(url, probe.fetcher);
  if (sums !== undefined)
    return [
      draftSums(sums, probe),
      ...(await probeParents(url, sums.names, probe)),
      ...(await probeSiblings(url, probe)),
    ];
  // What is read below a page lies below its folder.
  const folder = url.endsWith('/') ? url : `${url}/`;
  const names = (await readNames(folder, probe.fetcher)) ?? [];
  const listed = [...(await probeFolders(folder, names, probe)), ...(await probeFiles(folder, names, probe))];
  const found = listed.length > 0 ? listed : await probeLinks(url, text, probe);
  if (found.length > 0) return found;
  if (names.length === 0)
    return [nothing('a page', url, 'no links, no sums file and no document that could be read')];
  const [family] = familiesOf(names, probe.release);
  const like =
    family === undefined
      ? 'none like a build'
      : `the most like a build: ${family.names.slice(0, 3).join(' ')}`;
  return [
    nothing(
      'a directory page',
      folder,
      `${names.length} names, ${like}; no sums file and no signature was found there or below`,
    ),
  ];
}

/** The folder of a sums file may be that of one build among others. */
async function probeParents(url: string, names: readonly string[], probe: Probe): Promise<Finding[]> {
  const serials = new Set(names.flatMap((name) => serialIn(name, probe.release) ?? []));
  const segments = new URL(url).pathname.split('/');
  const at = segments.findLastIndex(
    (part, index) => index < segments.length - 1 && serials.has(serialIn(part) ?? ''),
  );
  if (at === -1) return [];
  const folder = new URL(`${segments.slice(0, at).join('/')}/`, url).href;
  const listed = await readNames(folder, probe.fetcher);
  return listed === undefined ? [] : probeFolders(folder, listed, probe);
}

/** A sums file with a serial in its own name is one of several in its folder. */
async function probeSiblings(url: string, probe: Probe): Promise<Finding[]> {
  const folder = new URL('.', url).href;
  if (serialIn(url.slice(folder.length), probe.release) === undefined) return [];
  const names = await readNames(folder, probe.fetcher);
  return names === undefined ? [] : probeFiles(folder, names, probe);
}

/** An address that leads to one with a serial in it. */
async function probeRedirect(url: string, probe: Probe): Promise<Finding[]> {
  const to = await probe.fetcher.locate(url).catch((error: unknown) => {
    if (error instanceof OsdexError) return url;
    throw error;
  });
  const serial = serialIn(new URL(to).pathname);
  if (to === url || serial === undefined || url.includes(serial)) return [];
  const form = 'a redirect to the newest build';
  const beside = ['.sha256', '.sha512', '.sha256sum'].map((ending) => to + ending);
  const folder = new URL('.', to).href;
  const names = (await readNames(folder, probe.fetcher)) ?? [];
  const listed = rankSums(names.filter((name) => isSumsName(name))).map((name) => folder + name);
  for (const sumsUrl of [...listed, ...beside, `${folder}SHA256SUMS`, `${folder}SHA512SUMS`]) {
    const sums = await readSums(sumsUrl, probe.fetcher);
    if (sums === undefined) continue;
    const address = { index: url, entry: to, sums: sumsUrl };
    return [
      draftFeed({
        ...probe,
        form,
        format: 'redirect',
        url,
        address,
        serials: [serial],
        names: sums.names,
        sums,
      }),
    ];
  }
  return [
    { ...nothing(form, url, `it leads to ${to}, and no sums file was found beside that`), serials: [serial] },
  ];
}

async function probeBucket(url: string, text: string, probe: Probe): Promise<Finding> {
  const form = 'a bucket of an object store';
  const page = load(text, { xml: true });
  const prefix = page('ListBucketResult').children('Prefix').text();
  const keys = page('Contents > Key')
    .toArray()
    .map((key) => page(key).text())
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  const base = new URL(prefix, new URL('.', url.replace(/\?.*/, ''))).href;
  const [best] = rankSums(keys.filter((key) => isSumsName(key)));
  const family = familiesOf(
    keys.filter(
      (key) =>
        best !== undefined &&
        templateOf(key, {}).replaceAll(/\d+/g, '#') === templateOf(best, {}).replaceAll(/\d+/g, '#'),
    ),
  )[0];
  const newest = family?.names[0];
  const sums = newest === undefined ? undefined : await readSums(base + newest, probe.fetcher, keys);
  if (family === undefined || newest === undefined || sums === undefined)
    return nothing(
      form,
      url,
      `${keys.length} keys, and among them no sums file with a serial that could be read`,
    );
  return draftFeed({
    ...probe,
    form,
    format: 'bucket',
    url: base,
    address: { entry: newest },
    fixed: { index: url, base, sums: '{entry}' },
    serials: family.serials,
    names: sums.names,
    sums,
  });
}

function nothing(form: string, url: string, told: string): Finding {
  return { form, url, told, serials: [], images: [] };
}

/** Proof counts most, then how many builds and images it would tell of. */
function scoreOf({ feed, serials, images }: Finding): number {
  if (feed === undefined) return -1;
  const proof = (feed.signature === undefined ? 0 : 8) - (feed.isWeak ? 4 : 0);
  const isRolling = feed.format === 'sums' && feed.address['table'] === undefined;
  return proof + (isRolling ? 0 : 2) + Math.min(serials.length, 10) / 10 + Math.min(images.length, 100) / 200;
}
