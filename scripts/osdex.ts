import { Command, CommanderError } from 'commander';
import { OsdexError } from '../core/error.ts';
import { VERSION } from './context.ts';

const EXIT = { done: 0, failed: 1, usedWrongly: 2 } as const;

type AddCommand = (program: Command) => void | Promise<void>;

/** The commands by name, in the order of the help. */
const COMMANDS: readonly [names: readonly string[], load: () => Promise<AddCommand>][] = [
  [['crawl', 'updates'], async () => (await import('./commands/crawl.ts')).addCrawlCommands],
  [['history'], async () => (await import('./commands/history.ts')).addHistoryCommand],
  [['links'], async () => (await import('./commands/links.ts')).addLinksCommand],
  [['list', 'show'], async () => (await import('./commands/list.ts')).addListCommands],
  [['get'], async () => (await import('./commands/get.ts')).addGetCommand],
  [['export'], async () => (await import('./commands/export.ts')).addExportCommand],
  [['verify'], async () => (await import('./commands/verify.ts')).addVerifyCommand],
  [['script'], async () => (await import('./commands/script.ts')).addScriptCommand],
  [['keys'], async () => (await import('./commands/keys.ts')).addKeysCommand],
  [['sources'], async () => (await import('./commands/sources.ts')).addSourcesCommand],
  [['site'], async () => (await import('./commands/site.ts')).addSiteCommand],
  [['init'], async () => (await import('./commands/init.ts')).addInitCommand],
  [['demo'], async () => (await import('./commands/demo.ts')).addDemoCommand],
];

// Whoever reads what is printed may have seen enough (`osdex list | head -1`), which is no failure; what is at work
// goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

const program = new Command('osdex')
  .description('The verified, versioned index of operating-system images.')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(add --help for the options)')
  .configureHelp({ sortSubcommands: false });

// Only what is asked for is loaded: most of the time a command takes to start is the loading of the others.
const named = COMMANDS.find(([names]) => names.includes(process.argv[2] ?? ''));
for (const [, load] of named === undefined ? COMMANDS : [named]) await (await load())(program);

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
