import { dump, load, parseEvents, SCALAR_STYLE, visit, YAMLException } from 'js-yaml';
import type { Document, Event, Node } from 'js-yaml';
import type { z } from 'zod';
import { OsdexError } from './error.ts';
import type { ErrorCode } from './error.ts';

const STRING_TAG = 'tag:yaml.org,2002:str';
const DOUBLE_QUOTED = SCALAR_STYLE.DOUBLE_QUOTED;

const EVENT = { document: 1, sequence: 2, mapping: 3, scalar: 4, alias: 5, pop: 6 } as const;

/** Keys whose values some YAML reader could take for a number or a date; they are always written in quotes. */
const QUOTED_KEYS = new Set([
  'release',
  'serial',
  'released',
  'endOfLife',
  'published',
  'withdrawn',
  'signedAt',
  'lastGood',
  'lastTry',
]);

/**
 * Writes a value as canonical YAML: the same value gives the same bytes everywhere, with keys in the value's own
 * order, no line folding and no anchors. `heading` becomes comment lines at the top.
 */
export function writeYaml(value: unknown, heading: readonly string[] = []): string {
  const comments = heading.map((line) => `# ${line}\n`).join('');
  return (
    comments +
    dump(value, { lineWidth: -1, noRefs: true, quoteStyle: 'double', transform: quoteMistakableScalars })
  );
}

/** Text such as a fingerprint that happens to read `12E34`, which some readers take for a number. */
const LIKE_A_NUMBER = /^[-+]?[0-9][0-9_.:]*(?:[eE][-+]?[0-9]+)?$/;

function quoteMistakableScalars(documents: Document[]): void {
  visit(documents, (node: Node) => {
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

/**
 * Reads YAML text into what the schema says.
 *
 * @throws OsdexError with `code`; its message names the file, the line and the field, and what was expected there.
 */
export function readYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  path: string,
  code: ErrorCode,
): z.output<S> {
  const parsed = schema.safeParse(parse(text, path, code));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) => sentences(issue, text, path));
  throw new OsdexError(code, lines.join('\n'), { path });
}

function parse(text: string, path: string, code: ErrorCode): unknown {
  try {
    return load(text, { filename: path });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined || error.mark === null ? '' : `:${error.mark.line + 1}`;
    throw new OsdexError(code, `${path}${line}: expected YAML, found: ${error.reason}`, {
      path,
      cause: error,
    });
  }
}

type Issue = z.core.$ZodIssue;

function sentences(issue: Issue, text: string, path: string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const place = [...issue.path, key];
      return `${path}:${lineOf(text, place)}: ${field(place)}: expected one of the documented fields, found "${key}"`;
    });
  }
  return [`${path}:${lineOf(text, issue.path)}: ${field(issue.path)}: ${lowerFirst(issue.message)}`];
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
function lineOf(text: string, path: readonly PropertyKey[]): number {
  const starts = valueStarts(text);
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
