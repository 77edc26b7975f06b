import { load } from 'cheerio/slim';
import { draftFeed } from './new-draft.ts';
import type { Finding } from './new-draft.ts';
import { familiesOf, imageFormat } from './new-names.ts';
import { readNames } from './new-page.ts';
import type { Probe } from './new-page.ts';
import { proofBeside } from './new-records.ts';
import { isSumsName, rankSums, readSums } from './new-sums.ts';
import type { SumsFound } from './new-sums.ts';

/** Links to images with a serial, on a page that is made for people. */
export async function probeLinks(url: string, text: string, probe: Probe): Promise<Finding[]> {
  const links = load(text)('a[href]')
    .toArray()
    .flatMap((link) => URL.parse(link.attribs['href'] ?? '', url)?.href ?? [])
    .filter((address) => /^https?:/.test(address) && imageFormat(fileOf(address)) !== undefined);
  const findings: Finding[] = [];
  for (const family of familiesOf([...new Set(links)], probe.release).slice(0, 2)) {
    const [newest = ''] = family.names;
    const sums = (await proofInFolder(newest, probe)) ?? (await proofBeside(newest, probe))?.sums;
    if (sums === undefined) continue;
    const beside = sums.url.startsWith(newest) ? sums.url.slice(newest.length) : undefined;
    findings.push(
      draftFeed({
        ...probe,
        form: 'a page for people with links to images',
        format: 'download-page',
        url,
        address: { entry: newest, ...(beside === undefined ? { sums: sums.url } : {}) },
        fixed: { index: url, ...(beside === undefined ? {} : { sums: `{entry}${beside}` }) },
        serials: family.serials,
        names: sums.names.length > 0 ? sums.names : [fileOf(newest)],
        sums,
      }),
    );
  }
  return findings;
}

/** A sums file in the image's folder that names the image, where the folder can be listed. */
async function proofInFolder(image: string, { fetcher }: Probe): Promise<SumsFound | undefined> {
  const folder = new URL('.', image).href;
  const names = (await readNames(folder, fetcher)) ?? [];
  for (const name of rankSums(names.filter((one) => isSumsName(one))).slice(0, 3)) {
    const sums = await readSums(folder + name, fetcher, names);
    if (sums?.names.includes(fileOf(image))) return sums;
  }
  return undefined;
}

function fileOf(address: string): string {
  const { pathname } = new URL(address);
  return pathname.slice(pathname.lastIndexOf('/') + 1);
}
