import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { readProducts } from '../../core/catalog/catalog.ts';
import { counted } from '../../core/counted.ts';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { takeImages, writeExport, writeRows } from '../../core/export.ts';
import type { LeftOut } from '../../core/export.ts';
import type { ExportContext, ExportFile, Format } from '../../core/formats/format.ts';
import { findFormat, FORMATS } from '../../core/formats/registry.ts';
import { selectOfProduct } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import { parseSelector } from '../../core/selector.ts';
import { readCatalogSettings } from '../../core/source/catalog-settings.ts';
import { VERSION, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { keepHeapSmall } from '../keep-heap-small.ts';
import { printJson } from '../print-json.ts';

interface ExportFlags extends CommonOptions {
  select?: string;
  output?: string;
}

const WRITTEN = FORMATS.filter(({ write }) => write !== undefined);

/** `osdex export`. */
export function addExportCommand(program: Command): void {
  withCommonOptions(program.command('export').description('write images in a form that other programs read'))
    .argument('[format]', 'one of the formats below (default: list them)')
    .option(
      '--select <selector>',
      'such as ubuntu@lts or "product=debian&arch=arm64&format=qcow2"; "" is everything (default: the newest of each stream)',
    )
    .option('-o, --output <file>', 'where to write; a folder for formats of several files')
    .addHelpText('after', `\nFormats:\n${formatLines()}`)
    .action(async (name: string | undefined, flags: ExportFlags) => {
      if (name === undefined) {
        if (flags.json) printJson(WRITTEN.map(formatFacts));
        else process.stdout.write(`${formatLines()}\n`);
        return;
      }
      await writeOut(requireFormat(name), flags);
    });
}

function formatLines(): string {
  return WRITTEN.map(({ name, describe }) => `  ${name.padEnd(25)}${describe}`).join('\n');
}

function formatFacts({ name, describe, mediaType, extension, write }: Format) {
  return { name, describe, mediaType, extension, folder: write?.kind === 'folder' };
}

function requireFormat(name: string): Format {
  const format = findFormat(name);
  if (format?.write !== undefined) return format;
  const names = WRITTEN.map((one) => one.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? `one of ${names.join(', ')}` : `did you mean ${nearest}?`;
  throw new OsdexError('usage', `expected a format that can be written, found "${name}"; ${hint}`);
}

async function writeOut(format: Format, flags: ExportFlags): Promise<void> {
  const { write } = format;
  const { output } = flags;
  if (write?.kind === 'folder' && output === undefined) {
    throw new OsdexError('usage', `expected -o FOLDER, since ${format.name} is written as several files`);
  }
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
  if (write?.kind === 'rows') await save(output, writeRows(write, counting(), context));
  else if (write !== undefined) {
    const all: Image[] = [];
    for await (const portion of counting()) all.push(...portion);
    const files = all.length === 0 ? [] : await writeExport(format, all, context);
    if (write?.kind === 'folder') await saveFolder(output ?? '', files);
    else if (files.length > 0) await save(output, files.map(({ content }) => content).values());
  }
  tell(format, { count, leftOut, output });
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
    siteUrl: settings?.site?.url === undefined ? undefined : settings.site.url.replace(/\/*$/, '/'),
  };
}

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Writes beside the file first, so that what was there stays until the whole of the new is. */
async function save(output: string | undefined, pieces: Pieces): Promise<void> {
  if (output === undefined) {
    for await (const piece of pieces) {
      if (!process.stdout.write(piece)) await new Promise((done) => process.stdout.once('drain', done));
    }
    return;
  }
  const part = `${output}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(output), { recursive: true });
    await pipeline(pieces, createWriteStream(part));
    await rename(part, output);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof OsdexError) throw cause;
    throw new OsdexError('write-failed', `expected to write ${output}, found: ${reasonOf(cause)}`, {
      path: output,
      cause,
    });
  }
}

async function saveFolder(folder: string, files: readonly ExportFile[]): Promise<void> {
  for (const { path, content } of files) await save(join(folder, path), [content].values());
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
