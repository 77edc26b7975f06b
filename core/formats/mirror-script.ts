import type { MirrorEvidence } from './mirror-evidence.ts';
import { checkMirrorFile, isPlainMirrorUrl, quote, refusal, requireApart } from './mirror-file.ts';
import type { MirrorFile } from './mirror-file.ts';
import { requireFingerprint, writeMirrorKey } from './mirror-key.ts';
import type { MirrorKey } from './mirror-key.ts';
import { isPlainPath } from '../plain-path.ts';

/** What a script says about its list: a title for people, and the revision of the catalog it was made from. */
type MirrorAbout = { title: string; revision?: string };

/** The lines of the program that its data lies between. */
const SECTIONS = {
  list: { begin: '# osdex list begins', end: '# osdex list ends' },
  keys: { begin: '# osdex keys begin', end: '# osdex keys end' },
};

type Section = (typeof SECTIONS)[keyof typeof SECTIONS];

const PLAIN_TEXT = /^[A-Za-z0-9 ()/._+~@:?,=%&-]{1,200}$/;

/**
 * The mirror program with this list in place of its own, in the order given: newer builds of a stream before older ones.
 * Nothing is escaped: what is not plain is refused, so that a list can never become code.
 * @param program the text of scripts/mirror.sh or scripts/mirror.ps1, whose marker lines say where the list goes
 * @param keys of those who signed; a program without a place for keys is given their addresses alone
 * @throws OsdexError `name-refused` when a file, a key, the title or the revision is not plain, when two files would
 *   share a path, when there is no file at all, or when the program lacks its marker lines
 */
export function writeMirrorScript(
  program: string,
  files: readonly MirrorFile[],
  about: MirrorAbout,
  keys: readonly MirrorKey[] = [],
): string {
  if (files.length === 0) {
    throw refusal('expected at least one file for the mirror script, found none: the selection is empty');
  }
  for (const [index, file] of files.entries()) {
    const reason = checkMirrorFile(file);
    if (reason !== undefined) {
      throw refusal(`${reason}, in file ${index + 1} of the mirror script: correct its record`, file.path);
    }
  }
  requireApart(files.map((file) => file.path));
  const evidence = numberEvidence(files);
  const list = [
    ...describe(about),
    ...keys.flatMap(writeKeyUrl),
    ...[...evidence].map(([text, number]) => `sums:${number} ${text}`),
    ...files.map((file) => writeLine(file, evidence)),
  ];
  const lines = fill(program.split('\n'), SECTIONS.list, list);
  const hasKeys = lines.includes(SECTIONS.keys.begin);
  return (hasKeys ? fill(lines, SECTIONS.keys, keys.flatMap(writeMirrorKey)) : lines).join('\n');
}

function writeKeyUrl({ fingerprint, url }: MirrorKey): string[] {
  if (url === undefined || !isPlainMirrorUrl(url)) return [];
  requireFingerprint(fingerprint);
  return [`key:${fingerprint} ${url}`];
}

function fill(lines: readonly string[], { begin, end }: Section, content: readonly string[]): string[] {
  const from = lines.indexOf(begin);
  const to = lines.indexOf(end, from);
  if (
    from === -1 ||
    to === -1 ||
    from !== lines.lastIndexOf(begin) ||
    lines.indexOf(end) !== lines.lastIndexOf(end)
  ) {
    throw refusal(
      `expected the mirror program with the line "${begin}" once and after it "${end}" once, found another text`,
    );
  }
  return [...lines.slice(0, from + 1), ...content, ...lines.slice(to)];
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

/** Each signed sums file once, with its number in the list. */
function numberEvidence(files: readonly MirrorFile[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { evidence } of files) {
    if (evidence === undefined) continue;
    const text = evidenceText(evidence);
    if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
  }
  return numbers;
}

function evidenceText({ fingerprint, sumsUrl = '-', signatureUrl = '-' }: MirrorEvidence): string {
  requireFingerprint(fingerprint);
  for (const url of [sumsUrl, signatureUrl]) {
    if (url !== '-' && !isPlainMirrorUrl(url)) {
      throw refusal(`expected a plain https url of a signature for the mirror script, found ${quote(url)}`);
    }
  }
  return `${fingerprint} ${sumsUrl} ${signatureUrl}`;
}

function writeLine(file: MirrorFile, numbers: ReadonlyMap<string, number>): string {
  const { digest, sizeBytes, path, urls, evidence } = file;
  const number = evidence === undefined ? undefined : numbers.get(evidenceText(evidence));
  const sums = number === undefined ? [] : [`sums=${number}`];
  return [digest, sizeBytes ?? '-', path, ...writeRecord(file), ...sums, ...urls].join(' ');
}

/** Its path in the catalog is told only where it lies elsewhere. */
function writeRecord({ path, id, kind }: MirrorFile): string[] {
  if (id === undefined || kind === undefined) return [];
  if (!isPlainPath(id) || !/^[a-z-]+$/.test(kind)) {
    throw refusal(
      `expected a plain id and kind for the mirror script, found ${quote(`${id} ${kind}`)}`,
      path,
    );
  }
  return [`kind=${kind}`, ...(id === path ? [] : [`id=${id}`])];
}
