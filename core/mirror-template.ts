import { buildDay } from './build-day.ts';
import { OsdexError } from './error.ts';
import { imageLanguage } from './image.ts';
import type { Image } from './image.ts';
import { nearestWord } from './nearest-word.ts';
import { artifactPath } from './release.ts';

/** Ways to lay a repository out that have a name, as templates. In all but `catalog` two builds may want one path. */
export const LAYOUT_TEMPLATES = {
  'by-family': '{family}/{os} - {flavor}/{file}',
  'by-type': '{type}/{product}/{file}',
  'by-date': '{year}/{date}/{product}/{file}',
  'by-version': '{product}/{release}/{file}',
  catalog: '{product}/{release}/{stream}/{serial}/{path}',
  product: '{product}/{release}/{path}',
  kind: '{type}/{product}/{path}',
  flat: '{path}',
} as const;

export const DEFAULT_LAYOUT = 'by-family';

const VALUES: Readonly<Record<string, (image: Image) => string>> = {
  family: ({ product }) => product.family,
  os: ({ product }) => product.name,
  flavor: ({ stream }) => stream.title,
  product: ({ product }) => product.product,
  vendor: ({ product }) => product.vendor,
  release: ({ release }) => release.release,
  version: ({ release }) => release.release,
  codename: ({ release }) => release.codename ?? release.release,
  stream: ({ build }) => build.stream,
  serial: ({ build }) => build.serial,
  type: ({ stream }) => stream.kind,
  kind: ({ stream }) => stream.kind,
  arch: ({ artifact }) => artifact.arch,
  format: ({ artifact }) => artifact.format,
  language: (image) => imageLanguage(image) ?? 'any',
  date: ({ build }) => buildDay(build)?.day ?? 'undated',
  year: ({ build }) => buildDay(build)?.day.slice(0, 4) ?? 'undated',
  file: ({ artifact }) => artifactPath(artifact).split('/').at(-1) ?? '',
  path: ({ artifact }) => artifactPath(artifact),
};

/** Names that stand for folders and files below a build: their slashes are part of the path. */
const PATHS = new Set(['path']);

/** Lays an image out: its path in the repository. */
export type LayOut = (image: Image) => string;

/**
 * Reads a layout: the name of one, or a template such as `{family}/{os} - {flavor}/{file}`.
 *
 * @throws OsdexError `usage` that names what may stand there.
 */
export function readLayout(layout: string): LayOut {
  const template = Object.hasOwn(LAYOUT_TEMPLATES, layout)
    ? LAYOUT_TEMPLATES[layout as keyof typeof LAYOUT_TEMPLATES]
    : layout;
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  if (names.length === 0) {
    const all = Object.keys(LAYOUT_TEMPLATES).join(', ');
    throw new OsdexError('usage', `expected a layout (${all}) or a template, found "${layout}"`);
  }
  const unknown = names.find((name) => !Object.hasOwn(VALUES, name));
  if (unknown !== undefined) {
    const near = nearestWord(unknown, Object.keys(VALUES));
    const advice =
      near === undefined ? `one of ${Object.keys(VALUES).join(', ')}` : `did you mean {${near}}?`;
    throw new OsdexError(
      'usage',
      `expected names that images have in "${layout}", found {${unknown}}; ${advice}`,
    );
  }
  if (!/\{(?:file|path)\}[^/]*$/.test(template)) {
    throw new OsdexError('usage', `expected a layout that ends in {file} or {path}, found "${layout}"`);
  }
  return (image) =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = VALUES[name]?.(image) ?? '';
      return PATHS.has(name) ? value.split('/').map(asName).join('/') : asName(value);
    });
}

/** A value as the name of a folder or a part of one: nothing in it leads elsewhere, hides or means anything. */
function asName(value: string): string {
  return value
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_(]+/u, '')
    .replace(/[. ]+$/, '');
}
