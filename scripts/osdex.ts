import { Command, CommanderError } from 'commander';
import { OsdexError } from '../core/error.ts';
import { addCommands } from './commands.ts';
import { VERSION } from './context.ts';

const EXIT = { done: 0, failed: 1, usedWrongly: 2 } as const;

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

await addCommands(program, process.argv.slice(2));

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
