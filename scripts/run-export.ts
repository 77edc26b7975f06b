import { readProducts } from '../core/catalog/catalog.ts';
import { counted } from '../core/counted.ts';
import { isoDay } from '../core/day.ts';
import { OsdexError } from '../core/error.ts';
import { takeImages, writeExport, writeRows } from '../core/export.ts';
import type { LeftOut } from '../core/export.ts';
import type { ExportContext, Format } from '../core/formats/format.ts';
import { selectOfProduct } from '../core/image.ts';
import type { Image } from '../core/image.ts';
import { parseSelector } from '../core/selector.ts';
import { readCatalogSettings, siteAddress } from '../core/source/catalog-settings.ts';
import { torrentsOf } from '../core/torrents.ts';
import { VERSION } from './context.ts';
import type { CommonOptions } from './context.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { saveExport, saveFiles } from './save-export.ts';
import { clearsignFiles, PASSPHRASE_VARIABLE, readSigningKey } from './sign-export.ts';

export interface ExportFlags extends CommonOptions {
  /** By default as many of the newest builds of each stream as the format's readers want. */
  select?: string | undefined;
  output?: string;
  /** Folder of the images, for formats that are made of them. */
  files?: string;
  signWith?: string;
}

/**
 * Writes what is selected in a format, to a file, a folder or standard output, and tells what it has no place for.
 *
 * @throws OsdexError `usage`, `not-found` where nothing is left, `write-failed`, `catalog-invalid`.
 */
export async function runExport(format: Format, flags: ExportFlags): Promise<void> {
  const { write } = format;
  const { output, signWith } = flags;
  if (write?.kind === 'at-hand') return exportAtHand(format, flags);
  if (write === undefined) return;
  if (write.kind === 'folder' && output === undefined) throw folderWanted(format);
  if (signWith !== undefined && format.toSign === undefined) {
    throw new OsdexError('usage', `expected a format whose readers take signed files, found ${format.name}`);
  }
  if (signWith !== undefined && output === undefined)
    throw new OsdexError('usage', 'expected -o, since what is signed is written beside what is not');
  const key =
    signWith === undefined ? undefined : await readSigningKey(signWith, process.env[PASSPHRASE_VARIABLE]);
  keepHeapSmall();
  const context = await contextOf(flags);
  const leftOut: LeftOut[] = [];
  let count = 0;
  const images = chosen(format, flags, (one) => leftOut.push(one));
  async function* counting(): AsyncGenerator<readonly Image[], void, void> {
    for await (const portion of images) {
      count += portion.length;
      yield portion;
    }
  }
  if (write.kind === 'rows') await saveExport(output, writeRows(write, counting(), context));
  else {
    const all: Image[] = [];
    for await (const portion of counting()) all.push(...portion);
    const files = all.length === 0 ? [] : await writeExport(format, all, context);
    const signed = key === undefined ? [] : await clearsignFiles(format.toSign?.(files) ?? [], key);
    if (write.kind === 'folder') await saveFiles(output ?? '', [...files, ...signed]);
    else if (files.length > 0) {
      await saveExport(output, files.map(({ content }) => content).values());
      for (const { content } of signed) await saveExport(`${output}.asc`, [content].values());
    }
  }
  tell(format, { count, leftOut, output });
}

function folderWanted({ name }: Format): OsdexError {
  return new OsdexError('usage', `expected -o FOLDER, since ${name} is written as several files`);
}

/** Of the images that lie in a folder. */
async function exportAtHand(format: Format, flags: ExportFlags): Promise<void> {
  const { output, files } = flags;
  if (output === undefined) throw folderWanted(format);
  if (files === undefined)
    throw new OsdexError(
      'usage',
      `expected --files FOLDER, since ${format.name} is made of the images themselves`,
    );
  const context = await contextOf(flags);
  const leftOut: LeftOut[] = [];
  const wrong: OsdexError[] = [];
  let count = 0;
  for await (const portion of chosen(format, flags, (one) => leftOut.push(one))) {
    for await (const result of torrentsOf(portion, files, context)) {
      if ('file' in result) {
        await saveFiles(output, [result.file]);
        count += 1;
      } else if (result.error.code === 'file-missing') {
        leftOut.push({ id: result.image.id, reason: `expected its file in ${files}, found none` });
      } else wrong.push(result.error);
    }
  }
  for (const { message } of wrong) process.stderr.write(`osdex: ${message}\n`);
  tell(format, { count, leftOut, output });
  if (wrong.length > 0) process.exitCode = 1;
}

/** The images that are asked for and that the format can hold, product by product. */
async function* chosen(
  format: Format,
  flags: ExportFlags,
  onLeftOut: (leftOut: LeftOut) => void,
): AsyncGenerator<readonly Image[], void, void> {
  const selector = parseSelector(flags.select ?? `latest=${format.latest ?? 1}`);
  const today = isoDay(new Date());
  for await (const product of readProducts(flags.catalog)) {
    yield takeImages(format, selectOfProduct(product, selector, today), onLeftOut);
  }
}

async function contextOf(flags: ExportFlags): Promise<ExportContext> {
  const settings = await readCatalogSettings(flags.sources);
  const title = settings?.name ?? 'osdex';
  return {
    name: 'osdex',
    title: flags.select ? `${title}: ${flags.select}` : title,
    generator: `osdex ${VERSION}`,
    today: isoDay(new Date()),
    siteUrl: settings === undefined ? undefined : siteAddress(settings.site),
  };
}

/** A few reasons show why; the others are alike. */
const SHOWN_REASONS = 5;

function tell(
  { name }: Format,
  { count, leftOut, output }: { count: number; leftOut: readonly LeftOut[]; output: string | undefined },
): void {
  if (output !== undefined && count > 0)
    process.stderr.write(`Wrote ${counted(count, 'image')} as ${name} to ${output}.\n`);
  process.stderr.write(leftOutLines(name, leftOut));
  if (count === 0) {
    throw new OsdexError(
      'not-found',
      `expected images that ${name} can hold, found none; "osdex list" shows what a selector finds`,
    );
  }
}

function leftOutLines(name: string, leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return '';
  const reasons = [...Map.groupBy(leftOut, ({ reason }) => reason)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const shown = reasons.slice(0, SHOWN_REASONS);
  const rest = reasons.slice(SHOWN_REASONS).reduce((sum, [, of]) => sum + of.length, 0);
  return [
    `Left out ${counted(leftOut.length, 'image')} that ${name} has no place for:`,
    ...shown.map(([reason, of]) => `  ${String(of.length).padStart(6)}  ${reason}`),
    ...(rest > 0 ? [`  ${String(rest).padStart(6)}  for other reasons`] : []),
    '',
  ].join('\n');
}
