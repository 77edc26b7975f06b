import type { Command } from 'commander';

/** Adds a command to the one it is below. `words` are those of the command line after its name. */
export type AddCommand = (parent: Command, words: readonly string[]) => void | Promise<void>;

/** A command by the names it goes by, loaded when it is asked for. */
export type Named = readonly [names: readonly string[], load: () => Promise<AddCommand>];

/**
 * The command of this name, or all of them where there is none: most of the time a command takes to start is the loading
 * of the others.
 */
export function loadNamed(all: readonly Named[], name: string | undefined): Promise<AddCommand[]> {
  const named = all.find(([names]) => names.includes(name ?? ''));
  return Promise.all((named === undefined ? all : [named]).map(([, load]) => load()));
}
