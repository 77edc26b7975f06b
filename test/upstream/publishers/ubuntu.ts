import { gnuLines, sortedLines } from '../checksum-lines.ts';
import type { Press } from '../press.ts';
import { daysBefore, dayOf, lastWritten, nextDated, nextVersion, standing } from '../series.ts';
import type { Build, Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

const CLOUD_KEY = 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81';
const CD_KEY = '843938DF228D22F7B3742BC0D94AA3F0EFE21092';
const CLOUD = 'cloud-images.ubuntu.com';
const ISO = 'releases.ubuntu.com';
const MIRROR = 'mirror.example';

const CODENAMES: Readonly<Record<string, string>> = { '24.04': 'noble', '22.04': 'jammy' };
const POINT_RELEASES: Readonly<Record<string, string[]>> = {
  '24.04': ['24.04.3', '24.04.4'],
  '22.04': ['22.04.4', '22.04.5'],
};

/** Far more is listed than anybody takes: manifests, changelogs, containers, other clouds. */
const CLOUD_ENDINGS = [
  '.img',
  '.squashfs',
  '.squashfs.manifest',
  '.tar.gz',
  '.manifest',
  '-root.tar.xz',
  '-root.manifest',
  '-lxd.tar.xz',
  '-azure.vhd.tar.gz',
  '-azure.vhd.manifest',
];
const CLOUD_FILES = [
  ...['amd64', 'arm64'].flatMap((arch) => CLOUD_ENDINGS.map((ending) => `${arch}${ending}`)),
  'amd64.ova',
  'amd64.vmdk',
];
const ISO_FILES = ['desktop-amd64.iso', 'live-server-amd64.iso', 'netboot-amd64.tar.gz', 'wsl-amd64.wsl'];

export function ubuntu(now: Date): Publisher {
  const releases = Object.keys(CODENAMES);
  const cloud = releases.map((release) => cloudSeries(release, now));
  const iso = releases.map((release) => isoSeries(release, now));
  return {
    product: 'ubuntu',
    hosts: { [CLOUD]: 'apache-pre', [ISO]: 'apache-pre', [MIRROR]: 'nginx' },
    series: [...cloud, ...iso],
    mirrors: [{ of: `https://${CLOUD}/`, at: [`https://${MIRROR}/ubuntu-cloud/`] }],
    lay(press) {
      for (const series of cloud) layCloud(press, series);
      for (const series of iso) layIso(press, series);
      press.link(`${MIRROR}/ubuntu-cloud/`, `${CLOUD}/`);
    },
  };
}

function cloudSeries(release: string, now: Date): Series {
  const builds = [90, 61, 30].map((days): Build => {
    const published = daysBefore(now, days);
    return { serial: dayOf(published), published };
  });
  return { feed: 'cloud', release, builds, next: nextDated };
}

function isoSeries(release: string, now: Date): Series {
  const versions = POINT_RELEASES[release] ?? [];
  const builds = versions.map((serial, index) => ({ serial, published: daysBefore(now, 260 - 180 * index) }));
  return { feed: 'iso', release, builds, next: nextVersion };
}

function layCloud(press: Press, series: Series): void {
  const codename = CODENAMES[series.release];
  const base = `${CLOUD}/releases/${codename}/`;
  const builds = standing(series);
  for (const { serial, published } of builds) {
    const folder = `${base}release-${serial}/`;
    const images = CLOUD_FILES.map((ending) => {
      const file = `ubuntu-${series.release}-server-cloudimg-${ending}`;
      return press.image(folder + file, published);
    });
    press.sums(`${folder}SHA256SUMS`, published, () => sortedLines(gnuLines(images, 'sha256', '*')), {
      shape: 'detached',
      signature: 'SHA256SUMS.gpg',
      key: CLOUD_KEY,
    });
  }
  const newest = builds.at(-1);
  if (newest !== undefined) press.link(`${base}release/`, `${base}release-${newest.serial}/`);
}

/** The point releases of a release lie in one folder, under one sums file. */
function layIso(press: Press, series: Series): void {
  const folder = `${ISO}/${CODENAMES[series.release]}/`;
  const builds = standing(series);
  const newest = builds.at(-1);
  if (newest === undefined) return;
  const images = builds.flatMap(({ serial, published }) =>
    ISO_FILES.map((ending) => press.image(`${folder}ubuntu-${serial}-${ending}`, published)),
  );
  press.sums(`${folder}SHA256SUMS`, lastWritten(series, newest), () => gnuLines(images, 'sha256', '*'), {
    shape: 'detached',
    signature: 'SHA256SUMS.gpg',
    key: CD_KEY,
  });
  press.link(`${ISO}/${series.release}/`, folder);
}
