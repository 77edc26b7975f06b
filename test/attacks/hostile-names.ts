import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { load } from 'cheerio/slim';
import { runLine, save } from './naive.ts';

/** A kind of name that does something where it is only meant to be a name. */
export interface HostileName {
  /** The last part of the attack's name. */
  kind: string;
  name: string;
  /** What it is, after “names a file” or “links a folder”. */
  what: string;
  harm: string;
  /** Uses the name, as it came out of a list or a page, in the usual way within this folder; asserts what came of it. */
  use(name: string, folder: string): Promise<void>;
}

/** Erases the line, and goes back to its start. */
const ERASE = '\u001b[2K\r';

/** A terminal that knows this one thing. */
function shownOnTerminal(line: string): string {
  return line.split(ERASE).at(-1) ?? '';
}

/** A right-to-left override turns round what follows it. @see https://www.unicode.org/reports/tr9/ */
function shownToReader(name: string): string {
  const [before = '', turned = ''] = name.split('\u202e');
  return before + turned.split('').toReversed().join('');
}

/** What it looks like. @see https://www.unicode.org/reports/tr39/#Confusable_Detection */
function skeletonOf(name: string): string {
  return name.replaceAll(/[０-９]/g, (digit) => String('０１２３４５６７８９'.indexOf(digit)));
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export const HOSTILE_NAMES: readonly HostileName[] = [
  {
    kind: 'traversal',
    name: '../../evil.qcow2',
    what: 'with “../” in its name',
    harm: 'The download is written two folders further up, over whatever has that name there.',
    async use(name, folder) {
      const inner = join(folder, 'downloads', 'images');
      await mkdir(inner, { recursive: true });
      await save(inner, name);
      assert.ok(await isThere(join(folder, 'evil.qcow2')));
    },
  },
  {
    kind: 'absolute',
    name: '/srv/evil.qcow2',
    what: 'with a name that begins with a slash',
    harm: 'The folder before it is forgotten, and the download is written to a place of the attacker’s choice.',
    async use(name, folder) {
      const root = join(folder, 'root');
      await mkdir(join(root, 'srv'), { recursive: true });
      // As Python's os.path.join puts them together; the whole file system is moved, so that nothing is harmed here.
      await save(root, resolve('/downloads', name));
      assert.ok(await isThere(join(root, 'srv', 'evil.qcow2')));
    },
  },
  {
    kind: 'control-characters',
    name: `evil${ERASE}image-amd64.qcow2`,
    what: 'with characters in its name that erase the line on a terminal',
    harm: 'Of “FAILED evil…” in the log, the reader sees “image-amd64.qcow2” alone, as if all were well.',
    async use(name) {
      assert.equal(shownOnTerminal(`FAILED ${name}`), 'image-amd64.qcow2');
    },
  },
  {
    kind: 'option-dash',
    name: '-rf',
    what: 'with the name “-rf”',
    harm: 'A “rm *” that should clear away some files takes all folders with it.',
    async use(name, folder) {
      await mkdir(join(folder, 'kept'));
      await writeFile(join(folder, 'kept', 'work'), 'of years');
      await writeFile(join(folder, name), '');
      await runLine('rm *', folder).catch(() => undefined);
      assert.equal(await isThere(join(folder, 'kept', 'work')), false);
    },
  },
  {
    kind: 'newline',
    name: 'image.qcow2\nhttps://evil.example/other.qcow2',
    what: 'with a line break in its name',
    harm: 'In a list with one name a line it becomes two, of which the second is the attacker’s.',
    async use(name, folder) {
      const index = join(folder, 'index');
      await writeFile(index, `${name}\n`);
      const [, second] = (await readFile(index, 'utf8')).split('\n');
      assert.match(second ?? '', /^https:\/\/evil\.example\//);
    },
  },
  {
    kind: 'shell',
    name: 'image-$(touch pwned).qcow2',
    what: 'with a command in its name',
    harm: 'The command runs on the machine of whoever puts the name into a line of a script.',
    async use(name, folder) {
      await runLine(`echo "fetching ${name}"`, folder);
      assert.ok(await isThere(join(folder, 'pwned')));
    },
  },
  {
    kind: 'html',
    name: 'image<img src=x onerror=alert(1)>.qcow2',
    what: 'with HTML in its name',
    harm: 'On the page that lists it, it is no name but an element with a script of the attacker’s.',
    async use(name) {
      const page = load(`<table><td>${name}</td></table>`);
      assert.equal(page('img').attr('onerror'), 'alert(1)');
    },
  },
  {
    kind: 'look-alike',
    name: '２０２６０３０１',
    what: 'with a date in its name whose digits only look like digits',
    harm: 'It reads like any other date, sorts after all of them, and is the newest build for ever.',
    async use(name) {
      assert.equal(skeletonOf(name), '20260301');
      assert.equal(['20260302', name, '20270101'].sort().at(-1), name);
    },
  },
  {
    kind: 'bidi',
    name: 'image-\u202e2wocq.exe',
    what: 'with a character in its name that turns round what is shown after it',
    harm: 'It is shown as “image-exe.qcow2”, and is a program.',
    async use(name) {
      assert.equal(shownToReader(name), 'image-exe.qcow2');
      assert.ok(name.endsWith('.exe'));
    },
  },
];
