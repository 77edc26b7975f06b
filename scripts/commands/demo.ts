import type { Command } from 'commander';

/** `osdex demo`. */
export function addDemoCommand(program: Command): void {
  program.command('demo');
}
