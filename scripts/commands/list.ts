import type { Command } from 'commander';
import { isoDay } from '../../core/day.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { selectImages } from '../../core/image.ts';
import { imageRecord } from '../../core/image-record.ts';
import type { Image } from '../../core/image.ts';
import { parseSelector } from '../../core/selector.ts';
import { withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { imageCard } from '../image-card.ts';
import { printJson } from '../print-json.ts';

/** `osdex list` and `osdex show`. */
export function addListCommands(program: Command): void {
  withCommonOptions(program.command('list').description('list images: their trust level, size and id'))
    .argument(
      '[selector]',
      'such as ubuntu@lts or "product=debian&arch=arm64&format=qcow2&latest=1" (default: the newest of each stream)',
    )
    .action(async (selector: string | undefined, options: CommonOptions) => {
      const images = await imagesOf(options, selector ?? 'latest=1');
      if (options.json) printJson(images.map(imageRecord));
      else process.stdout.write(images.map(row).join(''));
    });

  withCommonOptions(program.command('show').description('show one image with its evidence'))
    .argument('<id>', 'as "osdex list" prints it; the file name alone is enough where it is the only one')
    .action(async (id: string, options: CommonOptions) => {
      const image = findImage(await imagesOf(options, ''), id);
      if (options.json) printJson(imageRecord(image));
      else process.stdout.write(imageCard(image));
    });
}

async function imagesOf(options: CommonOptions, selector: string): Promise<Image[]> {
  return selectImages(await readCatalog(options.catalog), parseSelector(selector), isoDay(new Date()));
}

function findImage(images: readonly Image[], id: string): Image {
  const found = images.filter((image) => image.id === id || image.artifact.file === id);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  if (found.length > 1) {
    throw new OsdexError(
      'usage',
      `expected one image named "${id}", found ${found.length}:\n${found.map((image) => `  ${image.id}`).join('\n')}`,
    );
  }
  const near = images.filter((image) => image.id.includes(id)).slice(0, 5);
  const advice =
    near.length === 0
      ? '"osdex list" shows what there is'
      : `did you mean:\n${near.map((image) => `  ${image.id}`).join('\n')}`;
  throw new OsdexError('not-found', `expected an image named "${id}", found none; ${advice}`);
}

function row({ id, build, artifact }: Image): string {
  const size = artifact.size === undefined ? '' : formatSize(artifact.size);
  return `${build.verification.level.padEnd(9)} ${size.padStart(9)}  ${id}${build.withdrawn === undefined ? '' : `  (withdrawn ${build.withdrawn})`}\n`;
}
