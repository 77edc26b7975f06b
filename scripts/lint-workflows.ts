import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import type { validate } from '@actions/languageservice';
import { load, YAMLException } from 'js-yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { z } from 'zod';

/** Folders of workflows: our own, and the one that `osdex init` writes. */
const FOLDERS = ['.github/workflows', 'scripts/init/template/github/workflows'];
const ACTION = 'action.yml';

/** An action is told from a workflow by its name, as GitHub does. */
const ACTION_FILE = /(?:^|\/)action\.ya?ml$/;

/** What a workflow is asked for beyond what the language service knows. */
const Workflow = z.object({
  permissions: z.unknown().optional(),
  jobs: z.record(z.string(), z.object({ 'timeout-minutes': z.unknown().optional() })).default({}),
});

/** What names an action gives: the language service does not look whether those that expressions use are among them. */
const Action = z.object({
  inputs: z.record(z.string(), z.unknown()).default({}),
  runs: z.object({ steps: z.array(z.object({ id: z.string().optional() })).default([]) }),
});

/**
 * Checks a workflow, or the `action.yml` of an action, with GitHub's own language service (syntax, expressions,
 * contexts, needs, cron) and by rules of ours: every action is pinned by its commit, with the version beside it; no
 * expression stands in a shell script, where it would be code; every job ends by itself; what the token may do is
 * written down. The last two are the business of the workflow that an action runs in.
 *
 * @returns one line per problem, `path:line: what was expected`; empty when all is well.
 */
export async function lintWorkflow(text: string, path: string): Promise<string[]> {
  const service = await loadLanguageService();
  // An address of its own each time: the service remembers by it what it parsed, and would judge another text by that.
  const address = `file:///${randomUUID()}/${path}`;
  const found = await service.validate(TextDocument.create(address, 'yaml', 1, text));
  return [
    ...found.map(
      ({ range, message }) =>
        `${path}:${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
    ),
    ...unpinnedActions(text).map(
      ([line, action]) =>
        `${path}:${line}: expected an action pinned as owner/name@<40 hex digits> # vX.Y.Z, found ${action}`,
    ),
    ...expressionsInScripts(text).map(
      (line) =>
        `${path}:${line}: expected no expression in a script; hand it over as an environment variable`,
    ),
    ...(ACTION_FILE.test(path) ? unknownNames(text) : unboundedJobs(text)).map(
      ([line, message]) => `${path}:${line}: ${message}`,
    ),
  ];
}

/** The service imports its data as JSON the way bundlers take it; Node wants to be told that it is JSON. */
async function loadLanguageService(): Promise<{ validate: typeof validate }> {
  const hooks = registerHooks({
    load: (url, context, next) =>
      next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  });
  try {
    return await import('@actions/languageservice');
  } finally {
    hooks.deregister();
  }
}

function unpinnedActions(text: string): [line: number, action: string][] {
  return text.split('\n').flatMap((line, index): [number, string][] => {
    const [, action] = /^\s*(?:- )?uses:\s*(\S.*)$/.exec(line) ?? [];
    const isPinned = action === undefined || /^(?:\.\/\S*|[\w./-]+@[\da-f]{40} # v\d\S*)$/.test(action);
    return isPinned ? [] : [[index + 1, action]];
  });
}

function expressionsInScripts(text: string): number[] {
  let scriptIndent: number | undefined;
  return text.split('\n').flatMap((line, index) => {
    const indent = line.search(/\S/);
    const [, before, script] = /^(\s*(?:- )?)run:\s*(.*)$/.exec(line) ?? [];
    if (before !== undefined) scriptIndent = before.length;
    else if (scriptIndent !== undefined && indent >= 0 && indent <= scriptIndent) scriptIndent = undefined;
    return scriptIndent !== undefined && (script ?? line).includes('${{') ? [index + 1] : [];
  });
}

function unboundedJobs(text: string): [line: number, message: string][] {
  const { permissions, jobs } = Workflow.catch({ permissions: {}, jobs: {} }).parse(parseYaml(text));
  const unbounded = Object.entries(jobs).filter(([, job]) => job['timeout-minutes'] === undefined);
  return [
    ...(permissions === undefined ? ['expected permissions for the whole workflow, found none'] : []),
    ...unbounded.map(([name]) => `expected timeout-minutes for job "${name}", found none`),
  ].map((message) => [1, message]);
}

/** An input or step that is not there is an empty text to GitHub, and no error. */
function unknownNames(text: string): [line: number, message: string][] {
  const { inputs, runs } = Action.catch({ inputs: {}, runs: { steps: [] } }).parse(parseYaml(text));
  const known = new Set([
    ...Object.keys(inputs).map((name) => `inputs.${name}`),
    ...runs.steps.map(({ id }) => `steps.${id}`),
  ]);
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/\b(?:inputs|steps)\.[\w-]+/g)]
        .filter(([name]) => !known.has(name))
        .map(([name]): [number, string] => [
          index + 1,
          `expected an input or step that is there, found ${name}`,
        ]),
    );
}

/** What is no YAML, or has not the shape of a workflow, the language service has told already. */
function parseYaml(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** What is checked where nothing is named. */
export async function workflowFiles(): Promise<string[]> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(folder)).map((name) => `${folder}/${name}`)),
  );
  return [...found.flat().filter((name) => /\.ya?ml$/.test(name)), ACTION];
}

if (import.meta.main) {
  const paths = await workflowFiles();
  const problems = [];
  for (const path of paths) problems.push(...(await lintWorkflow(await readFile(path, 'utf8'), path)));
  process.stdout.write(
    `${[...problems, `${paths.length} workflows and actions, ${problems.length} problems`].join('\n')}\n`,
  );
  if (problems.length > 0) process.exitCode = 1;
}
