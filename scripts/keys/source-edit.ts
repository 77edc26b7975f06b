import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { OsdexError } from '../../core/error.ts';
import type { TrustedKey } from '../../core/product.ts';
import { Source } from '../../core/source/source.ts';
import { readYaml } from '../../core/files/yaml.ts';
import { applyEdits } from '../patch.ts';
import type { LineEdit } from '../patch.ts';
import { scalar } from '../yaml-scalar.ts';

/** A source that was begun has everything but the key that signs, and cannot be read as a source yet. */
const Authored = z.looseObject({ keys: z.array(z.unknown()).optional() });

/**
 * The edit that pins one more key in the text of a source: its lines at the end of the list of keys, as the others are
 * written. Everything else, comments too, stays byte for byte.
 *
 * @throws OsdexError `usage` when the text is written so that this cannot be done, `source-invalid` when the source
 *   would not be valid with the key, such as for a release that it does not have.
 */
export function pinKey(text: string, key: TrustedKey, path: string): LineEdit {
  const edit = editOf(text, key, path);
  const before = readYaml(text, Authored, path, 'source-invalid');
  const edited = applyEdits(text, [edit]);
  const after = readYaml(edited, Authored, path, 'source-invalid');
  if (!isDeepStrictEqual(after, { ...before, keys: [...(before.keys ?? []), key] })) throw byHand(path);
  readYaml(edited, Source, path, 'source-invalid');
  return edit;
}

function editOf(text: string, key: TrustedKey, path: string): LineEdit {
  const lines = text.split('\n');
  const end = text.includes('\r\n') ? '\r' : '';
  const write = (indent: string): string[] => entryLines(key, indent).map((line) => line + end);
  const at = lines.findIndex((line) => line.startsWith('keys:'));
  if (at === -1) return { at: beforeReleases(lines), remove: 0, add: [`keys:${end}`, ...write('  '), end] };
  const rest = lines[at]?.slice('keys:'.length).replace(/#.*/, '').trim();
  if (rest === '[]') return { at, remove: 1, add: [`keys:${end}`, ...write('  ')] };
  const first = lines.slice(at + 1).find((line) => /^\s*- /.test(line));
  const indent = /^\s*/.exec(first ?? '')?.[0] ?? '';
  if (rest !== '' || first === undefined) throw byHand(path);
  return { at: endOfBlock(lines, at + 1, indent), remove: 0, add: write(indent) };
}

/** Behind the last line of a list that is no comment of what comes next. */
function endOfBlock(lines: readonly string[], from: number, indent: string): number {
  const isInside = (line: string): boolean => line.startsWith(`${indent}- `) || /^\s+[^\s#]/.test(line);
  let last = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isInside(line)) last = at + 1;
    else if (/^[^\s#]/.test(line)) break;
  }
  return last;
}

/** Where keys stand in a source that has none yet: before what comes after them in the others, and its comment. */
function beforeReleases(lines: readonly string[]): number {
  let at = lines.findIndex((line) => /^(?:accept|releases|feeds):/.test(line));
  while (at > 0 && lines[at - 1]?.startsWith('#')) at--;
  return Math.max(at, 0);
}

/** A key as people write it in a source. */
function entryLines(key: TrustedKey, indent: string): string[] {
  const { fingerprint, owner, releases, provenance, obtained, url } = key;
  const fields: [string, string | undefined][] = [
    ['fingerprint', scalar(fingerprint)],
    ['owner', scalar(owner)],
    ['releases', releases && `[${releases.map((release) => JSON.stringify(release)).join(', ')}]`],
    ['provenance', scalar(provenance)],
    ['obtained', obtained && JSON.stringify(obtained)],
    ['url', url && scalar(url)],
  ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value], index) => `${indent}${index === 0 ? '- ' : '  '}${name}: ${value}`);
}

function byHand(path: string): OsdexError {
  const message = `expected keys: in ${path} as a list with one line for each "- fingerprint:", found it written otherwise; add the key by hand`;
  return new OsdexError('usage', message, { path });
}
