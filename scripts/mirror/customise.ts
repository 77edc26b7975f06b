import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { customise } from '../../mirror/customise/customise.ts';
import type { Customised } from '../../mirror/customise/customise.ts';
import { NOTE_ENDING } from '../../mirror/customise/note.ts';
import type { Recipe } from '../../mirror/customise/recipe.ts';
import { RECIPES } from '../../mirror/customise/recipes.ts';
import { isSecretName } from '../../mirror/customise/template.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';

const NOTES = `
The base is never changed. The output appears under its name when it is whole and what was put into it has been read back,
with its boot records as the base has them; beside it lies a note (NAME${NOTE_ENDING}) with the digests of both and of what was put
in, by which the inventory knows its parent.

Files may have placeholders such as {{hostname}}. Secrets stay out of them, of the command line and of every message:
  --set hostname=web1                     a value that anybody may see
  --set password_hash=@hash.txt           the first line of a file
  --set-env password_hash=WEB1_HASH       a variable of the environment

With --json: "path", "digest", "sizeBytes", "parent" ("path", "digest"), "recipe", "files" ("path" in the image, "digest") and
"warnings".

Examples:
  osdex mirror customise cloud-init noble.img --user-data user-data -o seed.iso
  osdex mirror customise autoinstall ubuntu-24.04-live-server-amd64.iso --user-data user-data -o web1.iso
  osdex mirror customise preseed debian-13-amd64-netinst.iso --preseed preseed.cfg --set-env password_hash=WEB1_HASH -o web1.iso`;

const MIB = 1024 * 1024;

interface CustomiseFlags {
  output: string;
  set?: string[];
  setEnv?: string[];
  force?: boolean;
  json?: boolean;
  [name: string]: unknown;
}

/** `osdex mirror customise` and a command for each recipe. */
export function addCustomiseCommand(mirror: Command): void {
  const command = mirror
    .command('customise')
    .alias('customize')
    .description(
      'make an image into one that sets itself up: cloud-init, autoinstall, preseed, kickstart, Ignition',
    )
    .addHelpText('after', NOTES);
  for (const recipe of RECIPES) addRecipe(command, recipe);
}

function addRecipe(parent: Command, recipe: Recipe): void {
  const command = parent
    .command(recipe.name)
    .description(recipe.describe)
    .argument('<base>', recipe.suits)
    .requiredOption('-o, --output <file>', 'the image that is made');
  for (const { name, describe, isRequired } of recipe.takes)
    command.option(`--${name} <file>`, isRequired ? `${describe} (required)` : describe);
  for (const { name, describe, value } of recipe.choices)
    command.option(value === undefined ? `--${name}` : `--${name} ${value}`, describe);
  command
    .option('--set <name=value>', 'fill {{name}} in; @FILE takes the first line of a file', collect)
    .option('--set-env <name=variable>', 'fill {{name}} in from the environment', collect)
    .option('--force', 'write over an output that is there')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', `\n${recipe.notes}\n\nExample:\n  ${exampleOf(recipe)}`)
    .action((base: string, flags: CustomiseFlags) => runRecipe(recipe, base, flags, command));
}

function exampleOf({ name, takes }: Recipe): string {
  const files = takes.filter(({ isRequired }, at) => isRequired ?? at === 0);
  const options = files.map(
    (taken) => `--${taken.name} ${taken.name === 'config' ? 'config.ign' : taken.name}`,
  );
  return `osdex mirror customise ${name} BASE ${options.join(' ')} -o OUTPUT`;
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

async function runRecipe(
  recipe: Recipe,
  base: string,
  flags: CustomiseFlags,
  command: Command,
): Promise<void> {
  const values = await readValues(flags);
  const progress = openProgress(flags.json);
  let step = '';
  try {
    const made = await untilStopped((signal) =>
      customise(
        recipe,
        {
          base,
          output: flags.output,
          files: given(recipe.takes, command),
          choices: given(recipe.choices, command),
          values,
          force: flags.force,
        },
        {
          env: process.env,
          signal,
          onStep(now) {
            step = now;
            progress.tell(now);
          },
          onProgress: (done, total) =>
            progress.update(Math.floor(done / MIB), Math.ceil(total / MIB), `MiB, ${step}`),
        },
      ),
    );
    progress.end();
    for (const warning of made.warnings) process.stderr.write(`warning: ${warning}\n`);
    if (flags.json) printJson(made);
    else process.stdout.write(describe(made));
  } finally {
    progress.end();
  }
}

/** What was said of these options, by their names; what is only said has the empty text. */
function given(named: readonly { name: string }[], command: Command): Map<string, string> {
  return new Map(
    named.flatMap(({ name }): [string, string][] => {
      const option = command.options.find(({ long }) => long === `--${name}`);
      const value: unknown =
        option === undefined ? undefined : command.getOptionValue(option.attributeName());
      return typeof value === 'string' ? [[name, value]] : value === true ? [[name, '']] : [];
    }),
  );
}

async function readValues({ set = [], setEnv = [] }: CustomiseFlags): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const [name, value] of set.map((one) => pairOf(one, '--set', 'value'))) {
    if (!value.startsWith('@') && isSecretName(name))
      throw new OsdexError(
        'usage',
        `expected no secret on the command line, which every user of this machine can read, found a value for "${name}"; use --set ${name}=@FILE or --set-env ${name}=VARIABLE`,
      );
    values.set(name, value.startsWith('@') ? await firstLineOf(value.slice(1)) : value);
  }
  for (const [name, variable] of setEnv.map((one) => pairOf(one, '--set-env', 'variable'))) {
    const value = process.env[variable];
    if (value === undefined || value === '')
      throw new OsdexError(
        'usage',
        `expected ${quote(variable)} in the environment for {{${name}}}, found nothing`,
      );
    values.set(name, value);
  }
  return values;
}

function pairOf(text: string, option: string, what: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  // What was said may be the secret itself.
  throw new OsdexError('usage', `expected ${option} name=${what}, found something else`);
}

async function firstLineOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OsdexError('not-found', `expected a readable file at ${path}, found: ${reasonOf(cause)}`, {
      path,
      cause,
    });
  });
  const lines = text.replace(/\r?\n$/, '');
  if (lines !== '' && !/[\r\n]/.test(lines)) return lines;
  throw new OsdexError('usage', `expected one line at ${path}, found ${lines === '' ? 'none' : 'more'}`, {
    path,
  });
}

function describe({ path, digest, sizeBytes, parent, recipe, files }: Customised): string {
  const rows = [
    ['image', `${path}, ${formatSize(sizeBytes)}`],
    ['digest', digest],
    ['made of', parent.path],
    ['digest', parent.digest],
    ['by', `${recipe}, ${counted(files.length, 'file')} put in and read back`],
    ...files.map((file) => ['', `${file.path}  ${file.digest}`]),
    ['note', `${path}${NOTE_ENDING}`],
  ];
  return rows.map(([label = '', text = '']) => `${label.padEnd(10)} ${text}\n`).join('');
}
