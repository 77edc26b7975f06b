import type { Command } from 'commander';
import { FORMATS } from '../core/formats/registry.ts';
import { FACETS } from '../core/selector.ts';
import { shellWord } from '../core/shell-word.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command with what may stand after it. */
interface Words {
  /** `osdex keys audit`. */
  path: string;
  commands: { name: string; about: string }[];
  options: { name: string; about: string }[];
  /** Words that its first argument may be, or may begin with. */
  values: { name: string; about: string }[];
}

/** The script that makes a shell complete osdex's commands, options, formats and the facets of a selector. */
export function writeCompletion(program: Command, shell: Shell): string {
  const all = wordsOf(program, '');
  return shell === 'bash' ? bash(all) : shell === 'zsh' ? zsh(all) : fish(all);
}

function wordsOf(command: Command, before: string): Words[] {
  const path = `${before}${command.name()}`;
  const own: Words = {
    path,
    commands: command.commands.map((one) => ({ name: one.name(), about: one.description() })),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .flatMap(({ long, description }) =>
        typeof long === 'string' ? [{ name: long, about: description }] : [],
      )
      .concat({ name: '--help', about: 'show what it does and how' }),
    values: valuesOf(command),
  };
  return [own, ...command.commands.flatMap((one) => wordsOf(one, `${path} `))];
}

function valuesOf(command: Command): Words['values'] {
  const first = command.registeredArguments[0]?.name();
  if (first === 'format')
    return FORMATS.filter(({ write }) => write !== undefined).map(({ name, describe }) => ({
      name,
      about: describe,
    }));
  if (first === 'shell') return SHELLS.map((name) => ({ name, about: '' }));
  if (first === 'selector' || first === 'image')
    return [...FACETS, 'latest', 'since', 'until', 'q'].map((name) => ({
      name: `${name}=`,
      about: 'selector',
    }));
  return [];
}

const namesIn = ({ commands, options, values }: Words): string[] =>
  [...commands, ...values, ...options].map(({ name }) => name);

/** Follows the words before the cursor down to the command they name. */
function walk(all: readonly Words[], word: string, count: string): string[] {
  const paths = all.slice(1).map(({ path }) => shellWord(path));
  return [
    `  for ((i = 1; i < ${count}; i++)); do`,
    `    case "$at ${word}" in`,
    `      ${paths.join(' | ')}) at="$at ${word}" ;;`,
    '    esac',
    '  done',
  ];
}

function bash(all: readonly Words[]): string {
  return [
    '# Completion of osdex for bash: source <(osdex completion bash)',
    '_osdex() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} at=osdex words= word i',
    '  COMPREPLY=()',
    ...walk(all, '${COMP_WORDS[i]}', 'COMP_CWORD'),
    '  case $at in',
    ...all.map((one) => `    ${shellWord(one.path)}) words=${shellWord(namesIn(one).join(' '))} ;;`),
    '  esac',
    '  while read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$cur")',
    '  # The value of a facet follows at once.',
    '  [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace',
    '}',
    'complete -o default -F _osdex osdex',
    '',
  ].join('\n');
}

function zsh(all: readonly Words[]): string {
  const described = ({ commands, options, values }: Words): string =>
    [...commands, ...values, ...options]
      .map(({ name, about }) => shellWord(`${name.replaceAll(':', '\\:')}:${about}`))
      .join(' ');
  return [
    '#compdef osdex',
    '# Completion of osdex for zsh: osdex completion zsh > a folder of $fpath, as _osdex',
    '_osdex() {',
    '  local at=osdex i',
    '  local -a words_',
    ...walk(all, '${words[i+1]}', 'CURRENT - 1'),
    '  case $at in',
    ...all.map((one) => `    ${shellWord(one.path)}) words_=(${described(one)}) ;;`),
    '  esac',
    '  _describe osdex words_ || _files',
    '}',
    'compdef _osdex osdex',
    '',
  ].join('\n');
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap((one) => {
    const [, ...names] = one.path.split(' ');
    const under = one.commands.map(({ name }) => name);
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
    const condition = [
      ...(names.length === 0 ? ['__fish_use_subcommand'] : seen),
      ...(names.length > 0 && under.length > 0 ? [`not __fish_seen_subcommand_from ${under.join(' ')}`] : []),
    ].join('; and ');
    const rule = `complete -c osdex -n ${shellWord(condition)}`;
    return [
      ...[...one.commands, ...one.values].map(
        ({ name, about }) => `${rule} -f -a ${shellWord(name)} -d ${shellWord(about)}`,
      ),
      ...one.options.map(({ name, about }) => `${rule} -l ${name.slice(2)} -d ${shellWord(about)}`),
    ];
  });
  return ['# Completion of osdex for fish: osdex completion fish | source', ...lines, ''].join('\n');
}
