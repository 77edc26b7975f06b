import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';

/** Names a browser to be used in place of the system's; `package` means the one that a package brings. */
const CHOSEN = process.env['CHROMIUM'];

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No name leads anywhere: what is not on this machine cannot be reached by mistake.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/osdex', import.meta.url));

/**
 * Starts the system's Chromium, or where there is none that starts, the one that a package brings.
 *
 * @param more arguments besides ours.
 * @returns undefined where neither is to be had.
 * @throws Error where CHROMIUM names a browser and it does not start.
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser | undefined> {
  const launch = (options: LaunchOptions): Promise<Browser> =>
    chromium.launch({ ...options, args: [...ARGUMENTS, ...more] });
  if (CHOSEN === 'package') return launch(await packagedChromium());
  if (CHOSEN !== undefined) return launch({ executablePath: CHOSEN });
  for (const executablePath of SYSTEM) {
    const browser = await access(executablePath).then(
      () => launch({ executablePath }).catch(() => undefined),
      () => undefined,
    );
    if (browser !== undefined) return browser;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return launch(await packagedChromium()).catch(() => undefined);
}

/** Unpacks the packaged browser on its first use; it is 200 MB and stays until `npm ci`. */
async function packagedChromium(): Promise<LaunchOptions> {
  const folder = join(CACHE, `chromium-${await packagedVersion()}`);
  await access(folder).catch(() => unpack(folder));
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      // It needs little of the system; what a bare machine lacks (NSS, fonts) comes with it.
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

async function unpack(folder: string): Promise<void> {
  const draft = await mkdtemp(join(dirname(folder), 'chromium-draft-'));
  await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('unpack-chromium.ts', import.meta.url))],
    // The libraries are unpacked for AWS alone, where they are known to be missing.
    { env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' } },
  );
  // Where another test was quicker, its folder holds the same.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
}

async function packagedVersion(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
