import { compareVersions } from '../../core/version-order.ts';
import { draftFeed } from './new-draft.ts';
import type { Finding } from './new-draft.ts';
import { imageFormat, serialIn } from './new-names.ts';
import { imageObjects, mostFrequent, pathText } from './new-objects.ts';
import type { Probe } from './new-page.ts';
import { detachedSignature, readSums } from './new-sums.ts';
import type { SumsFound } from './new-sums.ts';

/** What a document with a record for each image tells, whose digests or signatures lie beside the images. */
export async function probeRecords(url: string, document: object, probe: Probe): Promise<Finding[]> {
  const found = imageObjects(document).flatMap(({ records, texts, url: [field, text] }) => {
    const image = URL.parse(text, url)?.href;
    // A record must say by itself what its build is called.
    const serial = texts.find(
      ([, one]) => image !== undefined && one === serialIn(one) && image.includes(one),
    );
    return image === undefined || serial === undefined
      ? []
      : [{ records, fields: { serial: serial[0], url: field }, image, serial: serial[1] }];
  });
  const alike = mostFrequent(found).toSorted((a, b) => compareVersions(b.serial, a.serial));
  const [newest] = alike;
  if (newest === undefined) return [];
  const beside = await proofBeside(newest.image, probe);
  if (beside === undefined) return [];
  return [
    draftFeed({
      ...probe,
      form: 'a document with a record for each build',
      format: 'records',
      url,
      address: {},
      fixed: {
        index: url,
        builds: { records: pathText(newest.records), fields: newest.fields },
        sums: `{url}${beside.sums.url.slice(newest.image.length)}`,
      },
      serials: [...new Set(alike.map(({ serial }) => serial))],
      names: alike
        .filter(({ serial }) => serial === newest.serial)
        .map(({ image }) => image.slice(image.lastIndexOf('/') + 1))
        .filter((name) => imageFormat(name) !== undefined),
      sums: beside.sums,
    }),
  ];
}

/** A signature is better than a sums file that has none. */
export async function proofBeside(
  image: string,
  { fetcher }: Probe,
): Promise<{ sums: SumsFound } | undefined> {
  const found: SumsFound[] = [];
  for (const ending of ['.sha256', '.sha512', '.sha256sum', '.sha']) {
    const sums = await readSums(image + ending, fetcher);
    if (sums?.signature !== undefined) return { sums };
    if (sums !== undefined) found.push(sums);
  }
  const signature = await detachedSignature(image, fetcher);
  if (signature !== undefined)
    return { sums: { url: image, names: [], isWeak: false, signature: { ...signature, shape: 'image' } } };
  const [sums] = found;
  return sums === undefined ? undefined : { sums };
}
