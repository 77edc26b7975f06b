import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  familiesOf,
  imageFormat,
  releaseIn,
  serialIn,
  serialPattern,
  templateOf,
} from '../../../scripts/sources/new-names.ts';

test('a build goes by its day rather than its version, by its version rather than a number', () => {
  const names: [string, string | undefined][] = [
    ['release-20260725/', '20260725'],
    ['20260717-2542/', '20260717-2542'],
    ['debian-13-generic-amd64-daily-20260717-2542.qcow2', '20260717-2542'],
    ['20211104T114140Z/', '20211104T114140Z'],
    ['2026.11.01/', '2026.11.01'],
    ['13.7.0/', '13.7.0'],
    ['v1.13.0/', '1.13.0'],
    ['Qubes-R4.2.3-x86_64.iso', '4.2.3'],
    ['AlmaLinux-10.2-x86_64-boot.iso', '10.2'],
    ['omnios-r151054.iso', 'r151054'],
    ['openSUSE-Tumbleweed-DVD-x86_64-Snapshot20261119-Media.iso', '20261119'],
    ['linuxmint-22.3-cinnamon-64bit.iso', '22.3'],
    ['SHA256SUMS', undefined],
    ['image-x86_64.iso', undefined],
  ];
  for (const [name, serial] of names) assert.equal(serialIn(name), serial, name);
  assert.equal(serialIn('Fedora-Cloud-44-1.7-x86_64-CHECKSUM', '44'), '1.7');
});

test('names become templates where the parts stand alone', () => {
  assert.equal(
    templateOf('Fedora-44-1.7.x86_64.qcow2', { serial: '1.7', release: '44' }),
    'Fedora-{release}-{serial}.{arch}.qcow2',
  );
  assert.equal(
    templateOf('x-9.8-9-1440.iso', { serial: '9.8', release: '9' }),
    'x-{serial}-{release}-1440.iso',
  );
  assert.equal(templateOf('x-Snapshot20261119.iso', { serial: '20261119' }), 'x-Snapshot{serial}.iso');
  assert.equal(templateOf('x-aarch64+raspi.img', {}), 'x-{arch}+raspi.img');
});

test('a pattern reads the serials that there are, and those that are like them', () => {
  const read = (...serials: string[]) => new RegExp(`^(?:${serialPattern(serials)})$`);
  assert.equal(serialPattern(['20260725', '20260101']), String.raw`\d{8}`);
  assert.match('22.4', read('22.3', '22', '21.3'));
  assert.match('20260801-3', read('20260717-2542', '20260716-2541'));
  assert.doesNotMatch('latest', read('22.3', '22'));
  for (const serial of ['1.0', '20260101', '2026-beta1', 'r5'])
    assert.match(serial, read('1.0', '20260101', '2026-beta1', 'r5'), serial);
});

test('families are alike but for the serial, and what is the newest for now is none of them', () => {
  const names = ['x-1.9/', 'x-1.10/', 'latest/', 'current/', 'x-1.10-amd64.iso', 'notes.txt'];
  assert.deepEqual(familiesOf(names), [
    { template: 'x-{serial}/', serials: ['1.10', '1.9'], names: ['x-1.10/', 'x-1.9/'] },
    { template: 'x-{serial}-{arch}.iso', serials: ['1.10'], names: ['x-1.10-amd64.iso'] },
  ]);
});

test('a release is a part of the address that most images name too, and no other word', () => {
  const url = 'https://dl.example/pub/fedora/releases/44/Cloud/x86_64/images/';
  assert.equal(releaseIn(url, ['Fedora-44-1.7.x86_64.qcow2', 'Fedora-44-1.7.x86_64.raw'], 'fedora'), '44');
  assert.equal(releaseIn('https://x.example/noble/', ['noble-server-amd64.img'], 'ubuntu'), 'noble');
  assert.equal(releaseIn('https://x.example/daily/', ['x-daily-1.iso'], 'x'), undefined);
  assert.equal(releaseIn('https://x.example/44/', ['x-1440.iso'], 'x'), undefined);
});

test('a format that a name does not tell is a guess, and what is beside an image is none', () => {
  assert.deepEqual(imageFormat('a.qcow2'), { format: 'qcow2', isGuess: false });
  assert.deepEqual(imageFormat('a.img.xz'), { format: 'raw', isGuess: true });
  assert.deepEqual(imageFormat('a-root.tar.xz'), { format: 'rootfs', isGuess: true });
  for (const name of ['a.iso.asc', 'a.iso.torrent', 'a.manifest', 'SHA256SUMS', 'a-latest.iso'])
    assert.equal(imageFormat(name), undefined, name);
});
