import { digestSections } from '../checksum-lines.ts';
import type { Press } from '../press.ts';
import { daysBefore, lastWritten, nextVersion, standing } from '../series.ts';
import type { Build, Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

/** Signs with a subkey of its own for each year. */
export const FLATCAR_KEY = 'F88CFEDEFF29A5B4D9523864E25D9AED0593B34A';

const LIST = 'www.flatcar.org';
const FILES = 'stable.release.flatcar-linux.net';

const OPENSTACK = 'flatcar_production_openstack_image.img.gz';
const IMAGES: Readonly<Record<string, string[]>> = {
  amd64: [OPENSTACK, 'flatcar_production_qemu_image.img', 'flatcar_production_iso_image.iso'],
  arm64: [OPENSTACK, 'flatcar_production_qemu_uefi_image.img'],
};

/** Versions and the days before now when they came; `4230.2.10` came after `4230.2.9`. */
const VERSIONS: readonly [string, number][] = [
  ['2905.2.6', 1200],
  ['4152.2.3', 240],
  ['4230.2.8', 120],
  ['4230.2.9', 80],
  ['4230.2.10', 45],
];

export function flatcar(now: Date): Publisher {
  const series: Series = {
    feed: 'releases',
    release: 'stable',
    builds: VERSIONS.map(([serial, days]) => ({ serial, published: daysBefore(now, days) })),
    next: nextVersion,
  };
  return {
    product: 'flatcar',
    hosts: { [LIST]: 'nginx', [FILES]: 'nginx' },
    series: [series],
    lay(press) {
      const builds = standing(series);
      const newest = builds.at(-1);
      if (newest === undefined) return;
      for (const build of builds) layBuild(press, build);
      for (const arch of archesOf(newest)) {
        press.link(`${FILES}/${arch}-usr/current/`, `${FILES}/${arch}-usr/${newest.serial}/`);
      }
      const list = `${LIST}/releases-json/releases-stable.json`;
      press.text(list, lastWritten(series, newest), () => releaseList(builds, newest));
    },
  };
}

/** There was no arm64 before version 2983. */
function archesOf({ serial }: Build): string[] {
  return Number(serial.split('.')[0]) < 2983 ? ['amd64'] : ['amd64', 'arm64'];
}

function layBuild(press: Press, build: Build): void {
  const { serial, published } = build;
  for (const arch of archesOf(build)) {
    const folder = `${FILES}/${arch}-usr/${serial}/`;
    for (const file of IMAGES[arch] ?? []) {
      const images = [press.image(folder + file, published)];
      const write = () => digestSections(images);
      press.text(`${folder}${file}.DIGESTS`, published, write);
      press.sums(`${folder}${file}.DIGESTS.asc`, published, write, {
        shape: 'clearsigned',
        key: FLATCAR_KEY,
      });
    }
    const [number = '', ...patch] = serial.split('.');
    const version = `FLATCAR_BUILD=${number}\nFLATCAR_PATCH=${patch.join('.')}\nFLATCAR_VERSION=${serial}\n`;
    press.text(`${folder}version.txt`, published, () => version);
  }
}

/** Keyed by version in the order of their text, with the newest once more as `current`. */
function releaseList(builds: readonly Build[], newest: Build): string {
  const entries = builds.map((build) => [build.serial, describe(build)] as const);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries([...sorted, ['current', describe(newest)]]), null, 2);
}

function describe(build: Build) {
  const time = build.published.toISOString();
  return {
    channel: 'stable',
    architectures: archesOf(build),
    release_date: `${time.slice(0, 10)} ${time.slice(11, 19)} +0000`,
    major_software: { kernel: ['6.12.102'], systemd: ['257'] },
    release_notes: ` _Changes since the **Stable** before_\n\n- Flatcar ${build.serial}`,
  };
}
