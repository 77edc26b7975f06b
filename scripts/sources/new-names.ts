import { compressionOf, diskFormatOf } from '../../core/disk-format.ts';
import type { DiskFormat } from '../../core/disk-format.ts';
import { compareVersions } from '../../core/version-order.ts';
import { ARCHITECTURE_WORDS } from '../../core/vocabulary.ts';
import { isMovingName } from './moving-name.ts';

/** `all` and `noarch` are words of many names, and one with a dash is not what `{arch}` reads. */
const ARCH = new RegExp(
  `(?<![A-Za-z0-9])(?:${ARCHITECTURE_WORDS.filter((word) => !/^(?:all|noarch)$|-/.test(word))
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?![A-Za-z0-9])`,
  'g',
);
/** A day, alone or with what makes it one build of that day; a version; a number. */
const SERIALS = [
  /(?<![0-9.])(?:19|20)\d\d(?:[01]\d[0-3]\d|[.-][01]\d[.-][0-3]\d)(?:T\d+Z|[.-]\d{1,4}(?![0-9A-Za-z]))?(?![0-9])/,
  /(?<=(?:^|[^0-9A-Za-z])[vVrR]?)(?<![0-9]\.)\d+(?:\.\d+)+(?:-\d+(?:\.\d+)+)?(?![0-9])/,
  /(?<![0-9A-Za-z.])\d+(?![0-9A-Za-z.])/,
  /(?<![0-9A-Za-z.])r\d{3,}(?![0-9A-Za-z])/,
];

/** The part of a name that a build goes by: a day rather than a version, a version rather than a number. */
export function serialIn(name: string, except?: string): string | undefined {
  const plain = name.replaceAll(ARCH, (word) => '_'.repeat(word.length));
  const known = except === undefined ? plain : withoutToken(plain, except);
  return SERIALS.map((form) => form.exec(known)?.[0]).find((found) => found !== undefined);
}

/** The publisher's words for architectures in a text, in their order, each once. */
export function archesIn(text: string): string[] {
  return [...new Set(text.match(ARCH) ?? [])];
}

/** Puts `{serial}`, `{release}` and `{arch}` where a name has them. */
export function templateOf(
  name: string,
  { serial, release }: { serial?: string | undefined; release?: string | undefined },
): string {
  let text = name;
  if (serial !== undefined) text = replaceToken(text, serial, '{serial}');
  if (release !== undefined) text = replaceToken(text, release, '{release}');
  return text.replaceAll(ARCH, '{arch}');
}

/** A regular expression for serials such as these. */
export function serialPattern(serials: readonly string[]): string {
  const shapes = [...new Set(serials.map(shapeOf))];
  if (shapes.length === 1 && shapes[0] !== undefined) return shapes[0];
  if (serials.every((serial) => /^\d+(?:\.\d+)*$/.test(serial))) return String.raw`\d+(\.\d+)*`;
  if (shapes.length <= 3) return shapes.toSorted((a, b) => b.length - a.length).join('|');
  return '[0-9A-Za-z][0-9A-Za-z.+~_-]*';
}

function shapeOf(serial: string): string {
  return serial
    .replaceAll(/[.+]/g, String.raw`\$&`)
    .replaceAll(/\d+/g, (digits) =>
      digits.length >= 6 ? String.raw`\d{${digits.length}}` : String.raw`\d+`,
    );
}

/** Names that are alike but for what is read out of them. */
export interface Family {
  template: string;
  /** The newest first. */
  serials: string[];
  /** In the order of the serials. */
  names: string[];
}

/** Groups names by their template, the most telling families first. */
export function familiesOf(names: readonly string[], release?: string): Family[] {
  const found = names
    .filter((name) => !isMovingName(name))
    .flatMap((name) => {
      const serial = serialIn(name, release);
      return serial === undefined ? [] : [{ name, serial, template: templateOf(name, { serial, release }) }];
    });
  return [...Map.groupBy(found, ({ template }) => template)]
    .map(([template, alike]) => {
      const sorted = alike.toSorted((a, b) => compareVersions(b.serial, a.serial));
      return {
        template,
        serials: [...new Set(sorted.map(({ serial }) => serial))],
        names: sorted.map(({ name }) => name),
      };
    })
    .toSorted(
      (a, b) =>
        b.serials.length - a.serials.length ||
        b.names.length - a.names.length ||
        a.template.length - b.template.length,
    );
}

/** How an image is described whose name alone tells of it; a format that the name does not tell is a guess. */
export function imageFormat(name: string): { format: DiskFormat; isGuess: boolean } | undefined {
  if (
    isMovingName(name) ||
    /\.(?:asc|gpg|sig|sign|zsync|torrent|manifest|jigdo|json|txt|list|sha\d+|md5)$/i.test(name)
  )
    return undefined;
  const told = diskFormatOf(name);
  if (told !== undefined) return { format: told, isGuess: false };
  if (/\.(?:img|bin|image)(?:\.\w+)?$/i.test(name)) return { format: 'raw', isGuess: true };
  return /\.tar$/i.test(name) || /tar|^t[gx]z/.test(compressionOf(name) ?? '')
    ? { format: 'rootfs', isGuess: true }
    : undefined;
}

/** Words of addresses that name no release, though images may have them in their names too. */
const PLAIN_WORDS =
  /^(?:daily|stable|testing|beta|releases?|images?|iso|isos|cloud|linux|live|pub|base|minimal|server|desktop|latest|download|downloads)$/;

/** A part of an address that names the release: it stands in most names of images too, and is no other word. */
export function releaseIn(url: string, images: readonly string[], product: string): string | undefined {
  const segments = new URL(url).pathname.split('/').filter((part) => /^[a-z0-9][a-z0-9._-]*$/.test(part));
  return segments
    .toReversed()
    .find(
      (part) =>
        part !== product &&
        !PLAIN_WORDS.test(part) &&
        !isMovingName(part) &&
        archesIn(part).length === 0 &&
        images.filter((name) => hasToken(name, part)).length * 2 > images.length,
    );
}

function hasToken(text: string, token: string): boolean {
  return withoutToken(text, token) !== text;
}

function withoutToken(text: string, token: string): string {
  return replaceToken(text, token, '_');
}

/** Where the token stands alone: `44` is none of `1440`, and `9` none of `9.8`. */
export function replaceToken(text: string, token: string, by: string): string {
  const literal = token.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  // A day may follow a word: Snapshot20260725.
  const before = /^\d{8}/.test(token) ? '(?<![0-9])' : '(?<=(?:^|[^0-9A-Za-z])[vVrR]?)(?<!\\d\\.)';
  return text.replaceAll(new RegExp(`${before}${literal}(?![0-9A-Za-z])(?!\\.\\d)`, 'g'), () => by);
}
