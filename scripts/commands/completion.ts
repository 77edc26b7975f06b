import { Argument, Command } from 'commander';
import { addCommands } from '../commands.ts';
import { SHELLS, writeCompletion } from '../completion.ts';
import type { Shell } from '../completion.ts';

const EXAMPLES = `
Examples:
  source <(osdex completion bash)                          # in ~/.bashrc
  osdex completion zsh > ~/.zfunc/_osdex                   # where fpath has ~/.zfunc
  osdex completion fish > ~/.config/fish/completions/osdex.fish`;

/** `osdex completion`. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the script by which a shell completes what is typed')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      const whole = new Command(program.name());
      await addCommands(whole, []);
      process.stdout.write(writeCompletion(whole, shell));
    });
}
