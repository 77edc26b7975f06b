import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { OsdexError } from '../../core/error.ts';
import type { BaseImage } from './base-image.ts';
import { copyImage } from './copy-image.ts';
import { writeCpio } from './cpio.ts';
import { placeInIso, readIso, readIsoFile } from './iso.ts';
import type { Iso } from './iso.ts';
import type { BuiltFile, Means } from './recipe.ts';
import { requireSame } from './require-same.ts';

/** Where an ISO of CoreOS says which of its bytes are left for a configuration. */
const NOTE = '/coreos/igninfo.json';

/** Where they are in older ones, which do not say it. */
const FILE = 'images/ignition.img';

const Note = z.object({
  /** Without the slash at the beginning. */
  file: z.string(),
  /** Of the first byte in the file; 0 where it is not said. */
  offset: z.int().nonnegative().optional(),
  /** The rest of the file where it is not said. */
  length: z.int().positive().optional(),
});

/** Bytes of a file of an ISO. */
interface Area {
  path: string;
  firstByte: number;
  sizeBytes: number;
}

/**
 * Puts a configuration into the bytes that an ISO of CoreOS keeps free for one: zeros behind the initrd, which the boot
 * loader gives to the kernel as another initrd. Everything else stays in its place, so the ISO boots as before.
 * @see https://github.com/coreos/coreos-installer/blob/main/src/live/embed.rs
 *
 * @throws OsdexError `usage` where there are no such bytes or something is in them, `too-large`.
 */
export async function embedInCoreOs(
  base: BaseImage,
  config: string,
  output: string,
  means: Means,
): Promise<BuiltFile[]> {
  const iso = base.kind === 'iso' ? await readIso(base.link, means) : undefined;
  if (iso === undefined)
    throw unsuitable(
      base,
      'a disk image; make a drive for it instead (--drive config-2 or --drive ignition)',
    );
  const area = await areaOf(base, iso, means);
  const packed = await promisify(gzip)(writeCpio('config.ign', Buffer.from(config)), { level: 9 });
  if (packed.length > area.sizeBytes)
    throw new OsdexError(
      'too-large',
      `expected a configuration of at most ${area.sizeBytes} bytes when packed, as many as ${base.shown} keeps free, found ${packed.length}; let it fetch the rest ("ignition.config.merge")`,
      { path: base.shown },
    );
  const place = await placeInIso(iso, area.path, means);
  await copyImage(base, output, means);
  const file = await open(join(means.folder, output), 'r+');
  try {
    await file.write(packed, 0, packed.length, place + area.firstByte);
  } finally {
    await file.close();
  }
  means.onStep('reading it back');
  const found = await readArea({ ...iso, image: output }, area, means);
  return [requireSame(area.path, Buffer.concat([packed], area.sizeBytes), found)];
}

async function areaOf(base: BaseImage, iso: Iso, means: Means): Promise<Area> {
  const note = iso.files.has(NOTE) ? readNote(await readIsoFile(iso, NOTE, means)) : { file: FILE };
  const path = `/${note?.file ?? ''}`;
  if (note === undefined || !iso.files.has(path))
    throw unsuitable(base, `the ISO "${iso.volumeId}", which keeps no bytes free for a configuration`);
  const { offset: firstByte = 0, length } = note;
  const { length: fileBytes } = await readIsoFile(iso, path, means);
  const area = { path, firstByte, sizeBytes: length ?? fileBytes - firstByte };
  if (firstByte + area.sizeBytes > fileBytes || area.sizeBytes <= 0)
    throw unsuitable(base, `the ISO "${iso.volumeId}", whose ${path} is smaller than it says`);
  if ((await readArea(iso, area, means)).some((byte) => byte !== 0))
    throw unsuitable(base, 'one that has a configuration already; take the image as it was published');
  return area;
}

function readNote(bytes: Buffer): z.infer<typeof Note> | undefined {
  try {
    return Note.parse(JSON.parse(bytes.toString()));
  } catch {
    return undefined;
  }
}

async function readArea(iso: Iso, { path, firstByte, sizeBytes }: Area, means: Means): Promise<Buffer> {
  return (await readIsoFile(iso, path, means)).subarray(firstByte, firstByte + sizeBytes);
}

function unsuitable({ shown }: BaseImage, found: string): OsdexError {
  return new OsdexError('usage', `expected a live ISO of CoreOS at ${shown}, found ${found}`, {
    path: shown,
  });
}
