import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productOf } from '../../../mirror/structure/product-of.ts';

/** Labels and titles as publishers write them. */
const TITLES: readonly [title: string, product: string, release?: string][] = [
  ['Ubuntu-Server 24.04.1 LTS amd64', 'ubuntu', '24.04'],
  ['Ubuntu 22.04.4 LTS "Jammy Jellyfish" - Release amd64 (20240220)', 'ubuntu', '22.04'],
  ['Kubuntu 24.04.2 LTS amd64', 'ubuntu', '24.04'],
  ['Debian 12.5.0 amd64 n', 'debian', '12'],
  ['Debian GNU/Linux 13.1.0 "Trixie" - Official amd64 NETINST with firmware', 'debian', '13'],
  ['Debian testing amd64 n', 'debian'],
  ['Fedora-S-dvd-x86_64-40', 'fedora', '40'],
  ['Fedora-WS-Live-40-1-14', 'fedora', '40'],
  ['Fedora-E-dvd-x86_64-41', 'fedora', '41'],
  ['Fedora 42', 'fedora', '42'],
  ['fedora-coreos-40.20240519.3.0', 'fedora-coreos', '40'],
  ['AlmaLinux-9-4-x86_64-dvd', 'almalinux', '9'],
  ['AlmaLinux-10-0-x86_64-dvd', 'almalinux', '10'],
  ['Rocky-9-4-x86_64-dvd', 'rocky', '9'],
  ['CentOS-Stream-9-BaseOS-x86_64', 'centos-stream', '9'],
  ['CentOS 7 x86_64', 'centos', '7'],
  ['CentOS-8-3-2011-aarch64-dvd', 'centos', '8'],
  ['OL-9-4-0-BaseOS-x86_64', 'oracle', '9'],
  ['OL-7.9 Server.x86_64', 'oracle', '7'],
  ['RHEL-9-4-0-BaseOS-x86_64', 'rhel', '9'],
  ['openSUSE-Leap-15.6-DVD-x86_64710', 'opensuse-leap', '15.6'],
  ['openSUSE-Tumbleweed-DVD-x86_6420', 'opensuse-tumbleweed', 'rolling'],
  ['ARCH_202405', 'arch', 'rolling'],
  ['alpine-virt 3.20.0 x86_64', 'alpine', '3.20'],
  ['Linux Mint 21.3 Cinnamon 64-bit', 'linuxmint', '21.3'],
  ['LMDE 6 Cinnamon 64-bit', 'lmde', '6'],
  ['Pop_OS 22.04 amd64 Intel', 'pop-os', '22.04'],
  ['14_1_RELEASE_AMD64_CD', 'freebsd', '14'],
  ['OpenBSD/amd64   7.5 Install CD', 'openbsd', '7.5'],
  ['nixos-minimal-24.05-x86_64', 'nixos', '24.05'],
  ['MANJARO_KDE_2403', 'manjaro', 'rolling'],
  ['CCCOMA_X64FRE_EN-US_DV9', 'windows'],
  ['CPBA_A64FRE_EN-US_DV5', 'windows'],
  ['SSS_X64FREE_EN-US_DV9', 'windows-server'],
  ['SSS_X64FREV_EN-US_DV9', 'windows-server'],
];

for (const [title, product, release] of TITLES) {
  test(`"${title}" is ${product} ${release ?? ''}`, () => {
    assert.deepEqual(productOf([undefined, title]), { product, release });
  });
}

test('a label that says nothing gives no product, and the first that says something counts', () => {
  assert.deepEqual(productOf(['ISOIMAGE', 'CDROM', undefined, 'my debian 12', 'Ubuntubox']), {});
  assert.deepEqual(productOf(['CDROM', 'Debian 12.5.0 amd64 n', 'Ubuntu 24.04 LTS amd64']), {
    product: 'debian',
    release: '12',
  });
});
