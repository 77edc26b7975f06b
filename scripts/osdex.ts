import { Command, CommanderError } from 'commander';
import { OsdexError } from '../core/error.ts';
import { addCrawlCommands } from './commands/crawl.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addListCommands } from './commands/list.ts';
import { addScriptCommand } from './commands/script.ts';
import { addSiteCommand } from './commands/site.ts';
import { addSourcesCommand } from './commands/sources.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { VERSION } from './context.ts';

const EXIT = { done: 0, failed: 1, usedWrongly: 2 } as const;

const program = new Command('osdex')
  .description('The verified, versioned index of operating-system images.')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(add --help for the options)')
  .configureHelp({ sortSubcommands: false });

for (const add of [
  addCrawlCommands,
  addListCommands,
  addVerifyCommand,
  addScriptCommand,
  addKeysCommand,
  addSourcesCommand,
  addSiteCommand,
  addDemoCommand,
]) {
  add(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usedWrongly;
  } else if (error instanceof OsdexError) {
    process.stderr.write(`osdex: ${error.message}\n`);
    process.exitCode = error.code === 'usage' ? EXIT.usedWrongly : EXIT.failed;
  } else {
    throw error;
  }
}
