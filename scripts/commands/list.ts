import type { Command } from 'commander';
import { formatSize } from '../../core/format-size.ts';
import { imageRecord } from '../../core/image-record.ts';
import type { Image } from '../../core/image.ts';
import { withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { findImage, imagesOf } from '../find-image.ts';
import { imageCard } from '../image-card.ts';
import { printJson } from '../print-json.ts';
import type { ExportFlags } from '../run-export.ts';

/** `osdex list` and `osdex show`. */
export function addListCommands(program: Command): void {
  withCommonOptions(program.command('list').description('list images: their trust level, size and id'))
    .argument(
      '[selector]',
      'such as ubuntu@lts or "product=debian&arch=arm64&format=qcow2&latest=1" (default: the newest of each stream)',
    )
    .option('--format <format>', 'in a form that other programs read; "osdex export" lists them')
    .action(async (selector: string | undefined, options: CommonOptions & { format?: string }) => {
      if (options.format !== undefined) {
        await exportAs(options.format, { ...options, select: selector });
        return;
      }
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

/** Its readers and writers are loaded only where they are wanted: they take longer than a list does. */
async function exportAs(name: string, flags: ExportFlags): Promise<void> {
  const [{ requireWritten }, { runExport }] = await Promise.all([
    import('../require-format.ts'),
    import('../run-export.ts'),
  ]);
  await runExport(requireWritten(name), flags);
}

function row({ id, build, artifact }: Image): string {
  const size = artifact.size === undefined ? '' : formatSize(artifact.size);
  return `${build.verification.level.padEnd(9)} ${size.padStart(9)}  ${id}${build.withdrawn === undefined ? '' : `  (withdrawn ${build.withdrawn})`}\n`;
}
