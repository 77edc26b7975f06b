import { atom } from './atom.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { icalendar } from './icalendar.ts';
import { ipxe } from './ipxe.ts';
import { jsonFeed } from './json-feed.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { metalink } from './metalink-export.ts';
import { netboot } from './netboot.ts';
import { osinfo } from './osinfo.ts';
import { rss } from './rss.ts';
import { simplestreams } from './simplestreams.ts';
import { torrent } from './torrent.ts';
import { tsv } from './tsv.ts';
import { vagrant } from './vagrant.ts';
import { virtBuilder } from './virt-builder.ts';
import { yaml } from './yaml.ts';

/** Every format that images can be exported to or imported from, in the order in which people are shown them. */
export const FORMATS: readonly Format[] = [
  simplestreams,
  virtBuilder,
  metalink,
  torrent,
  osinfo,
  vagrant,
  netboot,
  ipxe,
  json,
  jsonl,
  yaml,
  csv,
  tsv,
  atom,
  rss,
  jsonFeed,
  icalendar,
];

/** The format of this name, if there is one. */
export function findFormat(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name);
}

/** Those that a site publishes: what must lie beside its images is of no use there. */
export const PUBLISHED_FORMATS: readonly Format[] = FORMATS.filter(
  ({ write, beside }) => write !== undefined && write.kind !== 'at-hand' && beside !== true,
);

/** Those that images can be read from. */
export const READ_FORMATS: readonly Format[] = FORMATS.filter(({ read }) => read !== undefined);
