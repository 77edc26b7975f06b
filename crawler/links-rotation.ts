import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readCatalogFile } from '../core/catalog/catalog-file.ts';
import { writeFileAtomic } from '../core/files/write-file.ts';
import { readYaml, writeYaml } from '../core/files/yaml.ts';
import { IsoTime, isoTime } from '../core/names.ts';

/*
 * How checks are spread. Every folder of the catalog has a place on a ring, by the hash of its address, and a hand goes
 * round the ring once in `--every`. A run takes the folders that the hand passes in the time since the last one, so
 * that each is asked once in a round, on whatever days there are runs: what a missed day leaves, the next run takes,
 * and what does not fit into --limit is where the next one begins.
 *
 * The hand is remembered, since a schedule that is computed from the day alone starves for ever what falls on a day
 * that is always missed, such as the weekend. The last check of each address is not: that would be a commit of a line
 * for each of thousands of folders in every round, for what one line tells.
 */

/** Where the checks of a catalog stand, relative to the catalog. */
export const LINKS_FILE = 'links.yaml';

const LINKS_SCHEMA = 'osdex/links/1';

/** Places on the ring are so many hex digits of a hash, so that they can be reckoned with exactly. */
const HAND_DIGITS = 12;
const RING = 16 ** HAND_DIGITS;

const Rotation = z.strictObject({
  /** The selection that it goes round in; the whole catalog where it is absent. */
  select: z.string().min(1).optional(),
  hand: z.string().regex(/^[0-9a-f]{12}$/, { error: 'expected 12 hex digits' }),
  /** The time that the checks have caught up with. */
  doneTo: IsoTime,
});
export type Rotation = z.infer<typeof Rotation>;

const LinksRecord = z.strictObject({ schema: z.literal(LINKS_SCHEMA), rotations: z.array(Rotation) });
type LinksRecord = z.infer<typeof LinksRecord>;

export interface TurnOptions {
  now: Date;
  /** How long a round takes. */
  everyMs: number;
  /** The most recorded addresses that a run asks for. */
  limit: number;
}

/** The share of one run. */
export interface Turn<F> {
  due: F[];
  /** How many folders were due and do not fit into the limit. */
  left: number;
  next: Rotation;
}

/** A run that knows of none before it takes the share of this long. */
const FIRST_SHARE_MS = 24 * 60 * 60 * 1000;

/**
 * The folders whose turn it is, and the rotation after it. A folder is asked for as a whole, and the first one in any
 * case, so that a small limit is slow and not a standstill.
 */
export function takeTurn<F extends { url: string; addresses: number }>(
  folders: readonly F[],
  previous: Rotation | undefined,
  { now, everyMs, limit }: TurnOptions,
): Turn<F> {
  const hand = Number.parseInt(previous?.hand ?? '0', 16);
  const doneTo = previous === undefined ? now.getTime() - FIRST_SHARE_MS : Date.parse(previous.doneTo);
  const owedMs = Math.min(Math.max(now.getTime() - doneTo, 0), everyMs);
  const arc = Math.round((owedMs / everyMs) * RING);
  const due = folders
    .map((folder) => ({ folder, distance: distanceTo(folder.url, hand) }))
    .filter(({ distance }) => distance <= arc)
    .toSorted((a, b) => a.distance - b.distance);
  let addresses = 0;
  const fits = due.findIndex(({ folder }) => (addresses += folder.addresses) > limit);
  const taken = fits === -1 ? due : due.slice(0, Math.max(fits, 1));
  const isWhole = taken.length === due.length;
  const passed = isWhole ? arc : (taken.at(-1)?.distance ?? 0);
  // Never back, whatever the clock says.
  const caughtUp = Math.max(doneTo, now.getTime() - Math.round(((arc - passed) / RING) * everyMs));
  return {
    due: taken.map(({ folder }) => folder),
    left: due.length - taken.length,
    next: {
      ...(previous?.select === undefined ? {} : { select: previous.select }),
      hand: ((hand + passed) % RING).toString(16).padStart(HAND_DIGITS, '0'),
      doneTo: isoTime(new Date(caughtUp)),
    },
  };
}

/** How far the hand has to go to pass an address; what it stands on comes last. */
function distanceTo(url: string, hand: number): number {
  const place = Number.parseInt(createHash('sha256').update(url).digest('hex').slice(0, HAND_DIGITS), 16);
  return ((place - hand - 1 + RING) % RING) + 1;
}

/** The rotation of a selection; undefined before its first run. */
export async function readRotation(
  catalog: string,
  select: string | undefined,
): Promise<Rotation | undefined> {
  const record = await readRecord(catalog);
  return record?.rotations.find((one) => one.select === select);
}

/** @returns the file, where it changed. */
export async function recordRotation(catalog: string, rotation: Rotation): Promise<string[]> {
  const others = (await readRecord(catalog))?.rotations.filter(({ select }) => select !== rotation.select);
  const text = linksText([...(others ?? []), rotation]);
  return (await writeFileAtomic(join(catalog, LINKS_FILE), text)) ? [LINKS_FILE] : [];
}

/** What two checks that did not know of each other remember: of each selection the one that has caught up further. */
export function joinLinks(one: string, other: string): string {
  const known = new Map<string | undefined, Rotation>();
  for (const text of [one, other]) {
    const { rotations } = readYaml(text, LinksRecord, LINKS_FILE, 'catalog-invalid');
    for (const rotation of rotations) {
      const before = known.get(rotation.select);
      if (before === undefined || before.doneTo < rotation.doneTo) known.set(rotation.select, rotation);
    }
  }
  return linksText([...known.values()]);
}

async function readRecord(catalog: string): Promise<LinksRecord | undefined> {
  return readCatalogFile(join(catalog, LINKS_FILE), LinksRecord);
}

function linksText(rotations: readonly Rotation[]): string {
  const record: LinksRecord = {
    schema: LINKS_SCHEMA,
    rotations: rotations.toSorted((a, b) => ((a.select ?? '') < (b.select ?? '') ? -1 : 1)),
  };
  return writeYaml(record, [
    'Generated by osdex: how far the checks of recorded addresses are. Do not edit.',
  ]);
}
