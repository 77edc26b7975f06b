import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { runDemo } from '../demo.ts';
import { serveSite } from '../site-server.ts';

interface DemoFlags {
  dir?: string;
  serve?: boolean;
  json?: boolean;
}

/** `osdex demo`. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'do the main job against a miniature internet on this machine: crawl, prove, commit, publish, mirror',
    )
    .option('--dir <dir>', 'empty folder to work in (default: a new one among the temporary files)')
    .option('--serve', 'keep the site open at the end')
    .option('--json', 'print one JSON document instead of text')
    .action(async (flags: DemoFlags) => {
      const folder =
        flags.dir === undefined ? await mkdtemp(join(tmpdir(), 'osdex-demo-')) : resolve(flags.dir);
      await mkdir(folder, { recursive: true });
      const { good, site } = await runDemo(folder, flags.json ?? false);
      if (!good) process.exitCode = 1;
      else if (flags.serve) {
        const { url } = await serveSite(site);
        process.stdout.write(
          flags.json ? `${JSON.stringify({ url })}\n` : `\nThe site is at ${url} (Ctrl-C stops it).\n`,
        );
      }
    });
}
