import { readKey } from 'openpgp';
import type { Key } from 'openpgp';
import { clearsignedIsGood, digestsByName, linksOf, noSignatureIsWrong } from './naive.ts';

/** Digests by what they are of: a serial of the page, or a name of a rolling list. */
export type NaiveRecord = Map<string, string>;

export interface NaivePublisher {
  origin: string;
  /** Armored. */
  keys: readonly string[];
  /** Whether everything is in one list at an address that stays. */
  rolling: boolean;
}

const IMAGE = 'image-amd64.qcow2';

/**
 * Crawls as mirrors do: reads the page, proves each list where there is a signature to prove it with, records what it
 * says, and forgets what is not listed any more.
 *
 * @param record what was known before; it is brought up to date.
 */
export async function crawlNaively(
  { origin, keys, rolling }: NaivePublisher,
  record: NaiveRecord,
): Promise<void> {
  const trusted = await Promise.all(keys.map((armoredKey) => readKey({ armoredKey })));
  if (rolling) {
    const list = await provenList(`${origin}/rolling/SUMS`, trusted);
    if (list === undefined) return;
    record.clear();
    for (const [name, digest] of digestsByName(list)) record.set(name, digest);
    return;
  }
  const page = await (await fetch(`${origin}/1/`)).text();
  const serials = linksOf(page)
    .filter((href) => /^\d/.test(href))
    .map((href) => href.slice(0, -1));
  for (const serial of record.keys()) if (!serials.includes(serial)) record.delete(serial);
  for (const serial of serials) {
    const list = await provenList(`${origin}/1/${serial}/SUMS`, trusted);
    const digest = list && digestsByName(list).get(IMAGE);
    if (digest !== undefined) record.set(serial, digest);
  }
}

async function provenList(url: string, keys: readonly Key[]): Promise<string | undefined> {
  const list = await (await fetch(url)).text();
  const signature = await fetch(`${url}.sig`);
  if (signature.ok) {
    const armored = await signature.text();
    return (await noSignatureIsWrong(Buffer.from(list), armored, ...keys)) ? list : undefined;
  }
  const isClearsigned = list.includes('-----BEGIN PGP SIGNATURE-----');
  return !isClearsigned || (await clearsignedIsGood(list, ...keys)) ? list : undefined;
}

/** The newest of what is known: the last in order. */
export function newestIn(record: NaiveRecord): string | undefined {
  return [...record.keys()].sort().at(-1);
}
