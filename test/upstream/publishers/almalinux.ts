import { bsdLines, gnuLines } from '../checksum-lines.ts';
import type { Image } from '../image.ts';
import type { Press } from '../press.ts';
import { daysBefore, dayOf, lastWritten, nextDated, nextVersion, standing } from '../series.ts';
import type { Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

const KEY_9 = 'BF18AC2876178908D6E71267D36CB86CB86B3716';
const KEY_10 = 'EE6DB7B98F5BF5EDD9DA0DE5DEE5C11CC2A1E572';
const HOST = 'repo.almalinux.org';

const ARCHES = ['x86_64', 'aarch64'];
const CLOUD_VARIANTS = ['GenericCloud', 'GenericCloud-ext4', 'OpenNebula'];
const CLOUD_MINOR = '9.8';
const ISO_VARIANTS = ['boot', 'dvd', 'minimal'];

export function almalinux(now: Date): Publisher {
  const cloud: Series = {
    feed: 'cloud',
    release: '9',
    builds: [75, 33].map((days) => {
      const published = daysBefore(now, days);
      return { serial: dayOf(published), published };
    }),
    next: nextDated,
  };
  const iso: Series = {
    feed: 'iso',
    release: '10',
    builds: ['10.1', '10.2'].map((serial, index) => ({
      serial,
      published: daysBefore(now, 210 - 170 * index),
    })),
    next: nextVersion,
  };
  return {
    product: 'almalinux',
    hosts: { [HOST]: 'nginx' },
    series: [cloud, iso],
    lay(press) {
      for (const arch of ARCHES) {
        layCloud(press, cloud, arch);
        layIso(press, iso, arch);
      }
    },
  };
}

/** Each image has a dated name and one with `latest`; CHECKSUM lists the newest build alone, under both. */
function layCloud(press: Press, series: Series, arch: string): void {
  const folder = `${HOST}/almalinux/${CLOUD_MINOR}/cloud/${arch}/images/`;
  const builds = standing(series);
  const newest = builds.at(-1);
  if (newest === undefined) return;
  const listed: Image[] = [];
  for (const { serial, published } of builds) {
    for (const variant of CLOUD_VARIANTS) {
      const image = press.image(
        `${folder}AlmaLinux-9-${variant}-${CLOUD_MINOR}-${serial}.${arch}.qcow2`,
        published,
      );
      if (serial !== newest.serial) continue;
      const latest = `AlmaLinux-9-${variant}-latest.${arch}.qcow2`;
      press.copy(folder + latest, folder + image.file);
      listed.push(image, { ...image, file: latest });
    }
  }
  press.sums(`${folder}CHECKSUM`, lastWritten(series, newest), () => gnuLines(listed, 'sha256'), {
    shape: 'detached',
    signature: 'CHECKSUM.asc',
    key: KEY_9,
  });
  press.link(`${HOST}/almalinux/9/cloud/${arch}/images/`, folder);
}

/** Each minor release has a folder of its own; the major one shows the newest. */
function layIso(press: Press, series: Series, arch: string): void {
  const builds = standing(series);
  for (const { serial, published } of builds) {
    const folder = `${HOST}/almalinux/${serial}/isos/${arch}/`;
    const listed = ISO_VARIANTS.flatMap((variant) => {
      const image = press.image(`${folder}AlmaLinux-${serial}-${arch}-${variant}.iso`, published);
      const latest = `AlmaLinux-10-latest-${arch}-${variant}.iso`;
      press.copy(folder + latest, folder + image.file);
      return [image, { ...image, file: latest }];
    });
    press.sums(`${folder}CHECKSUM`, published, () => bsdLines(listed), { shape: 'clearsigned', key: KEY_10 });
  }
  const newest = builds.at(-1)?.serial;
  const folder = `${HOST}/almalinux/10/isos/${arch}/`;
  if (newest !== undefined) press.link(folder, `${HOST}/almalinux/${newest}/isos/${arch}/`);
}
