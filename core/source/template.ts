import { OsdexError, reasonOf } from '../error.ts';
import { mayExplode } from '../pattern-cost.ts';

/** Values for the `{names}` of a template, as the publisher writes them. */
export type Scope = Readonly<Record<string, string>>;

/** Regular expressions for names that are read out of a text instead of being put into it. */
export type Patterns = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;

/** What a name stands for where the source says nothing closer; a serial is as long as one may be recorded. */
const DEFAULT_PATTERNS: Patterns = { arch: '[A-Za-z0-9_]{1,32}', serial: '[0-9][0-9A-Za-z.+~_-]{0,63}' };

/**
 * Names of files and links, which are all that is read, are far shorter. With several patterns in one template the
 * time grows with a power of the length.
 */
const LONGEST_READ = 512;

/** The names between braces in a template. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/**
 * Puts values into a template: `releases/{codename}/` becomes `releases/noble/`.
 *
 * @throws OsdexError `source-invalid` when a name has no value.
 */
export function fillTemplate(template: string, scope: Scope): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value !== undefined) return value;
    const known = Object.keys(scope).join(', ') || 'none';
    throw new OsdexError(
      'source-invalid',
      `expected a value for {${name}} in "${template}", found only: ${known}`,
    );
  });
}

/**
 * The template of a whole address: `relative` as it stands against the folder of `base`. Both may have names in them.
 */
export function joinTemplate(base: string, relative: string): string {
  if (/^https?:\/\//.test(relative)) return relative;
  const folders = base.slice(0, base.lastIndexOf('/')).split('/');
  const parts = relative.split('/');
  for (; parts[0] === '..' || parts[0] === '.'; parts.shift()) {
    if (parts[0] === '..') folders.pop();
  }
  return [...folders, ...parts].join('/');
}

/**
 * Makes a reader of a template: names in `scope` must be there literally, the others are captured by their pattern.
 * What is read fills the template to the same text again.
 *
 * @returns a function from a text to the scope with what was captured, or undefined when the text does not match or
 *   is longer than any name of a file.
 * @throws OsdexError `source-invalid` when a name has no pattern, or its pattern is no regular expression or one that
 *   may take for ever.
 */
export function compileTemplate(
  template: string,
  scope: Scope,
  patterns: Patterns = {},
): (text: string) => Scope | undefined {
  const captured = new Set<string>();
  const source = template
    .split(/(\{[a-zA-Z]+\})/)
    .map((part) => {
      const name = /^\{([a-zA-Z]+)\}$/.exec(part)?.[1];
      if (name === undefined) return escapeRegExp(part);
      if (Object.hasOwn(scope, name)) return escapeRegExp(scope[name] ?? '');
      if (captured.has(name)) return `\\k<${name}>`;
      captured.add(name);
      return `(?<${name}>${patternOf(name, template, scope, patterns)})`;
    })
    .join('');
  const expression = compileFor(template, `^${source}$`);
  return (text) => {
    const match = text.length > LONGEST_READ ? null : expression.exec(text);
    if (match === null) return undefined;
    const told: Record<string, string> = { ...scope };
    for (const name of captured) told[name] = match.groups?.[name] ?? '';
    return told;
  };
}

/** Patterns that were looked at: each is compiled for every release, architecture and file of its feed. */
const sound = new Set<string>();

function patternOf(name: string, template: string, scope: Scope, patterns: Patterns): string {
  const known = [patterns, DEFAULT_PATTERNS].find((all) => Object.hasOwn(all, name))?.[name];
  if (known === undefined) {
    throw new OsdexError(
      'source-invalid',
      `expected a pattern for {${name}} in "${template}", found none under patterns:`,
    );
  }
  if (!sound.has(known) && mayExplode(known)) {
    throw new OsdexError(
      'source-invalid',
      `expected a pattern for {${name}} without a repetition inside of a repetition, found "${known}"`,
    );
  }
  // Of hundreds of thousands of patterns hardly one has a value in it.
  const pattern = placeholdersOf(known).length === 0 ? known : fillTemplate(known, escapeAll(scope));
  // By itself, so that no pattern ends the group of another.
  if (!sound.has(pattern)) compileFor(template, pattern);
  sound.add(known).add(pattern);
  return pattern;
}

function compileFor(template: string, source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    const sentence = `expected regular expressions for "${template}", found: ${reasonOf(cause)}`;
    throw new OsdexError('source-invalid', sentence, { cause });
  }
}

function escapeAll(scope: Scope): Scope {
  return Object.fromEntries(Object.entries(scope).map(([key, value]) => [key, escapeRegExp(value)]));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
