import type { Command } from 'commander';

/** `osdex mirror` and its commands. */
export function addMirrorCommand(program: Command): void {
  program.command('mirror').description('keep a repository of images: fetch, prove, lay out, care for');
}
