import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { counted } from '../../core/counted.ts';
import { isoDay } from '../../core/day.ts';
import { OsdexError } from '../../core/error.ts';
import { imageUrls, selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { artifactPath } from '../../core/release.ts';
import { parseSelector } from '../../core/selector.ts';
import { fetchFile } from '../../mirror/fetch-file.ts';
import type { FetchMeans, FetchOutcome } from '../../mirror/fetch-file.ts';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { showDownload } from '../download-progress.ts';
import { findImage, requireOne } from '../find-image.ts';
import { imageCard } from '../image-card.ts';
import { keepYoungSmall } from '../keep-heap-small.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { withFetcher } from '../run-fetcher.ts';

interface GetFlags extends CommonOptions, NetworkOptions {
  output?: string;
  all?: boolean;
}

const EXAMPLES = `
Examples:
  osdex get "product=ubuntu&codename=noble&stream=server-cloud&arch=arm64&format=qcow2"
  osdex get ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-server-cloudimg-amd64.img
  osdex get --all "product=debian&release=13&kind=installer&arch=amd64" -o images/

A download that was stopped is gone on with by the same command. A file appears under its name only when it is whole and
its digest is the one on record.`;

/** What was fetched, and to where. */
interface Got {
  image: Image;
  path: string;
  outcome: FetchOutcome;
}

/** `osdex get`. */
export function addGetCommand(program: Command): void {
  withNetworkOptions(
    withCommonOptions(
      program.command('get').description('download an image, prove it, and tell what vouches for it'),
    ),
  )
    .argument('<image>', 'its id, its file name, or a selector that finds one (the newest of each stream)')
    .option('-o, --output <path>', 'file to write, or an existing folder (default: here)')
    .option('--all', 'every image that the selector finds')
    .addHelpText('after', EXAMPLES)
    .action(async (wanted: string, flags: GetFlags) => {
      const images = await wantedImages(wanted, flags);
      keepYoungSmall();
      const progress = openProgress(flags.json);
      const { got, failures } = await withFetcher(flags, (fetcher, signal) =>
        getAll(images, flags, { fetcher, signal }, progress),
      );
      progress.end();
      if (flags.json) printJson({ got: got.map(described), failed: failures.map(({ message }) => message) });
      else for (const one of got) process.stdout.write(told(one));
      const [first] = failures;
      if (first === undefined) return;
      if (images.length === 1) throw first;
      for (const { message } of failures) process.stderr.write(`osdex: ${message}\n`);
      const missing = images.length - got.length;
      throw new OsdexError(
        first.code,
        failures.at(-1)?.code === 'stopped'
          ? `${counted(missing, 'image')} of ${images.length} are not there yet`
          : `${counted(missing, 'image')} of ${images.length} could not be had`,
      );
    });
}

/** The image of this name; else what it selects, of which the newest of each stream where it does not say how many. */
async function wantedImages(wanted: string, { catalog: folder, all }: GetFlags): Promise<Image[]> {
  const catalog = await readCatalog(folder);
  const today = isoDay(new Date());
  const every = selectImages(catalog, { facets: {} }, today);
  if (every.some(({ id, artifact }) => id === wanted || artifact.file === wanted))
    return [requireThere(findImage(every, wanted))];
  const images = selectImages(catalog, { latest: 1, ...parseSelector(wanted) }, today).filter(
    ({ build }) => build.withdrawn === undefined,
  );
  return all && images.length > 0 ? images : [requireOne(images, wanted, today)];
}

function requireThere(image: Image): Image {
  const { withdrawn } = image.build;
  if (withdrawn === undefined) return image;
  throw new OsdexError(
    'file-missing',
    `expected an image that can be had, found that its publisher withdrew ${image.id} by ${withdrawn}; "osdex list" shows what there is`,
  );
}

async function getAll(
  images: readonly Image[],
  flags: GetFlags,
  way: Pick<FetchMeans, 'fetcher' | 'signal'>,
  progress: Progress,
): Promise<{ got: Got[]; failures: OsdexError[] }> {
  const got: Got[] = [];
  const failures: OsdexError[] = [];
  for (const image of images) {
    const path = await placeOf(image, flags, images.length > 1);
    progress.milestone(`${image.id} -> ${path}`);
    try {
      const { digest, size } = image.artifact;
      const wanted = { digest, sizeBytes: size, urls: imageUrls(image) };
      const outcome = await fetchFile(wanted, path, {
        ...way,
        onProgress: showDownload(progress),
        onTrouble: ({ message }) => progress.milestone(message),
      });
      got.push({ image, path, outcome });
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      failures.push(error);
      if (error.code === 'stopped') break;
    }
  }
  return { got, failures };
}

/** Several files of one name would be one, so that each of several lies under its id. */
async function placeOf(image: Image, { output }: GetFlags, isOneOfMany: boolean): Promise<string> {
  const own = isOneOfMany ? image.id : (artifactPath(image.artifact).split('/').at(-1) ?? image.id);
  if (output === undefined) return own;
  const isFolder =
    isOneOfMany ||
    output.endsWith('/') ||
    ((await stat(output).catch(() => undefined))?.isDirectory() ?? false);
  return isFolder ? join(output, own) : output;
}

function told({ image, path, outcome }: Got): string {
  const how = outcome.kind === 'there' ? 'was there already' : `from ${outcome.url}`;
  return `${imageCard(image)}${'file'.padEnd(10)} ${path}, ${how}\n${'proof'.padEnd(10)} ${proofOf(image)}\n`;
}

function proofOf({ artifact, build }: Image): string {
  const algorithm = artifact.digest.slice(0, artifact.digest.indexOf(':'));
  const base = `the file has the ${algorithm} on record`;
  switch (build.verification.level) {
    case 'signed':
      return `${base}, which the publisher signed`;
    case 'sums-only':
      return `${base}, which the publisher states over TLS and does not sign`;
    case 'weak':
      return `${base}, which finds accidents but no attacks`;
    case 'imported':
      return `${base}, which was taken from another catalog and not checked`;
  }
}

function described({ image, path, outcome }: Got) {
  const { id, artifact, build } = image;
  return {
    id,
    path,
    outcome: outcome.kind,
    url: outcome.kind === 'fetched' ? outcome.url : undefined,
    digest: artifact.digest,
    level: build.verification.level,
  };
}
