import { execFile } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The moment that xorriso writes into its discs, so that they are always alike. */
const SOURCE_DATE_EPOCH = '1700000000';

/** Runs a program of the system, in a folder, and gives what it printed. */
export async function runIn(folder: string, program: string, ...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${process.env['PATH']}:/usr/sbin:/sbin`,
    TZ: 'UTC',
    SOURCE_DATE_EPOCH,
  };
  const { stdout } = await run(program, args, { cwd: folder, env });
  return stdout;
}

export interface IsoWishes {
  label?: string;
  /** Files of the disc by their paths. */
  files?: Readonly<Record<string, string>>;
  args?: readonly string[];
}

/** Makes a disc image with xorriso. */
export async function makeIso(
  folder: string,
  name: string,
  { label = 'LABEL', files = {}, args = [] }: IsoWishes = {},
): Promise<string> {
  const tree = join(folder, `${name}.tree`);
  await mkdir(tree, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  await runIn(
    folder,
    'xorriso',
    ...['-as', 'mkisofs', '-quiet', '-r', '-V', label],
    ...args,
    '-o',
    name,
    tree,
  );
  return join(folder, name);
}

/** Makes a file of zeros with these bytes at these places. */
export async function makeSparse(
  path: string,
  sizeBytes: number,
  pieces: Readonly<Record<number, Uint8Array>> = {},
): Promise<string> {
  const file = await open(path, 'w');
  await file.truncate(sizeBytes);
  for (const [offset, bytes] of Object.entries(pieces))
    await file.write(bytes, 0, bytes.length, Number(offset));
  await file.close();
  return path;
}

/** Changes bytes of a file in place. */
export async function overwrite(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, offset);
  await file.close();
}

/** A FAT file system with these empty files in `EFI/BOOT`, made with mtools. */
export async function makeEfiSystem(path: string, loaders: readonly string[]): Promise<string> {
  const folder = dirname(path);
  await makeSparse(path, 2 * 1024 * 1024);
  await runIn(folder, 'mformat', '-i', path, '-v', 'ESP', '::');
  await runIn(folder, 'mmd', '-i', path, '::EFI', '::EFI/BOOT');
  for (const loader of loaders) {
    await writeFile(join(folder, loader), 'MZ');
    await runIn(folder, 'mcopy', '-i', path, loader, '::EFI/BOOT/');
  }
  return path;
}
