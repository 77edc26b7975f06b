import { checkMirrorFile, quote, refusal, requireApart } from './mirror-file.ts';
import type { MirrorFile } from './mirror-file.ts';

/** What a script says about its list: a title for people, and the revision of the catalog it was made from. */
type MirrorAbout = { title: string; revision?: string };

const BEGIN = '# osdex list begins';
const END = '# osdex list ends';

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
  requireApart(files.map((file) => file.path));
  return [...before, ...describe(about), ...files.map(writeLine), ...after].join('\n');
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
