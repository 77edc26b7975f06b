import { gnuLines } from '../checksum-lines.ts';
import type { Press } from '../press.ts';
import { daysBefore, dayOf, standing } from '../series.ts';
import type { Build, Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

const CD_KEY = 'DF9B9C49EAA9298432589D76DA87E80D6294BE9B';
const CLOUD = 'cloud.debian.org';
const ISO = 'cdimage.debian.org';

const ARCHES = ['amd64', 'arm64'];
const CLOUD_VARIANTS = ['generic', 'genericcloud', 'nocloud'];
const CLOUD_ENDINGS = ['json', 'qcow2', 'raw', 'tar.xz'];
const CLOUD_FILES = ARCHES.flatMap((arch) =>
  CLOUD_VARIANTS.flatMap((variant) =>
    CLOUD_ENDINGS.map((ending) => ({ name: `debian-13-${variant}-${arch}`, ending })),
  ),
);

export function debian(now: Date): Publisher {
  const cloud: Series = {
    feed: 'cloud',
    release: '13',
    builds: [63, 42, 21].map((days, index) => cloudBuild(daysBefore(now, days), 2500 + 21 * index)),
    next: (newest, at) => cloudBuild(at, Number(newest.serial.split('-')[1]) + 1).serial,
  };
  const iso: Series = {
    feed: 'netinst',
    release: '13',
    builds: ['13.5.0', '13.6.0', '13.7.0'].map((serial, index) => ({
      serial,
      published: daysBefore(now, 196 - 63 * index),
    })),
    next: (newest) => newest.serial.replace(/\d+(?=\.\d+$)/, (minor) => String(Number(minor) + 1)),
  };
  return {
    product: 'debian',
    hosts: { [CLOUD]: 'apache-table', [ISO]: 'apache-pre' },
    series: [cloud, iso],
    lay(press) {
      layCloud(press, cloud);
      layIso(press, iso);
    },
  };
}

function cloudBuild(published: Date, run: number): Build {
  return { serial: `${dayOf(published)}-${run}`, published };
}

/** Nothing is signed here. `latest/` has the newest images once more, under names without a serial. */
function layCloud(press: Press, series: Series): void {
  const base = `${CLOUD}/images/cloud/trixie/`;
  const none = { shape: 'none' } as const;
  const builds = standing(series);
  for (const build of builds) {
    const { serial, published } = build;
    const images = CLOUD_FILES.map(({ name, ending }) =>
      press.image(`${base}${serial}/${name}-${serial}.${ending}`, published),
    );
    press.sums(`${base}${serial}/SHA512SUMS`, published, () => gnuLines(images, 'sha512'), none);
    if (build !== builds.at(-1)) continue;
    const latest = images.map((image) => {
      const file = image.file.replace(`-${serial}`, '');
      press.copy(`${base}latest/${file}`, `${base}${serial}/${image.file}`);
      return { ...image, file };
    });
    press.sums(`${base}latest/SHA512SUMS`, published, () => gnuLines(latest, 'sha512'), none);
    press.text(`${base}daily/README`, published, () => 'Daily builds.\n');
  }
}

/** A point release takes the place of the one before, which moves to the archive. */
function layIso(press: Press, series: Series): void {
  const builds = standing(series);
  const newest = builds.at(-1);
  for (const build of builds) {
    const base = `${ISO}/${build === newest ? 'debian-cd' : 'cdimage/archive'}/${build.serial}/`;
    for (const arch of ARCHES) layIsoFolder(press, `${base}${arch}/iso-cd/`, arch, build);
  }
  if (newest !== undefined) press.link(`${ISO}/debian-cd/current/`, `${ISO}/debian-cd/${newest.serial}/`);
}

function layIsoFolder(press: Press, folder: string, arch: string, { serial, published }: Build): void {
  const flavours = arch === 'amd64' ? ['debian', 'debian-edu', 'debian-mac'] : ['debian', 'debian-edu'];
  const images = flavours.map((flavour) =>
    press.image(`${folder}${flavour}-${serial}-${arch}-netinst.iso`, published),
  );
  for (const algorithm of ['sha256', 'sha512']) {
    const sums = `${algorithm.toUpperCase()}SUMS`;
    press.sums(folder + sums, published, () => gnuLines(images, algorithm), {
      shape: 'detached',
      signature: `${sums}.sign`,
      key: CD_KEY,
    });
  }
}
