import { constants } from 'node:fs';
import { chmod, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { BuiltFile, Means } from './recipe.ts';
import { requireSame } from './require-same.ts';
import { IMPLANTISOMD5, XORRISO } from './tools.ts';

/** What an ISO 9660 image is, as far as it has to stay so. */
export interface Iso {
  /** Its name in the folder of the means. */
  image: string;
  volumeId: string;
  /** Whether it has the names for Windows too, which xorriso makes only where it is told to. */
  hasJoliet: boolean;
  /** What its publisher's media check compares it with. */
  mediaCheck: 'supported' | 'unsupported' | undefined;
  /** Paths of its files; links are none. */
  files: ReadonlySet<string>;
  /** What it boots, without where on the disk that lies. */
  boot: readonly string[];
  /** An EFI system partition behind the ISO's own files. */
  appendedEfi: { partition: string; type: string; offsetBytes: number; sizeBytes: number } | undefined;
  /** EFI boot images among its files. */
  efiFiles: readonly string[];
}

/** What is to be put into an ISO. */
export interface IsoFile {
  /** Where in the ISO. */
  path: string;
  /** Name in the folder of the means. */
  from: string;
  /** Was given by the user, so only root may read it. */
  isGiven?: boolean;
}

const SECTOR = 2048;

/** Everything the same: no settings of the user, no table of contents for rewriting, which no publisher's image has. */
const QUIET = ['-no_rc', '-compliance', 'no_emul_toc'];

/** Reads what an ISO is. @param image its name in the folder of the means. */
export async function readIso(image: string, means: Means): Promise<Iso> {
  const listed = await means.run(XORRISO, [...QUIET, '-indev', `stdio:${image}`, '-find', '/', '-type', 'f']);
  const plain = await means.run(XORRISO, reports(image, 'plain'));
  const commands = await means.run(XORRISO, reports(image, 'cmd'));
  const descriptors = await readDescriptors(join(means.folder, image));
  return {
    image,
    ...descriptors,
    files: new Set(listed.out.split('\n').flatMap((line) => unquote(line) ?? [])),
    boot: plain.out.split('\n').filter(isBootFact).map(withoutPlace),
    appendedEfi: appendedEfiOf(commands.out),
    efiFiles: efiFilesOf(plain.out),
  };
}

function reports(image: string, form: 'plain' | 'cmd'): string[] {
  return [...QUIET, '-indev', `stdio:${image}`, '-report_el_torito', form, '-report_system_area', form];
}

/** `'/a b'` as xorriso prints a name, with its own quotes as `'"'"'`. */
function unquote(line: string): string | undefined {
  const inner = /^'(.*)'$/.exec(line)?.[1];
  return inner?.replaceAll(`'"'"'`, "'");
}

/** What of the report says what is booted and how; sizes and places change with every file. */
function isBootFact(line: string): boolean {
  return /^El Torito (?:boot img|img path|img opts|img blks|cat path)|^System area (?:options|summary)|^MBR partition path|^(?:GPT|APM) type GUID/.test(
    line,
  );
}

function withoutPlace(line: string): string {
  return /^El Torito boot img\s+:\s+\d/.test(line) ? line.replace(/\s+\d+$/, '') : line.trimEnd();
}

function efiFilesOf(report: string): string[] {
  const numbers = [...report.matchAll(/^El Torito boot img\s+:\s+(\d+)\s+UEFI\s/gm)].map(
    ([, number]) => number,
  );
  return [...report.matchAll(/^El Torito img path\s+:\s+(\d+) {2}(\/.+)$/gm)]
    .filter(([, number]) => numbers.includes(number))
    .map(([, , path = '']) => path);
}

function appendedEfiOf(commands: string): Iso['appendedEfi'] {
  const partition = /efi_path='?--interval:appended_partition_(\d+)/.exec(commands)?.[1];
  if (partition === undefined) return undefined;
  const found = new RegExp(
    `^-append_partition ${partition} (\\S+) --interval:imported_iso:(\\d+)d-(\\d+)d:`,
    'm',
  ).exec(commands);
  if (found === null) return undefined;
  const [, type = '', first, last] = found;
  const offsetBytes = Number(first) * 512;
  return { partition, type, offsetBytes, sizeBytes: (Number(last) + 1) * 512 - offsetBytes };
}

/** @see https://ecma-international.org/publications-and-standards/standards/ecma-119/ sections 8.4 and 8.5 */
async function readDescriptors(path: string): Promise<Pick<Iso, 'volumeId' | 'hasJoliet' | 'mediaCheck'>> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(SECTOR * 16);
    await file.read(bytes, 0, bytes.length, SECTOR * 16);
    const descriptors = Array.from({ length: 16 }, (_, at) => bytes.subarray(at * SECTOR, (at + 1) * SECTOR));
    const primary = descriptors.find((one) => one[0] === 1) ?? Buffer.alloc(SECTOR);
    const secondary = descriptors.find((one) => one[0] === 2);
    // The media check of Red Hat's family keeps its sum where applications may keep something.
    const application = primary.toString('latin1', 883, 883 + 512);
    return {
      volumeId: primary.toString('latin1', 40, 72).trimEnd(),
      hasJoliet: /^%\/[@CE]/.test(secondary?.toString('latin1', 88, 91) ?? ''),
      mediaCheck: application.startsWith('ISO MD5SUM')
        ? application.includes('RHLISOSTATUS=1')
          ? 'supported'
          : 'unsupported'
        : undefined,
    };
  } finally {
    await file.close();
  }
}

