import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  checkStructure,
  examineStructure,
  isIso,
  readStructure,
} from '../../../mirror/structure/read-structure.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeEfiSystem, makeIso, overwrite, runIn } from './make-images.ts';

const WITHOUT_XORRISO = absent('xorriso');
const WITHOUT_MTOOLS = WITHOUT_XORRISO || absent('mformat', 'mtools');

/** xorriso's words for what a disc can be started with, as it lists them itself. */
const PLATFORMS: Readonly<Record<string, string>> = { BIOS: 'el-torito-bios', UEFI: 'el-torito-efi' };

/** What xorriso says of a disc. */
async function xorrisoSays(path: string): Promise<Record<string, unknown>> {
  const args = ['-indev', path, '-pvd_info', '-report_el_torito', 'plain'];
  const text = await runIn('/', 'xorriso', ...args);
  const field = (name: string): string | undefined =>
    new RegExp(`^${name} *: (.+)$`, 'm').exec(text)?.[1]?.trim();
  const platforms = [...text.matchAll(/^El Torito boot img : +\d+ +(\w+)/gm)].map(([, word]) => word ?? '');
  const made = field('Creation Time') ?? '';
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(made) ?? [];
  return {
    volumeId: field('Volume Id'),
    publisher: field('Publisher Id'),
    preparer: field('Preparer Id'),
    application: field('App Id'),
    createdAt: `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`,
    boot: platforms.map((word) => PLATFORMS[word]),
  };
}

test('what a disc states is what xorriso reads in it', { skip: WITHOUT_XORRISO }, async (t) => {
  const folder = await temporaryFolder(t, {
    'bios.bin': Buffer.alloc(2048, 1),
    'efi.img': Buffer.alloc(8192),
  });
  const path = await makeIso(folder, 'a.iso', {
    label: 'Debian 12.5.0 amd64 n',
    args: [
      ...['-J', '-publisher', 'The Publisher', '-p', 'The Preparer', '-A', 'The Application'],
      ...['-b', 'bios.bin', '-no-emul-boot', '-boot-load-size', '4', '-c', 'boot.cat'],
      ...['-eltorito-alt-boot', '-e', 'efi.img', '-no-emul-boot'],
      ...['bios.bin', 'efi.img'].map((file) => join(folder, file)),
    ],
    files: { 'README.txt': 'hello' },
  });
  const { structure, problems } = await examineStructure(path);
  const said = await xorrisoSays(path);
  assert.deepEqual(
    Object.fromEntries(Object.keys(said).map((key) => [key, Reflect.get(structure, key)])),
    said,
  );
  assert.deepEqual(said['boot'], ['el-torito-bios', 'el-torito-efi']);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    [structure.format, structure.variant, structure.arch, structure.product, structure.release],
    ['iso9660', 'Joliet', 'amd64', 'debian', '12'],
  );
  assert.equal(await isIso(path), true);
});

test(
  'the files that describe a disc tell its product, release and architecture',
  { skip: WITHOUT_XORRISO },
  async (t) => {
    const folder = await temporaryFolder(t);
    const cases: [files: Record<string, string>, arch: string, product: string, release: string][] = [
      [
        {
          '.disk/info':
            'Debian GNU/Linux 13.1.0 "Trixie" - Official arm64 NETINST with firmware 20250906-11:54',
        },
        'arm64',
        'debian',
        '13',
      ],
      [
        {
          'README.diskdefines':
            '#define DISKNAME  Ubuntu-Server 24.04.1 LTS "Noble Numbat" - Release s390x\n#define ARCH  s390x\n',
        },
        's390x',
        'ubuntu',
        '24.04',
      ],
      [
        { '.treeinfo': '[general]\narch = aarch64\nfamily = Fedora\nname = Fedora 42\nversion = 42\n' },
        'arm64',
        'fedora',
        '42',
      ],
    ];
    for (const [index, [files, ...expected]] of cases.entries()) {
      for (const args of [[], ['-J']]) {
        const path = await makeIso(folder, `${index}${args.join('')}.iso`, { files, args });
        const { arch, product, release } = await readStructure(path);
        assert.deepEqual([arch, product, release], expected);
      }
    }
  },
);

test(
  'the loaders of UEFI tell the architecture, on the disc or in its boot image',
  { skip: WITHOUT_MTOOLS },
  async (t) => {
    const folder = await temporaryFolder(t);
    const loaders: [names: string[], arch: string | undefined][] = [
      [['BOOTX64.EFI', 'BOOTIA32.EFI', 'grubx64.efi'], 'amd64'],
      [['BOOTAA64.EFI'], 'arm64'],
      [['BOOTRISCV64.EFI'], 'riscv64'],
      [['BOOTX64.EFI', 'BOOTAA64.EFI'], undefined],
      [['other.efi'], undefined],
    ];
    for (const [index, [names, arch]] of loaders.entries()) {
      const onDisc = await makeIso(folder, `disc-${index}.iso`, {
        files: Object.fromEntries(names.map((name) => [`EFI/BOOT/${name}`, 'MZ'])),
      });
      assert.equal((await readStructure(onDisc)).arch, arch, names.join());
      const efi = await makeEfiSystem(join(folder, `efi-${index}.img`), names);
      const inImage = await makeIso(folder, `image-${index}.iso`, {
        args: ['-e', `efi-${index}.img`, '-no-emul-boot', efi],
      });
      assert.equal((await readStructure(inImage)).arch, arch, names.join());
    }
  },
);

