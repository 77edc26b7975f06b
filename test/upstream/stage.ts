import { listBucket } from './bucket-list.ts';
import { listFolder } from './listing.ts';
import type { ListedEntry } from './listing.ts';
import { makePress } from './press.ts';
import type { Publisher } from './publishers/publisher.ts';
import type { Content } from './reply.ts';
import type { StandIns } from './stand-ins.ts';
import { isTampered, withOtherBit } from './tampering.ts';
import type { Tampering } from './tampering.ts';
import { beginnings, emptyTree } from './tree.ts';
import type { Tree } from './tree.ts';

/** A publisher at work: what it serves follows from its series and from what was tampered with. */
export interface Stage {
  publisher: Publisher;
  tamperings: Tampering[];
  /** To be told after any change, so that everything is printed anew. */
  change(): Date;
  tree(): Tree;
  /** @param beside what others have in the folder, where a folder is asked for. */
  content(path: string, query?: string, beside?: () => Promise<ListedEntry[]>): Promise<Found>;
  /** What is in a folder; nothing where there is none. */
  entries(path: string): Promise<ListedEntry[]>;
}

/** What lies at a path: content, a folder under the name with a slash, or where it leads to. */
export type Found = Content | 'folder' | { to: string } | undefined;

/** What the server says of when files changed: nothing; or folders long ago, and files days after their build. */
export type Dates = 'true' | 'none' | 'wrong';

const LONG_AGO = new Date('2001-02-03T04:05:06Z');
const TOO_LATE_MS = 9 * 24 * 60 * 60 * 1000;

/**
 * @param opened when nothing had changed yet; every change counts one second later than the one before, so that
 *   times tell them apart.
 */
export function makeStage(
  publisher: Publisher,
  keys: StandIns,
  opened: Date,
  dates: () => Dates = () => 'true',
): Stage {
  const tamperings: Tampering[] = [];
  let changed = opened;
  let printed: Tree | undefined;

  function print(done: readonly Tampering[]): Tree {
    const fresh = emptyTree();
    publisher.lay(makePress(fresh, keys, done, changed));
    return fresh;
  }

  function tree(): Tree {
    if (printed !== undefined) return printed;
    printed = print([]);
    const honest = printed;
    if (tamperings.length === 0) return honest;
    // What is tampered with through a link is tampered with where it lies.
    printed = print(
      tamperings.flatMap(({ how, under }) =>
        beginnings(honest, under).map((start) => ({ how, under: start })),
      ),
    );
    return printed;
  }

  async function entriesOf(path: string): Promise<ListedEntry[]> {
    return Promise.all(
      [...(tree().folders.get(path) ?? [])].map(async ([name, { modified }]): Promise<ListedEntry> => {
        const file = tree().files.get(path + name);
        if (file === undefined) return { name, modified: dates() === 'wrong' ? LONG_AGO : modified };
        const told = dated(modified).modified ?? modified;
        const sizeBytes = file.sizeBytes ?? file.listedBytes ?? (await file.read()).length;
        return { name, modified: told, sizeBytes };
      }),
    );
  }

  async function folderContent(path: string, beside: readonly ListedEntry[]): Promise<Content> {
    const own = await entriesOf(path);
    const names = new Set(own.map(({ name }) => name));
    const entries = [...own, ...beside.filter(({ name }) => !names.has(name))];
    const slash = path.indexOf('/');
    const style = publisher.hosts[path.slice(0, slash)] ?? 'nginx';
    const bytes = Buffer.from(listFolder(style, path.slice(slash), entries));
    // Only Apache can be told to (IndexOptions TrackModified); nginx and lighttpd never date a folder's page.
    const times = style.startsWith('apache')
      ? dated(latest([changed, ...entries.map((entry) => entry.modified)]))
      : {};
    return { type: 'text/html', bytes, ranges: false, ...times };
  }

  function dated(modified: Date): { modified?: Date } {
    if (dates() === 'none') return {};
    return { modified: dates() === 'wrong' ? new Date(modified.getTime() + TOO_LATE_MS) : modified };
  }

  return {
    publisher,
    tamperings,
    tree,
    change() {
      printed = undefined;
      changed = new Date(changed.getTime() + 1000);
      return changed;
    },
    entries: entriesOf,
    async content(path, query = '', beside = () => Promise.resolve([])) {
      const bucket = tree().buckets.find(({ at }) => at === path.replace(/\/$/, ''));
      if (bucket !== undefined) return listBucket(tree(), bucket, new URLSearchParams(query));
      const to = tree().redirects.get(path);
      if (to !== undefined) return { to };
      const file = tree().files.get(path);
      if (file === undefined) {
        if (tree().folders.has(path)) return folderContent(path, await beside());
        return tree().folders.has(`${path}/`) ? 'folder' : undefined;
      }
      const wrong = file.image && isTampered(tamperings, 'files', path);
      const bytes = await file.read();
      return {
        type: file.type,
        bytes: wrong ? withOtherBit(bytes) : bytes,
        ...dated(file.modified),
        ranges: true,
      };
    },
  };
}

function latest(times: readonly Date[]): Date {
  return times.reduce((newest, time) => (time > newest ? time : newest));
}
