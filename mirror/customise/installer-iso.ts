import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { BaseImage } from './base-image.ts';
import { addBootWords, BOOT_MENU } from './boot-lines.ts';
import type { BootWords } from './boot-lines.ts';
import { hasFatFile, readFatFile, writeFatFile } from './fat.ts';
import { readIso, readIsoFile, remaster } from './iso.ts';
import type { Iso, IsoFile } from './iso.ts';
import type { BuiltFile, Means } from './recipe.ts';
import { stage } from './stage.ts';
import { MCOPY, MDIR } from './tools.ts';

/** How an installer's ISO is made to answer itself. */
export interface Answers {
  /** The files with the answers. */
  files: readonly IsoFile[];
  /** What the kernel is told of them. */
  words: BootWords;
  /** Whether the boot menu may also stand in the EFI boot image, where it is the one that counts. */
  inEfiImage?: boolean;
}

/** The sums that Debian's and Ubuntu's media bring for their own check. */
const SUMS = '/md5sum.txt';
const EFI_MENU = 'EFI/BOOT/grub.cfg';

/** Reads an installer's ISO, where the base is one. @param what the recipe is for. @throws OsdexError `usage`. */
export async function readInstaller(
  base: BaseImage,
  means: Means,
  what: string,
  isInstaller: (iso: Iso) => boolean,
): Promise<Iso> {
  if (base.kind !== 'iso') throw unsuitable(base, what, `a ${base.kind} disk image`);
  const iso = await readIso(base.link, means);
  if (!isInstaller(iso)) throw unsuitable(base, what, `the ISO "${iso.volumeId}", which is none`);
  return iso;
}

/** Puts the answers into the ISO, tells its boot menus of them, and renews the sums it brings of those. */
export async function putAnswers(
  base: BaseImage,
  iso: Iso,
  { files, words, inEfiImage }: Answers,
  output: string,
  means: Means,
): Promise<BuiltFile[]> {
  const menus: IsoFile[] = [];
  const found: string[] = [];
  for (const path of [...iso.files].filter((one) => BOOT_MENU.test(one))) {
    const { menu, lines } = addBootWords((await readIsoFile(iso, path, means)).toString('latin1'), words);
    if (lines === 0) continue;
    found.push(path);
    menus.push({ path, from: await stage(`menu-${menus.length}`, Buffer.from(menu, 'latin1'), means) });
  }
  const efi = inEfiImage ? await changeEfiImages(iso, words, means) : { files: [], appended: undefined };
  if (menus.length + efi.files.length === 0)
    throw new OsdexError(
      'usage',
      `expected a boot menu with lines that start the installer in ${base.shown}, found none; it is laid out in a way osdex does not know`,
      { path: base.shown },
    );
  const changed = [...menus, ...efi.files];
  const sums = await renewSums(iso, changed, means);
  return remaster(iso, [...changed, ...sums, ...files], output, means, efi.appended);
}

async function changeEfiImages(
  iso: Iso,
  words: BootWords,
  means: Means,
): Promise<{ files: IsoFile[]; appended: string | undefined }> {
  const images = iso.efiFiles.filter((path) => iso.files.has(path));
  if (images.length === 0 && iso.appendedEfi === undefined) return { files: [], appended: undefined };
  await means.require([MCOPY, MDIR]);
  const files: IsoFile[] = [];
  for (const [at, path] of images.entries()) {
    const from = await stage(`efi-${at}`, await readIsoFile(iso, path, means), means);
    if (await changeEfiMenu(from, words, means)) files.push({ path, from });
  }
  if (iso.appendedEfi === undefined) return { files, appended: undefined };
  const appended = await stage('efi-appended', await bytesOf(iso, iso.appendedEfi, means), means);
  return { files, appended: (await changeEfiMenu(appended, words, means)) ? appended : undefined };
}

async function changeEfiMenu(image: string, words: BootWords, means: Means): Promise<boolean> {
  if (!(await hasFatFile({ image }, EFI_MENU, means))) return false;
  const before = await readFatFile({ image }, EFI_MENU, means);
  const { menu, lines } = addBootWords(before.toString('latin1'), words);
  if (lines === 0) return false;
  await writeFatFile({ image }, await stage('efi-menu', Buffer.from(menu, 'latin1'), means), EFI_MENU, means);
  return true;
}

async function bytesOf(
  { image }: Iso,
  { offsetBytes, sizeBytes }: NonNullable<Iso['appendedEfi']>,
  { folder }: Means,
): Promise<Buffer> {
  const file = await open(join(folder, image), 'r');
  try {
    const bytes = Buffer.alloc(sizeBytes);
    await file.read(bytes, 0, sizeBytes, offsetBytes);
    return bytes;
  } finally {
    await file.close();
  }
}

async function renewSums(iso: Iso, changed: readonly IsoFile[], means: Means): Promise<IsoFile[]> {
  if (!iso.files.has(SUMS)) return [];
  let sums = (await readIsoFile(iso, SUMS, means)).toString('latin1');
  for (const { path, from } of changed) {
    const sum = createHash('md5')
      .update(await readFile(join(means.folder, from)))
      .digest('hex');
    sums = sums
      .split('\n')
      .map((line) => (line.slice(32).trimStart() === `.${path}` ? sum + line.slice(32) : line))
      .join('\n');
  }
  return [{ path: SUMS, from: await stage('sums', Buffer.from(sums, 'latin1'), means) }];
}

function unsuitable({ shown }: BaseImage, what: string, found: string): OsdexError {
  return new OsdexError('usage', `expected ${what} at ${shown}, found ${found}`, { path: shown });
}
