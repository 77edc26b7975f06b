import type { Command } from 'commander';
import { loadNamed } from './load-named.ts';
import type { Named } from './load-named.ts';

/** The commands by name, in the order of the help; each is loaded when it is asked for. */
const COMMANDS: readonly Named[] = [
  [['crawl', 'updates'], async () => (await import('./commands/crawl.ts')).addCrawlCommands],
  [['history'], async () => (await import('./commands/history.ts')).addHistoryCommand],
  [['links'], async () => (await import('./commands/links.ts')).addLinksCommand],
  [['list', 'show'], async () => (await import('./commands/list.ts')).addListCommands],
  [['get'], async () => (await import('./commands/get.ts')).addGetCommand],
  [['export'], async () => (await import('./commands/export.ts')).addExportCommand],
  [['mirror'], async () => (await import('./commands/mirror.ts')).addMirrorCommand],
  [['import'], async () => (await import('./commands/import.ts')).addImportCommand],
  [['verify'], async () => (await import('./commands/verify.ts')).addVerifyCommand],
  [['script'], async () => (await import('./commands/script.ts')).addScriptCommand],
  [['keys'], async () => (await import('./commands/keys.ts')).addKeysCommand],
  [['sources'], async () => (await import('./commands/sources.ts')).addSourcesCommand],
  [['site'], async () => (await import('./commands/site.ts')).addSiteCommand],
  [['init'], async () => (await import('./commands/init.ts')).addInitCommand],
  [['demo'], async () => (await import('./commands/demo.ts')).addDemoCommand],
  [['completion'], async () => (await import('./commands/completion.ts')).addCompletionCommand],
];

/**
 * Adds the command that is named first, or all of them where none is.
 *
 * @param words of the command line.
 */
export async function addCommands(program: Command, [name, ...words]: readonly string[]): Promise<void> {
  for (const add of await loadNamed(COMMANDS, name)) await add(program, words);
}
