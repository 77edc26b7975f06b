import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import type { OpenPgpKey } from '../../core/trust/pinned-key.ts';
import type { TrustedKey } from '../../core/product.ts';
import { readYaml } from '../../core/files/yaml.ts';
import { armorKey, readPublicKeys } from '../../core/keys/public-key-file.ts';
import type { PublishedKey } from '../../core/keys/public-key-file.ts';
import { SETTINGS_FILE } from '../../core/source/catalog-settings.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { Source } from '../../core/source/source.ts';
import { isOwnSource, keysFolder, openFetcher } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { applyEdits, patchNames, patchOfLines, patchOfNewFile } from '../patch.ts';
import { printJson } from '../print-json.ts';
import { describeProposal } from './proposal-text.ts';
import { examineProposal } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { fetchKeyFile } from './published-copy.ts';
import { pinKey } from './source-edit.ts';
import { hang, terminalWidth } from './text.ts';

interface ProposeFlags extends CommonOptions, NetworkOptions {
  source?: string;
  releases?: string;
  key?: string;
  owner?: string;
  provenance?: string;
  certifiers?: string[];
  patch?: boolean;
}

/** `osdex keys propose`. */
export async function proposeKey(place: string, flags: ProposeFlags): Promise<void> {
  const now = new Date();
  const published = chooseKey(await readPublicKeys(await readPlace(place, flags), place), flags.key, place);
  const pin = pinOf(published, place, flags, now);
  const sources = await loadSourcesFor(pin, flags);
  const certifiers = await readCertifiers(flags.certifiers ?? []);
  const proposal = await examineProposal(published, pin, sources, certifiers, flags, now);
  const source = chooseSource(proposal, sources, flags.source);
  if (source !== undefined) requireReleases(source, pin.releases ?? []);
  const patch = source === undefined ? undefined : await patchOf(published, pin, source, flags);

  if (flags.json) {
    const { certifications, pinnedCertifiers: _, ...rest } = proposal;
    const told = certifications.map(({ certifier: __, ...one }) => one);
    printJson({
      schema: 'osdex/key-proposal/1',
      ...rest,
      certifications: told,
      ...(source === undefined ? {} : { source: source.product }),
      ...(patch === undefined ? {} : { patch }),
    });
    return;
  }
  const out = flags.patch ? process.stderr : process.stdout;
  const width = terminalWidth(out);
  const told = notes(proposal, source, published, flags).map((note) => hang('', note, width));
  out.write(`${describeProposal(proposal, width)}\n${told.join('')}${patch === undefined ? '' : '\n'}`);
  if (patch !== undefined) process.stdout.write(patch);
  else if (flags.patch) process.exitCode = 1;
}

/** All sources; the one that is named may lack nothing but a key that signs, as one does that was just begun. */
async function loadSourcesFor(pin: TrustedKey, flags: ProposeFlags): Promise<Source[]> {
  const { sources, errors } = await loadSources(flags.sources);
  const begun = errors.find(({ source }) => source === flags.source);
  const other = errors.find((one) => one !== begun);
  if (other !== undefined) throw other.error;
  if (begun === undefined) return sources;
  const path = join(flags.sources, `${begun.source}.yaml`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw begun.error;
  });
  const pinned = readYaml(applyEdits(text, [pinKey(text, pin, path)]), Source, path, 'source-invalid');
  const keys = pinned.keys.filter(({ fingerprint }) => fingerprint !== pin.fingerprint);
  return [...sources, { ...pinned, keys }];
}

async function readPlace(place: string, flags: ProposeFlags): Promise<Uint8Array> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return readKeyFile(place);
  const fetcher = await openFetcher(flags);
  try {
    return await fetchKeyFile(place, fetcher);
  } finally {
    await fetcher.close();
  }
}

const SECRET = /^-----BEGIN PGP PRIVATE KEY BLOCK-----|^untrusted comment: .*\bsecret key\r?$/m;

async function readKeyFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const message = `expected a key file at ${path}, found: ${reasonOf(cause)}`;
    throw new OsdexError('not-found', message, { path, cause });
  });
  if (!SECRET.test(bytes.toString('latin1'))) return bytes;
  const message = `expected a public key in ${path}, found a secret one, which belongs to its owner alone; "gpg --export --armor" writes the public part`;
  throw new OsdexError('key-mismatch', message, { path });
}

