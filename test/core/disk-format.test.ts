import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compression, compressionOf, DiskFormat, diskFormatOf } from '../../core/disk-format.ts';

test('a name tells its disk format and its compression apart', () => {
  const names = {
    'debian-13-generic-amd64.qcow2': ['qcow2', undefined],
    'debian-13-generic-amd64.raw': ['raw', undefined],
    'fedora.raw.xz': ['raw', 'xz'],
    'disk.vmdk.bz2': ['vmdk', 'bz2'],
    'image.qcow2.zst': ['qcow2', 'zst'],
    'image.raw.gz': ['raw', 'gz'],
    'noble-server-cloudimg-amd64-azure.vhd.tar.gz': ['vhd', 'tar.gz'],
    'azure.vhdfixed.xz': ['vhd', 'xz'],
    'image.vhdx.zip': ['vhdx', 'zip'],
    'image.vhd.tgz': ['vhd', 'tar.gz'],
    'image.vdi.txz': ['vdi', 'tar.xz'],
    'image.ova': ['ova', undefined],
    'vagrant.box': ['box', undefined],
    'image.squashfs': ['squashfs', undefined],
    'ubuntu-24.04.3-wsl-amd64.wsl': ['wsl', undefined],
    'UBUNTU.ISO': ['iso', undefined],
    'UBUNTU.RAW.XZ': ['raw', 'xz'],
    'image.raw.tar.bz2': ['raw', 'tar.bz2'],
    'image.raw.tar.zst': ['raw', 'tar.zst'],
    'image.qcow2.7z': ['qcow2', '7z'],
    'linux-qemu-amd64.7z': [undefined, '7z'],
  };
  const told = Object.keys(names).map((name) => [name, [diskFormatOf(name), compressionOf(name)]]);
  assert.deepEqual(Object.fromEntries(told), names);
});

test('a name that leaves doubt tells no format', () => {
  const doubtful = [
    'noble-server-cloudimg-amd64.img',
    'image.img.gz',
    'rootfs.tar.xz',
    'SHA256SUMS',
    '',
    'a.constructor',
  ];
  assert.deepEqual(
    doubtful.map((name) => diskFormatOf(name)),
    doubtful.map(() => undefined),
  );
});

test('an ending inside of a name does not count', () => {
  assert.equal(diskFormatOf('image.qcow2.sha256'), undefined);
  assert.equal(compressionOf('image.gz.asc'), undefined);
  assert.equal(compressionOf('imagegz'), undefined);
});

test('every format and compression has a name that may be written in a source', () => {
  assert.equal(DiskFormat.safeParse('img').success, false);
  assert.equal(Compression.safeParse('tgz').success, false);
  assert.equal(DiskFormat.safeParse('netboot').success, true);
});
