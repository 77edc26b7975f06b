import { parseDigest } from '../digest.ts';
import { OsdexError } from '../error.ts';
import { imageUrls } from '../image.ts';
import type { Image } from '../image.ts';
import { isPlainPath } from '../names.ts';
import { artifactId } from '../release.ts';

/** One file of a mirror script: what it must be, where it goes below the chosen folder, where it can be had. */
export type MirrorFile = { digest: string; sizeBytes: number | undefined; path: string; urls: string[] };

/** The line of an image: under its id, from its publisher first and then from the mirrors of its product. */
export function mirrorFileOf(image: Pick<Image, 'product' | 'release' | 'build' | 'artifact'>): MirrorFile {
  const { release, build, artifact } = image;
  return {
    digest: artifact.digest,
    sizeBytes: artifact.size,
    path: artifactId(release, build, artifact),
    urls: imageUrls(image),
  };
}

/** What a script says about its list: a title for people, and the revision of the catalog it was made from. */
type MirrorAbout = { title: string; revision?: string };

const BEGIN = '# osdex list begins';
const END = '# osdex list ends';

const ALGORITHMS = new Set<string>(['sha256', 'sha384', 'sha512']);

/** The program adds sizes up in the shell's integers and takes fifteen digits at most. */
const SIZE_LIMIT_BYTES = 1e15;

/** The longest file name that leaves room for the ending `.part` in the 255 bytes of common file systems. */
const FILE_NAME_LIMIT = 250;

const URL_SHAPE =
  /^(?:https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*|http:\/\/(?:127\.0\.0\.1|localhost))(?::[0-9]{1,5})?\/[A-Za-z0-9/._+~@:?,=%&-]*$/;

const PLAIN_TEXT = /^[A-Za-z0-9 ()/._+~@:?,=%&-]{1,200}$/;

/**
 * The mirror program with this list in place of its own, in the order given.
 * Nothing is escaped: what is not plain is refused, so that a list can never become code.
 * @param program the text of scripts/mirror.sh, whose marker lines say where the list goes
 * @throws OsdexError `name-refused` when a file, the title or the revision is not plain, when two files would
 *   share a path, when there is no file at all, or when the program lacks its marker lines
 */
export function writeMirrorScript(program: string, files: readonly MirrorFile[], about: MirrorAbout): string {
  const { before, after } = splitProgram(program);
  if (files.length === 0) {
    throw refusal('expected at least one file for the mirror script, found none: the selection is empty');
  }
  for (const [index, file] of files.entries()) {
    const reason = checkMirrorFile(file);
    if (reason !== undefined) {
      throw refusal(`${reason}, in file ${index + 1} of the mirror script: correct its record`, file.path);
    }
  }
  checkPathsTogether(files.map((file) => file.path));
  return [...before, ...describe(about), ...files.map(writeLine), ...after].join('\n');
}

/**
 * Why a file cannot stand in a mirror script, as `expected …, found …`; undefined when it can.
 * The program refuses the same lines again when it runs.
 */
export function checkMirrorFile(file: MirrorFile): string | undefined {
  const { digest, sizeBytes, path, urls } = file;
  const algorithm = parseDigest(digest)?.algorithm;
  if (algorithm === undefined || !ALGORITHMS.has(algorithm)) {
    return `expected a sha256, sha384 or sha512 digest in lower-case hex, found ${quote(digest)}`;
  }
  if (
    sizeBytes !== undefined &&
    !(Number.isInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes < SIZE_LIMIT_BYTES)
  ) {
    return `expected a whole number of bytes of at most 15 digits, found ${sizeBytes}`;
  }
  if (!isPlainPath(path)) {
    return `expected a relative path of plain names that start with a letter or digit, found ${quote(path)}`;
  }
  if (/\.part$/i.test(path)) {
    return `expected a path that does not end in .part, which is for partial downloads, found ${quote(path)}`;
  }
  if (path.length - path.lastIndexOf('/') - 1 > FILE_NAME_LIMIT) {
    return `expected a file name of at most ${FILE_NAME_LIMIT} characters, found ${quote(path)}`;
  }
  if (urls.length === 0) return 'expected at least one url, found none';
  const refused = urls.find((url) => !URL_SHAPE.test(url));
  if (refused !== undefined) {
    return `expected a plain https url (http only for 127.0.0.1 and localhost), found ${quote(refused)}`;
  }
  return undefined;
}

function splitProgram(program: string): { before: string[]; after: string[] } {
  const lines = program.split('\n');
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(END, begin);
  if (
    begin === -1 ||
    end === -1 ||
    begin !== lines.lastIndexOf(BEGIN) ||
    lines.indexOf(END) !== lines.lastIndexOf(END)
  ) {
    throw refusal(
      `expected the mirror program with the line "${BEGIN}" once and after it "${END}" once, found another text`,
    );
  }
  return { before: lines.slice(0, begin + 1), after: lines.slice(end) };
}

function checkPathsTogether(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path))
      throw refusal(`expected each path once in the mirror script, found ${path} twice`, path);
    seen.add(path);
  }
  for (const path of paths) {
    const file = foldersOf(path).find((folder) => seen.has(folder));
    if (file !== undefined) {
      throw refusal(`expected ${file} to be a file or a folder, found both: ${path} lies below it`, path);
    }
  }
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function describe(about: MirrorAbout): string[] {
  return Object.entries({ title: about.title, revision: about.revision }).flatMap(([word, text]) => {
    if (text === undefined) return [];
    if (!PLAIN_TEXT.test(text)) {
      throw refusal(
        `expected a ${word} of at most 200 plain characters for the mirror script, found ${quote(text)}`,
      );
    }
    return [`# ${word}: ${text}`];
  });
}

function writeLine({ digest, sizeBytes, path, urls }: MirrorFile): string {
  return [digest, sizeBytes ?? '-', path, ...urls].join(' ');
}

/** For a message only: in printable ASCII, so that a terminal obeys nothing in it, and no longer than a line. */
function quote(text: string): string {
  const start = JSON.stringify(text.slice(0, 120)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 120 ? `${start} and more` : start;
}

function refusal(message: string, path?: string): OsdexError {
  return new OsdexError('name-refused', message, { path });
}
