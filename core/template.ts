import { OsdexError } from './error.ts';

/** Values for the `{names}` of a template, as the publisher writes them. */
export type Scope = Readonly<Record<string, string>>;

/** Regular expressions for names that are read out of a text instead of being put into it. */
export type Patterns = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;

/** What a name stands for where the source says nothing closer. */
const DEFAULT_PATTERNS: Patterns = { arch: '[A-Za-z0-9_]+', serial: '[0-9][0-9A-Za-z.+~_-]*' };

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
 * Makes a reader of a template: names in `scope` must be there literally, the others are captured by their pattern.
 *
 * @returns a function from a text to the scope with what was captured, or undefined when the text does not match.
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
  const expression = new RegExp(`^${source}$`);
  return (text) => {
    const match = expression.exec(text);
    return match === null ? undefined : { ...scope, ...match.groups };
  };
}

function patternOf(name: string, template: string, scope: Scope, patterns: Patterns): string {
  const known = [patterns, DEFAULT_PATTERNS].find((all) => Object.hasOwn(all, name));
  const pattern = known?.[name];
  if (pattern === undefined) {
    throw new OsdexError(
      'source-invalid',
      `expected a pattern for {${name}} in "${template}", found none under patterns:`,
    );
  }
  return pattern.replaceAll(PLACEHOLDER, (whole, inner: string) =>
    Object.hasOwn(scope, inner) ? escapeRegExp(scope[inner] ?? '') : whole,
  );
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
