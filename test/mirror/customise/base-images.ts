import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { runTool } from '../../../mirror/run-tool.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** A folder with programs run in it. */
export interface Workplace {
  folder: string;
  /** @returns what it prints to standard output. */
  run(command: string, args: readonly string[], input?: string): Promise<string>;
  /** @returns the whole path. */
  write(path: string, content: string | Uint8Array): Promise<string>;
}

export async function workplace(t: TestContext): Promise<Workplace> {
  const folder = await temporaryFolder(t);
  return {
    folder,
    run: async (command, args, input = '') =>
      (await runTool({ command, debian: command }, args, { cwd: folder, env: process.env, input })).out,
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
      return join(folder, path);
    },
  };
}

export interface BaseIso {
  volumeId: string;
  files: Readonly<Record<string, string | Uint8Array>>;
  /** What the menu of its EFI boot image says, and whether that image is a partition behind the files. */
  efi?: { menu: string; appended?: boolean };
}

/** An ISO that boots BIOS and EFI machines, as far as a boot record goes, with names for Windows as well. */
export async function makeBaseIso(work: Workplace, { volumeId, files, efi }: BaseIso): Promise<string> {
  for (const [path, content] of Object.entries(files)) await work.write(`tree/${path}`, content);
  await work.write('tree/isolinux/isolinux.bin', Buffer.alloc(4096, 0x90));
  await work.write('efi.img', '');
  await truncate(join(work.folder, 'efi.img'), 1440 * 1024);
  await work.run('mformat', ['-i', 'efi.img', '-f', '1440', '::']);
  await work.run('mmd', ['-i', 'efi.img', '::/EFI', '::/EFI/BOOT']);
  await work.write('efi-menu', efi?.menu ?? '');
  await work.run('mcopy', ['-i', 'efi.img', 'efi-menu', '::/EFI/BOOT/grub.cfg']);
  if (!efi?.appended)
    await work.write('tree/images/efiboot.img', await readFile(join(work.folder, 'efi.img')));
  await work.run('xorriso', [
    ...['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', volumeId, '-o', 'base.iso'],
    ...['-b', 'isolinux/isolinux.bin', '-c', 'isolinux/boot.cat'],
    ...['-no-emul-boot', '-boot-load-size', '4', '-boot-info-table', '-eltorito-alt-boot'],
    ...(efi?.appended
      ? ['-append_partition', '2', '0xef', 'efi.img', '-e', '--interval:appended_partition_2:all::']
      : ['-e', 'images/efiboot.img']),
    ...['-no-emul-boot', 'tree'],
  ]);
  return join(work.folder, 'base.iso');
}

/** What an ISO boots, as xorriso tells it, without the places of the boot images. */
export async function bootRecords(work: Workplace, image: string): Promise<string[]> {
  const report = await work.run('xorriso', [
    ...['-indev', image, '-report_el_torito', 'plain', '-report_system_area', 'plain'],
  ]);
  return report
    .split('\n')
    .filter((line) => /^El Torito (?:boot img|img path|img opts)|^System area summary/.test(line))
    .map((line) => line.replace(/(El Torito boot img.*?)\s+\d+\s*$/, '$1'));
}

/** A file of an ISO. */
export async function bytesOfIso(work: Workplace, image: string, path: string): Promise<Buffer> {
  await work.run('xorriso', [
    ...['-osirrox', 'on', '-overwrite', 'on', '-indev', image, '-extract', path, 'taken-out'],
  ]);
  return readFile(join(work.folder, 'taken-out'));
}

/** The text of a file of an ISO. */
export async function textOfIso(work: Workplace, image: string, path: string): Promise<string> {
  return (await bytesOfIso(work, image, path)).toString();
}

/** A raw disk image with partitions as sfdisk reads them, one of them FAT with these files. */
export async function makeDisk(
  work: Workplace,
  table: string,
  fatOffsetBytes: number,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await work.write('disk.img', Buffer.alloc(440, 0xeb));
  await truncate(join(work.folder, 'disk.img'), 24 * 1024 * 1024);
  await work.run('sfdisk', ['--quiet', 'disk.img'], table);
  const fat = `disk.img@@${fatOffsetBytes}`;
  await work.run('mformat', ['-i', fat, '-T', '16384', '-h', '64', '-s', '32', '-v', 'BOOTFS', '::']);
  for (const [name, content] of Object.entries(files)) {
    await work.write('one-file', content);
    await work.run('mcopy', ['-i', fat, 'one-file', `::/${name}`]);
  }
  return join(work.folder, 'disk.img');
}

/** A file of a FAT file system, `image@@offset` as mtools name it. */
export async function textOfFat(work: Workplace, fat: string, path: string): Promise<string> {
  await work.run('mcopy', ['-n', '-i', fat, `::/${path}`, 'taken-out-of-fat']);
  return readFile(join(work.folder, 'taken-out-of-fat'), 'utf8');
}

/** A folder with links to these programs alone: as a PATH on which the others are missing. */
export async function onlyPrograms(work: Workplace, programs: readonly string[]): Promise<string> {
  await mkdir(join(work.folder, 'bin'));
  for (const program of programs) {
    const path = (await work.run('sh', ['-c', 'command -v "$1"', 'sh', program])).trim();
    await symlink(path, join(work.folder, 'bin', program));
  }
  return join(work.folder, 'bin');
}
