import { ansible } from './ansible.ts';
import { atom } from './atom.ts';
import { coreosStream } from './coreos-stream.ts';
import { csv } from './csv.ts';
import { djangoIsoManager } from './django-iso-manager.ts';
import type { ForeignFile, Format } from './format.ts';
import { html } from './html.ts';
import { icalendar } from './icalendar.ts';
import { ipxe } from './ipxe.ts';
import { isomanager } from './isomanager.ts';
import { jsonFeed } from './json-feed.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { lima } from './lima.ts';
import { metalink } from './metalink-export.ts';
import { multipass } from './multipass.ts';
import { netboot } from './netboot.ts';
import { ods } from './ods.ts';
import { openstackImageManager } from './openstack-image-manager.ts';
import { osinfo } from './osinfo.ts';
import { packer } from './packer.ts';
import { proxmox } from './proxmox.ts';
import { quickget } from './quickget.ts';
import { renovate } from './renovate.ts';
import { rpiImager } from './rpi-imager.ts';
import { rss } from './rss.ts';
import { sha256sums } from './sha256sums.ts';
import { sha512sums } from './sha512sums.ts';
import { simplestreams } from './simplestreams.ts';
import { terraform } from './terraform.ts';
import { torrent } from './torrent.ts';
import { tsv } from './tsv.ts';
import { vagrant } from './vagrant.ts';
import { virtBuilder } from './virt-builder.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { yaml } from './yaml.ts';

/** Every format that images can be exported to or imported from, in the order in which people are shown them. */
export const FORMATS: readonly Format[] = [
  openstackImageManager,
  simplestreams,
  virtBuilder,
  metalink,
  torrent,
  lima,
  rpiImager,
  osinfo,
  vagrant,
  packer,
  terraform,
  proxmox,
  ansible,
  multipass,
  quickget,
  netboot,
  ipxe,
  coreosStream,
  renovate,
  sha256sums,
  sha512sums,
  json,
  jsonl,
  yaml,
  csv,
  tsv,
  html,
  xlsx,
  ods,
  xml,
  djangoIsoManager,
  isomanager,
  atom,
  rss,
  jsonFeed,
  icalendar,
];

/** The format that a file looks like; undefined where it looks like none. */
export function recogniseFormat(file: ForeignFile): Format | undefined {
  return READ_FORMATS.find(({ read }) => read?.recognises(file));
}

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
