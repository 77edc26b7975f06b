import { bsdLines } from '../checksum-lines.ts';
import type { Press } from '../press.ts';
import { daysBefore, nextVersion, standing } from '../series.ts';
import type { Build, Series } from '../series.ts';
import type { Publisher } from './publisher.ts';

const KEY_44 = '36F612DCF27F7D1A48A835E4DBFCF71C6D9F90A6';
const HOST = 'dl.fedoraproject.org';
const BASE = `${HOST}/pub/fedora/linux/releases/`;

const CLOUD_VARIANTS = [
  ['AmazonEC2', 'raw.xz'],
  ['Azure', 'vhdfixed.xz'],
  ['GCE', 'tar.gz'],
  ['Generic', 'qcow2'],
  ['UEFI-UKI', 'qcow2'],
  ['Vagrant-libvirt', 'vagrant.libvirt.box'],
] as const;

export function fedora(now: Date): Publisher {
  const cloud: Series = {
    feed: 'cloud',
    release: '44',
    builds: [{ serial: '1.7', published: daysBefore(now, 170) }],
    next: nextVersion,
  };
  return {
    product: 'fedora',
    hosts: { [HOST]: 'apache-pre' },
    series: [cloud],
    lay(press) {
      for (const build of standing(cloud)) {
        for (const arch of ['x86_64', 'aarch64']) layCloud(press, build, arch);
      }
    },
  };
}

/** The compose number is in the names, that of the sums file too, so only the page tells where the sums are. */
function layCloud(press: Press, { serial, published }: Build, arch: string): void {
  const folder = `${BASE}44/Cloud/${arch}/images/`;
  const images = CLOUD_VARIANTS.map(([variant, ending]) =>
    press.image(`${folder}Fedora-Cloud-Base-${variant}-44-${serial}.${arch}.${ending}`, published),
  );
  const proof = { shape: 'clearsigned', key: KEY_44 } as const;
  press.sums(`${folder}Fedora-Cloud-44-${serial}-${arch}-CHECKSUM`, published, () => bsdLines(images), proof);
}
