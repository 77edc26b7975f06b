import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import { Source } from '../../core/source/source.ts';
import { writeYaml } from '../../core/files/yaml.ts';
import { findPlayed } from './played.ts';
import type { Publisher } from './publishers/publisher.ts';
import type { SigningKey } from './signing-key.ts';
import type { StandIns } from './stand-ins.ts';
import type { Tree } from './tree.ts';

/** What is written differs from what was read in a few places only, so the rest is passed on as it stands. */
const Authored = z.record(z.string(), z.unknown());
const AuthoredList = z.array(Authored);

/**
 * Writes a source with the keys of this upstream in place of the publisher's, and with the feeds, releases and
 * architectures that are played, as `<product>.yaml` and `keys/<FINGERPRINT>.asc`.
 *
 * @param shipped folder of the sources that osdex ships, from which all else is taken.
 */
export async function writeSource(
  directory: string,
  shipped: string,
  publisher: Publisher,
  tree: Tree,
  keys: StandIns,
): Promise<void> {
  const { product, mirrors } = publisher;
  const path = join(shipped, `${product}.yaml`);
  const authored = Authored.parse(publisher.source ?? load(await readFile(path, 'utf8')));
  const source = Source.parse(authored);
  const standIns = new Map<Fingerprint, SigningKey>();
  for (const { fingerprint } of source.keys) standIns.set(fingerprint, await keys(fingerprint));

  const played = await Promise.all(source.feeds.map(async (feed) => findPlayed(source, feed, tree)));
  const releases = new Set(
    source.feeds.length === 0
      ? source.releases.map(({ release }) => release)
      : played.flatMap((part) => part?.releases ?? []),
  );
  const pinned = new Map<string, SigningKey>();
  const written = {
    ...authored,
    keys: source.keys.flatMap((key) => {
      const standIn = standIns.get(key.fingerprint);
      const signs = key.releases?.filter((release) => releases.has(release));
      if (standIn === undefined || signs?.length === 0) return [];
      pinned.set(key.fingerprint, standIn);
      const { fingerprint } = standIn;
      const provenance = 'made by test/upstream when it started';
      const obtained = '2020-01-01';
      return [
        {
          fingerprint,
          owner: `Stand-in for ${key.owner}`,
          ...(signs && { releases: signs }),
          provenance,
          obtained,
        },
      ];
    }),
    ...(mirrors && { mirrors }),
    releases: AuthoredList.parse(authored.releases).filter(({ release }) => releases.has(String(release))),
    feeds: AuthoredList.parse(authored.feeds).flatMap((feed, index) => {
      const part = played[index];
      if (part === undefined) return [];
      // Here every page is there to be asked, also where a source states what it will say.
      const { serials, ...rest } = feed;
      const stated = Object.entries(Authored.parse(serials ?? {})).filter(([release]) =>
        publisher.final?.some((one) => one.feed === feed['feed'] && one.release === release),
      );
      return [
        {
          ...rest,
          ...part,
          ...(stated.length === 0 ? {} : { serials: Object.fromEntries(stated) }),
          trust: withStandIns(feed.trust, pinned),
        },
      ];
    }),
  };

  await mkdir(join(directory, 'keys'), { recursive: true });
  const heading = ['For the publishers that test/upstream plays.'];
  await writeFile(join(directory, `${product}.yaml`), writeYaml(written, heading));
  for (const { fingerprint, armored } of standIns.values()) {
    if (armored !== '') await writeFile(join(directory, 'keys', keyFile(fingerprint)), armored);
  }
}

function withStandIns(trust: unknown, standIns: ReadonlyMap<string, SigningKey>): Record<string, unknown> {
  const { keys, ...rest } = Authored.parse(trust);
  if (!Array.isArray(keys)) return rest;
  return { ...rest, keys: keys.flatMap((key) => standIns.get(String(key))?.fingerprint ?? []) };
}
