import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { absent } from '../../program.ts';
import { bootRecords, makeBaseIso, textOfFat, textOfIso, workplace } from './base-images.ts';
import type { Workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const skip = absent('xorriso') || absent('mcopy', 'mtools');

const UBUNTU = {
  volumeId: 'Ubuntu-Server 24.04 LTS amd64',
  files: {
    'casper/vmlinuz': 'kernel',
    'boot/grub/grub.cfg': `set timeout=30
menuentry "Install" {
	linux	/casper/vmlinuz  ---
	initrd	/casper/initrd
}
menuentry "Memory" {
	linux16 /boot/memtest
}
`,
    'boot/grub/loopback.cfg': 'linux\t/casper/vmlinuz iso-scan/filename=${iso_path} --- quiet splash\n',
    'isolinux/txt.cfg': 'label live\n  kernel /casper/vmlinuz\n  append   initrd=/casper/initrd quiet  ---\n',
  },
};
const ANSWERS = '#cloud-config\nautoinstall:\n  version: 1\n';

const DEBIAN = {
  volumeId: 'Debian 13.0.0 amd64 n',
  files: {
    'install.amd/vmlinuz': 'kernel',
    'isolinux/txt.cfg':
      'label install\n\tkernel /install.amd/vmlinuz\n\tappend vga=788 initrd=/install.amd/initrd.gz --- quiet \n',
    'isolinux/adtxt.cfg': 'append priority=low vga=788 initrd=/install.amd/initrd.gz --- \n',
    'isolinux/rqtxt.cfg': 'append vga=788 initrd=/install.amd/initrd.gz rescue/enable=true --- quiet \n',
    'isolinux/spkgtk.cfg':
      'ontimeout /install.amd/vmlinuz vga=788 initrd=/install.amd/initrd.gz speakup.synth=soft --- quiet\n',
    'boot/grub/grub.cfg': "menuentry 'Install' {\n    linux    /install.amd/vmlinuz vga=788 --- quiet \n}\n",
  },
};

/** As AlmaLinux writes the label, with a blank in it. */
const LABEL = String.raw`AlmaLinux-9-4\x20x86_64`;
const MENU = `menuentry 'Install' {
	linuxefi /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=${LABEL} quiet
}
menuentry 'Rescue' {
	linuxefi /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=${LABEL} inst.rescue quiet
}
`;
const ALMA = {
  volumeId: 'AlmaLinux-9-4 x86_64',
  files: {
    'images/pxeboot/vmlinuz': 'kernel',
    'EFI/BOOT/grub.cfg': MENU,
    'isolinux/isolinux.cfg': `label linux
  append initrd=initrd.img inst.stage2=hd:LABEL=${LABEL} quiet
label rescue
  append initrd=initrd.img inst.stage2=hd:LABEL=${LABEL} inst.rescue quiet
`,
  },
};

/** The base has the bytes it had; the output boots what it boots, under the same volume ids. */
async function requireSound(work: Workplace, base: string, output: string, before: Buffer): Promise<void> {
  assert.ok(before.equals(await readFile(base)), 'expected the base as it was');
  const records = await bootRecords(work, base);
  assert.ok(records.length >= 4, records.join('\n'));
  assert.deepEqual(await bootRecords(work, output), records);
  const ids = await volumeIds(base);
  assert.equal(ids.length, 2);
  assert.deepEqual(await volumeIds(output), ids);
}

/** The one for all, and the one for Windows. */
async function volumeIds(path: string): Promise<string[]> {
  const file = await open(path);
  const bytes = Buffer.alloc(2048 * 4);
  await file.read(bytes, 0, bytes.length, 2048 * 16);
  await file.close();
  return [0, 1, 2, 3]
    .map((at) => bytes.subarray(at * 2048, at * 2048 + 72))
    .filter(([kind]) => kind === 1 || kind === 2)
    .map((descriptor) => descriptor.subarray(40, 72).toString('latin1'));
}

test(
  "autoinstall puts the answers into Ubuntu's ISO and tells every boot menu of them",
  { skip },
  async (t) => {
    const work = await workplace(t);
    const sum = (text: string): string => createHash('md5').update(text).digest('hex');
    const menu = UBUNTU.files['boot/grub/grub.cfg'];
    const sums = `${sum(menu)}  ./boot/grub/grub.cfg\n${sum('kernel')}  ./casper/vmlinuz\n`;
    const base = await makeBaseIso(work, { ...UBUNTU, files: { ...UBUNTU.files, 'md5sum.txt': sums } });
    const before = await readFile(base);
    const output = join(work.folder, 'web1.iso');
    const files = { 'user-data': await work.write('user-data', ANSWERS) };
    const made = await runRecipe('autoinstall', { base, output, files });

    await requireSound(work, base, output, before);
    assert.equal(await textOfIso(work, output, '/nocloud/user-data'), ANSWERS);
    assert.match(await textOfIso(work, output, '/nocloud/meta-data'), /^instance-id: osdex-[0-9a-f]{16}\n$/);
    const changed = await textOfIso(work, output, '/boot/grub/grub.cfg');
    const words = String.raw`autoinstall ds=nocloud\;s=/cdrom/nocloud/`;
    assert.equal(changed, menu.replace('vmlinuz  ---', `vmlinuz ${words}  ---`));
    assert.equal(
      await textOfIso(work, output, '/boot/grub/loopback.cfg'),
      UBUNTU.files['boot/grub/loopback.cfg'].replace(' ---', ` ${words} ---`),
    );
    assert.equal(
      await textOfIso(work, output, '/isolinux/txt.cfg'),
      UBUNTU.files['isolinux/txt.cfg'].replace('  ---', ' autoinstall ds=nocloud;s=/cdrom/nocloud/  ---'),
    );
    assert.equal(await textOfIso(work, output, '/md5sum.txt'), sums.replace(sum(menu), sum(changed)));

    assert.equal(made.digest, digestOf(await readFile(output)));
    assert.equal(made.parent.digest, digestOf(before));
    assert.deepEqual(JSON.parse(await readFile(`${output}.osdex.json`, 'utf8')), {
      schema: 'osdex/customised/1',
      file: 'web1.iso',
      digest: made.digest,
      sizeBytes: made.sizeBytes,
      parent: { file: 'base.iso', digest: made.parent.digest },
      recipe: 'autoinstall',
      files: made.files,
    });
  },
);

test(
  "preseed tells Debian's menus of the answers, but neither rescue nor expert mode",
  { skip },
  async (t) => {
    const work = await workplace(t);
    const base = await makeBaseIso(work, DEBIAN);
    const before = await readFile(base);
    const output = join(work.folder, 'web1.iso');
    const answers =
      'd-i debian-installer/locale string en_US\nd-i preseed/late_command string true; \\\n  in-target true\n';
    await runRecipe('preseed', {
      base,
      output,
      files: { preseed: await work.write('preseed.cfg', answers) },
    });
    await requireSound(work, base, output, before);
    assert.equal(await textOfIso(work, output, '/preseed.cfg'), answers);
    const words = 'auto=true priority=critical file=/cdrom/preseed.cfg';
    for (const path of ['isolinux/txt.cfg', 'isolinux/spkgtk.cfg', 'boot/grub/grub.cfg'] as const)
      assert.equal(
        await textOfIso(work, output, `/${path}`),
        DEBIAN.files[path].replace(' ---', ` ${words} ---`),
      );
    for (const path of ['isolinux/adtxt.cfg', 'isolinux/rqtxt.cfg'] as const)
      assert.equal(await textOfIso(work, output, `/${path}`), DEBIAN.files[path]);
  },
);

for (const appended of [false, true]) {
  const where = appended ? 'a partition behind the files' : 'one of the files';
  test(`kickstart reaches the menu of an EFI boot image that is ${where}`, { skip }, async (t) => {
    const work = await workplace(t);
    const base = await makeBaseIso(work, { ...ALMA, efi: { menu: MENU, appended } });
    const before = await readFile(base);
    const output = join(work.folder, 'web1.iso');
    await runRecipe('kickstart', {
      base,
      output,
      files: { kickstart: await work.write('ks.cfg', 'text\n') },
    });
    await requireSound(work, base, output, before);
    assert.equal(await textOfIso(work, output, '/ks.cfg'), 'text\n');
    const words = ` quiet inst.ks=hd:LABEL=${LABEL}:/ks.cfg`;
    const menu = MENU.replace(' quiet', words);
    assert.equal(await textOfIso(work, output, '/EFI/BOOT/grub.cfg'), menu);
    assert.equal(
      await textOfIso(work, output, '/isolinux/isolinux.cfg'),
      ALMA.files['isolinux/isolinux.cfg'].replace(' quiet', words),
    );
    assert.equal(await textOfFat(work, await efiImageOf(work, output, appended), 'EFI/BOOT/grub.cfg'), menu);
  });
}

/** As mtools name it. */
async function efiImageOf(work: Workplace, output: string, appended: boolean): Promise<string> {
  if (!appended) {
    await work.run('xorriso', [
      ...['-osirrox', 'on', '-indev', output, '-extract', '/images/efiboot.img', 'efi-found'],
    ]);
    return 'efi-found';
  }
  const { partitiontable } = JSON.parse(await work.run('sfdisk', ['--json', output])) as {
    partitiontable: { partitions: { start: number; type: string }[] };
  };
  const start = partitiontable.partitions.find(({ type }) => type === 'ef')?.start ?? 0;
  return `${output}@@${start * 512}`;
}

test(
  'an ISO with a sum for the media check gets a new one, which is right',
  { skip: skip || absent('implantisomd5', 'isomd5sum') },
  async (t) => {
    const work = await workplace(t);
    const base = await makeBaseIso(work, ALMA);
    await work.run('implantisomd5', ['--supported-iso', base]);
    const output = join(work.folder, 'web1.iso');
    const files = { kickstart: await work.write('ks.cfg', 'text\n') };
    await runRecipe('kickstart', { base, output, files });
    await work.run('checkisomd5', [output]);
    assert.ok((await readFile(output)).includes('RHLISOSTATUS=1'));
  },
);

test('an ISO that is none for the recipe is refused, and nothing is left', { skip }, async (t) => {
  const work = await workplace(t);
  const base = await makeBaseIso(work, DEBIAN);
  const output = join(work.folder, 'out', 'web1.iso');
  const files = { 'user-data': await work.write('user-data', ANSWERS) };
  await assert.rejects(runRecipe('autoinstall', { base, output, files }), {
    code: 'usage',
    message: `expected an ISO of Ubuntu's live installer at ${base}, found the ISO "Debian 13.0.0 amd64 n", which is none`,
  });
  assert.equal(await work.run('ls', ['-A', 'out']), '');
});

test('a link of an ISO does not lead to a file of this machine', { skip }, async (t) => {
  const work = await workplace(t);
  await work.write('tree/boot/grub/real', '');
  await work.run('ln', ['-s', '/etc/passwd', 'tree/boot/grub/grub.cfg']);
  const base = await makeBaseIso(work, {
    ...UBUNTU,
    files: { 'casper/vmlinuz': '', 'isolinux/txt.cfg': UBUNTU.files['isolinux/txt.cfg'] },
  });
  const output = join(work.folder, 'web1.iso');
  const files = { 'user-data': await work.write('user-data', ANSWERS) };
  const made = await runRecipe('autoinstall', { base, output, files });
  assert.ok(!made.files.some(({ path }) => path === '/boot/grub/grub.cfg'));
});
