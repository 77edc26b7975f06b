import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { OsdexError } from '../core/error.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import type { HttpOptions } from '../core/http/http-fetcher.ts';
import { createRecordedFetcher } from '../core/http/recorded-fetcher.ts';
import { packageRoot } from '../core/package-root.ts';
import { SETTINGS_FILE, settingsFile } from '../core/source/catalog-settings.ts';
import { shippedSources } from '../core/source/shipped-sources.ts';
import { KEYS_FOLDER } from '../core/source/source-files.ts';

/** Options that every command takes. */
export interface CommonOptions {
  sources: string;
  catalog: string;
  json?: boolean;
}

/** Options of the commands that ask publishers. */
export interface NetworkOptions {
  replay?: string;
  cache: string;
}

/** Where this osdex lies: the checkout, or the installed package. */
export const PACKAGE_ROOT = packageRoot();

export const VERSION: string = (
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }
).version;

/**
 * The repository that is worked on: a catalog of one's own around this folder, or this folder where it has sources;
 * anywhere else osdex works on its own data.
 */
export function dataRoot(): string {
  return enclosingCatalog(process.cwd()) ?? (existsSync(resolve('sources')) ? process.cwd() : PACKAGE_ROOT);
}

/** The nearest folder with the settings of a catalog; what lies outside the git repository is another's. */
function enclosingCatalog(folder: string): string | undefined {
  if (existsSync(join(folder, SETTINGS_FILE))) return folder;
  const isTop = existsSync(join(folder, '.git')) || dirname(folder) === folder;
  return isTop ? undefined : enclosingCatalog(dirname(folder));
}

export function withCommonOptions(command: Command): Command {
  const root = dataRoot();
  return command
    .option('--sources <dir>', 'folder of the source files', join(root, 'sources'))
    .option('--catalog <dir>', 'folder of the catalog', join(root, 'catalog'))
    .option('--json', 'print one JSON document instead of text');
}

export function withNetworkOptions(command: Command): Command {
  return command
    .option(
      '--replay <dir|url>',
      'take every page from a recording, or from a server at http://127.0.0.1:PORT',
      process.env['OSDEX_REPLAY'],
    )
    .option('--cache <dir>', 'folder for what publishers answered, asked again by ETag', defaultCache());
}

/** The folder of keys that may be written to. */
export function keysFolder({ sources }: Pick<CommonOptions, 'sources'>): string {
  return join(sources, KEYS_FOLDER);
}

/** The folders that keys are read from: a catalog of one's own has those that osdex brings beside its own. */
export function keyPlaces(options: Pick<CommonOptions, 'sources'>): string[] {
  const own = keysFolder(options);
  return existsSync(settingsFile(options.sources)) ? [own, join(shippedSources(), KEYS_FOLDER)] : [own];
}

/** Whether the source lies here, where it can be changed; a catalog of one's own takes others from osdex. */
export function isOwnSource(
  { product }: { product: string },
  { sources }: Pick<CommonOptions, 'sources'>,
): boolean {
  return existsSync(join(sources, `${product}.yaml`));
}

/** A folder of its own for something that can be made again. */
export function cacheFolder(...names: string[]): string {
  return join(defaultCache(), ...names);
}

/** A short, stable folder name for an address. */
export function folderNameOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 16);
}

function defaultCache(): string {
  return (
    process.env['OSDEX_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'osdex')
  );
}

/**
 * The way to the publishers that the options ask for.
 *
 * @throws OsdexError `usage` when the replay is neither a folder nor an address on this machine.
 */
export async function openFetcher(
  { replay, cache }: NetworkOptions,
  signal?: AbortSignal,
  limits: Pick<HttpOptions, 'hostLimit' | 'ownOrigins'> = {},
): Promise<Fetcher> {
  if (replay !== undefined && !/^https?:/.test(replay)) {
    if (existsSync(replay)) return createRecordedFetcher(replay);
    throw new OsdexError('usage', `expected a recording at ${resolve(replay)}, found no such folder`, {
      path: replay,
    });
  }
  const replayOrigin = replay === undefined ? undefined : requireLoopback(replay);
  const { createHttpFetcher } = await import('../core/http/http-fetcher.ts');
  const contact = process.env['OSDEX_CONTACT'];
  return createHttpFetcher({
    userAgent: `osdex/${VERSION}${contact === undefined ? '' : ` (+${contact})`}`,
    // A replay server is another internet with the same names, so its answers are remembered apart.
    cacheDirectory: replayOrigin === undefined ? cache : join(cache, `replay-${folderNameOf(replayOrigin)}`),
    replayOrigin,
    signal,
    ...limits,
  });
}

function requireLoopback(replay: string): string {
  const { hostname, origin } = new URL(replay);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return origin;
  throw new OsdexError(
    'usage',
    `expected --replay to name a folder or http://127.0.0.1:PORT, found ${replay}`,
  );
}
