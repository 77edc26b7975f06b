import { dump, load, parseEvents, SCALAR_STYLE, visit, YAMLException } from 'js-yaml';
import type { Document, Event, Node } from 'js-yaml';
import type { z } from 'zod';
import { counted } from '../counted.ts';
import { OsdexError, reasonOf } from '../error.ts';
import type { ErrorCode } from '../error.ts';

const STRING_TAG = 'tag:yaml.org,2002:str';
const DATE_TAG = 'tag:yaml.org,2002:timestamp';
const DOUBLE_QUOTED = SCALAR_STYLE.DOUBLE_QUOTED;

const EVENT = { document: 1, sequence: 2, mapping: 3, scalar: 4, alias: 5, pop: 6 } as const;

/** Keys whose values some YAML reader could take for a number or a date; they are always written in quotes. */
const QUOTED_KEYS = new Set([
  'release',
  'serial',
  'released',
  'endOfLife',
  'extendedSupport',
  'published',
  'withdrawn',
  'signedAt',
  'lastGood',
  'lastTry',
  'doneTo',
]);

/**
 * Writes a value as canonical YAML: the same value gives the same bytes everywhere, with keys in the value's own
 * order, no line folding and no anchors. A `Date` becomes a day, for readers who ask for YAML's own type; days that are
 * text stay text. `heading` becomes comment lines at the top.
 */
export function writeYaml(value: unknown, heading: readonly string[] = []): string {
  const comments = heading.map((line) => `# ${line}\n`).join('');
  return (
    comments + dump(value, { lineWidth: -1, noRefs: true, quoteStyle: 'double', transform: settleScalars })
  );
}

/** Text such as a fingerprint that happens to read `12E34`, which some readers take for a number. */
const LIKE_A_NUMBER = /^[-+]?[0-9][0-9_.:]*(?:[eE][-+]?[0-9]+)?$/;

function settleScalars(documents: Document[]): void {
  visit(documents, (node: Node) => {
    if (node.kind === 'scalar' && node.tag === DATE_TAG)
      node.value = node.value.slice(0, 'YYYY-MM-DD'.length);
    if (node.kind === 'scalar' && node.tag === STRING_TAG && LIKE_A_NUMBER.test(node.value))
      node.style = DOUBLE_QUOTED;
    if (node.kind !== 'mapping') return;
    for (const { key, value } of node.items) {
      const quoted = key.kind === 'scalar' && QUOTED_KEYS.has(String(key.value));
      const values = value.kind === 'sequence' ? value.items : [value];
      for (const item of values) if (quoted && item.kind === 'scalar') item.style = DOUBLE_QUOTED;
    }
  });
}

/** Aliases repeat what they stand for: a short text with many of many would be checked for ever. */
const MAX_ALIASES = 100;

/** How many mistakes are told; who has more of them has one that repeats. */
const MAX_MISTAKES = 20;

/**
 * Reads YAML text into what the schema says.
 *
 * @throws OsdexError with `code`; its message names the file, the line and the field, and what was expected there, for
 *   each of the first mistakes.
 */
export function readYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  path: string,
  code: ErrorCode,
): z.output<S> {
  const parsed = schema.safeParse(parse(text, path, code));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap(mistakesOf);
  const starts = valueStarts(text);
  const lines = mistakes
    .slice(0, MAX_MISTAKES)
    .map(
      (mistake) =>
        `${path}:${lineOf(text, starts, mistake.path)}: ${field(mistake.path)}: ${mistake.message}`,
    );
  const more = mistakes.length - lines.length;
  if (more > 0) lines.push(`${path}: and ${counted(more, 'more mistake')}`);
  throw new OsdexError(code, lines.join('\n'), { path });
}

function parse(text: string, path: string, code: ErrorCode): unknown {
  try {
    return load(text, { filename: path, maxAliases: MAX_ALIASES });
  } catch (cause) {
    // The package says that it may throw other errors as well.
    const { mark, reason } =
      cause instanceof YAMLException ? cause : { mark: undefined, reason: reasonOf(cause) };
    const line = mark === undefined || mark === null ? '' : `:${mark.line + 1}`;
    throw new OsdexError(code, `${path}${line}: expected YAML, found: ${reason}`, { path, cause });
  }
}

type Issue = z.core.$ZodIssue;

interface Mistake {
  path: readonly PropertyKey[];
  message: string;
}

function mistakesOf(issue: Issue): Mistake[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: lowerFirst(issue.message) }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `expected one of the documented fields, found "${key}"`,
  }));
}

function lowerFirst(text: string): string {
  return text
    .replace(/^Invalid (?:input|option|string|element): /, '')
    .replace(/^Invalid discriminator value\. Expected /, 'expected one of ')
    .replace(/received undefined$/, 'found nothing')
    .replace(/received (\w+)$/, 'found $1')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

function field(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole file';
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('');
}

/** The line (from 1) of the value at this path, or of the nearest part of the path that is there. */
function lineOf(text: string, starts: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const start = starts.get(JSON.stringify(path.slice(0, length)));
    if (start !== undefined) return text.slice(0, start).split('\n').length;
  }
  return 1;
}

/** Where each value starts, by its path; values of mappings at their key. */
function valueStarts(text: string): Map<string, number> {
  const starts = new Map<string, number>();
  const events = parseEvents(text, {});
  let position = 0;
  const next = (): Event | undefined => events[position++];

  const walk = (event: Event, path: PropertyKey[], start: number): void => {
    starts.set(JSON.stringify(path), start);
    if (event.type === EVENT.sequence) {
      for (let index = 0, item = next(); item && item.type !== EVENT.pop; item = next(), index++) {
        walk(item, [...path, index], startOf(item) ?? start);
      }
    } else if (event.type === EVENT.mapping) {
      for (let key = next(); key && key.type !== EVENT.pop; key = next()) {
        const name =
          key.type === EVENT.scalar
            ? text.slice(key.valueStart, key.valueEnd).replaceAll(/^["']|["']$/g, '')
            : '';
        const value = next();
        if (value) walk(value, [...path, name], startOf(key) ?? start);
      }
    }
  };

  for (let event = next(); event; event = next()) {
    if (event.type !== EVENT.document && event.type !== EVENT.pop) walk(event, [], startOf(event) ?? 0);
  }
  return starts;
}

function startOf(event: Event): number | undefined {
  if (event.type === EVENT.scalar) return event.valueStart;
  if (event.type === EVENT.sequence || event.type === EVENT.mapping) return event.start;
  return undefined;
}