/**
 * Takes a file out of an ISO.
 *
 * @param path one of `files`: a link would lead to a file of this machine.
 */
export async function readIsoFile(
  { image }: Pick<Iso, 'image'>,
  path: string,
  means: Means,
): Promise<Buffer> {
  await means.run(XORRISO, [
    ...QUIET,
    ...['-indev', `stdio:${image}`, '-osirrox', 'on', '-overwrite', 'on'],
    ...['-extract', path, 'from-iso'],
  ]);
  const copy = join(means.folder, 'from-iso');
  await chmod(copy, 0o600);
  const file = await open(copy, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Writes the ISO anew with other files in it, then reads them back. What it boots is taken over from the ISO itself,
 * as are its volume id and the dates by which some boot loaders find their medium.
 *
 * @param efi the appended EFI system partition as it is to be, a name in the folder of the means.
 * @throws OsdexError `tool-failed`, `digest-mismatch` where what came of it is not what was wanted.
 */
export async function remaster(
  iso: Iso,
  files: readonly IsoFile[],
  output: string,
  means: Means,
  efi?: string,
): Promise<BuiltFile[]> {
  if (iso.mediaCheck !== undefined) await means.require([IMPLANTISOMD5]);
  means.onStep('writing the ISO');
  const { appendedEfi } = iso;
  await means.run(XORRISO, [
    ...QUIET,
    ...['-indev', `stdio:${iso.image}`, '-outdev', `stdio:${output}`],
    ...(iso.hasJoliet ? ['-joliet', 'on'] : []),
    ...['-boot_image', 'any', 'replay'],
    ...(efi !== undefined && appendedEfi !== undefined
      ? ['-append_partition', appendedEfi.partition, appendedEfi.type, efi]
      : []),
    ...files.flatMap(mapped),
    '-commit',
  ]);
  if (iso.mediaCheck !== undefined)
    await means.run(IMPLANTISOMD5, [
      '--force',
      ...(iso.mediaCheck === 'supported' ? ['--supported-iso'] : []),
      output,
    ]);
  return check(iso, files, output, means);
}

/** Makes an ISO of nothing but these files. */
export async function makeIso(
  volumeId: string,
  files: readonly IsoFile[],
  output: string,
  means: Means,
): Promise<BuiltFile[]> {
  means.onStep('writing the ISO');
  await means.run(XORRISO, [
    ...QUIET,
    ...['-outdev', `stdio:${output}`, '-volid', volumeId, '-joliet', 'on'],
    ...files.flatMap(mapped),
    '-commit',
  ]);
  const made = await readIso(output, means);
  if (made.volumeId !== volumeId) throw different('the volume id', volumeId, made.volumeId);
  return readBack(made, files, means);
}

function mapped({ path, from, isGiven }: IsoFile): string[] {
  return [
    ...['-map', from, path, '-chown', '0', path, '--', '-chgrp', '0', path, '--'],
    ...['-chmod', isGiven ? '0400' : '0444', path, '--'],
  ];
}

async function check(
  iso: Iso,
  files: readonly IsoFile[],
  output: string,
  means: Means,
): Promise<BuiltFile[]> {
  means.onStep('reading it back');
  const made = await readIso(output, means);
  if (made.volumeId !== iso.volumeId) throw different('the volume id', iso.volumeId, made.volumeId);
  if (made.boot.join('\n') !== iso.boot.join('\n'))
    throw different('the boot records', iso.boot.join('; '), made.boot.join('; '));
  const lost = [...iso.files].filter((path) => !made.files.has(path));
  if (lost.length > 0) throw different('its files', String(iso.files.size), `${lost.length} fewer`);
  return readBack(made, files, means);
}

async function readBack(made: Iso, files: readonly IsoFile[], means: Means): Promise<BuiltFile[]> {
  const built: BuiltFile[] = [];
  for (const { path, from } of files) {
    const put = await readFile(join(means.folder, from));
    built.push(requireSame(path, put, await readIsoFile(made, path, means)));
  }
  return built;
}

function different(what: string, expected: string, found: string): OsdexError {
  return new OsdexError(
    'digest-mismatch',
    `expected ${what} of the new image to be the base's (${expected}), found ${found}; nothing was kept`,
    { found },
  );
}

/** Where the bytes of a file begin in the ISO. @throws OsdexError `tool-failed` where it is in several pieces. */
export async function placeInIso({ image }: Iso, path: string, means: Means): Promise<number> {
  const { out } = await means.run(XORRISO, [
    ...QUIET,
    ...['-indev', `stdio:${image}`, '-find', path, '-exec', 'report_lba'],
  ]);
  const pieces = [...out.matchAll(/^File data lba:\s+\d+\s*,\s*(\d+)\s*,/gm)];
  if (pieces.length === 1) return Number(pieces[0]?.[1]) * SECTOR;
  throw new OsdexError('tool-failed', `expected ${path} in one piece, found it in ${pieces.length}`, {
    path,
  });
}