test('a disc that lacks its end is found, whatever is missing', { skip: WITHOUT_XORRISO }, async (t) => {
  const folder = await temporaryFolder(t);
  const path = await makeIso(folder, 'a.iso', { files: { data: 'x'.repeat(300_000) } });
  const { size } = await stat(path);
  assert.deepEqual(await checkStructure(path), []);
  for (const part of [0.99, 0.7, 0.3]) {
    const cut = join(folder, `cut-${part}.iso`);
    await copyFile(path, cut);
    const left = Math.floor(size * part);
    await truncate(cut, left);
    const [first] = await checkStructure(cut);
    assert.equal(first?.kind, 'truncated', `${part}`);
    assert.equal(
      first?.message,
      `expected the volume to end by byte ${size}, found the end of the file at ${left}`,
    );
  }
});

test('a disc whose structure contradicts itself is found', { skip: WITHOUT_XORRISO }, async (t) => {
  const folder = await temporaryFolder(t, { 'bios.bin': Buffer.alloc(2048, 1) });
  const args = ['-b', 'bios.bin', '-no-emul-boot', '-c', 'boot.cat', join(folder, 'bios.bin')];
  const sound = await makeIso(folder, 'a.iso', { args });
  const at = 16 * 2048;
  const catalog = (await readFile(sound)).readUInt32LE(17 * 2048 + 71) * 2048;
  const damages: [offset: number, bytes: number[], message: RegExp][] = [
    [at + 80, [1, 0, 0, 0], /the two sizes of the volume to agree, found 1 and \d+ blocks/],
    [at + 128, [0, 0], /blocks of 512, 1024 or 2048 bytes, found 0/],
    [at + 158, [255, 255, 255, 127], /the root folder to end by byte \d+/],
    [at, [3], /a primary volume descriptor, found none/],
    [at + 2 * 2048 + 1, [0], /an end of the list of volume descriptors, found none/],
    [catalog, [9], /a boot catalogue, found something else/],
    [catalog + 4, [9], /the checksum of the boot catalogue, found another/],
    [catalog + 40, [255, 255, 255, 0], /a boot image to end by byte \d+/],
    [17 * 2048 + 71, [255, 255, 255, 255], /the boot catalogue to end by byte \d+/],
  ];
  for (const [offset, bytes, message] of damages) {
    const path = join(folder, 'damaged.iso');
    await copyFile(sound, path);
    await overwrite(path, offset, Buffer.from(bytes));
    const problems = await checkStructure(path);
    assert.ok(
      problems.some((one) => message.test(one.message)),
      `${message}: ${JSON.stringify(problems)}`,
    );
  }
});

test(
  'a label is shown without what would do something to a terminal',
  { skip: WITHOUT_XORRISO },
  async (t) => {
    const folder = await temporaryFolder(t);
    const path = await makeIso(folder, 'a.iso');
    await overwrite(path, 16 * 2048 + 40, Buffer.from('\u001B[31mRED\u009B\r\nNEXT       ', 'latin1'));
    assert.equal((await readStructure(path)).volumeId, '[31mRED NEXT');
  },
);

const PACKAGED: [path: string, of: string, expected: Record<string, unknown>][] = [
  [
    '/usr/lib/memtest86+/memtest86+x64.iso',
    'memtest86+',
    { volumeId: 'MT86PLUS_64', arch: 'amd64', boot: ['el-torito-bios', 'el-torito-efi', 'mbr', 'mbr-efi'] },
  ],
  [
    '/usr/lib/ipxe/ipxe.iso',
    'ipxe',
    { publisher: 'HTTP://IPXE.ORG/', arch: 'amd64', boot: ['el-torito-bios', 'el-torito-efi', 'mbr'] },
  ],
  [
    '/usr/lib/grub-rescue/grub-rescue-cdrom.iso',
    'grub-rescue-pc',
    { volumeId: 'ISOIMAGE', arch: undefined, boot: ['el-torito-bios', 'mbr'] },
  ],
];

for (const [path, of, expected] of PACKAGED) {
  const skip = existsSync(path) ? false : `${path} is not installed (Debian: ${of})`;
  test(`the bootable disc of Debian's ${of} is read and found sound`, { skip }, async () => {
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual(
      Object.fromEntries(Object.keys(expected).map((key) => [key, Reflect.get(structure, key)])),
      expected,
    );
    assert.deepEqual(problems, []);
  });
}

test('folders that lead to themselves end', { skip: WITHOUT_XORRISO }, async (t) => {
  const folder = await temporaryFolder(t);
  const path = await makeIso(folder, 'a.iso', { files: { 'EFI/BOOT/BOOTX64.EFI': 'MZ' } });
  const bytes = await readFile(path);
  const root = bytes.readUInt32LE(16 * 2048 + 158);
  // The folder EFI is made to be the root, in which there is EFI again.
  const record = bytes.indexOf('EFI', root * 2048) - 33;
  bytes.writeUInt32LE(root, record + 2);
  await writeFile(path, bytes);
  assert.equal((await readStructure(path)).arch, undefined);
});