function chooseKey(keys: readonly PublishedKey[], wanted: string | undefined, place: string): PublishedKey {
  const fingerprint = wanted === undefined ? undefined : parseFingerprint(wanted);
  const [first, ...others] = keys.filter((key) => wanted === undefined || key.fingerprint === fingerprint);
  if (first !== undefined && others.length === 0) return first;
  const found = keys.map((key) => `  ${key.fingerprint}`).join('\n');
  if (wanted !== undefined && first === undefined) {
    const message = `expected the key ${wanted} in ${place}, found only:\n${found}`;
    throw new OsdexError('key-mismatch', message, { path: place });
  }
  const message = `expected one key in ${place}, found these; say which with --key:\n${found}`;
  throw new OsdexError('usage', message, { path: place });
}

async function readCertifiers(paths: readonly string[]): Promise<OpenPgpKey[]> {
  const files = await Promise.all(paths.map(async (path) => readPublicKeys(await readKeyFile(path), path)));
  return files.flat().flatMap(({ key }) => (key.kind === 'openpgp' ? [key] : []));
}

/** The entry under keys: as it would be written. */
function pinOf(
  { fingerprint, key, comment }: PublishedKey,
  place: string,
  flags: ProposeFlags,
  now: Date,
): TrustedKey {
  const isAddress = /^https:/i.test(place);
  const said = key.kind === 'openpgp' ? key.userIds[0] : comment;
  const releases = flags.releases?.split(',').map((name) => name.trim());
  return {
    fingerprint,
    owner: flags.owner ?? (said === undefined || said === '' ? 'nobody named' : said),
    ...(releases === undefined ? {} : { releases }),
    provenance:
      flags.provenance ?? (isAddress ? place : `the file ${basename(place)}; say here where it came from`),
    obtained: isoDay(now),
    ...(isAddress ? { url: place } : {}),
  };
}

/** The source that is named; else the only one of which an error or a build names this key. */
function chooseSource(
  { mentions }: Proposal,
  sources: readonly Source[],
  wanted: string | undefined,
): Source | undefined {
  const met = [...new Set(mentions.map(({ product }) => product))];
  const name = wanted ?? (met.length === 1 ? met[0] : undefined);
  const source = sources.find(({ product }) => product === name);
  if (source !== undefined || wanted === undefined) return source;
  const known = sources.map(({ product }) => product).join(', ');
  throw new OsdexError('usage', `expected --source as one of ${known}, found "${wanted}"`);
}

/** A key of a release that is not in the source yet is told so in the words of who asked. */
function requireReleases({ product, releases }: Source, wanted: readonly string[]): void {
  const known = releases.map(({ release }) => release);
  const unknown = wanted.filter((release) => !known.includes(release));
  if (unknown.length === 0) return;
  throw new OsdexError(
    'usage',
    `expected --releases among those of ${product} (${known.join(', ')}), found "${unknown.join(', ')}"; a new release is first added under releases: of its source`,
  );
}

async function patchOf(
  { packets, fingerprint, key }: PublishedKey,
  pin: TrustedKey,
  source: Source,
  flags: ProposeFlags,
): Promise<string | undefined> {
  if (source.keys.some((one) => one.fingerprint === fingerprint) || !isOwnSource(source, flags))
    return undefined;
  const folder = await realpath(flags.sources);
  const path = join(folder, `${source.product}.yaml`);
  const file = join(keysFolder({ ...flags, sources: folder }), keyFile(fingerprint));
  const nameOf = await patchNames(folder);
  const text = await readFile(path, 'utf8');
  const edit = patchOfLines(nameOf(path), text, [pinKey(text, pin, path)]);
  const isHere = (await readFile(file).catch(() => undefined)) !== undefined;
  return key.kind === 'signify' || isHere ? edit : patchOfNewFile(nameOf(file), armorKey(packets)) + edit;
}

/** What a person should know of the patch. */
function notes(
  { pinnedBy }: Proposal,
  source: Source | undefined,
  { fingerprint }: PublishedKey,
  flags: ProposeFlags,
): string[] {
  if (source === undefined) return ['No patch: say with --source which product the key signs.'];
  if (!isOwnSource(source, flags))
    return [
      `No patch: the source of ${source.product} is the one that osdex brings, and a newer osdex may pin this key. To pin it yourself, copy that source into ${flags.sources} and name the products in ${SETTINGS_FILE} without ${source.product}.`,
    ];
  if (pinnedBy.includes(source.product))
    return [
      `No patch: ${source.product} pins this key already. "osdex keys update" takes what is new in it.`,
    ];
  const others = source.feeds.filter(
    (feed) =>
      feed.trust.level === 'signed' &&
      feed.trust.keys !== undefined &&
      !feed.trust.keys.includes(fingerprint),
  );
  const named = others.map(({ feed }) => feed).join(', ');
  return [
    'Nothing is changed yet. This patch pins the key; with --patch it is printed alone, for "git apply".',
    ...(others.length === 0
      ? []
      : [`These feeds name their keys and do not take it before it is named there: ${named}.`]),
  ];
}
